using System;
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
        [DataMember(Name = "properties", EmitDefaultValue = false)] public PropertyRequest Properties { get; set; }

        // propertyMap
        [DataMember(Name = "mapJson", EmitDefaultValue = false)] public string MapJson { get; set; }
        [DataMember(Name = "mapName", EmitDefaultValue = false)] public string MapName { get; set; }
        [DataMember(Name = "names", EmitDefaultValue = false)] public string[] Names { get; set; }

        // importJobs
        [DataMember(Name = "jobIds", EmitDefaultValue = false)] public string[] JobIds { get; set; }
        [DataMember(Name = "wait", EmitDefaultValue = false)] public bool Wait { get; set; }
        [DataMember(Name = "pollSeconds", EmitDefaultValue = false)] public int PollSeconds { get; set; }
        [DataMember(Name = "timeoutSeconds", EmitDefaultValue = false)] public int TimeoutSeconds { get; set; }

        /// <summary>A value of an enumeration as the messages spell it: the first letter small.</summary>
        public static string Word(Enum value)
        {
            var name = value.ToString();
            return char.ToLowerInvariant(name[0]) + name.Substring(1);
        }
    }

    /// <summary>The part about properties other than the photo.</summary>
    [DataContract]
    sealed class PropertyRequest
    {
        [DataMember(Name = "names", EmitDefaultValue = false)] public string[] Names { get; set; }
        [DataMember(Name = "mapJson", EmitDefaultValue = false)] public string MapJson { get; set; }
        [DataMember(Name = "mapName", EmitDefaultValue = false)] public string MapName { get; set; }
        [DataMember(Name = "forceNative", EmitDefaultValue = false)] public string[] ForceNative { get; set; }
        [DataMember(Name = "clearEmpty", EmitDefaultValue = false)] public bool ClearEmpty { get; set; }
        [DataMember(Name = "keepUserEdited", EmitDefaultValue = false)] public bool KeepUserEdited { get; set; }
        [DataMember(Name = "stateFile", EmitDefaultValue = false)] public string StateFile { get; set; }
        [DataMember(Name = "method", EmitDefaultValue = false)] public string Method { get; set; }
        [DataMember(Name = "importFolder", EmitDefaultValue = false)] public string ImportFolder { get; set; }
        [DataMember(Name = "pollSeconds", EmitDefaultValue = false)] public int PollSeconds { get; set; }
        [DataMember(Name = "importTimeoutSeconds", EmitDefaultValue = false)] public int ImportTimeoutSeconds { get; set; }
    }
}
