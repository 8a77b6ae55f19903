using System.Text.RegularExpressions;
using SpoProfileSync.ModuleTests.Hosting;

namespace SpoProfileSync.ModuleTests;

/// <summary>The pages of docs/en-US tell what the module has, no less and no more.</summary>
public sealed class HelpPageTests
{
    const string OwnParameters = """
        Get-Command -Module SpoProfileSync -CommandType Cmdlet | ForEach-Object {
            $command = $_
            $common = [System.Management.Automation.PSCmdlet]::CommonParameters
            $command.Parameters.Keys | Where-Object { $_ -notin $common } | ForEach-Object { [pscustomobject]@{ Command = $command.Name; Parameter = $_ } }
        }
        """;

    static string Page(string name) => File.ReadAllText(Checkout.At("docs", "en-US", name + ".md"));

    [Fact]
    public void Every_parameter_of_every_cmdlet_is_on_its_page_and_no_other()
    {
        using var shell = new Shell();
        var commands = shell.Run(OwnParameters).Succeed().Output.GroupBy(row => row.Text("Command")).ToList();
        Assert.NotEmpty(commands);
        foreach (var command in commands)
        {
            var described = Regex.Matches(Page(command.Key), @"^### -(\w+)", RegexOptions.Multiline).Select(match => match.Groups[1].Value);
            Assert.Equal(command.Select(row => row.Text("Parameter")).Order(), described.Order());
        }
    }

    [Fact]
    public void Every_cmdlet_is_in_the_readme() =>
        Assert.All(
            Directory.EnumerateFiles(Checkout.At("docs", "en-US"), "*-*.md").Select(Path.GetFileNameWithoutExtension),
            name => Assert.Contains($"docs/en-US/{name}.md", File.ReadAllText(Checkout.At("README.md")), StringComparison.Ordinal));

    [Fact]
    public void Every_error_is_on_the_about_page()
    {
        var ids = Regex.Matches(File.ReadAllText(Checkout.At("native", "spo-core", "src", "error.rs")), @"^    (\w+), ""\w+"", (?:true|false),", RegexOptions.Multiline)
            .Select(match => "Spo" + match.Groups[1].Value).ToList();
        Assert.NotEmpty(ids);
        var about = Page("about_SpoProfileSync");
        var described = Regex.Matches(about, @"\bSpo(?!Profile)\w+").Select(match => match.Value).ToHashSet();
        Assert.All(ids, id => Assert.Contains(id, about, StringComparison.Ordinal));
        Assert.Empty(described.Except(ids));
    }
}
