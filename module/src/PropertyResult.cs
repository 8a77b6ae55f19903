using System;
using SpoProfileSync.Wire;

namespace SpoProfileSync
{
    /// <summary>What a synchronization did with one property of one user.</summary>
    public sealed class PropertyResult
    {
        internal PropertyResult(PropertyOutcome source)
        {
            Property = source.Property ?? "";
            Action = SyncActions.Read(source.Action);
            State = PropertyStates.Read(source.State);
            Source = source.Source ?? "";
            SourceValue = Text(source.SourceValue);
            SharePointValue = Text(source.SharePointValue);
            Reason = source.Reason ?? "";
            NextStep = source.NextStep ?? "";
            ErrorId = source.Error?.Id ?? "";
        }

        /// <summary>The name of the profile property.</summary>
        public string Property { get; }

        /// <summary>What was done.</summary>
        public SyncAction Action { get; }

        /// <summary>What was found before anything was done.</summary>
        public PropertyState State { get; }

        /// <summary>The input property the value was taken from; empty when none was loaded.</summary>
        public string Source { get; }

        /// <summary>The value the source gives, after transforms; several are joined by a bar, as SharePoint does.</summary>
        public string SourceValue { get; }

        /// <summary>The value in the profile store before anything was done; several are joined by a bar.</summary>
        public string SharePointValue { get; }

        /// <summary>Why, in one sentence.</summary>
        public string Reason { get; }

        /// <summary>What to do next; empty when there is nothing to do.</summary>
        public string NextStep { get; }

        /// <summary>The id of the error, empty without one.</summary>
        public string ErrorId { get; }

        // One text and not a list: it goes into a CSV file as it is.
        internal static string Text(string[] values) => string.Join("|", values ?? Array.Empty<string>());

        /// <summary>The property and the action.</summary>
        public override string ToString() => Property + ": " + Action;
    }
}
