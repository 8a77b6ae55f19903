using SpoProfileSync.ModuleTests.Hosting;

namespace SpoProfileSync.ModuleTests;

public sealed class TestConnectionTests(Tenant tenant) : IClassFixture<Tenant>, IAsyncLifetime
{
    readonly Shell shell = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await tenant.Set(new { sharePointRoles = new[] { "Sites.FullControl.All", "User.ReadWrite.All" }, libraryReadOnly = false });
        shell.Dispose();
    }

    string Quiet() => Assert.Single(shell.Run("Test-SpoProfileConnection -Quiet").Succeed().Output).ToString();

    [Fact]
    public void Each_check_says_what_was_found()
    {
        shell.Connect(tenant);
        var checks = shell.Run("Test-SpoProfileConnection").Succeed().Output;
        Assert.NotEmpty(checks);
        Assert.All(checks, check => Assert.Equal("SpoProfileSync.ConnectionCheck", check.TypeNames[0]));
        Assert.All(checks, check => Assert.NotEqual("", check.Text("Name")));
        Assert.DoesNotContain(checks, check => check.Text("Status") == "Failed");
        Assert.Equal("True", Quiet());
    }

    [Fact]
    public async Task A_missing_role_fails_and_comes_with_its_fix()
    {
        await tenant.Set(new { sharePointRoles = new[] { "User.Read.All" } });
        shell.Connect(tenant);
        var failed = shell.Run("Test-SpoProfileConnection").Succeed().Output.Where(check => check.Text("Status") == "Failed").ToList();
        Assert.NotEmpty(failed);
        Assert.All(failed, check => Assert.NotEqual("", check.Text("Fix")));
        Assert.Equal("False", Quiet());
    }

    [Fact]
    public void Quietly_false_without_a_connection()
    {
        Assert.Equal("False", Quiet());
        shell.Run("Test-SpoProfileConnection").EndedBy("SpoNotConnected");
    }

    [Fact]
    public void Quietly_false_when_the_connection_is_closed()
    {
        shell.Connect(tenant);
        var closed = shell.Run("$c = Get-SpoProfileConnection; Disconnect-SpoProfile; $c | Test-SpoProfileConnection -Quiet").Succeed();
        Assert.Equal("False", Assert.Single(closed.Output).ToString());
    }

    [Fact]
    public async Task Nothing_is_written_without_the_probe_nor_with_WhatIf()
    {
        shell.Connect(tenant);
        await tenant.Forget();
        shell.Run("Test-SpoProfileConnection").Succeed();
        shell.Run("Test-SpoProfileConnection -WriteProbe -ProbeUser $args[0] -WhatIf", tenant.Users[0].UserPrincipalName).Succeed();
        Assert.Equal(0, await tenant.Count("photo.upload"));
    }

    [Fact]
    public async Task The_probe_writes_a_file_and_says_so()
    {
        shell.Connect(tenant);
        await tenant.Forget();
        var checks = shell.Run("Test-SpoProfileConnection -WriteProbe -ProbeUser $args[0]", tenant.Users[0].UserPrincipalName).Succeed().Output;
        Assert.DoesNotContain(checks, check => check.Text("Status") == "Failed");
        Assert.Equal(1, await tenant.Count("photo.upload"));
    }

    [Fact]
    public async Task A_library_that_refuses_files_is_found_by_the_probe()
    {
        shell.Connect(tenant);
        await tenant.Set(new { libraryReadOnly = true });
        Assert.Contains(shell.Run("Test-SpoProfileConnection -WriteProbe").Succeed().Output, check => check.Text("Status") == "Failed");
    }

    [Fact]
    public void A_user_to_probe_is_of_no_use_without_the_probe()
    {
        shell.Connect(tenant);
        shell.Run("Test-SpoProfileConnection -ProbeUser a@b").EndedBy("SpoInvalidArgument");
    }
}
