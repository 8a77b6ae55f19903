using System;
using System.Linq;
using SpoProfileSync.Wire;

namespace SpoProfileSync.Credentials
{
    /// <summary>
    /// The identity Azure gives the machine, function or runbook. The platform says by environment variables where to ask; they are
    /// handed over one by one, as the library reads no environment.
    /// </summary>
    sealed class ManagedIdentityCredential : Credential
    {
        readonly string clientId;
        readonly string objectId;
        readonly string resourceId;
        readonly Func<string, string> environment;

        public ManagedIdentityCredential(string clientId, string objectId, string resourceId, Func<string, string> environment)
        {
            if (new[] { clientId, objectId, resourceId }.Count(id => !string.IsNullOrEmpty(id)) > 1)
            {
                throw new SpoProfileException(ErrorIds.InvalidArgument, "A managed identity has one name here: -ClientId, -ObjectId or -ResourceId.",
                    "Give one of them for a user-assigned identity, none for the system-assigned one.");
            }
            this.clientId = clientId;
            this.objectId = objectId;
            this.resourceId = resourceId;
            this.environment = environment;
        }

        public override Auth Describe(SecretBag secrets) => new Auth
        {
            Kind = "managedIdentity",
            ClientId = clientId,
            ObjectId = objectId,
            ResourceId = resourceId,
            IdentityEndpoint = environment("IDENTITY_ENDPOINT"),
            IdentityHeader = environment("IDENTITY_HEADER"),
            ImdsEndpoint = environment("IMDS_ENDPOINT"),
            MsiEndpoint = environment("MSI_ENDPOINT"),
            MsiSecret = environment("MSI_SECRET"),
        };
    }
}
