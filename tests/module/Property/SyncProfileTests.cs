using System.Management.Automation;
using Microsoft.ActiveDirectory.Management;
using SpoProfileSync.ModuleTests.Hosting;

namespace SpoProfileSync.ModuleTests.Property;

/// <summary>Photo and properties in one pass.</summary>
public sealed class SyncProfileTests(Tenant tenant) : IClassFixture<Tenant>, IDisposable
{
    const string Upload = "photo.upload";

    readonly Shell shell = new Shell().Connect(tenant);
    readonly byte[] photo = Checkout.PhotoBytes("astronaut.jpg");

    public void Dispose() => shell.Dispose();

    object[] Users(string mobile, params int[] indexes) => [.. indexes.Select(index => (object)new ADUser
    {
        SamAccountName = tenant.Users[index].SamAccountName,
        UserPrincipalName = tenant.Users[index].UserPrincipalName,
        ThumbnailPhoto = photo,
        Mobile = mobile,
    }.Asked("thumbnailPhoto").Asked("mobile"))];

    static PSObject Photo(PSObject result) => PSObject.AsPSObject(result.Properties["Photo"].Value);

    [Fact]
    public async Task Reads_each_profile_once_and_writes_both()
    {
        await tenant.Forget();
        var first = shell.Run("$args[0] | Sync-SpoProfile -Property CellPhone", [Users("+49 30 1", 0, 1)]).Succeed();
        Assert.Equal(["Uploaded", "Uploaded"], first.Texts("Action"));
        Assert.All(first.Output, result => Assert.Equal("Uploaded", Photo(result).Text("Action")));
        Assert.All(first.Output, result => Assert.Equal("SpoProfileSync.PhotoResult", Photo(result).TypeNames[0]));
        Assert.All(first.Output, result => Assert.Equal("CellPhone: Updated", Assert.Single((Array)result.Properties["Properties"].Value)!.ToString()));
        Assert.Equal(6, await tenant.Count(Upload));
        // Who has uploaded first does not wait for the other; photo and cell phone of a user are one request in any case.
        Assert.InRange(await tenant.Count("profile.write"), 1, 2);
        Assert.Equal("+49 30 1", await tenant.ProfileValue(tenant.Users[0].UserPrincipalName, "CellPhone"));

        await tenant.Forget();
        var second = shell.Run("$args[0] | Sync-SpoProfile -Property CellPhone", [Users("+49 30 1", 0, 1)]).Succeed();
        Assert.Equal(["Unchanged", "Unchanged"], second.Texts("Action"));
        Assert.Equal((1, 0, 0), (await tenant.Count("profile.read"), await tenant.Count("profile.write"), await tenant.Count(Upload)));

        var forced = shell.Run("$args[0] | Sync-SpoProfile -Property CellPhone -ForcePhoto", [Users("+49 30 1", 0)]).Succeed();
        Assert.Equal("Uploaded", Photo(Assert.Single(forced.Output)).Text("Action"));
        Assert.Equal(3, await tenant.Count(Upload));
    }

    [Fact]
    public async Task WhatIf_writes_neither()
    {
        await tenant.Forget();
        var result = Assert.Single(shell.Run("$args[0] | Sync-SpoProfile -Property CellPhone -WhatIf", [Users("+49 30 2", 2)]).Succeed().Output);
        Assert.Equal(("WhatIf", "WhatIf"), (result.Text("Action"), Photo(result).Text("Action")));
        Assert.Equal((0, 0), (await tenant.Count(Upload), await tenant.Count("profile.write")));
    }

    [Fact]
    public async Task One_half_that_fails_leaves_the_other()
    {
        var user = new ADUser { UserPrincipalName = tenant.Users[4].UserPrincipalName, ThumbnailPhoto = new byte[] { 1, 2, 3 }, Mobile = "+49 30 3" };
        var outcome = shell.Run("$args[0] | Sync-SpoProfile -Property CellPhone", user.Asked("thumbnailPhoto").Asked("mobile"));
        var result = Assert.Single(outcome.Output);
        Assert.Equal(("Failed", "Failed"), (result.Text("Action"), Photo(result).Text("Action")));
        Assert.StartsWith("SpoPhoto", Assert.Single(outcome.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal("+49 30 3", await tenant.ProfileValue(tenant.Users[4].UserPrincipalName, "CellPhone"));
    }

    [Fact]
    public void A_user_with_no_name_is_one_result_and_one_error()
    {
        var outcome = shell.Run("[pscustomobject]@{ mobile = '1' } | Sync-SpoProfile -Property CellPhone");
        var result = Assert.Single(outcome.Output);
        Assert.Equal(("Failed", "SpoIdentityMissing"), (result.Text("Action"), result.Text("ErrorId")));
        outcome.Failure("SpoIdentityMissing");
    }

    [Fact]
    public void A_photo_folder_that_is_not_there_is_said_at_once()
    {
        var path = Path.Combine(tenant.Scratch, "none");
        Assert.Equal(path, shell.Run("'a@b' | Sync-SpoProfile -PhotoFolder $args[0]", path).EndedBy("SpoInvalidArgument").TargetObject);
    }
}
