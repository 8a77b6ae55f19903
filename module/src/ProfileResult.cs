using System;
using System.Linq;
using SpoProfileSync.Wire;

namespace SpoProfileSync
{
    /// <summary>What Sync-SpoProfileProperty or Sync-SpoProfile did for one user.</summary>
    public sealed class ProfileResult
    {
        internal ProfileResult(JobEvent source)
        {
            Identity = source.Identity ?? "";
            AccountName = source.AccountName ?? "";
            Action = SyncActions.Read(source.Action);
            Method = source.Method ?? "";
            Reason = source.Reason ?? "";
            NextStep = source.NextStep ?? "";
            Photo = source.Photo == null ? null : new PhotoResult(source.Photo);
            Properties = (source.Properties ?? Array.Empty<PropertyOutcome>()).Select(property => new PropertyResult(property)).ToArray();
            Requests = source.Requests;
            Duration = TimeSpan.FromMilliseconds(source.DurationMilliseconds);
            ErrorId = source.Error?.Id ?? "";
        }

        /// <summary>The user as the input named them.</summary>
        public string Identity { get; }

        /// <summary>The account name in the profile store, in claims form.</summary>
        public string AccountName { get; }

        /// <summary>The gravest of what was done with photo and properties.</summary>
        public SyncAction Action { get; }

        /// <summary>How properties were written: Direct, BulkImport, or empty when none was.</summary>
        public string Method { get; }

        /// <summary>Why, in one sentence.</summary>
        public string Reason { get; }

        /// <summary>What to do next; empty when there is nothing to do.</summary>
        public string NextStep { get; }

        /// <summary>What was done with the photo; null from Sync-SpoProfileProperty.</summary>
        public PhotoResult Photo { get; }

        /// <summary>What was done with each property; empty when the user as a whole failed.</summary>
        public PropertyResult[] Properties { get; }

        /// <summary>Requests that this user alone caused; shared batches count for the run.</summary>
        public long Requests { get; }

        /// <summary>Wall time of the work for this user alone.</summary>
        public TimeSpan Duration { get; }

        /// <summary>The id of the error when the user as a whole failed, else empty: photo and properties have their own.</summary>
        public string ErrorId { get; }

        /// <summary>The identity and the action.</summary>
        public override string ToString() => Identity + ": " + Action;
    }
}
