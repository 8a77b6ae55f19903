using System.Runtime.Serialization;

namespace SpoProfileSync.Wire
{
    /// <summary>The one line the simulated tenant prints when it is ready.</summary>
    [DataContract]
    sealed class DemoReady
    {
        [DataMember(Name = "tenant")] public string Tenant { get; set; }
        [DataMember(Name = "endpoints")] public Endpoints Endpoints { get; set; }
        [DataMember(Name = "control")] public string Control { get; set; }
        [DataMember(Name = "trustedRootPem")] public string TrustedRootPem { get; set; }
        [DataMember(Name = "app")] public DemoApp App { get; set; }
    }

    /// <summary>The app registered in the simulated tenant. Its key is worth nothing elsewhere.</summary>
    [DataContract]
    sealed class DemoApp
    {
        [DataMember(Name = "clientId")] public string ClientId { get; set; }
        [DataMember(Name = "certificatePem")] public string CertificatePem { get; set; }
        [DataMember(Name = "privateKeyPem")] public string PrivateKeyPem { get; set; }
    }
}
