using System.Diagnostics;
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

    /// <summary>Format-List is no part of the bare engine, so this is a process of its own.</summary>
    [Fact]
    public async Task A_connection_as_a_list_tells_of_each_token()
    {
        var script = "Import-Module $env:SPO_TEST_MANIFEST; Connect-SpoProfile -DemoTenant -DemoUser 3 -PassThru | Format-List | Out-String -Width 120";
        var start = new ProcessStartInfo("pwsh") { RedirectStandardOutput = true, ArgumentList = { "-NoProfile", "-Command", script } };
        start.Environment["SPO_TEST_MANIFEST"] = Checkout.Manifest;
        start.Environment["NO_COLOR"] = "1";
        using var process = Process.Start(start)!;
        var text = await process.StandardOutput.ReadToEndAsync();
        Assert.Matches(@"https://contoso-admin\.sharepoint\.com until \d{4}-\d\d-\d\d \d\d:\d\dZ as app", text);
        Assert.Matches(@"(?m)^Cloud\s*: Public\s*$", text);
        Assert.Matches(@"(?m)^Roles\s*: .*Sites\.FullControl\.All", text);
    }
}
