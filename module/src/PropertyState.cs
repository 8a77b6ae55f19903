using System;

namespace SpoProfileSync
{
    /// <summary>How one property of one user in the profile store compares with its source.</summary>
    public enum PropertyState
    {
        /// <summary>It could not be found out, or not be written; the error says why.</summary>
        Failed,

        /// <summary>The store holds the value of the source.</summary>
        InSync,

        /// <summary>The store holds another value.</summary>
        Different,

        /// <summary>The source has a value, the store has none.</summary>
        MissingInSharePoint,

        /// <summary>The store holds another value, and Microsoft's own synchronization is what writes it.</summary>
        WaitingForNativeSync,

        /// <summary>The store holds another value, which the user may have typed. Stays with -KeepUserEdited.</summary>
        UserEdited,

        /// <summary>Nothing but SharePoint may write the property.</summary>
        NotWritable,

        /// <summary>The user has no profile (yet).</summary>
        NoProfile,

        /// <summary>The source has no value, the store has one.</summary>
        SourceEmpty,

        /// <summary>The input object was read without the property, so nothing is known of the source.</summary>
        SourceNotLoaded,

        /// <summary>The value of the source cannot be used.</summary>
        SourceInvalid,
    }

    static class PropertyStates
    {
        /// <summary>The state of an event; an unknown one is no success.</summary>
        public static PropertyState Read(string word) => Enum.TryParse(word, out PropertyState state) ? state : PropertyState.Failed;
    }
}
