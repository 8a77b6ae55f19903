using System.Management.Automation;
using SpoProfileSync.Wire;

namespace SpoProfileSync
{
    /// <summary>How differences are written.</summary>
    public enum PropertySyncMethod
    {
        /// <summary>Decided when the differences are known.</summary>
        Auto,

        /// <summary>Many users in a request, at once.</summary>
        Direct,

        /// <summary>By a file that SharePoint imports in its own time.</summary>
        BulkImport,
    }

    /// <summary>What the cmdlets that write properties share.</summary>
    public abstract class PropertySyncCmdlet : PropertyCmdlet
    {
        /// <summary>How differences are written.</summary>
        [Parameter]
        public PropertySyncMethod Method { get; set; } = PropertySyncMethod.Auto;

        /// <summary>Empties the property where the source was read and is empty.</summary>
        [Parameter]
        public SwitchParameter ClearEmpty { get; set; }

        /// <summary>Names of properties that are written although Microsoft's own synchronization fills them.</summary>
        [Parameter]
        [ValidateNotNullOrEmpty]
        [ArgumentCompleter(typeof(PropertyNameCompleter))]
        public string[] Force { get; set; }

        /// <summary>The library folder on the root site that takes the files of a bulk import, server-relative.</summary>
        [Parameter]
        [ValidateNotNullOrEmpty]
        public string ImportFolder { get; set; } = "/Shared Documents";

        /// <summary>Seconds between two looks at a bulk import job.</summary>
        [Parameter]
        [ValidateRange(1, 3600)]
        public int PollSeconds { get; set; } = 30;

        /// <summary>Minutes a bulk import job is waited for.</summary>
        [Parameter]
        [ValidateRange(1, 10080)]
        public int ImportTimeoutMinutes { get; set; } = 120;

        private protected override void Describe(JobRequest request)
        {
            base.Describe(request);
            // ShouldProcess answers every write; with WhatIf the core refuses them too, whatever the answer.
            request.Confirm = true;
            request.WhatIf = IsWhatIf;
            request.Properties.Method = JobRequest.Word(Method);
            request.Properties.ClearEmpty = ClearEmpty;
            request.Properties.ForceNative = Force;
            request.Properties.ImportFolder = ImportFolder;
            request.Properties.PollSeconds = PollSeconds;
            request.Properties.ImportTimeoutSeconds = ImportTimeoutMinutes * 60;
        }

        // Who stops waiting needs the id.
        private protected override void OnEvent(JobEvent e)
        {
            if (e.Type == "importJob") WriteVerbose("Bulk import job " + new ImportJob(e));
            else base.OnEvent(e);
        }

        private protected override void OnProfile(JobEvent e)
        {
            var result = new ProfileResult(e);
            WriteObject(result);
            if (result.Action != SyncAction.Failed) return;
            WriteFailure(e.Error, result.Identity);
            // What failed as a whole is not told of each part again.
            if (e.Error != null) return;
            if (result.Photo?.Action == SyncAction.Failed) WriteFailure(e.Photo.Error, result.Identity);
            for (var i = 0; i < result.Properties.Length; i++)
            {
                if (result.Properties[i].Action == SyncAction.Failed) WriteFailure(e.Properties[i].Error, result.Identity);
            }
        }
    }
}
