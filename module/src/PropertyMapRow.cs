using System;
using SpoProfileSync.Wire;

namespace SpoProfileSync
{
    /// <summary>Whether the bulk import of SharePoint takes a property.</summary>
    public enum BulkImportUse
    {
        /// <summary>It does not.</summary>
        No,

        /// <summary>It does.</summary>
        Yes,

        /// <summary>It does when the tenant's users may not edit the property themselves.</summary>
        UnlessUserEditable,
    }

    /// <summary>Whether users may edit a property in their own profile, which is the tenant's policy.</summary>
    public enum UserEditing
    {
        /// <summary>Not known.</summary>
        Unknown,

        /// <summary>They may.</summary>
        Yes,

        /// <summary>They may not.</summary>
        No,

        /// <summary>It is taken that they may, for want of a certain source.</summary>
        Assumed,
    }

    /// <summary>Where a row of the map is from.</summary>
    public enum MapOrigin
    {
        /// <summary>The module.</summary>
        BuiltIn,

        /// <summary>The map file.</summary>
        Map,
    }

    /// <summary>One row of the property map: where a profile property comes from, who fills it, and how it can be written.</summary>
    public sealed class PropertyMapRow
    {
        internal PropertyMapRow(JobEvent source)
        {
            Property = source.Property ?? "";
            Sources = source.Sources ?? Array.Empty<string>();
            Graph = source.Graph ?? "";
            Native = source.Native;
            Sync = source.Sync;
            Why = source.Why ?? "";
            Remedy = source.Remedy ?? "";
            PerUser = source.PerUser;
            BulkImport = Enum.TryParse(source.BulkImport, out BulkImportUse use) ? use : BulkImportUse.No;
            UserEditable = Enum.TryParse(source.UserEditable, out UserEditing editing) ? editing : UserEditing.Unknown;
            MultiValue = source.MultiValue;
            Taxonomy = source.Taxonomy;
            Transform = source.Transform ?? "";
            Origin = Enum.TryParse(source.Origin, out MapOrigin origin) ? origin : MapOrigin.BuiltIn;
            Fact = source.Fact ?? "";
        }

        /// <summary>The name of the profile property.</summary>
        public string Property { get; }

        /// <summary>The input properties it is read from; the first that has a value counts.</summary>
        public string[] Sources { get; }

        /// <summary>Its name in Microsoft Graph; empty when Graph does not have it.</summary>
        public string Graph { get; }

        /// <summary>True when Microsoft's own synchronization fills it.</summary>
        public bool Native { get; }

        /// <summary>True when a synchronization takes it without its being named.</summary>
        public bool Sync { get; }

        /// <summary>Why it is synchronized by Microsoft, or not.</summary>
        public string Why { get; }

        /// <summary>What an administrator does about it.</summary>
        public string Remedy { get; }

        /// <summary>True when it can be written user by user.</summary>
        public bool PerUser { get; }

        /// <summary>Whether the bulk import takes it.</summary>
        public BulkImportUse BulkImport { get; }

        /// <summary>Whether users may edit it.</summary>
        public UserEditing UserEditable { get; }

        /// <summary>True when it holds a list of values.</summary>
        public bool MultiValue { get; }

        /// <summary>True when its values are terms of a term set.</summary>
        public bool Taxonomy { get; }

        /// <summary>What is done to the value on the way; empty for nothing.</summary>
        public string Transform { get; }

        /// <summary>The module, or the map file.</summary>
        public MapOrigin Origin { get; }

        /// <summary>Where the facts of the row are known from.</summary>
        public string Fact { get; }

        /// <summary>The name of the profile property.</summary>
        public override string ToString() => Property;
    }
}
