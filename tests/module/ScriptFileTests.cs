using System.Management.Automation.Language;
using System.Xml.Linq;
using SpoProfileSync.ModuleTests.Hosting;

namespace SpoProfileSync.ModuleTests;

/// <summary>Scripts are read by the engine's own parser. Those that ship must also be readable by Windows PowerShell 5.1.</summary>
public sealed class ScriptFileTests
{
    static readonly string[] Extensions = [".ps1", ".psm1", ".psd1"];

    static IEnumerable<string> Shipped =>
        new[] { "module", "examples" }.Select(name => Checkout.At(name)).Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            .Where(path => Extensions.Contains(Path.GetExtension(path))).Append(Checkout.Manifest);

    public static IEnumerable<TheoryDataRow<string>> ShippedFiles => Rows(Shipped);

    public static IEnumerable<TheoryDataRow<string>> AllFiles =>
        Rows(Shipped.Concat(Directory.EnumerateFiles(Checkout.Root, "*.ps1")));

    static IEnumerable<TheoryDataRow<string>> Rows(IEnumerable<string> paths) =>
        paths.Select(path => new TheoryDataRow<string>(Path.GetRelativePath(Checkout.Root, path)));

    [Theory]
    [MemberData(nameof(AllFiles))]
    public void Parses_and_is_ASCII(string file)
    {
        Parser.ParseFile(Checkout.At(file), out _, out var errors);
        Assert.Empty(errors.Select(error => $"{error.Extent.StartLineNumber}: {error.Message}"));
        // Windows PowerShell reads a file without a byte order mark in the machine's code page.
        Assert.All(File.ReadAllLines(Checkout.At(file)), line => Assert.DoesNotContain(line, c => c > 126));
    }

    [Theory]
    [MemberData(nameof(ShippedFiles))]
    public void Is_readable_by_Windows_PowerShell(string file) =>
        Assert.Empty(NewerSyntax.In(File.ReadAllText(Checkout.At(file))));

    /// <summary>Views hold scripts too.</summary>
    [Fact]
    public void Scripts_in_the_views_are_readable_by_Windows_PowerShell()
    {
        var views = XDocument.Load(Checkout.At("module", "SpoProfileSync.Format.ps1xml"));
        var scripts = views.Descendants("ScriptBlock").Select(block => block.Value).ToList();
        Assert.All(scripts, script => Assert.Empty(NewerSyntax.In(script)));
        Assert.All(File.ReadAllText(Checkout.At("module", "SpoProfileSync.Format.ps1xml")), c => Assert.InRange(c, '\t', '~'));
    }

    [Theory]
    [InlineData("$a ? 1 : 2")]
    [InlineData("$a ?? 1")]
    [InlineData("$a ??= 1")]
    [InlineData("${a}?.Length")]
    [InlineData("${a}?[0]")]
    [InlineData("a && b")]
    [InlineData("a || b")]
    [InlineData("a &")]
    [InlineData("function f { process { } clean { } }")]
    [InlineData("$x = { 1 | ForEach-Object { $a ?? 1 } }")]
    [InlineData("workflow w { foreach -Parallel ($i in 1) { } }")]
    [InlineData("1..3 | ForEach-Object -Parallel { $_ }")]
    [InlineData("1..3 | % -par { $_ }")]
    [InlineData("0b101")]
    [InlineData("1n")]
    [InlineData("2u")]
    [InlineData("3y")]
    [InlineData("4us")]
    [InlineData("0x5ul")]
    [InlineData("6ukb")]
    [InlineData("\"`e[0m\"")]
    [InlineData("\"`u{2713} $a\"")]
    [InlineData("param([ValidateNotNullOrWhiteSpace()] $a)")]
    [InlineData("ConvertFrom-Json $a -AsHashtable")]
    [InlineData("Get-Content a -AsByteStream")]
    [InlineData("Start-ThreadJob { }")]
    [InlineData("Join-Path a b c")]
    [InlineData("if ($IsWindows) { }")]
    [InlineData("Out-File a -Encoding utf8NoBOM")]
    public void Syntax_that_Windows_PowerShell_lacks_is_recognised(string script) => Assert.NotEmpty(NewerSyntax.In(script));

    [Theory]
    [InlineData("[Foo]::new(1)")]
    [InlineData("if ($a) { 1 } else { 2 }")]
    [InlineData("$a?.Length")]
    [InlineData("a | b; & c")]
    [InlineData("using namespace System.IO")]
    [InlineData("1kb + 2l + 3d + 0x4FL + 5.5e3 + 1mb")]
    [InlineData("\"`t`n $a `\"\"")]
    [InlineData("'`e and `u{1} as they stand'")]
    [InlineData("foreach ($i in 1..3) { $i } 1 | ForEach-Object -Process { $_ }")]
    [InlineData("Join-Path (Join-Path a b) c; Join-Path -Path a -ChildPath b")]
    [InlineData("Get-Content a -Raw | ConvertFrom-Json")]
    public void Syntax_that_it_has_is_let_pass(string script) => Assert.Empty(NewerSyntax.In(script));
}
