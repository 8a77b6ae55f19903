using SpoProfileSync.ModuleTests.Hosting;

namespace SpoProfileSync.ModuleTests;

/// <summary>
/// Ctrl+C, and pipelines cut short. The tenant never answers in these tests, so a command that did not stop would run forever:
/// that the test ends is the assertion.
/// </summary>
public sealed class CancellationTests(Tenant tenant) : IClassFixture<Tenant>, IAsyncLifetime
{
    readonly Shell shell = new Shell().Connect(tenant);
    readonly byte[] photo = Checkout.PhotoBytes("astronaut.jpg");

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await tenant.Heal();
        shell.Dispose();
    }

    async Task StopsWhile(string kind, object fault, string script, params object?[] arguments)
    {
        await tenant.Forget();
        await tenant.Fault(fault);
        using var pipeline = shell.Start(script, arguments);
        var running = pipeline.BeginInvoke();
        await tenant.Wait(kind, 1);
        pipeline.Stop();
        Assert.True(Shell.Finish(pipeline, () => [.. pipeline.EndInvoke(running)]).Stopped);
        await tenant.Heal();
        // The session is usable afterwards.
        shell.Run("Get-SpoProfilePhotoStatus -Identity $args[0]", tenant.Users[0].UserPrincipalName).Succeed();
    }

    [Fact]
    public Task Stops_during_an_upload() =>
        StopsWhile("photo.upload", new { kind = "photo.upload", action = "hang", percent = 100 },
            "$args[0] | Sync-SpoProfilePhoto", AdUsers.Live(tenant.Users[0], photo));

    [Fact]
    public Task Stops_while_it_waits_to_send_again() =>
        StopsWhile("photo.upload", new { kind = "photo.upload", action = "respond", status = 429, retryAfter = "200", percent = 100 },
            "$args[0] | Sync-SpoProfilePhoto", AdUsers.Live(tenant.Users[2], photo));

    [Fact]
    public Task Stops_while_properties_are_written() =>
        StopsWhile("profile.write", new { kind = "profile.write", action = "hang", percent = 100 },
            "$args[0] | Sync-SpoProfileProperty -Property CellPhone", AdUsers.WithMobile(tenant.Users[6], "+49 30 1"));

    [Fact]
    public Task Stops_while_profiles_are_read() =>
        StopsWhile("profile.read", new { kind = "profile.read", action = "hang", percent = 100 },
            "$args[0] | Get-SpoProfilePhotoStatus", AdUsers.Live(tenant.Users[4], photo));

    [Fact]
    public Task Stops_during_the_sign_in() =>
        StopsWhile("token", new { kind = "token", action = "hang", percent = 100 },
            "Connect-SpoProfile -Tenant $args[0] -ClientId $args[1] -CertificatePath $args[2] -Endpoint $args[3]",
            tenant.Name, tenant.ClientId, tenant.CertificatePath, tenant.Endpoint);

    /// <summary>The users never end, and while the first result is taken others are being worked on.</summary>
    [Fact]
    public void A_pipeline_that_has_seen_enough_ends_the_run()
    {
        var script = """
            & { for ($i = 0; ; $i++) { "nobody$i@nowhere.example" } } | Get-SpoProfilePhotoStatus | Select-First 1
            Get-SpoProfilePhotoStatus -Identity $args[0]
            """;
        var outcome = shell.Run(script, tenant.Users[0].UserPrincipalName).Succeed();
        Assert.Equal(["nobody0@nowhere.example", tenant.Users[0].UserPrincipalName], outcome.Texts("Identity"));
    }
}
