using System;

namespace SpoProfileSync
{
    /// <summary>What a synchronization did.</summary>
    public enum SyncAction
    {
        /// <summary>Nothing could be done; the error says why.</summary>
        Failed,

        /// <summary>The pictures were uploaded and the profile updated.</summary>
        Uploaded,

        /// <summary>Only properties of the profile were written.</summary>
        Updated,

        /// <summary>The store already holds what the source has; nothing was sent.</summary>
        Unchanged,

        /// <summary>There was nothing to synchronize, or it is not to be written, or the prompt was declined.</summary>
        Skipped,

        /// <summary>Would have been written without -WhatIf.</summary>
        WhatIf,
    }

    static class SyncActions
    {
        /// <summary>The action of an event; an unknown one is no success.</summary>
        public static SyncAction Read(string word) => Enum.TryParse(word, out SyncAction action) ? action : SyncAction.Failed;
    }
}
