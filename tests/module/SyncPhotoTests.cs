using Microsoft.ActiveDirectory.Management;
using SpoProfileSync.ModuleTests.Hosting;

namespace SpoProfileSync.ModuleTests;

/// <summary>Each test takes users of its own, because what was uploaded stays.</summary>
public sealed class SyncPhotoTests(Tenant tenant) : IClassFixture<Tenant>, IDisposable
{
    const string Upload = "photo.upload";

    readonly Shell shell = new Shell().Connect(tenant);
    readonly byte[] photo = Checkout.PhotoBytes("astronaut.jpg");

    public void Dispose() => shell.Dispose();

    object[] Users(params int[] indexes) => [.. indexes.Select(index => (object)AdUsers.Live(tenant.Users[index], photo))];

    [Fact]
    public async Task Uploads_what_is_missing_and_the_second_time_nothing()
    {
        await tenant.Forget();
        var first = shell.Run("$args[0] | Sync-SpoProfilePhoto", [Users(0, 1)]).Succeed();
        Assert.Equal(["Uploaded", "Uploaded"], first.Texts("Action"));
        Assert.All(first.Output, result => Assert.Equal("SpoProfileSync.PhotoResult", result.TypeNames[0]));
        Assert.Equal(6, await tenant.Count(Upload));

        await tenant.Forget();
        var second = shell.Run("$args[0] | Sync-SpoProfilePhoto", [Users(0, 1)]).Succeed();
        Assert.Equal(["Unchanged", "Unchanged"], second.Texts("Action"));
        Assert.Equal(0, await tenant.Count(Upload));
        Assert.Equal(["InSync", "InSync"], shell.Run("$args[0] | Get-SpoProfilePhotoStatus", [Users(0, 1)]).Succeed().Texts("State"));

        var forced = shell.Run("$args[0] | Sync-SpoProfilePhoto -Force", [Users(0)]).Succeed();
        Assert.Equal("Uploaded", Assert.Single(forced.Texts("Action")));
        Assert.Equal(3, await tenant.Count(Upload));
    }

    [Theory]
    [InlineData("$args[0] | Sync-SpoProfilePhoto -WhatIf")]
    [InlineData("$WhatIfPreference = $true; $args[0] | Sync-SpoProfilePhoto")]
    public async Task WhatIf_says_what_it_would_do_and_sends_nothing(string script)
    {
        await tenant.Forget();
        var outcome = shell.Run(script, [Users(2)]).Succeed();
        Assert.Equal("WhatIf", Assert.Single(outcome.Texts("Action")));
        Assert.Contains("What if:", shell.Host.Text, StringComparison.Ordinal);
        Assert.Contains(tenant.Users[2].UserPrincipalName, shell.Host.Text, StringComparison.Ordinal);
        Assert.Equal(0, await tenant.Count(Upload));
    }

    [Fact]
    public void An_explicit_WhatIf_false_overrules_the_preference()
    {
        var outcome = shell.Run("$WhatIfPreference = $true; $args[0] | Sync-SpoProfilePhoto -WhatIf:$false", [Users(4)]).Succeed();
        Assert.Equal("Uploaded", Assert.Single(outcome.Texts("Action")));
    }

    [Fact]
    public async Task Confirm_asks_for_each_user()
    {
        await tenant.Forget();
        shell.Host.Answers.Enqueue("Yes");
        shell.Host.Answers.Enqueue("No");
        var outcome = shell.Run("$args[0] | Sync-SpoProfilePhoto -Confirm", [Users(6, 8)]).Succeed();
        Assert.Equal(["Skipped", "Uploaded"], outcome.Texts("Action").Order());
        Assert.Equal(2, shell.Host.Asked.Count);
        Assert.Equal(3, await tenant.Count(Upload));
    }

    [Fact]
    public void A_user_that_fails_does_not_stop_the_others()
    {
        object[] users = [AdUsers.Live(tenant.Users[10], [1, 2, 3]), .. Users(11)];
        var outcome = shell.Run("$args[0] | Sync-SpoProfilePhoto", [users]);
        Assert.Equal(["Failed", "Uploaded"], outcome.Texts("Action").Order());
        var error = Assert.Single(outcome.Errors);
        Assert.StartsWith("SpoPhoto", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(tenant.Users[10].UserPrincipalName, error.TargetObject);
        Assert.Null(outcome.Terminating);
    }

    [Fact]
    public void Nothing_is_deleted_because_a_photo_was_not_read()
    {
        var user = tenant.Users[7];
        var outcome = shell.Run("$args[0] | Sync-SpoProfilePhoto", new ADUser { UserPrincipalName = user.UserPrincipalName }).Succeed();
        var result = Assert.Single(outcome.Output);
        Assert.Equal(("Skipped", "PhotoNotLoaded"), (result.Text("Action"), result.Text("State")));
        Assert.Contains("-Properties thumbnailPhoto", result.Text("NextStep"), StringComparison.Ordinal);
        Assert.Equal("Stale", Assert.Single(shell.Run("$args[0] | Get-SpoProfilePhotoStatus", AdUsers.Live(user, photo)).Texts("State")));
    }

    [Fact]
    public void A_folder_serves_everybody_who_has_a_file()
    {
        var folder = Directory.CreateDirectory(Path.Combine(tenant.Scratch, "photos")).FullName;
        var user = tenant.Users[12];
        File.Copy(Checkout.Photo("astronaut.jpg"), Path.Combine(folder, user.UserPrincipalName + ".jpg"), overwrite: true);
        var outcome = shell.Run("Sync-SpoProfilePhoto -PhotoFolder $args[0] -FileNameTemplate '{UserPrincipalName}'", folder);
        Assert.Equal(tenant.Users.Count, outcome.Output.Count);
        var uploaded = Assert.Single(outcome.Output, result => result.Text("Action") == "Uploaded");
        Assert.Equal(user.AccountName, uploaded.Text("AccountName"), ignoreCase: true);
    }

    [Fact]
    public async Task Everybody_without_photos_is_refused_and_an_empty_pipeline_is_nobody()
    {
        await tenant.Forget();
        shell.Run("Sync-SpoProfilePhoto").EndedBy("SpoInvalidArgument");
        Assert.Empty(shell.Run("@() | Sync-SpoProfilePhoto -PhotoFolder $args[0]", tenant.Scratch).Succeed().Output);
        Assert.Equal(0, await tenant.CountAll());
    }
}
