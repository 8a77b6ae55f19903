using System;
using System.Collections.Generic;
using System.Management.Automation;
using SpoProfileSync.Wire;

namespace SpoProfileSync
{
    /// <summary>Shows where each profile property comes from, who fills it, and how it can be written. Needs no connection.</summary>
    [Cmdlet(VerbsCommon.Get, "SpoProfilePropertyMap")]
    [OutputType(typeof(PropertyMapRow))]
    public sealed class GetSpoProfilePropertyMapCommand : SpoCmdlet
    {
        readonly List<string> names = new List<string>();
        PropertyMapFile map;
        Connection session;

        /// <summary>Names of profile properties; all when none is given.</summary>
        [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
        [ValidateNotNullOrEmpty]
        [ArgumentCompleter(typeof(PropertyNameCompleter))]
        public string[] Property { get; set; }

        /// <summary>A file with rows for more properties, .psd1 or .json.</summary>
        [Parameter]
        [ValidateNotNullOrEmpty]
        public string Map { get; set; }

        /// <summary>Reads the map file.</summary>
        protected override void BeginProcessing()
        {
            try
            {
                if (Map != null) map = PropertyMapFile.Read(FullPath(Map));
                session = BuiltInMap.OpenSession();
            }
            catch (SpoProfileException e)
            {
                Throw(e);
            }
        }

        /// <summary>Collects names.</summary>
        protected override void ProcessRecord() => names.AddRange(Property ?? Array.Empty<string>());

        /// <summary>Shows the rows.</summary>
        protected override void EndProcessing()
        {
            // An empty pipeline names no property on purpose.
            if (names.Count == 0 && MyInvocation.ExpectingInput) return;
            StartJob(session, new JobRequest { Kind = "propertyMap", MapJson = map?.Json, MapName = map?.Path, Names = names.ToArray() });
            Finish();
        }

        private protected override void OnEvent(JobEvent e)
        {
            if (e.Type == "propertyRow") WriteObject(new PropertyMapRow(e));
        }

        /// <summary>Closes the session.</summary>
        protected override void Dispose(bool disposing)
        {
            base.Dispose(disposing);
            if (disposing) session?.Dispose();
        }
    }
}
