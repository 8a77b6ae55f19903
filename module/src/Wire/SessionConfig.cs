using System.Runtime.Serialization;

namespace SpoProfileSync.Wire
{
    /// <summary>What spo_session_open takes.</summary>
    [DataContract]
    sealed class SessionConfig
    {
        [DataMember(Name = "tenant")] public string Tenant { get; set; }
        [DataMember(Name = "endpoints", EmitDefaultValue = false)] public Endpoints Endpoints { get; set; }
        [DataMember(Name = "trustedRootsPem", EmitDefaultValue = false)] public string TrustedRootsPem { get; set; }
        [DataMember(Name = "auth")] public Auth Auth { get; set; }
    }

    /// <summary>Addresses of the five services; null for the derived one.</summary>
    [DataContract]
    sealed class Endpoints
    {
        [DataMember(Name = "login", EmitDefaultValue = false)] public string Login { get; set; }
        [DataMember(Name = "graph", EmitDefaultValue = false)] public string Graph { get; set; }
        [DataMember(Name = "root", EmitDefaultValue = false)] public string Root { get; set; }
        [DataMember(Name = "admin", EmitDefaultValue = false)] public string Admin { get; set; }
        [DataMember(Name = "my", EmitDefaultValue = false)] public string My { get; set; }
    }

    /// <summary>How tokens are come by; which members are set follows from the kind.</summary>
    [DataContract]
    sealed class Auth
    {
        [DataMember(Name = "kind")] public string Kind { get; set; }
        [DataMember(Name = "tokens", EmitDefaultValue = false)] public string[] Tokens { get; set; }
        [DataMember(Name = "clientId", EmitDefaultValue = false)] public string ClientId { get; set; }
        [DataMember(Name = "certificate", EmitDefaultValue = false)] public string Certificate { get; set; }
        [DataMember(Name = "password", EmitDefaultValue = false)] public string Password { get; set; }
    }
}
