using SpoProfileSync.ModuleTests.Hosting;

namespace SpoProfileSync.ModuleTests;

public sealed class GetPhotoStatusTests(Tenant tenant) : IClassFixture<Tenant>, IDisposable
{
    readonly Shell shell = new Shell().Connect(tenant);
    readonly byte[] photo = Checkout.PhotoBytes("astronaut.jpg");

    public void Dispose() => shell.Dispose();

    [Fact]
    public void Everybody_in_the_tenant_when_nobody_is_named()
    {
        var outcome = shell.Run("Get-SpoProfilePhotoStatus").Succeed();
        Assert.Equal(tenant.Users.Select(user => user.AccountName.ToLowerInvariant()).Order(),
            outcome.Texts("AccountName").Select(name => name.ToLowerInvariant()).Order());
    }

    [Fact]
    public async Task An_empty_pipeline_is_nobody()
    {
        await tenant.Forget();
        Assert.Empty(shell.Run("@() | Get-SpoProfilePhotoStatus").Succeed().Output);
        Assert.Empty(shell.Run("Get-SpoProfilePhotoStatus -Identity @()").Succeed().Output);
        Assert.Empty(shell.Run("Get-SpoProfilePhotoStatus -Identity $null").Succeed().Output);
        Assert.Equal(0, await tenant.CountAll());
    }

    [Fact]
    public void Says_what_the_store_has()
    {
        // The states the tenant starts with go by position.
        var users = new[] { 0, 1, 3, 5, 9 }.Select(index => (object)AdUsers.Live(tenant.Users[index], photo)).ToArray();
        var states = shell.Run("$args[0] | Get-SpoProfilePhotoStatus", [users]).Succeed().Output
            .ToDictionary(status => status.Text("Identity"), status => status.Text("State"));
        string State(int index) => states[tenant.Users[index].UserPrincipalName];
        Assert.Equal(["Missing", "Stale", "PlaceholderShown", "ExchangeManaged", "FileMissing"], new[] { 0, 1, 3, 5, 9 }.Select(State));
    }

    [Fact]
    public void Every_status_explains_itself()
    {
        var users = tenant.Users.Select(user => (object)AdUsers.Live(user, photo)).ToArray();
        var outcome = shell.Run("$args[0] | Get-SpoProfilePhotoStatus", [users]).Succeed();
        Assert.Equal(tenant.Users.Count, outcome.Output.Count);
        Assert.All(outcome.Texts("Reason"), reason => Assert.NotEmpty(reason));
        Assert.All(outcome.Output, status => Assert.Equal("SpoProfileSync.PhotoStatus", status.TypeNames[0]));
        Assert.All(outcome.Texts("SourceSize"), size => Assert.Matches(@"^\d+x\d+$", size));
    }

    [Fact]
    public void An_unknown_user_has_no_profile()
    {
        var outcome = shell.Run("'nobody@nowhere.example' | Get-SpoProfilePhotoStatus");
        Assert.Equal("NoProfile", Assert.Single(outcome.Texts("State")));
    }

    [Fact]
    public void Writes_nothing_to_the_tenant_and_to_verbose_on_request()
    {
        var outcome = shell.Run("$args[0] | Get-SpoProfilePhotoStatus -Verbose", AdUsers.Live(tenant.Users[2], photo)).Succeed();
        Assert.Equal("Missing", Assert.Single(outcome.Texts("State")));
        var again = shell.Run("$args[0] | Get-SpoProfilePhotoStatus", AdUsers.Live(tenant.Users[2], photo)).Succeed();
        Assert.Equal("Missing", Assert.Single(again.Texts("State")));
    }

    [Fact]
    public void A_photo_folder_decides_by_file_name()
    {
        var user = tenant.Users[4];
        File.Copy(Checkout.Photo("astronaut.jpg"), Path.Combine(tenant.Scratch, user.SamAccountName + ".jpg"), overwrite: true);
        var row = AdUsers.Custom(("UserPrincipalName", user.UserPrincipalName), ("SamAccountName", user.SamAccountName), ("thumbnailPhoto", null));
        var status = Assert.Single(shell.Run("$args[0] | Get-SpoProfilePhotoStatus -PhotoFolder $args[1]", row, tenant.Scratch).Succeed().Output);
        Assert.Equal(("Missing", photo.Length.ToString()), (status.Text("State"), status.Text("SourceBytes")));
    }

    [Fact]
    public void A_photo_folder_that_is_not_there_is_said_at_once()
    {
        var path = Path.Combine(tenant.Scratch, "none");
        Assert.Equal(path, shell.Run("'a@b' | Get-SpoProfilePhotoStatus -PhotoFolder $args[0]", path).EndedBy("SpoInvalidArgument").TargetObject);
    }
}
