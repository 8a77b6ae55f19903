using System.Management.Automation;
using SpoProfileSync.Wire;

namespace SpoProfileSync
{
    /// <summary>Brings properties of each user into the profile store, where they differ.</summary>
    [Cmdlet(VerbsData.Sync, "SpoProfileProperty", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
    [OutputType(typeof(ProfileResult))]
    public sealed class SyncSpoProfilePropertyCommand : PropertySyncCmdlet
    {
        private protected override void Describe(JobRequest request)
        {
            base.Describe(request);
            request.Kind = "propertySync";
        }
    }
}
