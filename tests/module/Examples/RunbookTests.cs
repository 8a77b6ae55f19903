using SpoProfileSync.ModuleTests.Hosting;

namespace SpoProfileSync.ModuleTests.Examples;

/// <summary>examples/Invoke-PhotoSyncRunbook.ps1, with the tenant's identity endpoint in the place of Azure's.</summary>
[Trait("System", "Linux")]
public sealed class RunbookTests(Tenant tenant) : IClassFixture<Tenant>
{
    Task<Ended> Run(string export, string more = "") =>
        Rehearsal.Run(tenant, "Invoke-PhotoSyncRunbook.ps1", $"-Tenant {tenant.Name} -AdExport '{export}' -Endpoint $endpoint {more}",
            ("IDENTITY_ENDPOINT", tenant.IdentityEndpoint), ("IDENTITY_HEADER", tenant.IdentityHeader));

    [Fact]
    public async Task Is_a_dry_run_until_told_otherwise()
    {
        var export = Rehearsal.AdExport(tenant, ..5);
        await tenant.Forget();
        var dry = (await Run(export)).With(0);
        Assert.Contains(dry.Lines, line => line.StartsWith("5 users: WhatIf 5.", StringComparison.Ordinal));
        Assert.Equal(0, await tenant.Count("photo.upload"));
        var real = (await Run(export, "-DryRun $false")).With(0);
        Assert.NotEqual(0, await tenant.Count("photo.upload"));
        Assert.DoesNotContain(real.Lines, line => line.Contains("WhatIf", StringComparison.Ordinal));
        Assert.Contains((await Run(export, "-DryRun $false")).With(0).Lines, line => line.StartsWith("5 users: Unchanged 5.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Ends_as_failed_when_a_user_failed()
    {
        var ended = await Run(Rehearsal.AdExport(tenant, ^2..^1, Rehearsal.Broken(tenant)), "-DryRun $false");
        Assert.NotEqual(0, ended.ExitCode);
        Assert.Contains("1 of 2 users failed", ended.Output + ended.Errors, StringComparison.Ordinal);
        Assert.Contains(tenant.Users[^1].UserPrincipalName + ": SpoPhoto", ended.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ends_as_failed_where_there_is_no_identity()
    {
        var ended = await Rehearsal.Run(tenant, "Invoke-PhotoSyncRunbook.ps1", $"-Tenant {tenant.Name} -AdExport none -Endpoint $endpoint",
            ("IDENTITY_ENDPOINT", tenant.IdentityEndpoint), ("IDENTITY_HEADER", "wrong"));
        Assert.NotEqual(0, ended.ExitCode);
        Assert.DoesNotContain("users:", ended.Output, StringComparison.Ordinal);
    }
}
