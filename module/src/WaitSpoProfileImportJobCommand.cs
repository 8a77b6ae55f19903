using System;
using System.Management.Automation;
using SpoProfileSync.Wire;

namespace SpoProfileSync
{
    /// <summary>Waits until bulk import jobs have ended, and shows each when it has.</summary>
    [Cmdlet(VerbsLifecycle.Wait, "SpoProfileImportJob")]
    [OutputType(typeof(ImportJob))]
    public sealed class WaitSpoProfileImportJobCommand : ImportJobCmdlet
    {
        /// <summary>Ids of jobs.</summary>
        [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
        [ValidateNotNullOrEmpty]
        public Guid[] JobId { get; set; }

        /// <summary>Seconds to wait at most.</summary>
        [Parameter]
        [ValidateRange(1, 604800)]
        public int TimeoutSeconds { get; set; } = 7200;

        /// <summary>Seconds between two looks.</summary>
        [Parameter]
        [ValidateRange(1, 3600)]
        public int PollSeconds { get; set; } = 30;

        private protected override Guid[] Given => JobId;

        private protected override JobRequest Describe(JobRequest request)
        {
            request.Wait = true;
            request.TimeoutSeconds = TimeoutSeconds;
            request.PollSeconds = PollSeconds;
            return request;
        }

        private protected override void OnImportJob(ImportJob job)
        {
            if (job.Ended) WriteObject(job);
            else WriteVerbose(job.ToString());
        }
    }
}
