using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using SpoProfileSync.Wire;

namespace SpoProfileSync
{
    /// <summary>What listing and awaiting bulk import jobs share: the ids of the pipeline are collected and asked for together.</summary>
    public abstract class ImportJobCmdlet : SpoCmdlet
    {
        readonly List<string> ids = new List<string>();
        Connection connection;

        /// <summary>The connection to use instead of the default one of this runspace.</summary>
        [Parameter]
        [ValidateNotNull]
        public Connection Connection { get; set; }

        /// <summary>The ids of this pipeline object, or of the parameter.</summary>
        private protected abstract Guid[] Given { get; }

        /// <summary>True when the command is about all jobs of the tenant. An empty pipeline is about none on purpose.</summary>
        private protected virtual bool IsAboutAll => false;

        /// <summary>Finds the connection.</summary>
        protected override void BeginProcessing() => connection = Resolve(Connection);

        /// <summary>Collects ids.</summary>
        protected override void ProcessRecord() => ids.AddRange((Given ?? Array.Empty<Guid>()).Select(id => id.ToString()));

        /// <summary>Asks for the jobs.</summary>
        protected override void EndProcessing()
        {
            if (ids.Count == 0 && !IsAboutAll) return;
            StartJob(connection, Describe(new JobRequest { Kind = "importJobs", JobIds = ids.Distinct().ToArray() }));
            Finish();
        }

        /// <summary>Adds what is particular to the cmdlet.</summary>
        private protected virtual JobRequest Describe(JobRequest request) => request;

        private protected override void OnEvent(JobEvent e)
        {
            if (e.Type == "importJob") OnImportJob(new ImportJob(e));
        }

        /// <summary>Takes what is known of a job now.</summary>
        private protected abstract void OnImportJob(ImportJob job);
    }
}
