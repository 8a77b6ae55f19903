using SpoProfileSync.ModuleTests.Hosting;

namespace SpoProfileSync.ModuleTests;

public sealed class DisconnectTests(Tenant tenant) : IClassFixture<Tenant>, IDisposable
{
    readonly Shell shell = new();

    public void Dispose() => shell.Dispose();

    [Fact]
    public void Forgets_the_default_connection()
    {
        shell.Connect(tenant).Run("Disconnect-SpoProfile").Succeed();
        Assert.Empty(shell.Run("Get-SpoProfileConnection").Succeed().Output);
        shell.Run("Get-SpoProfilePhotoStatus -Identity a@b").EndedBy("SpoNotConnected");
    }

    [Fact]
    public void Without_a_connection_it_does_nothing() => Assert.Empty(shell.Run("Disconnect-SpoProfile").Succeed().Output);

    [Fact]
    public void Closes_the_connection_piped_to_it()
    {
        shell.Connect(tenant).Run("Get-SpoProfileConnection | Disconnect-SpoProfile").Succeed();
        Assert.Empty(shell.Run("Get-SpoProfileConnection").Succeed().Output);
    }

    [Fact]
    public async Task Ends_the_simulated_tenant()
    {
        var control = Assert.Single(shell.Run("(Connect-SpoProfile -DemoTenant -DemoUser 3 -PassThru).DemoControl").Succeed().Output).ToString();
        using var client = new HttpClient();
        (await client.GetAsync(new Uri(new Uri(control), "/control/users"))).EnsureSuccessStatusCode();
        shell.Run("Disconnect-SpoProfile").Succeed();
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync(new Uri(new Uri(control), "/control/users")));
    }

    [Fact]
    public void Removing_the_module_disconnects()
    {
        var connection = Assert.Single(shell.Connect(tenant).Run("Get-SpoProfileConnection").Succeed().Output);
        shell.Run("Remove-Module SpoProfileSync; Import-Module -Name $args[0]", Checkout.Manifest).Succeed();
        Assert.Empty(shell.Run("Get-SpoProfileConnection").Succeed().Output);
        shell.Run("Get-SpoProfilePhotoStatus -Identity a@b -Connection $args[0]", connection).EndedBy("SpoNotConnected");
    }
}
