using SpoProfileSync.ModuleTests.Hosting;

namespace SpoProfileSync.ModuleTests.Examples;

/// <summary>examples/Invoke-ScheduledPhotoSync.ps1.</summary>
[Trait("System", "Linux")]
public sealed class ScheduledTaskTests(Tenant tenant) : IClassFixture<Tenant>
{
    string Logs => Path.Combine(tenant.Scratch, "logs");

    Task<Ended> Run(string export, string more = "", string? certificate = null)
    {
        if (Directory.Exists(Logs)) Directory.Delete(Logs, recursive: true);
        var arguments = $"-Tenant {tenant.Name} -ClientId {tenant.ClientId} -CertificatePath '{certificate ?? tenant.CertificatePath}' " +
            $"-LogFolder '{Logs}' -AdExport '{export}' -Endpoint $endpoint {more}";
        return Rehearsal.Run(tenant, "Invoke-ScheduledPhotoSync.ps1", arguments);
    }

    string Only(string extension) => File.ReadAllText(Assert.Single(Directory.GetFiles(Logs, "*" + extension)));

    [Fact]
    public async Task A_dry_run_the_first_run_and_the_next_one()
    {
        var export = Rehearsal.AdExport(tenant, ..5);
        await tenant.Forget();
        Assert.Contains("WhatIf: 5", (await Run(export, "-WhatIf")).With(0).Lines);
        Assert.Equal(0, await tenant.Count("photo.upload"));
        Assert.Equal(5, Only(".csv").Split("\"WhatIf\"").Length - 1);

        Assert.Contains("5 users.", (await Run(export)).With(0).Lines);
        Assert.NotEqual(0, await tenant.Count("photo.upload"));
        Assert.All(tenant.Users.Take(5), user => Assert.Contains($"\"{user.UserPrincipalName}\",", Only(".csv"), StringComparison.Ordinal));

        await tenant.Forget();
        Assert.Contains("Unchanged: 5", (await Run(export)).With(0).Lines);
        Assert.Equal(0, await tenant.Count("photo.upload"));
        Assert.Contains("Unchanged: 5", Only(".log"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_user_that_fails_is_exit_code_1_and_a_row()
    {
        var ended = (await Run(Rehearsal.AdExport(tenant, ^2..^1, Rehearsal.Broken(tenant)))).With(1);
        Assert.Contains("Failed: 1", ended.Lines);
        Assert.Contains(tenant.Users[^1].UserPrincipalName + ": SpoPhoto", Only(".log"), StringComparison.Ordinal);
        Assert.Contains("\"Failed\"", Only(".csv"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sign_in_that_fails_is_exit_code_2_and_in_the_log()
    {
        var certificate = Path.Combine(tenant.Scratch, "broken.pem");
        await File.WriteAllTextAsync(certificate, "no certificate");
        (await Run(Rehearsal.AdExport(tenant, ^3..^2), certificate: certificate)).With(2);
        Assert.Contains("SpoCertificateInvalid", Only(".log"), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Logs, "*.csv"));
    }

    [Fact]
    public async Task Old_logs_go_and_other_files_stay()
    {
        await Run(Rehearsal.AdExport(tenant, ^3..^2));
        var old = Path.Combine(Logs, "photo-sync-20200101-000000.log");
        var other = Path.Combine(Logs, "other.log");
        foreach (var path in new[] { old, other })
        {
            await File.WriteAllTextAsync(path, "");
            File.SetLastWriteTime(path, DateTime.Now.AddDays(-31));
        }
        var arguments = $"-Tenant {tenant.Name} -ClientId {tenant.ClientId} -CertificatePath '{tenant.CertificatePath}' -LogFolder '{Logs}' -AdExport none -Endpoint $endpoint";
        (await Rehearsal.Run(tenant, "Invoke-ScheduledPhotoSync.ps1", arguments)).With(2);
        Assert.False(File.Exists(old));
        Assert.True(File.Exists(other));
    }
}
