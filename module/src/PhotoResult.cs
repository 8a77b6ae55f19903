using System;
using SpoProfileSync.Wire;

namespace SpoProfileSync
{
    /// <summary>What Sync-SpoProfilePhoto did for one user.</summary>
    public sealed class PhotoResult
    {
        internal PhotoResult(JobEvent source)
        {
            Identity = source.Identity ?? "";
            AccountName = source.AccountName ?? "";
            Action = SyncActions.Read(source.Action);
            State = PhotoStatus.StateOf(source);
            Reason = source.Reason ?? "";
            NextStep = source.NextStep ?? "";
            BytesSent = source.BytesSent;
            Requests = source.Requests;
            Duration = TimeSpan.FromMilliseconds(source.DurationMilliseconds);
            LowResolution = source.LowResolution;
            PictureUrl = source.PictureUrl ?? "";
            ErrorId = source.Error?.Id ?? "";
        }

        /// <summary>The user as the input named them.</summary>
        public string Identity { get; }

        /// <summary>The account name in the profile store, in claims form.</summary>
        public string AccountName { get; }

        /// <summary>What was done.</summary>
        public SyncAction Action { get; }

        /// <summary>What was found before anything was done.</summary>
        public PhotoState State { get; }

        /// <summary>Why, in one sentence.</summary>
        public string Reason { get; }

        /// <summary>What to do next; empty when there is nothing to do.</summary>
        public string NextStep { get; }

        /// <summary>Bytes of picture uploaded.</summary>
        public long BytesSent { get; }

        /// <summary>Requests that this user alone caused; shared batches count for the run.</summary>
        public long Requests { get; }

        /// <summary>Wall time of the work for this user alone: reading, rendering, uploading.</summary>
        public TimeSpan Duration { get; }

        /// <summary>True when the source was smaller than the large picture should be.</summary>
        public bool LowResolution { get; }

        /// <summary>The address the profile gives for the picture.</summary>
        public string PictureUrl { get; }

        /// <summary>The id of the error, empty without one.</summary>
        public string ErrorId { get; }

        /// <summary>The identity and the action.</summary>
        public override string ToString() => Identity + ": " + Action;
    }
}
