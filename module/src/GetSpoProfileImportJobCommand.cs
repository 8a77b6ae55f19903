using System;
using System.Management.Automation;

namespace SpoProfileSync
{
    /// <summary>Shows bulk import jobs of the tenant, whoever started them.</summary>
    [Cmdlet(VerbsCommon.Get, "SpoProfileImportJob")]
    [OutputType(typeof(ImportJob))]
    public sealed class GetSpoProfileImportJobCommand : ImportJobCmdlet
    {
        /// <summary>Ids of jobs; all jobs when none is given.</summary>
        [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
        [ValidateNotNullOrEmpty]
        public Guid[] JobId { get; set; }

        private protected override Guid[] Given => JobId;

        private protected override bool IsAboutAll => JobId == null && !MyInvocation.ExpectingInput;

        private protected override void OnImportJob(ImportJob job) => WriteObject(job);
    }
}
