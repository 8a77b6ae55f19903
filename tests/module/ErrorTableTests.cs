using System.Management.Automation;
using System.Text.RegularExpressions;
using SpoProfileSync.ModuleTests.Hosting;

namespace SpoProfileSync.ModuleTests;

/// <summary>The error table is kept in the core; what the cmdlets report by themselves must be rows of it.</summary>
public sealed class ErrorTableTests
{
    sealed record Row(string Id, string Category, string NextStep);

    static List<Row> Table =>
        [.. Regex.Matches(File.ReadAllText(Checkout.At("native", "spo-core", "src", "error.rs")),
                @"^    (\w+), ""(\w+)"", (?:true|false), ""((?:[^""\\]|\\.)*)"";", RegexOptions.Multiline)
            .Select(match => new Row("Spo" + match.Groups[1].Value, match.Groups[2].Value, match.Groups[3].Value))];

    static IEnumerable<string> Sources =>
        Directory.EnumerateFiles(Checkout.At("module", "src"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText);

    [Fact]
    public void The_rows_of_the_cmdlets_are_rows_of_the_core_word_for_word()
    {
        var own = Regex.Matches(File.ReadAllText(Checkout.At("module", "src", "ErrorIds.cs")),
                @"""(Spo\w+)"", ErrorCategory\.(\w+),\s*""([^""]*)""")
            .Select(match => new Row(match.Groups[1].Value, match.Groups[2].Value, match.Groups[3].Value)).ToList();
        Assert.NotEmpty(own);
        Assert.All(own, row => Assert.Contains(row, Table));
    }

    [Fact]
    public void No_other_id_is_written_in_the_cmdlets()
    {
        string[] nouns =
        [
            "SpoProfileSync", "SpoProfile", "SpoProfileConnection", "SpoProfilePhoto", "SpoProfilePhotoStatus", "SpoDemoTenant",
            "SpoProfileProperty", "SpoProfilePropertyMap", "SpoProfilePropertyStatus", "SpoProfileImportJob",
        ];
        var allowed = Table.Select(row => row.Id).Concat(nouns);
        var written = Sources.SelectMany(source => Regex.Matches(source, @"(?<!cref=)""(Spo[A-Z]\w+)""")).Select(match => match.Groups[1].Value);
        Assert.Empty(written.Except(allowed));
    }

    [Fact]
    public void Every_category_of_the_core_is_one_of_PowerShell() =>
        Assert.All(Table, row => Assert.True(Enum.TryParse<ErrorCategory>(row.Category, out _), $"{row.Id}: {row.Category}"));
}
