using System;
using System.Management.Automation;
using SpoProfileSync.Credentials;

namespace SpoProfileSync
{
    // Who signs in: secrets, identities that a platform vouches for, and tokens at hand.
    public sealed partial class ConnectSpoProfileCommand
    {
        /// <summary>Client id as user name, client secret as password. For Microsoft Graph only.</summary>
        [Parameter(Mandatory = true, ParameterSetName = ClientSecretSet)]
        [ValidateNotNull]
        [Credential]
        public PSCredential ClientSecretCredential { get; set; }

        /// <summary>Signs in as the managed identity of this machine, function or runbook.</summary>
        [Parameter(Mandatory = true, ParameterSetName = ManagedIdentitySet)]
        public SwitchParameter ManagedIdentity { get; set; }

        /// <summary>The object (principal) id of a user-assigned managed identity.</summary>
        [Parameter(ParameterSetName = ManagedIdentitySet)]
        [ValidateNotNullOrEmpty]
        public string ObjectId { get; set; }

        /// <summary>The Azure resource id of a user-assigned managed identity.</summary>
        [Parameter(ParameterSetName = ManagedIdentitySet)]
        [ValidateNotNullOrEmpty]
        public string ResourceId { get; set; }

        /// <summary>Signs in with the token file of a workload identity.</summary>
        [Parameter(Mandatory = true, ParameterSetName = WorkloadIdentitySet)]
        public SwitchParameter WorkloadIdentity { get; set; }

        /// <summary>The file with the token of the other issuer.</summary>
        [Parameter(ParameterSetName = WorkloadIdentitySet)]
        [ValidateNotNullOrEmpty]
        public string FederatedTokenFile { get; set; }

        /// <summary>The token of another issuer (text, SecureString), or a script block called with the audience.</summary>
        [Parameter(Mandatory = true, ParameterSetName = FederatedSet)]
        [ValidateNotNullOrEmpty]
        public object FederatedToken { get; set; }

        /// <summary>Signs in with the service connection of an Azure Pipelines job.</summary>
        [Parameter(Mandatory = true, ParameterSetName = AzurePipelinesSet)]
        public SwitchParameter AzurePipelines { get; set; }

        /// <summary>The id of the service connection.</summary>
        [Parameter(ParameterSetName = AzurePipelinesSet)]
        [ValidateNotNullOrEmpty]
        public string ServiceConnectionId { get; set; }

        /// <summary>The token of the job (text or SecureString).</summary>
        [Parameter(ParameterSetName = AzurePipelinesSet)]
        [ValidateNotNullOrEmpty]
        public object SystemAccessToken { get; set; }

        /// <summary>Signs in as whoever signed in with az login.</summary>
        [Parameter(Mandatory = true, ParameterSetName = AzureCliSet)]
        public SwitchParameter AzureCli { get; set; }

        /// <summary>Tokens (text, SecureString, objects holding one), or a script block called with the resource that needs one.</summary>
        [Parameter(Mandatory = true, ParameterSetName = TokenSet)]
        [ValidateNotNullOrEmpty]
        public object[] AccessToken { get; set; }

        Credential CredentialOfSet()
        {
            switch (ParameterSetName)
            {
                case InteractiveSet: return PersonCredential.Browser(ClientId, TenantId, LoginHint);
                case DeviceCodeSet: return PersonCredential.DeviceCode(ClientId, TenantId);
                case CertificateFileSet: return CertificateCredential.FromFile(ClientId, TenantId, FullPath(CertificatePath), CertificatePassword);
                case CertificateBase64Set: return CertificateCredential.FromBase64(ClientId, TenantId, CertificateBase64, CertificatePassword);
                case CertificateThumbprintSet:
                    return new HostCertificateCredential(ClientId, TenantId, CertificateStore.Find(CertificateThumbprint), true);
                case CertificateObjectSet: return new HostCertificateCredential(ClientId, TenantId, Certificate, false);
                case ClientSecretSet: return new ClientSecretCredential(ClientSecretCredential, TenantId);
                case ManagedIdentitySet: return new ManagedIdentityCredential(ClientId, ObjectId, ResourceId, Variable);
                case WorkloadIdentitySet:
                    var file = FederatedTokenFile ?? Variable("AZURE_FEDERATED_TOKEN_FILE");
                    return new WorkloadIdentityCredential(ClientId, TenantId, file == null ? null : FullPath(file), Variable);
                case FederatedSet: return new FederatedCredential(ClientId, TenantId, FederatedToken);
                case AzurePipelinesSet: return new AzurePipelinesCredential(ClientId, TenantId, ServiceConnectionId, SystemAccessToken, Variable);
                case AzureCliSet: return new AzureCliCredential(TenantId);
                default: return new TokenCredential(AccessToken);
            }
        }

        static string Variable(string name) => Environment.GetEnvironmentVariable(name);
    }
}
