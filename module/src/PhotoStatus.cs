using System;
using System.Globalization;
using SpoProfileSync.Wire;

namespace SpoProfileSync
{
    /// <summary>How the photo of one user in the profile store compares with its source.</summary>
    public enum PhotoState
    {
        /// <summary>The check itself failed; the error says why.</summary>
        Failed,

        /// <summary>The store holds what the source would give.</summary>
        InSync,

        /// <summary>In sync, but the source is smaller than the large picture should be.</summary>
        LowResolution,

        /// <summary>The store has no photo, the source has.</summary>
        Missing,

        /// <summary>The store has another photo than the source.</summary>
        Stale,

        /// <summary>The photo is there, yet pages show initials.</summary>
        PlaceholderShown,

        /// <summary>The photo is taken from Exchange Online and would overwrite ours.</summary>
        ExchangeManaged,

        /// <summary>The profile names a picture that is not in the library.</summary>
        FileMissing,

        /// <summary>Neither the source nor the store has a photo.</summary>
        NoSource,

        /// <summary>The input object was read without its photo attribute.</summary>
        PhotoNotLoaded,

        /// <summary>The source is not a usable picture.</summary>
        SourceInvalid,

        /// <summary>The user has no profile (yet).</summary>
        NoProfile,
    }

    /// <summary>What Get-SpoProfilePhotoStatus says of one user.</summary>
    public sealed class PhotoStatus
    {
        internal PhotoStatus(JobEvent source)
        {
            Identity = source.Identity ?? "";
            AccountName = source.AccountName ?? "";
            State = StateOf(source);
            Reason = source.Reason ?? "";
            NextStep = source.NextStep ?? "";
            PictureUrl = source.PictureUrl ?? "";
            PhotoTimestamp = UnixTime.ToDate(source.PhotoTimestamp);
            SourceSize = source.SourceWidth > 0
                ? string.Format(CultureInfo.InvariantCulture, "{0}x{1}", source.SourceWidth, source.SourceHeight)
                : "";
            SourceBytes = source.SourceBytes;
            ErrorId = source.Error?.Id ?? "";
        }

        /// <summary>The user as the input named them.</summary>
        public string Identity { get; }

        /// <summary>The account name in the profile store, in claims form.</summary>
        public string AccountName { get; }

        /// <summary>The verdict.</summary>
        public PhotoState State { get; }

        /// <summary>Why, in one sentence.</summary>
        public string Reason { get; }

        /// <summary>What to do next; empty when there is nothing to do.</summary>
        public string NextStep { get; }

        /// <summary>The address the profile gives for the picture.</summary>
        public string PictureUrl { get; }

        /// <summary>When the profile says the picture changed, UTC; null when it does not say.</summary>
        public DateTime? PhotoTimestamp { get; }

        /// <summary>Width x height of the source in pixels; empty when it was not decoded.</summary>
        public string SourceSize { get; }

        /// <summary>Length of the source in bytes.</summary>
        public long SourceBytes { get; }

        /// <summary>The id of the error, empty without one.</summary>
        public string ErrorId { get; }

        internal static PhotoState StateOf(JobEvent source) =>
            Enum.TryParse(source.State, out PhotoState state) ? state : PhotoState.Failed;

        /// <summary>The identity and the state.</summary>
        public override string ToString() => Identity + ": " + State;
    }
}
