using System.Management.Automation;
using SpoProfileSync.Wire;

namespace SpoProfileSync
{
    /// <summary>
    /// What comparing and synchronizing properties share: which properties, and what is known of them. The job says first which input
    /// properties it wants, and no user is read before.
    /// </summary>
    public abstract class PropertyCmdlet : UserCmdlet
    {
        PropertyMapFile map;

        /// <summary>Names of profile properties; without it those of the map file and those that SharePoint does not fill by itself.</summary>
        [Parameter]
        [ValidateNotNullOrEmpty]
        [ArgumentCompleter(typeof(PropertyNameCompleter))]
        public string[] Property { get; set; }

        /// <summary>A file with rows for more properties, .psd1 or .json.</summary>
        [Parameter]
        [ValidateNotNullOrEmpty]
        public string Map { get; set; }

        /// <summary>Keeps a value the user may have typed.</summary>
        [Parameter]
        public SwitchParameter KeepUserEdited { get; set; }

        /// <summary>A file that remembers, hashed, what was written, so that a later run knows what users have typed since.</summary>
        [Parameter]
        [ValidateNotNullOrEmpty]
        public string StatePath { get; set; }

        private protected override void Check()
        {
            if (Map != null) map = PropertyMapFile.Read(FullPath(Map));
            if (StatePath != null) StatePath = FullPath(StatePath);
        }

        private protected override void Describe(JobRequest request) =>
            request.Properties = new PropertyRequest
            {
                Names = Property,
                MapJson = map?.Json,
                MapName = map?.Path,
                KeepUserEdited = KeepUserEdited,
                StateFile = StatePath,
            };

        private protected override void OnStarted() => Await(() => Binder.ValueNames != null);

        private protected override void OnEvent(JobEvent e)
        {
            if (e.Type == "fields") Binder.ValueNames = e.Names;
            else if (e.Type == "profile") OnProfile(e);
        }

        /// <summary>Takes the outcome for one user.</summary>
        private protected abstract void OnProfile(JobEvent e);
    }
}
