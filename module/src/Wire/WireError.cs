using System.Runtime.Serialization;

namespace SpoProfileSync.Wire
{
    /// <summary>The error object of docs/abi.md; id and category come from the table in the core.</summary>
    [DataContract]
    sealed class WireError
    {
        [DataMember(Name = "id")] public string Id { get; set; }
        [DataMember(Name = "category")] public string Category { get; set; }
        [DataMember(Name = "message")] public string Message { get; set; }
        [DataMember(Name = "nextStep")] public string NextStep { get; set; }
        [DataMember(Name = "target")] public string Target { get; set; }
        [DataMember(Name = "retryable")] public bool Retryable { get; set; }
        [DataMember(Name = "httpStatus")] public int HttpStatus { get; set; }
        [DataMember(Name = "requestId")] public string RequestId { get; set; }
    }
}
