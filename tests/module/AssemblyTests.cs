using System.Reflection;
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

    /// <summary>
    /// The import of a function that the header lacks would only fail when it is called. Beside the module's own library only kernel32 is
    /// called, which every Windows has; nothing of libc, which differs from system to system.
    /// </summary>
    [Fact]
    public void Imports_exactly_the_functions_of_the_header_and_two_of_Windows()
    {
        var header = File.ReadAllText(Checkout.At("native", "spo-native", "include", "spo_native.h"));
        var code = Regex.Replace(header, @"/\*.*?\*/|//[^\n]*", "", RegexOptions.Singleline);
        var declared = Regex.Matches(code, @"\b(spo_\w+)\s*\(").Select(match => "spo_native " + match.Groups[1].Value).Distinct();
        using var file = new PEReader(File.OpenRead(Checkout.Assembly));
        var metadata = file.GetMetadataReader();
        var imported = metadata.MethodDefinitions.Select(metadata.GetMethodDefinition)
            .Where(method => method.Attributes.HasFlag(MethodAttributes.PinvokeImpl)).Select(method => method.GetImport())
            .Select(import => $"{metadata.GetString(metadata.GetModuleReference(import.Module).Name)} {metadata.GetString(import.Name)}");
        Assert.Equal(declared.Append("kernel32 GetFileAttributesW").Append("kernel32 LoadLibraryExW").Order(), imported.Order());
    }

    /// <summary>No code comes in by a way that the list of imports does not show: function pointers, other assemblies, types by name.</summary>
    [Fact]
    public void Loads_nothing_else()
    {
        using var file = new PEReader(File.OpenRead(Checkout.Assembly));
        var metadata = file.GetMetadataReader();
        var called = metadata.MemberReferences.Select(metadata.GetMemberReference).Where(member => member.Parent.Kind == HandleKind.TypeReference)
            .Select(member => $"{metadata.GetString(metadata.GetTypeReference((TypeReferenceHandle)member.Parent).Name)}.{metadata.GetString(member.Name)}").ToHashSet();
        // That the list is not empty for another reason.
        Assert.Contains("File.Exists", called);
        Assert.DoesNotContain(called, name => name is "Marshal.GetDelegateForFunctionPointer" or "Activator.CreateInstance"
            || name.StartsWith("Assembly.Load", StringComparison.Ordinal) || name.StartsWith("Assembly.UnsafeLoad", StringComparison.Ordinal));
        var byName = Directory.EnumerateFiles(Checkout.At("module", "src"), "*.cs", SearchOption.AllDirectories)
            .Where(path => File.ReadAllText(path).Contains("Type.GetType(", StringComparison.Ordinal)).Select(Path.GetFileName);
        Assert.Equal(["RuntimeLibrary.cs"], byName);
    }
}
