using System.Management.Automation;
using SpoProfileSync.Wire;

namespace SpoProfileSync
{
    /// <summary>Brings the photo of each user into the profile store, where it is missing or old.</summary>
    [Cmdlet(VerbsData.Sync, "SpoProfilePhoto", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
    [OutputType(typeof(PhotoResult))]
    public sealed class SyncSpoProfilePhotoCommand : PhotoCmdlet
    {
        /// <summary>Uploads even what seems unchanged.</summary>
        [Parameter]
        public SwitchParameter Force { get; set; }

        /// <summary>Refuses a run over everybody that has no photos to give.</summary>
        protected override void BeginProcessing()
        {
            base.BeginProcessing();
            if (!NamesNobody || PhotoFolder != null) return;
            Throw(new SpoProfileException(ErrorIds.InvalidArgument, "No users and no photos were given.",
                "Pipe users with photos (Get-ADUser -Filter * -Properties thumbnailPhoto), or give -PhotoFolder."));
        }

        private protected override void Complete(JobRequest request)
        {
            request.Kind = "photoSync";
            request.Force = Force;
            // ShouldProcess answers every write; with WhatIf the core refuses them too, whatever the answer.
            request.Confirm = true;
            request.WhatIf = IsWhatIf;
        }

        bool IsWhatIf
        {
            get
            {
                if (MyInvocation.BoundParameters.TryGetValue("WhatIf", out var given)) return ((SwitchParameter)given).IsPresent;
                return LanguagePrimitives.IsTrue(SessionState.PSVariable.GetValue("WhatIfPreference"));
            }
        }

        private protected override void OnEvent(JobEvent e)
        {
            if (e.Type != "result") return;
            var result = new PhotoResult(e);
            WriteObject(result);
            if (result.Action == PhotoAction.Failed && e.Error != null)
                WriteError(new SpoProfileException(e.Error).ToRecord(result.Identity));
        }
    }
}
