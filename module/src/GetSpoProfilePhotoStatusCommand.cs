using System.Management.Automation;
using SpoProfileSync.Wire;

namespace SpoProfileSync
{
    /// <summary>Compares the photo of each user with the profile store. Writes nothing to the tenant.</summary>
    [Cmdlet(VerbsCommon.Get, "SpoProfilePhotoStatus")]
    [OutputType(typeof(PhotoStatus))]
    public sealed class GetSpoProfilePhotoStatusCommand : PhotoCmdlet
    {
        private protected override void Describe(JobRequest request)
        {
            base.Describe(request);
            request.Kind = "photoStatus";
        }

        private protected override void OnEvent(JobEvent e)
        {
            if (e.Type != "status") return;
            var status = new PhotoStatus(e);
            WriteObject(status);
            // Other states with an error are findings about the source, and the object says all of it.
            if (status.State == PhotoState.Failed) WriteFailure(e.Error, status.Identity);
        }
    }
}
