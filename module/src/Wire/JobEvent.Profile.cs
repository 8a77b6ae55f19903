using System.Runtime.Serialization;

namespace SpoProfileSync.Wire
{
    // The members of events about properties and bulk imports.
    sealed partial class JobEvent
    {
        // fields
        [DataMember(Name = "names")] public string[] Names { get; set; }

        // profile (its identity, action, error and so on are those of a result)
        [DataMember(Name = "method")] public string Method { get; set; }
        [DataMember(Name = "photo")] public JobEvent Photo { get; set; }
        [DataMember(Name = "properties")] public PropertyOutcome[] Properties { get; set; }

        // propertyRow
        [DataMember(Name = "property")] public string Property { get; set; }
        [DataMember(Name = "sources")] public string[] Sources { get; set; }
        [DataMember(Name = "graph")] public string Graph { get; set; }
        [DataMember(Name = "native")] public bool Native { get; set; }
        [DataMember(Name = "sync")] public bool Sync { get; set; }
        [DataMember(Name = "why")] public string Why { get; set; }
        [DataMember(Name = "remedy")] public string Remedy { get; set; }
        [DataMember(Name = "perUser")] public bool PerUser { get; set; }
        [DataMember(Name = "bulkImport")] public string BulkImport { get; set; }
        [DataMember(Name = "userEditable")] public string UserEditable { get; set; }
        [DataMember(Name = "multiValue")] public bool MultiValue { get; set; }
        [DataMember(Name = "taxonomy")] public bool Taxonomy { get; set; }
        [DataMember(Name = "transform")] public string Transform { get; set; }
        [DataMember(Name = "origin")] public string Origin { get; set; }
        [DataMember(Name = "fact")] public string Fact { get; set; }

        // importJob (its state is the member of a status)
        [DataMember(Name = "jobId")] public string JobId { get; set; }
        [DataMember(Name = "jobError")] public string JobError { get; set; }
        [DataMember(Name = "errorMessage")] public string ErrorMessage { get; set; }
        [DataMember(Name = "sourceUri")] public string SourceUri { get; set; }
        [DataMember(Name = "logFolderUri")] public string LogFolderUri { get; set; }
        [DataMember(Name = "ended")] public bool Ended { get; set; }
    }

    /// <summary>One property of one user.</summary>
    [DataContract]
    sealed class PropertyOutcome
    {
        [DataMember(Name = "property")] public string Property { get; set; }
        [DataMember(Name = "source")] public string Source { get; set; }
        [DataMember(Name = "sourceValue")] public string[] SourceValue { get; set; }
        [DataMember(Name = "sharePointValue")] public string[] SharePointValue { get; set; }
        [DataMember(Name = "state")] public string State { get; set; }
        [DataMember(Name = "action")] public string Action { get; set; }
        [DataMember(Name = "reason")] public string Reason { get; set; }
        [DataMember(Name = "nextStep")] public string NextStep { get; set; }
        [DataMember(Name = "error")] public WireError Error { get; set; }
    }
}
