using System.Management.Automation;
using SpoProfileSync.ModuleTests.Hosting;

namespace SpoProfileSync.ModuleTests;

public sealed class GetConnectionTests(Tenant tenant) : IClassFixture<Tenant>, IDisposable
{
    readonly Shell shell = new Shell().Connect(tenant);

    public void Dispose() => shell.Dispose();

    PSObject Connection() => Assert.Single(shell.Run("Get-SpoProfileConnection").Succeed().Output);

    [Fact]
    public void Shows_no_token()
    {
        shell.Run("Get-SpoProfilePhotoStatus -Identity $args[0]", tenant.Users[0].UserPrincipalName).Succeed();
        var connection = Connection();
        Assert.All(connection.Properties, property => Assert.DoesNotContain("eyJ", property.Value?.ToString() ?? "", StringComparison.Ordinal));
        Assert.DoesNotContain("eyJ", PSSerializer.Serialize(connection, 5), StringComparison.Ordinal);
    }

    [Fact]
    public void Counts_the_requests_of_its_commands()
    {
        var before = (long)Connection().Properties["RequestCount"].Value;
        shell.Run("Get-SpoProfilePhotoStatus -Identity $args[0]", tenant.Users[0].UserPrincipalName).Succeed();
        Assert.True((long)Connection().Properties["RequestCount"].Value > before);
    }

    [Fact]
    public void Each_runspace_has_its_own_default()
    {
        using var other = new Shell();
        Assert.Empty(other.Run("Get-SpoProfileConnection").Succeed().Output);
        other.Run("Get-SpoProfilePhotoStatus -Identity a@b").EndedBy("SpoNotConnected");
    }

    [Fact]
    public void A_connection_handed_over_serves_another_runspace()
    {
        using var other = new Shell();
        var outcome = other.Run("Get-SpoProfilePhotoStatus -Identity $args[0] -Connection $args[1]", tenant.Users[0].UserPrincipalName, Connection());
        Assert.Equal("PhotoNotLoaded", Assert.Single(outcome.Succeed().Texts("State")));
    }
}
