using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;
using SpoProfileSync.ModuleTests.Hosting;

namespace SpoProfileSync.ModuleTests;

/// <summary>What must hold so that one assembly loads in Windows PowerShell 5.1 and in PowerShell 7.</summary>
public sealed class AssemblyTests
{
    [Fact]
    public void References_nothing_but_the_standard_and_the_oldest_engine()
    {
        using var file = new PEReader(File.OpenRead(Checkout.Assembly));
        var metadata = file.GetMetadataReader();
        var references = metadata.AssemblyReferences.Select(metadata.GetAssemblyReference)
            .Select(reference => $"{metadata.GetString(reference.Name)} {reference.Version}").ToHashSet();
        Assert.Equal(new HashSet<string> { "netstandard 2.0.0.0", "System.Management.Automation 3.0.0.0" }, references);
    }

    [Fact]
    public void Brings_no_other_managed_assembly() =>
        Assert.Equal(["SpoProfileSync.dll"], Directory.EnumerateFiles(Checkout.At("module", "bin"), "*.dll").Select(Path.GetFileName));

    [Fact]
    public void Every_cmdlet_of_the_manifest_is_there_declares_its_output_and_has_an_approved_verb()
    {
        using var shell = new Shell();
        var script = """
            $verbs = [System.Management.Automation.VerbsCommon], [System.Management.Automation.VerbsCommunications], [System.Management.Automation.VerbsData],
                [System.Management.Automation.VerbsDiagnostic], [System.Management.Automation.VerbsLifecycle] |
                ForEach-Object { $_.GetFields() } | ForEach-Object { $_.Name }
            Get-Command -Module SpoProfileSync | ForEach-Object {
                if ($_.OutputType.Count -eq 0) { throw "$($_.Name) declares no output" }
                if ($verbs -notcontains $_.Verb) { throw "$($_.Verb) is not an approved verb" }
                $_.Name
            }
            """;
        var manifest = Regex.Matches(File.ReadAllText(Checkout.Manifest), @"'(\w+-Spo\w+)'").Select(match => match.Groups[1].Value);
        Assert.Equal(manifest.Order(), shell.Run(script).Succeed().Output.Select(name => name.ToString()).Order());
    }

    /// <summary>The import of a function that the header lacks would only fail when it is called.</summary>
    [Fact]
    public void Imports_exactly_the_functions_of_the_header()
    {
        var header = File.ReadAllText(Checkout.At("native", "spo-native", "include", "spo_native.h"));
        var code = Regex.Replace(header, @"/\*.*?\*/|//[^\n]*", "", RegexOptions.Singleline);
        var declared = Regex.Matches(code, @"\b(spo_\w+)\s*\(").Select(match => match.Groups[1].Value).Distinct().Order();
        var imports = File.ReadAllText(Checkout.At("module", "src", "Native", "NativeMethods.cs"));
        var imported = Regex.Matches(imports, @"extern int (spo_\w+)\(").Select(match => match.Groups[1].Value).Order();
        Assert.Equal(declared, imported);
    }
}
