using System.Collections.Generic;
using System.Runtime.Serialization;

namespace SpoProfileSync.Wire
{
    /// <summary>One user of the pipeline. The photo bytes travel beside the JSON.</summary>
    [DataContract]
    sealed class UserRecord
    {
        [DataMember(Name = "identity")] public string Identity { get; set; } = "";
        [DataMember(Name = "kind")] public string Kind { get; set; } = "object";
        [DataMember(Name = "userPrincipalName", EmitDefaultValue = false)] public string UserPrincipalName { get; set; }
        [DataMember(Name = "objectId", EmitDefaultValue = false)] public string ObjectId { get; set; }
        [DataMember(Name = "mail", EmitDefaultValue = false)] public string Mail { get; set; }
        [DataMember(Name = "samAccountName", EmitDefaultValue = false)] public string SamAccountName { get; set; }
        [DataMember(Name = "accountName", EmitDefaultValue = false)] public string AccountName { get; set; }
        [DataMember(Name = "fields", EmitDefaultValue = false)] public Dictionary<string, string> Fields { get; set; }
        [DataMember(Name = "values", EmitDefaultValue = false)] public Dictionary<string, string[]> Values { get; set; }
        [DataMember(Name = "photo")] public string Photo { get; set; } = PhotoKind.NotLoaded;
        [DataMember(Name = "photoPath", EmitDefaultValue = false)] public string PhotoPath { get; set; }
        [DataMember(Name = "photoName", EmitDefaultValue = false)] public string PhotoName { get; set; }
        [DataMember(Name = "photoProblem", EmitDefaultValue = false)] public string PhotoProblem { get; set; }

        public byte[] PhotoBytes { get; set; }
    }

    /// <summary>The words of the member photo.</summary>
    static class PhotoKind
    {
        public const string Bytes = "bytes";
        public const string None = "none";
        public const string NotLoaded = "notLoaded";
        public const string Path = "path";
        public const string LostInCsv = "lostInCsv";
        public const string Invalid = "invalid";
    }
}
