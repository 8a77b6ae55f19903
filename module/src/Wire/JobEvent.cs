using System.Runtime.Serialization;

namespace SpoProfileSync.Wire
{
    /// <summary>
    /// Any event of a job. One class for all kinds, because the text is read once and only then its type is known; members of other
    /// kinds are null or zero.
    /// </summary>
    [DataContract]
    sealed partial class JobEvent
    {
        [DataMember(Name = "type")] public string Type { get; set; }

        // connected
        [DataMember(Name = "tenant")] public string Tenant { get; set; }
        [DataMember(Name = "cloud")] public string Cloud { get; set; }
        [DataMember(Name = "account")] public string Account { get; set; }
        [DataMember(Name = "appId")] public string AppId { get; set; }
        [DataMember(Name = "authKind")] public string AuthKind { get; set; }
        [DataMember(Name = "endpoints")] public Endpoints Endpoints { get; set; }
        [DataMember(Name = "tokens")] public TokenInfo[] Tokens { get; set; }

        // status and result
        [DataMember(Name = "identity")] public string Identity { get; set; }
        [DataMember(Name = "accountName")] public string AccountName { get; set; }
        [DataMember(Name = "state")] public string State { get; set; }
        [DataMember(Name = "reason")] public string Reason { get; set; }
        [DataMember(Name = "nextStep")] public string NextStep { get; set; }
        [DataMember(Name = "pictureUrl")] public string PictureUrl { get; set; }
        [DataMember(Name = "photoTimestamp")] public long PhotoTimestamp { get; set; }
        [DataMember(Name = "sourceWidth")] public int SourceWidth { get; set; }
        [DataMember(Name = "sourceHeight")] public int SourceHeight { get; set; }
        [DataMember(Name = "sourceBytes")] public long SourceBytes { get; set; }
        [DataMember(Name = "action")] public string Action { get; set; }
        [DataMember(Name = "bytesSent")] public long BytesSent { get; set; }
        [DataMember(Name = "requests")] public long Requests { get; set; }
        [DataMember(Name = "durationMs")] public double DurationMilliseconds { get; set; }
        [DataMember(Name = "lowResolution")] public bool LowResolution { get; set; }
        [DataMember(Name = "error")] public WireError Error { get; set; }

        // progress
        [DataMember(Name = "activity")] public string Activity { get; set; }
        [DataMember(Name = "done")] public long Done { get; set; }
        [DataMember(Name = "total")] public long Total { get; set; }
        [DataMember(Name = "totalKnown")] public bool TotalKnown { get; set; }
        [DataMember(Name = "ratePerSecond")] public double RatePerSecond { get; set; }
        [DataMember(Name = "remainingSeconds")] public double RemainingSeconds { get; set; }
        [DataMember(Name = "throttle")] public string Throttle { get; set; }

        // prompt (its action is the member above)
        [DataMember(Name = "prompt")] public ulong Prompt { get; set; }
        [DataMember(Name = "kind")] public string Kind { get; set; }
        [DataMember(Name = "resource")] public string Resource { get; set; }
        [DataMember(Name = "target")] public string Target { get; set; }

        [DataMember(Name = "algorithm")] public string Algorithm { get; set; }
        [DataMember(Name = "data")] public string Data { get; set; }
        [DataMember(Name = "audience")] public string Audience { get; set; }

        // browser
        [DataMember(Name = "url")] public string Url { get; set; }

        // check
        [DataMember(Name = "name")] public string Name { get; set; }
        [DataMember(Name = "status")] public string Status { get; set; }
        [DataMember(Name = "detail")] public string Detail { get; set; }
        [DataMember(Name = "fix")] public string Fix { get; set; }

        // log, and the message of deviceCode
        [DataMember(Name = "level")] public string Level { get; set; }
        [DataMember(Name = "message")] public string Message { get; set; }

        // summary (its requests and bytesSent are the members above)
        [DataMember(Name = "throttled")] public long Throttled { get; set; }
    }

    /// <summary>What is known of a token: whom it is for and how long, never the token.</summary>
    [DataContract]
    sealed class TokenInfo
    {
        [DataMember(Name = "resource")] public string Resource { get; set; }
        [DataMember(Name = "expires")] public long Expires { get; set; }
        [DataMember(Name = "account")] public string Account { get; set; }
        [DataMember(Name = "appOnly")] public bool AppOnly { get; set; }
        [DataMember(Name = "roles")] public string[] Roles { get; set; }
    }

    /// <summary>The answer to a prompt: a token, a signature, an approval, or why there is none.</summary>
    [DataContract]
    sealed class PromptReply
    {
        [DataMember(Name = "token", EmitDefaultValue = false)] public string Token { get; set; }
        [DataMember(Name = "signature", EmitDefaultValue = false)] public string Signature { get; set; }
        [DataMember(Name = "error", EmitDefaultValue = false)] public string Error { get; set; }
        [DataMember(Name = "approved", EmitDefaultValue = false)] public bool? Approved { get; set; }
    }
}
