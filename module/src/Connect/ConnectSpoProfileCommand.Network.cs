using System;
using System.Collections;
using System.Management.Automation;

namespace SpoProfileSync
{
    // Where the tenant is and how it is reached.
    public sealed partial class ConnectSpoProfileCommand
    {
        /// <summary>Starts a simulated tenant on this machine and connects to it.</summary>
        [Parameter(Mandatory = true, ParameterSetName = DemoSet)]
        public SwitchParameter DemoTenant { get; set; }

        /// <summary>How many employees the simulated tenant has.</summary>
        [Parameter(ParameterSetName = DemoSet)]
        [ValidateRange(1, 100000)]
        public int DemoUser { get; set; } = 200;

        /// <summary>The national cloud.</summary>
        [Parameter(ParameterSetName = InteractiveSet)]
        [Parameter(ParameterSetName = DeviceCodeSet)]
        [Parameter(ParameterSetName = CertificateFileSet)]
        [Parameter(ParameterSetName = CertificateBase64Set)]
        [Parameter(ParameterSetName = CertificateThumbprintSet)]
        [Parameter(ParameterSetName = CertificateObjectSet)]
        [Parameter(ParameterSetName = ClientSecretSet)]
        [Parameter(ParameterSetName = ManagedIdentitySet)]
        [Parameter(ParameterSetName = WorkloadIdentitySet)]
        [Parameter(ParameterSetName = FederatedSet)]
        [Parameter(ParameterSetName = AzurePipelinesSet)]
        [Parameter(ParameterSetName = AzureCliSet)]
        [Parameter(ParameterSetName = TokenSet)]
        public SpoCloud Cloud { get; set; }

        /// <summary>Addresses instead of the derived ones: Login, Graph, Root, Admin, My; TrustedRoot is the path of a PEM file.</summary>
        [Parameter(ParameterSetName = InteractiveSet)]
        [Parameter(ParameterSetName = DeviceCodeSet)]
        [Parameter(ParameterSetName = CertificateFileSet)]
        [Parameter(ParameterSetName = CertificateBase64Set)]
        [Parameter(ParameterSetName = CertificateThumbprintSet)]
        [Parameter(ParameterSetName = CertificateObjectSet)]
        [Parameter(ParameterSetName = ClientSecretSet)]
        [Parameter(ParameterSetName = ManagedIdentitySet)]
        [Parameter(ParameterSetName = WorkloadIdentitySet)]
        [Parameter(ParameterSetName = FederatedSet)]
        [Parameter(ParameterSetName = AzurePipelinesSet)]
        [Parameter(ParameterSetName = AzureCliSet)]
        [Parameter(ParameterSetName = TokenSet)]
        public Hashtable Endpoint { get; set; }

        /// <summary>The proxy for all requests, instead of what the system says for each host.</summary>
        [Parameter(ParameterSetName = InteractiveSet)]
        [Parameter(ParameterSetName = DeviceCodeSet)]
        [Parameter(ParameterSetName = CertificateFileSet)]
        [Parameter(ParameterSetName = CertificateBase64Set)]
        [Parameter(ParameterSetName = CertificateThumbprintSet)]
        [Parameter(ParameterSetName = CertificateObjectSet)]
        [Parameter(ParameterSetName = ClientSecretSet)]
        [Parameter(ParameterSetName = ManagedIdentitySet)]
        [Parameter(ParameterSetName = WorkloadIdentitySet)]
        [Parameter(ParameterSetName = FederatedSet)]
        [Parameter(ParameterSetName = AzurePipelinesSet)]
        [Parameter(ParameterSetName = AzureCliSet)]
        [Parameter(ParameterSetName = TokenSet)]
        public Uri Proxy { get; set; }

        /// <summary>Name and password for the proxy.</summary>
        [Parameter(ParameterSetName = InteractiveSet)]
        [Parameter(ParameterSetName = DeviceCodeSet)]
        [Parameter(ParameterSetName = CertificateFileSet)]
        [Parameter(ParameterSetName = CertificateBase64Set)]
        [Parameter(ParameterSetName = CertificateThumbprintSet)]
        [Parameter(ParameterSetName = CertificateObjectSet)]
        [Parameter(ParameterSetName = ClientSecretSet)]
        [Parameter(ParameterSetName = ManagedIdentitySet)]
        [Parameter(ParameterSetName = WorkloadIdentitySet)]
        [Parameter(ParameterSetName = FederatedSet)]
        [Parameter(ParameterSetName = AzurePipelinesSet)]
        [Parameter(ParameterSetName = AzureCliSet)]
        [Parameter(ParameterSetName = TokenSet)]
        [Credential]
        public PSCredential ProxyCredential { get; set; }

        /// <summary>Uses no proxy, whatever the system says.</summary>
        [Parameter(ParameterSetName = InteractiveSet)]
        [Parameter(ParameterSetName = DeviceCodeSet)]
        [Parameter(ParameterSetName = CertificateFileSet)]
        [Parameter(ParameterSetName = CertificateBase64Set)]
        [Parameter(ParameterSetName = CertificateThumbprintSet)]
        [Parameter(ParameterSetName = CertificateObjectSet)]
        [Parameter(ParameterSetName = ClientSecretSet)]
        [Parameter(ParameterSetName = ManagedIdentitySet)]
        [Parameter(ParameterSetName = WorkloadIdentitySet)]
        [Parameter(ParameterSetName = FederatedSet)]
        [Parameter(ParameterSetName = AzurePipelinesSet)]
        [Parameter(ParameterSetName = AzureCliSet)]
        [Parameter(ParameterSetName = TokenSet)]
        public SwitchParameter NoProxy { get; set; }

        /// <summary>Writes the connection to the pipeline.</summary>
        [Parameter]
        public SwitchParameter PassThru { get; set; }
    }
}
