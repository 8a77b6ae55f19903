using System.Xml.Linq;
using SpoProfileSync.ModuleTests.Hosting;

namespace SpoProfileSync.ModuleTests;

/// <summary>What an administrator sees on a screen of 120 columns.</summary>
public sealed class FormatViewTests(Tenant tenant) : IClassFixture<Tenant>, IDisposable
{
    readonly Shell shell = new Shell().Connect(tenant);

    public void Dispose() => shell.Dispose();

    string[] Shown(string script, params object?[] arguments)
    {
        shell.Run(script + " | Out-Default", arguments).Succeed();
        var lines = shell.Host.Text.Split('\n').Select(line => line.TrimEnd()).Where(line => line.Length > 0).ToArray();
        Assert.All(lines, line => Assert.InRange(line.Length, 1, 120));
        return lines;
    }

    static string[] Columns(string header) => header.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    [Fact]
    public void A_status_is_a_row_of_state_user_and_reason()
    {
        var user = tenant.Users[0];
        var lines = Shown("$args[0] | Get-SpoProfilePhotoStatus", AdUsers.Live(user, Checkout.PhotoBytes("astronaut.jpg")));
        Assert.Equal(["State", "Identity", "Reason"], Columns(lines[0]));
        Assert.StartsWith("Missing", lines[2], StringComparison.Ordinal);
        Assert.Contains(user.UserPrincipalName[..20], lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public void A_result_is_a_row_of_action_user_and_cost()
    {
        var lines = Shown("$args[0] | Sync-SpoProfilePhoto", AdUsers.Live(tenant.Users[2], Checkout.PhotoBytes("astronaut.jpg")));
        Assert.Equal(["Action", "Identity", "Bytes", "Reason"], Columns(lines[0]));
        Assert.StartsWith("Uploaded", lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public void A_connection_is_a_row_without_secrets()
    {
        var lines = Shown("Get-SpoProfileConnection");
        Assert.Equal(["Tenant", "Account", "AuthKind", "TokenExpires", "Requests"], Columns(lines[0]));
        Assert.StartsWith(tenant.Name, lines[2], StringComparison.Ordinal);
        Assert.Matches(@"\d{4}-\d\d-\d\d \d\d:\d\dZ", lines[2]);
    }

    /// <summary>Format-List is no part of the bare engine, so each item of the view is evaluated as it would.</summary>
    [Fact]
    public void A_connection_as_a_list_tells_of_each_token()
    {
        var connection = Assert.Single(shell.Run("Get-SpoProfileConnection").Succeed().Output);
        var view = XDocument.Load(Checkout.At("module", "SpoProfileSync.Format.ps1xml")).Descendants("View")
            .Single(view => view.Element("Name")!.Value == "SpoProfileSync.Connection.List");
        var shown = view.Descendants("ListItem").ToDictionary(
            item => (item.Element("Label") ?? item.Element("PropertyName"))!.Value,
            item => item.Element("ScriptBlock") is { } script
                ? Assert.Single(shell.Run("$args[0] | ForEach-Object { " + script.Value + " }", connection).Succeed().Output).ToString()
                : connection.Text(item.Element("PropertyName")!.Value));
        Assert.Contains($"https://{tenant.Name}-admin.sharepoint.com until ", shown["Tokens"], StringComparison.Ordinal);
        Assert.All(shown["Tokens"].Split('\n'), line => Assert.Matches(@"until \d{4}-\d\d-\d\d \d\d:\d\dZ as app$", line));
        Assert.Contains("Sites.FullControl.All, ", shown["Roles"], StringComparison.Ordinal);
        Assert.Equal("Public", shown["Cloud"]);
    }
}
