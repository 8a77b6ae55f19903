using System.Collections;
using System.Management.Automation;

namespace Microsoft.ActiveDirectory.Management
{
    /// <summary>
    /// Shaped like the class of the ActiveDirectory module, under its name: default properties, those asked for, and the list of what
    /// was asked for. Used where the real module cannot be.
    /// </summary>
    public class ADUser
    {
        public string DistinguishedName { get; init; } = "CN=Someone,OU=Users,DC=contoso,DC=com";
        public bool Enabled { get; init; } = true;
        public Guid ObjectGUID { get; init; } = Guid.NewGuid();
        public string? SamAccountName { get; init; }
        public string? UserPrincipalName { get; init; }
        public object? ThumbnailPhoto { get; init; }
        public ADPropertyValueCollection? JpegPhoto { get; init; }
        public object? Mobile { get; init; }
        public object? MobilePhone { get; init; }
        public object? Office { get; init; }
        public object? Fax { get; init; }
        public object? OtherTelephone { get; init; }
        public ADPropertyValueCollection PropertyNames { get; } = ["DistinguishedName", "Enabled", "SamAccountName", "UserPrincipalName"];

        /// <summary>Get-ADUser -Properties: names the property as asked for.</summary>
        public ADUser Asked(string property)
        {
            PropertyNames.Add(property);
            return this;
        }
    }

    /// <summary>A multi-valued attribute.</summary>
    public class ADPropertyValueCollection : CollectionBase
    {
        public void Add(object value) => List.Add(value);
    }
}

namespace SpoProfileSync.ModuleTests.Hosting
{
    using Microsoft.ActiveDirectory.Management;

    /// <summary>The ways an AD user reaches the pipeline.</summary>
    static class AdUsers
    {
        public static ADUser Live(TenantUser user, byte[]? photo) =>
            new ADUser
            {
                SamAccountName = user.SamAccountName,
                UserPrincipalName = user.UserPrincipalName,
                ThumbnailPhoto = photo,
            }.Asked("thumbnailPhoto");

        /// <summary>Get-ADUser -Properties mobile.</summary>
        public static ADUser WithMobile(TenantUser user, object? mobile) =>
            new ADUser { SamAccountName = user.SamAccountName, UserPrincipalName = user.UserPrincipalName, Mobile = mobile }.Asked("mobile");

        /// <summary>Export-Clixml and back, or out of a remote session.</summary>
        public static PSObject Deserialized(ADUser user) => (PSObject)PSSerializer.Deserialize(PSSerializer.Serialize(user, 2));

        /// <summary>Select-Object of some properties.</summary>
        public static PSObject Selected(ADUser user, params string[] properties)
        {
            var source = PSObject.AsPSObject(user);
            var selected = new PSObject();
            selected.TypeNames.Insert(0, "Selected." + typeof(ADUser).FullName);
            foreach (var property in properties) selected.Properties.Add(new PSNoteProperty(property, source.Properties[property]?.Value));
            return selected;
        }

        /// <summary>A custom object of names and values.</summary>
        public static PSObject Custom(params (string Name, object? Value)[] properties)
        {
            var custom = new PSObject();
            foreach (var (name, value) in properties) custom.Properties.Add(new PSNoteProperty(name, value));
            return custom;
        }
    }
}
