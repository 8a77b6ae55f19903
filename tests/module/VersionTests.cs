using System.Reflection;
using System.Text.RegularExpressions;
using SpoProfileSync.ModuleTests.Hosting;

namespace SpoProfileSync.ModuleTests;

/// <summary>The version is written in Cargo.toml. The manifest has to repeat it, the assembly takes it over, and the change log tells of it.</summary>
public sealed class VersionTests
{
    static readonly string Version = Regex.Match(File.ReadAllText(Checkout.At("Cargo.toml")), @"^version = ""([^""]+)""", RegexOptions.Multiline).Groups[1].Value;

    [Fact]
    public void The_manifest_has_the_version_of_the_workspace() =>
        Assert.Matches($@"ModuleVersion\s*= '{Regex.Escape(Version)}'", File.ReadAllText(Checkout.Manifest));

    [Fact]
    public void The_assembly_has_the_version_of_the_workspace() =>
        Assert.Equal(Version, AssemblyName.GetAssemblyName(Checkout.Assembly).Version!.ToString(3));

    [Fact]
    public void The_change_log_has_a_section_of_the_version() =>
        Assert.Contains($"## [{Version}]", File.ReadAllText(Checkout.At("CHANGELOG.md")), StringComparison.Ordinal);
}
