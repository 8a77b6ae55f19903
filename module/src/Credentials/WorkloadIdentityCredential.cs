using System;
using SpoProfileSync.Wire;

namespace SpoProfileSync.Credentials
{
    /// <summary>A token of another issuer in a file that the platform keeps fresh (Kubernetes, the Azure login action).</summary>
    sealed class WorkloadIdentityCredential : Credential
    {
        readonly Auth auth;

        public WorkloadIdentityCredential(string clientId, string directory, string tokenFile, Func<string, string> environment) => auth = new Auth
        {
            Kind = "workloadIdentity",
            ClientId = Required(clientId, "-ClientId", "AZURE_CLIENT_ID", environment),
            Directory = Required(directory, "-TenantId", "AZURE_TENANT_ID", environment),
            TokenFile = Required(tokenFile, "-FederatedTokenFile", "AZURE_FEDERATED_TOKEN_FILE", environment),
        };

        public override Auth Describe(SecretBag secrets) => auth;
    }
}
