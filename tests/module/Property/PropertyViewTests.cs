using System.Text.RegularExpressions;
using SpoProfileSync.ModuleTests.Hosting;

namespace SpoProfileSync.ModuleTests.Property;

/// <summary>What an administrator sees of these objects on a screen of 120 columns.</summary>
public sealed class PropertyViewTests : IDisposable
{
    const string Profile = """
        {"type":"profile","identity":"anna.bergstroem@contoso.onmicrosoft.com","action":"Uploaded","method":"Direct","reason":"The photo was uploaded and one property written.",
         "photo":{"action":"Uploaded","state":"Missing"},
         "properties":[{"property":"CellPhone","sourceValue":["+49 30 1"],"sharePointValue":[],"state":"MissingInSharePoint","action":"Updated",
                        "reason":"SharePoint has no value."},
                       {"property":"Department","state":"WaitingForNativeSync","action":"Skipped","reason":"Microsoft's own synchronization writes it."}]}
        """;

    readonly Shell shell = new();

    public void Dispose() => shell.Dispose();

    string[] Shown(object item)
    {
        shell.Run("$args[0] | Out-Default", item).Succeed();
        var lines = shell.Host.Text.Split('\n').Select(line => line.TrimEnd()).Where(line => line.Length > 0).ToArray();
        Assert.All(lines, line => Assert.InRange(line.Length, 1, 120));
        return lines;
    }

    static string[] Columns(string header) => Regex.Split(header, " +");

    static object Result => Internals.Create("ProfileResult", Internals.Event(Profile));

    [Fact]
    public void A_result_is_a_row_of_what_was_done_with_what()
    {
        var lines = Shown(Result);
        Assert.Equal(["Action", "Identity", "Method", "Changes", "Reason"], Columns(lines[0]));
        Assert.StartsWith("Uploaded  anna.bergstroem@contoso", lines[2], StringComparison.Ordinal);
        var changes = string.Concat(lines[2..].Select(line => line.PadRight(120)[lines[0].IndexOf("Changes", StringComparison.Ordinal)..lines[0].IndexOf("Reason", StringComparison.Ordinal)]));
        Assert.Equal("Photo:Uploaded,CellPhone:Updated,Department:Skipped", Regex.Replace(changes, @"\s", ""));
    }

    [Fact]
    public void Its_properties_are_rows_of_their_own()
    {
        var lines = Shown(Internals.Get(Result, "Properties")!);
        Assert.Equal(["Action", "Property", "State", "Reason"], Columns(lines[0]));
        Assert.Matches("^Updated +CellPhone +MissingInSharePoint +SharePoint has no value", lines[2]);
        Assert.Matches("^Skipped +Department +WaitingForNativeSync ", lines[3]);
    }

    [Fact]
    public void A_status_is_a_row_of_both_values()
    {
        var e = Internals.Event(Profile);
        var lines = Shown(Internals.Create("PropertyStatus", e, ((Array)Internals.Get(e, "Properties")!).GetValue(0)));
        Assert.Equal(["State", "Identity", "Property", "SourceValue", "SharePointValue"], Columns(lines[0]));
        Assert.Matches(@"^MissingInSharePoint +anna.bergstroem\S+ +CellPhone +\+49 30 1$", lines[2]);
    }

    [Fact]
    public void An_import_job_is_a_row_with_its_whole_id()
    {
        var id = Guid.NewGuid();
        var lines = Shown(Internals.Create("ImportJob", Internals.Event($$"""{"jobId":"{{id}}","state":"Error","jobError":"ImportCompleteWithError","errorMessage":"m"}""")));
        Assert.Equal(["State", "Error", "JobId", "ErrorMessage"], Columns(lines[0]));
        Assert.Equal(["Error", "ImportCompleteWithError", id.ToString(), "m"], Columns(lines[2]));
    }
}
