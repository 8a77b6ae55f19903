using System.Management.Automation;
using System.Text.RegularExpressions;
using SpoProfileSync.ModuleTests.Hosting;

namespace SpoProfileSync.ModuleTests.Property;

/// <summary>The map needs nobody to be signed in, and completion takes its names from it.</summary>
public sealed class PropertyMapTests : IDisposable
{
    readonly Shell shell = new();
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("spo-map-");

    public void Dispose()
    {
        shell.Dispose();
        folder.Delete(recursive: true);
    }

    string Write(string name, string text)
    {
        var path = Path.Combine(folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }

    string[] Completions(string line) =>
        [.. CommandCompletion.CompleteInput(line, line.Length, null, Start()).CompletionMatches.Select(match => match.CompletionText)];

    PowerShell Start() => shell.Start("");

    [Fact]
    public void Is_shown_without_a_connection()
    {
        var rows = shell.Run("Get-SpoProfilePropertyMap").Succeed().Output;
        Assert.All(rows, row => Assert.Equal("SpoProfileSync.PropertyMapRow", row.TypeNames[0]));
        var cell = Assert.Single(rows, row => row.Text("Property") == "CellPhone");
        Assert.Equal(("False", "True", "True", "BuiltIn"), (cell.Text("Native"), cell.Text("Sync"), cell.Text("PerUser"), cell.Text("Origin")));
        Assert.Contains("mobile", (string[])cell.Properties["Sources"].Value);
        Assert.Contains(rows, row => row.Text("Property") == "Department" && row.Text("Native") == "True");
        Assert.All(rows, row => Assert.NotEmpty(row.Text("Why")));
        Assert.All(rows, row => Assert.NotEmpty(row.Text("Fact")));
    }

    [Fact]
    public void Names_choose_rows_in_any_case_by_parameter_and_by_pipeline()
    {
        Assert.Equal(["CellPhone", "Fax"], shell.Run("Get-SpoProfilePropertyMap cellphone, FAX").Succeed().Texts("Property").Order());
        Assert.Equal(["CellPhone", "Fax"], shell.Run("'fax', 'CellPhone' | Get-SpoProfilePropertyMap").Succeed().Texts("Property").Order());
        Assert.Equal(["Fax"], shell.Run("[pscustomobject]@{ Property = 'Fax' } | Get-SpoProfilePropertyMap").Succeed().Texts("Property"));
        Assert.Empty(shell.Run("@() | Get-SpoProfilePropertyMap").Succeed().Output);
        Assert.Equal("Nope", shell.Run("Get-SpoProfilePropertyMap Nope").EndedBy("SpoPropertyUnknown").TargetObject);
    }

    [Theory]
    [InlineData("map.psd1", "@(@{ Property = 'CostCenter'; From = 'extensionAttribute1' })")]
    [InlineData("map.psd1", "@{ Rows = @(@{ Property = 'CostCenter'; From = @('extensionAttribute1') }) }")]
    [InlineData("map.json", "[{\"Property\":\"CostCenter\",\"From\":\"extensionAttribute1\"}]")]
    public void A_file_adds_rows(string name, string text)
    {
        var rows = shell.Run("Get-SpoProfilePropertyMap -Map $args[0]", Write(name, text)).Succeed().Output;
        var row = Assert.Single(rows, row => row.Text("Origin") == "Map");
        Assert.Equal("CostCenter", row.Text("Property"));
        Assert.Contains("extensionAttribute1", (string[])row.Properties["Sources"].Value);
    }

    [Theory]
    [InlineData("psd1", "powershell")]
    [InlineData("json", "json")]
    public void The_files_of_the_help_page_are_maps(string ending, string language)
    {
        var page = File.ReadAllText(Checkout.At("docs", "en-US", "about_SpoProfilePropertyMap.md"));
        var text = Regex.Match(page, "```" + language + "\n([@\\[].*?)```", RegexOptions.Singleline).Groups[1].Value;
        var rows = shell.Run("Get-SpoProfilePropertyMap -Map $args[0] | Where-Object Origin -eq Map", Write("page." + ending, text)).Succeed();
        Assert.Contains("CostCenter", rows.Texts("Property"));
        Assert.Contains("CellPhone", rows.Texts("Property"));
    }

    [Theory]
    [InlineData("map.json", "[{")]
    [InlineData("map.json", "[{\"Property\":\"CostCenter\",\"Form\":\"x\"}]")]
    [InlineData("map.psd1", "@{ Property = 'CostCenter'; Form = 'x' }")]
    public void A_row_that_cannot_be_meant_is_an_error_that_names_the_file(string name, string text)
    {
        var path = Write(name, text);
        var error = shell.Run("Get-SpoProfilePropertyMap -Map $args[0]", path).EndedBy("SpoPropertyMapInvalid");
        Assert.Contains(path, error.Exception.Message, StringComparison.Ordinal);
        Assert.NotEmpty(error.ErrorDetails.RecommendedAction);
    }

    [Fact]
    public void Names_are_completed()
    {
        Assert.Equal(["CellPhone"], Completions("Get-SpoProfilePropertyMap cellp"));
        Assert.Equal(["CellPhone"], Completions("Sync-SpoProfileProperty -Property Fax, cellp"));
        Assert.Equal(["CellPhone"], Completions("Get-SpoProfilePropertyStatus -Property 'CellP"));
        Assert.Contains("Department", Completions("Sync-SpoProfile -Force dep"));
        var all = Completions("Sync-SpoProfileProperty -Property ");
        Assert.All(new[] { "CellPhone", "Department", "Fax" }, name => Assert.Contains(name, all));
    }

    [Fact]
    public void Force_completes_only_what_Microsoft_synchronizes()
    {
        var native = shell.Run("Get-SpoProfilePropertyMap | Where-Object Native").Succeed().Texts("Property");
        var offered = Completions("Sync-SpoProfileProperty -Force ");
        Assert.Equal(native.Where(name => name.Length > 0).Order(StringComparer.OrdinalIgnoreCase), offered);
        Assert.DoesNotContain("CellPhone", offered);
    }

    /// <summary>A table of 120 columns with a row whose line is not cut short of its meaning.</summary>
    [Fact]
    public void Is_a_table_of_what_is_asked_most()
    {
        shell.Run("Get-SpoProfilePropertyMap CellPhone | Out-Default").Succeed();
        var lines = shell.Host.Text.Split('\n').Select(line => line.TrimEnd()).Where(line => line.Length > 0).ToArray();
        Assert.Equal(["Property", "Sources", "Native", "PerUser", "BulkImport", "Remedy"], Regex.Split(lines[0], " +"));
        Assert.Matches("^CellPhone +mobile, ", lines[2]);
        Assert.All(lines, line => Assert.InRange(line.Length, 1, 120));
    }
}
