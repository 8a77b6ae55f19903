using System;
using System.Management.Automation;
using SpoProfileSync.Wire;

namespace SpoProfileSync
{
    /// <summary>Compares properties of each user with the profile store. Writes nothing to the tenant.</summary>
    [Cmdlet(VerbsCommon.Get, "SpoProfilePropertyStatus")]
    [OutputType(typeof(PropertyStatus))]
    public sealed class GetSpoProfilePropertyStatusCommand : PropertyCmdlet
    {
        private protected override void Describe(JobRequest request)
        {
            base.Describe(request);
            request.Kind = "propertyStatus";
        }

        private protected override void OnProfile(JobEvent e)
        {
            var properties = e.Properties ?? Array.Empty<PropertyOutcome>();
            // A user who failed as a whole is a row all the same.
            if (properties.Length == 0) WriteObject(new PropertyStatus(e));
            WriteFailure(e.Error, e.Identity);
            foreach (var property in properties)
            {
                var status = new PropertyStatus(e, property);
                WriteObject(status);
                // Other states with an error are findings about the source, and the object says all of it.
                if (status.State == PropertyState.Failed) WriteFailure(property.Error, status.Identity);
            }
        }
    }
}
