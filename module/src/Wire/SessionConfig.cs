using System.Runtime.Serialization;

namespace SpoProfileSync.Wire
{
    /// <summary>What spo_session_open takes.</summary>
    [DataContract]
    sealed class SessionConfig
    {
        [DataMember(Name = "tenant")] public string Tenant { get; set; }
        [DataMember(Name = "cloud", EmitDefaultValue = false)] public string Cloud { get; set; }
        [DataMember(Name = "endpoints", EmitDefaultValue = false)] public Endpoints Endpoints { get; set; }
        [DataMember(Name = "trustedRootsPem", EmitDefaultValue = false)] public string TrustedRootsPem { get; set; }
        [DataMember(Name = "proxy", EmitDefaultValue = false)] public Endpoints Proxy { get; set; }
        [DataMember(Name = "proxyUser", EmitDefaultValue = false)] public string ProxyUser { get; set; }
        [DataMember(Name = "proxyPassword", EmitDefaultValue = false)] public string ProxyPassword { get; set; }
        [DataMember(Name = "auth")] public Auth Auth { get; set; }
    }

    /// <summary>An address for each of the five services; null for the derived one.</summary>
    [DataContract]
    sealed class Endpoints
    {
        [DataMember(Name = "login", EmitDefaultValue = false)] public string Login { get; set; }
        [DataMember(Name = "graph", EmitDefaultValue = false)] public string Graph { get; set; }
        [DataMember(Name = "root", EmitDefaultValue = false)] public string Root { get; set; }
        [DataMember(Name = "admin", EmitDefaultValue = false)] public string Admin { get; set; }
        [DataMember(Name = "my", EmitDefaultValue = false)] public string My { get; set; }
    }

    /// <summary>
    /// How tokens are come by; which members are set follows from the kind. Secrets are placeholders of a <see cref="SecretBag"/>.
    /// </summary>
    [DataContract]
    sealed class Auth
    {
        [DataMember(Name = "kind")] public string Kind { get; set; }
        [DataMember(Name = "tokens", EmitDefaultValue = false)] public string[] Tokens { get; set; }
        [DataMember(Name = "clientId", EmitDefaultValue = false)] public string ClientId { get; set; }
        [DataMember(Name = "directory", EmitDefaultValue = false)] public string Directory { get; set; }
        [DataMember(Name = "loginHint", EmitDefaultValue = false)] public string LoginHint { get; set; }

        [DataMember(Name = "certificate", EmitDefaultValue = false)] public string Certificate { get; set; }
        [DataMember(Name = "password", EmitDefaultValue = false)] public string Password { get; set; }
        [DataMember(Name = "x5tS256", EmitDefaultValue = false)] public string Thumbprint { get; set; }
        [DataMember(Name = "secret", EmitDefaultValue = false)] public string Secret { get; set; }

        [DataMember(Name = "objectId", EmitDefaultValue = false)] public string ObjectId { get; set; }
        [DataMember(Name = "resourceId", EmitDefaultValue = false)] public string ResourceId { get; set; }
        [DataMember(Name = "identityEndpoint", EmitDefaultValue = false)] public string IdentityEndpoint { get; set; }
        [DataMember(Name = "identityHeader", EmitDefaultValue = false)] public string IdentityHeader { get; set; }
        [DataMember(Name = "imdsEndpoint", EmitDefaultValue = false)] public string ImdsEndpoint { get; set; }
        [DataMember(Name = "msiEndpoint", EmitDefaultValue = false)] public string MsiEndpoint { get; set; }
        [DataMember(Name = "msiSecret", EmitDefaultValue = false)] public string MsiSecret { get; set; }

        [DataMember(Name = "tokenFile", EmitDefaultValue = false)] public string TokenFile { get; set; }
        [DataMember(Name = "serviceConnectionId", EmitDefaultValue = false)] public string ServiceConnectionId { get; set; }
        [DataMember(Name = "systemAccessToken", EmitDefaultValue = false)] public string SystemAccessToken { get; set; }
        [DataMember(Name = "requestUri", EmitDefaultValue = false)] public string RequestUri { get; set; }
    }
}
