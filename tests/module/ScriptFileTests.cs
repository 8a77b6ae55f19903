using System.Management.Automation.Language;
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
        Assert.Empty(NewerSyntax(Parser.ParseFile(Checkout.At(file), out _, out _)));

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
    public void Syntax_that_Windows_PowerShell_lacks_is_recognised(string script) =>
        Assert.NotEmpty(NewerSyntax(Parser.ParseInput(script, out _, out _)));

    [Theory]
    [InlineData("[Foo]::new(1)")]
    [InlineData("if ($a) { 1 } else { 2 }")]
    [InlineData("$a?.Length")]
    [InlineData("a | b; & c")]
    public void Syntax_that_it_has_is_let_pass(string script) => Assert.Empty(NewerSyntax(Parser.ParseInput(script, out _, out _)));

    static string[] NewerSyntax(Ast script) =>
        [.. script.FindAll(IsNewer, searchNestedScriptBlocks: true).Select(found => $"{found.Extent.StartLineNumber}: {found.Extent.Text}")];

    static bool IsNewer(Ast node) => node switch
    {
        TernaryExpressionAst or PipelineChainAst => true,
        BinaryExpressionAst binary => binary.Operator == TokenKind.QuestionQuestion,
        AssignmentStatementAst assignment => assignment.Operator == TokenKind.QuestionQuestionEquals,
        MemberExpressionAst member => member.NullConditional,
        IndexExpressionAst index => index.NullConditional,
        PipelineAst pipeline => pipeline.Background,
        ScriptBlockAst block => block.CleanBlock is not null,
        _ => false,
    };
}
