using System.Collections;
using System.Management.Automation;
using System.Text.Json;
using SpoProfileSync.ModuleTests.Hosting;

namespace SpoProfileSync.ModuleTests;

public sealed class DemoTenantTests : IDisposable
{
    readonly Shell shell = new();
    readonly HttpClient client = new();

    public void Dispose()
    {
        client.Dispose();
        shell.Dispose();
    }

    PSObject Start(string arguments) => Assert.Single(shell.Run("Start-SpoDemoTenant " + arguments).Succeed().Output);

    static T Member<T>(PSObject tenant, string name) => (T)tenant.Properties[name].Value;

    static bool IsRunning(PSObject tenant) => Member<bool>(tenant, "IsRunning");

    Task<string> Ask(PSObject tenant, string path) => client.GetStringAsync(new Uri(new Uri(Member<string>(tenant, "Control")), path));

    [Fact]
    public async Task Starts_on_loopback_with_the_employees_asked_for_and_stops()
    {
        var tenant = Start("-User 7 -Seed 3 -Locale de-DE");
        Assert.Equal(("contoso", 7, true), (Member<string>(tenant, "Tenant"), Member<int>(tenant, "UserCount"), IsRunning(tenant)));
        var endpoints = Member<Hashtable>(tenant, "Endpoint").Values.Cast<string>();
        Assert.All(endpoints.Append(Member<string>(tenant, "Control")), address => Assert.True(new Uri(address).IsLoopback));
        var users = JsonDocument.Parse(await Ask(tenant, "/control/users"));
        Assert.Equal(7, users.RootElement.GetArrayLength());
        shell.Run("Stop-SpoDemoTenant $args[0]", tenant).Succeed();
        Assert.False(IsRunning(tenant));
        await Assert.ThrowsAsync<HttpRequestException>(() => Ask(tenant, "/control/users"));
    }

    [Fact]
    public void Without_a_tenant_all_of_the_session_are_stopped()
    {
        var tenants = new[] { Start("-User 1"), Start("-User 1 -Https") };
        Assert.Contains("BEGIN CERTIFICATE", Member<string>(tenants[1], "TrustedRootPem"), StringComparison.Ordinal);
        shell.Run("Stop-SpoDemoTenant; Stop-SpoDemoTenant").Succeed();
        Assert.All(tenants, tenant => Assert.False(IsRunning(tenant)));
    }

    [Fact]
    public void Removing_the_module_stops_it()
    {
        var tenant = Start("-User 1");
        shell.Run("Remove-Module SpoProfileSync").Succeed();
        Assert.False(IsRunning(tenant));
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("::1")]
    [InlineData("192.168.0.1")]
    public void No_other_address_is_accepted(string address) =>
        shell.Run("Start-SpoDemoTenant -Address $args[0]", address).EndedBy("SpoInvalidArgument");

    [Fact]
    public void A_language_without_a_folder_name_is_an_error() =>
        shell.Run("Start-SpoDemoTenant -Locale xx-YY").EndedBy("SpoDemoTenantFailed");

    [Fact]
    public void Is_shown_as_a_row()
    {
        shell.Run("Start-SpoDemoTenant -User 1 | Out-Default; Stop-SpoDemoTenant").Succeed();
        var header = shell.Host.Text.Split('\n').First(line => line.Trim().Length > 0);
        Assert.Equal(["Tenant", "Users", "Running", "Control"], header.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => word.Trim()));
    }
}
