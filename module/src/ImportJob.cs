using System;
using SpoProfileSync.Wire;

namespace SpoProfileSync
{
    /// <summary>How far a bulk import job is.</summary>
    public enum ImportJobState
    {
        /// <summary>SharePoint says something this version does not know.</summary>
        Unknown,

        /// <summary>Handed in.</summary>
        Submitted,

        /// <summary>The file is being read.</summary>
        Processing,

        /// <summary>The file was read; the values wait to be written.</summary>
        Queued,

        /// <summary>Ended well.</summary>
        Succeeded,

        /// <summary>Ended in an error.</summary>
        Error,
    }

    /// <summary>What went wrong with a bulk import job, in SharePoint's words.</summary>
    public enum ImportJobError
    {
        /// <summary>SharePoint says something this version does not know.</summary>
        Unknown,

        /// <summary>Nothing.</summary>
        NoError,

        /// <summary>A failure of the service.</summary>
        InternalError,

        /// <summary>The data file is not there.</summary>
        DataFileNotExist,

        /// <summary>The data file is in another tenant.</summary>
        DataFileNotInTenant,

        /// <summary>The data file is too large.</summary>
        DataFileTooBig,

        /// <summary>The data file is not as it should be.</summary>
        InvalidDataFile,

        /// <summary>It ended, and some users were left out; the log folder says which.</summary>
        ImportCompleteWithError,
    }

    /// <summary>A bulk import job of SharePoint's profile store.</summary>
    public sealed class ImportJob
    {
        internal ImportJob(JobEvent source)
        {
            JobId = Guid.TryParse(source.JobId, out var id) ? id : Guid.Empty;
            State = Enum.TryParse(source.State, out ImportJobState state) ? state : ImportJobState.Unknown;
            Error = Enum.TryParse(source.JobError, out ImportJobError error) ? error : ImportJobError.Unknown;
            ErrorMessage = source.ErrorMessage ?? "";
            SourceUri = source.SourceUri ?? "";
            LogFolderUri = source.LogFolderUri ?? "";
            Ended = source.Ended;
        }

        /// <summary>The id of the job.</summary>
        public Guid JobId { get; }

        /// <summary>How far it is.</summary>
        public ImportJobState State { get; }

        /// <summary>What went wrong.</summary>
        public ImportJobError Error { get; }

        /// <summary>The same in a sentence of SharePoint; empty without an error.</summary>
        public string ErrorMessage { get; }

        /// <summary>The data file.</summary>
        public string SourceUri { get; }

        /// <summary>The folder of the log files; empty until there is one.</summary>
        public string LogFolderUri { get; }

        /// <summary>True when it will not change any more.</summary>
        public bool Ended { get; }

        /// <summary>The id and the state.</summary>
        public override string ToString() => JobId + ": " + State;
    }
}
