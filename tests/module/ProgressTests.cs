using System.Management.Automation;
using SpoProfileSync.ModuleTests.Hosting;

namespace SpoProfileSync.ModuleTests;

public sealed class ProgressTests(Tenant tenant) : IClassFixture<Tenant>, IDisposable
{
    readonly Shell shell = new Shell().Connect(tenant);

    public void Dispose() => shell.Dispose();

    [Fact]
    public void Counts_up_and_ends_with_a_completed_record()
    {
        var photo = Checkout.PhotoBytes("astronaut.jpg");
        var users = tenant.Users.Select(user => (object)AdUsers.Live(user, photo)).ToArray();
        var progress = shell.Run("$args[0] | Sync-SpoProfilePhoto", [users]).Succeed().Progress;
        Assert.NotEmpty(progress);
        Assert.All(progress, record => Assert.False(string.IsNullOrWhiteSpace(record.StatusDescription)));
        Assert.All(progress, record => Assert.InRange(record.PercentComplete, -1, 100));
        Assert.Equal(ProgressRecordType.Completed, progress[^1].RecordType);
        Assert.Single(progress, record => record.RecordType == ProgressRecordType.Completed);
        Assert.Single(progress.Select(record => (record.ActivityId, record.Activity)).Distinct());
    }

    [Fact]
    public void Knows_the_total_when_the_tenant_is_listed()
    {
        var progress = shell.Run("Get-SpoProfilePhotoStatus").Succeed().Progress;
        Assert.Contains($"of {tenant.Users.Count}", progress[^1].StatusDescription, StringComparison.Ordinal);
    }
}
