using System.Management.Automation.Language;
using System.Text.RegularExpressions;

namespace SpoProfileSync.ModuleTests.Hosting;

/// <summary>
/// What PowerShell 7 has and Windows PowerShell 5.1 has not: statements, operators, literals, and the commands, parameters and variables that
/// a script is likely to take for granted. Sources: about_Numeric_Literals, about_Special_Characters, "What's new" of 6.0 to 7.4.
/// </summary>
static class NewerSyntax
{
    static readonly HashSet<string> Commands = new(StringComparer.OrdinalIgnoreCase)
    {
        "Start-ThreadJob", "Join-String", "Get-Error", "Test-Json", "ConvertTo-CliXml", "ConvertFrom-CliXml", "Get-Uptime", "Remove-Service", "Show-Markdown",
    };

    /// <summary>Command and parameter; any unambiguous beginning of a name counts.</summary>
    static readonly (string[] Names, string Parameter)[] Parameters =
    [
        (["ForEach-Object", "%", "foreach"], "Parallel"),
        (["ConvertFrom-Json"], "AsHashtable"),
        (["Get-Content", "Set-Content", "Add-Content", "gc", "cat", "type"], "AsByteStream"),
        (["Join-Path"], "AdditionalChildPath"),
        (["Import-Csv", "Group-Object", "Select-String"], "Culture"),
        (["Invoke-RestMethod", "Invoke-WebRequest"], "SkipCertificateCheck"),
        (["Split-Path"], "LeafBase"),
    ];

    static readonly HashSet<string> Variables = new(StringComparer.OrdinalIgnoreCase) { "IsWindows", "IsLinux", "IsMacOS", "IsCoreCLR", "PSStyle" };

    /// <summary>Line and text of everything newer.</summary>
    public static string[] In(string script) =>
        [.. Parser.ParseInput(script, out _, out _).FindAll(IsNewer, searchNestedScriptBlocks: true)
            .Select(found => $"{found.Extent.StartLineNumber}: {found.Extent.Text}")];

    static bool IsNewer(Ast node) => node switch
    {
        TernaryExpressionAst or PipelineChainAst => true,
        BinaryExpressionAst binary => binary.Operator == TokenKind.QuestionQuestion,
        AssignmentStatementAst assignment => assignment.Operator == TokenKind.QuestionQuestionEquals,
        MemberExpressionAst member => member.NullConditional,
        IndexExpressionAst index => index.NullConditional,
        PipelineAst pipeline => pipeline.Background,
        ScriptBlockAst block => block.CleanBlock is not null,
        ForEachStatementAst loop => loop.Flags.HasFlag(ForEachFlags.Parallel),
        // Suffixes of both: l, d, and the multipliers.
        ConstantExpressionAst { Value: not string } number =>
            Regex.IsMatch(number.Extent.Text, "^[+-]?(0b|.*[^x](u|us|ul|uy|y|s|n)(kb|mb|gb|tb|pb)?$)", RegexOptions.IgnoreCase),
        ExpandableStringExpressionAst text => HasNewerEscape(text.Extent.Text),
        StringConstantExpressionAst { StringConstantType: StringConstantType.DoubleQuoted or StringConstantType.DoubleQuotedHereString } text =>
            HasNewerEscape(text.Extent.Text),
        StringConstantExpressionAst { StringConstantType: StringConstantType.BareWord } word =>
            word.Value.StartsWith("utf8", StringComparison.OrdinalIgnoreCase) && word.Value.EndsWith("BOM", StringComparison.OrdinalIgnoreCase),
        AttributeAst attribute => attribute.TypeName.Name == "ValidateNotNullOrWhiteSpace",
        VariableExpressionAst variable => Variables.Contains(variable.VariablePath.UserPath),
        CommandAst command => IsNewerCommand(command),
        _ => false,
    };

    // A grave accent before the letter that is not itself escaped.
    static bool HasNewerEscape(string text) => Regex.IsMatch(text, "(?<!`)(``)*`(e|u\\{)");

    static bool IsNewerCommand(CommandAst command)
    {
        var name = command.GetCommandName() ?? "";
        if (Commands.Contains(name)) return true;
        // Three values by position: -AdditionalChildPath.
        if (name.Equals("Join-Path", StringComparison.OrdinalIgnoreCase) && command.CommandElements.Count > 3
            && !command.CommandElements.OfType<CommandParameterAst>().Any()) return true;
        var given = command.CommandElements.OfType<CommandParameterAst>().Select(parameter => parameter.ParameterName).ToList();
        return Parameters.Any(newer => newer.Names.Contains(name, StringComparer.OrdinalIgnoreCase)
            && given.Any(start => start.Length > 2 && newer.Parameter.StartsWith(start, StringComparison.OrdinalIgnoreCase)));
    }
}
