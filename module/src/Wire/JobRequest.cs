using System.Runtime.Serialization;

namespace SpoProfileSync.Wire
{
    /// <summary>What spo_job_start takes: the kind of work and its options.</summary>
    [DataContract]
    sealed class JobRequest
    {
        [DataMember(Name = "kind")] public string Kind { get; set; }
        [DataMember(Name = "enumerate", EmitDefaultValue = false)] public bool Enumerate { get; set; }
        [DataMember(Name = "throttleLimit", EmitDefaultValue = false)] public int ThrottleLimit { get; set; }
        [DataMember(Name = "photoFolder", EmitDefaultValue = false)] public string PhotoFolder { get; set; }
        [DataMember(Name = "fileNameTemplate", EmitDefaultValue = false)] public string FileNameTemplate { get; set; }
        [DataMember(Name = "largeSize", EmitDefaultValue = false)] public int LargeSize { get; set; }
        [DataMember(Name = "crop", EmitDefaultValue = false)] public string Crop { get; set; }
        [DataMember(Name = "quality", EmitDefaultValue = false)] public int Quality { get; set; }
        [DataMember(Name = "exchangeSync", EmitDefaultValue = false)] public string ExchangeSync { get; set; }
        [DataMember(Name = "verify", EmitDefaultValue = false)] public bool Verify { get; set; }
        [DataMember(Name = "force", EmitDefaultValue = false)] public bool Force { get; set; }
        [DataMember(Name = "confirm", EmitDefaultValue = false)] public bool Confirm { get; set; }
        [DataMember(Name = "whatIf", EmitDefaultValue = false)] public bool WhatIf { get; set; }
        [DataMember(Name = "writeProbe", EmitDefaultValue = false)] public bool WriteProbe { get; set; }
        [DataMember(Name = "probeUser", EmitDefaultValue = false)] public string ProbeUser { get; set; }
    }
}
