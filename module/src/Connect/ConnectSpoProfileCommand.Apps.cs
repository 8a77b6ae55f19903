using System.Management.Automation;
using System.Security;
using System.Security.Cryptography.X509Certificates;

namespace SpoProfileSync
{
    // Who signs in: people, and apps with a certificate.
    public sealed partial class ConnectSpoProfileCommand
    {
        const string InteractiveSet = "Interactive";
        const string DeviceCodeSet = "DeviceCode";
        const string CertificateFileSet = "CertificateFile";
        const string CertificateBase64Set = "CertificateBase64";
        const string CertificateThumbprintSet = "CertificateThumbprint";
        const string CertificateObjectSet = "Certificate";
        const string ClientSecretSet = "ClientSecret";
        const string ManagedIdentitySet = "ManagedIdentity";
        const string WorkloadIdentitySet = "WorkloadIdentity";
        const string FederatedSet = "Federated";
        const string AzurePipelinesSet = "AzurePipelines";
        const string AzureCliSet = "AzureCli";
        const string TokenSet = "Token";
        const string DemoSet = "Demo";

        /// <summary>The host prefix of the tenant: contoso of contoso.sharepoint.com.</summary>
        [Parameter(Mandatory = true, Position = 0, ParameterSetName = InteractiveSet)]
        [Parameter(Mandatory = true, Position = 0, ParameterSetName = DeviceCodeSet)]
        [Parameter(Mandatory = true, Position = 0, ParameterSetName = CertificateFileSet)]
        [Parameter(Mandatory = true, Position = 0, ParameterSetName = CertificateBase64Set)]
        [Parameter(Mandatory = true, Position = 0, ParameterSetName = CertificateThumbprintSet)]
        [Parameter(Mandatory = true, Position = 0, ParameterSetName = CertificateObjectSet)]
        [Parameter(Mandatory = true, Position = 0, ParameterSetName = ClientSecretSet)]
        [Parameter(Mandatory = true, Position = 0, ParameterSetName = ManagedIdentitySet)]
        [Parameter(Mandatory = true, Position = 0, ParameterSetName = WorkloadIdentitySet)]
        [Parameter(Mandatory = true, Position = 0, ParameterSetName = FederatedSet)]
        [Parameter(Mandatory = true, Position = 0, ParameterSetName = AzurePipelinesSet)]
        [Parameter(Mandatory = true, Position = 0, ParameterSetName = AzureCliSet)]
        [Parameter(Mandatory = true, Position = 0, ParameterSetName = TokenSet)]
        [ValidateNotNullOrEmpty]
        public string Tenant { get; set; }

        /// <summary>The application (client) id of the app registration, or of a user-assigned managed identity.</summary>
        [Parameter(Mandatory = true, ParameterSetName = InteractiveSet)]
        [Parameter(Mandatory = true, ParameterSetName = DeviceCodeSet)]
        [Parameter(Mandatory = true, ParameterSetName = CertificateFileSet)]
        [Parameter(Mandatory = true, ParameterSetName = CertificateBase64Set)]
        [Parameter(Mandatory = true, ParameterSetName = CertificateThumbprintSet)]
        [Parameter(Mandatory = true, ParameterSetName = CertificateObjectSet)]
        [Parameter(ParameterSetName = ManagedIdentitySet)]
        [Parameter(ParameterSetName = WorkloadIdentitySet)]
        [Parameter(Mandatory = true, ParameterSetName = FederatedSet)]
        [Parameter(ParameterSetName = AzurePipelinesSet)]
        [ValidateNotNullOrEmpty]
        public string ClientId { get; set; }

        /// <summary>The directory: tenant id or a domain; the library uses {tenant}.onmicrosoft.com without it.</summary>
        [Parameter(ParameterSetName = InteractiveSet)]
        [Parameter(ParameterSetName = DeviceCodeSet)]
        [Parameter(ParameterSetName = CertificateFileSet)]
        [Parameter(ParameterSetName = CertificateBase64Set)]
        [Parameter(ParameterSetName = CertificateThumbprintSet)]
        [Parameter(ParameterSetName = CertificateObjectSet)]
        [Parameter(ParameterSetName = ClientSecretSet)]
        [Parameter(ParameterSetName = WorkloadIdentitySet)]
        [Parameter(ParameterSetName = FederatedSet)]
        [Parameter(ParameterSetName = AzurePipelinesSet)]
        [Parameter(ParameterSetName = AzureCliSet)]
        [ValidateNotNullOrEmpty]
        public string TenantId { get; set; }

        /// <summary>Signs in a person in the browser of this machine.</summary>
        [Parameter(ParameterSetName = InteractiveSet)]
        public SwitchParameter Interactive { get; set; }

        /// <summary>The sign-in name to offer in the browser.</summary>
        [Parameter(ParameterSetName = InteractiveSet)]
        [ValidateNotNullOrEmpty]
        public string LoginHint { get; set; }

        /// <summary>Shows the address instead of opening the browser.</summary>
        [Parameter(ParameterSetName = InteractiveSet)]
        public SwitchParameter NoBrowser { get; set; }

        /// <summary>Signs in a person with a code on any device.</summary>
        [Parameter(Mandatory = true, ParameterSetName = DeviceCodeSet)]
        public SwitchParameter DeviceCode { get; set; }

        /// <summary>The PFX or PEM file with the app's certificate and private key.</summary>
        [Parameter(Mandatory = true, ParameterSetName = CertificateFileSet)]
        [ValidateNotNullOrEmpty]
        public string CertificatePath { get; set; }

        /// <summary>The base64 of such a file, as text or SecureString.</summary>
        [Parameter(Mandatory = true, ParameterSetName = CertificateBase64Set)]
        [ValidateNotNullOrEmpty]
        public object CertificateBase64 { get; set; }

        /// <summary>The password of that file.</summary>
        [Parameter(ParameterSetName = CertificateFileSet)]
        [Parameter(ParameterSetName = CertificateBase64Set)]
        public SecureString CertificatePassword { get; set; }

        /// <summary>The thumbprint of a certificate in CurrentUser\My or LocalMachine\My.</summary>
        [Parameter(Mandatory = true, ParameterSetName = CertificateThumbprintSet)]
        [ValidateNotNullOrEmpty]
        public string CertificateThumbprint { get; set; }

        /// <summary>A certificate with a private key that .NET can use.</summary>
        [Parameter(Mandatory = true, ParameterSetName = CertificateObjectSet)]
        [ValidateNotNull]
        public X509Certificate2 Certificate { get; set; }
    }
}
