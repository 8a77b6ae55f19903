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

        /// <summary>Refuses a run over everybody that has no photos to give, too.</summary>
        private protected override void Check()
        {
            base.Check();
            if (!NamesNobody || PhotoFolder != null) return;
            throw new SpoProfileException(ErrorIds.InvalidArgument, "No users and no photos were given.",
                "Pipe users with photos (Get-ADUser -Filter * -Properties thumbnailPhoto), or give -PhotoFolder.");
        }

        private protected override void Describe(JobRequest request)
        {
            base.Describe(request);
            request.Kind = "photoSync";
            request.Force = Force;
            // ShouldProcess answers every write; with WhatIf the core refuses them too, whatever the answer.
            request.Confirm = true;
            request.WhatIf = IsWhatIf;
        }

        private protected override void OnEvent(JobEvent e)
        {
            if (e.Type != "result") return;
            var result = new PhotoResult(e);
            WriteObject(result);
            if (result.Action == SyncAction.Failed) WriteFailure(e.Error, result.Identity);
        }
    }
}
