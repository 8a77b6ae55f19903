using System.Collections;
using System.Management.Automation;
using Microsoft.ActiveDirectory.Management;
using SpoProfileSync.ModuleTests.Hosting;

namespace SpoProfileSync.ModuleTests;

/// <summary>Every shape a user and a photo arrive in. The user has no photo in the store, so a photo that was read shows as Missing.</summary>
public sealed class PipelineBindingTests(Tenant tenant) : IClassFixture<Tenant>, IDisposable
{
    readonly Shell shell = new Shell().Connect(tenant);
    readonly byte[] photo = Checkout.PhotoBytes("astronaut.jpg");

    TenantUser User => tenant.Users[0];

    string Upn => User.UserPrincipalName;

    public void Dispose() => shell.Dispose();

    PSObject Status(object input) => Assert.Single(shell.Run("$args[0] | Get-SpoProfilePhotoStatus", [input]).Succeed().Output);

    void IsRead(object input)
    {
        var status = Status(input);
        Assert.Equal("Missing", status.Text("State"));
        Assert.Equal(photo.Length.ToString(), status.Text("SourceBytes"));
        Assert.Equal(User.AccountName, status.Text("AccountName"), ignoreCase: true);
    }

    void Is(string state, object input) => Assert.Equal(state, Status(input).Text("State"));

    void IsInvalid(string errorId, object input)
    {
        var status = Status(input);
        Assert.Equal(("SourceInvalid", errorId), (status.Text("State"), status.Text("ErrorId")));
    }

    PSObject WithPhoto(object? value, string name = "thumbnailPhoto") => AdUsers.Custom(("UserPrincipalName", Upn), (name, value));

    [Fact]
    public void A_live_AD_user() => IsRead(AdUsers.Live(User, photo));

    [Fact]
    public void An_AD_user_out_of_Clixml() => IsRead(AdUsers.Deserialized(AdUsers.Live(User, photo)));

    [Fact]
    public void An_AD_user_through_Select_Object() =>
        IsRead(AdUsers.Selected(AdUsers.Live(User, photo), "UserPrincipalName", "ThumbnailPhoto"));

    [Fact]
    public void The_first_value_of_jpegPhoto_when_thumbnailPhoto_is_empty() =>
        IsRead(new ADUser { UserPrincipalName = Upn, JpegPhoto = [photo, new byte[] { 1 }] }.Asked("thumbnailPhoto").Asked("jpegPhoto"));

    [Fact]
    public void A_multi_valued_photo_out_of_Clixml() =>
        IsRead(AdUsers.Deserialized(new ADUser { UserPrincipalName = Upn, JpegPhoto = [photo] }.Asked("jpegPhoto")));

    [Fact]
    public void A_photo_asked_for_and_empty_is_no_source() => Is("NoSource", AdUsers.Live(User, null));

    [Fact]
    public void A_photo_never_asked_for_is_not_loaded() => Is("PhotoNotLoaded", new ADUser { UserPrincipalName = Upn });

    [Fact]
    public void A_photo_never_asked_for_is_not_loaded_after_Clixml_either() =>
        Is("PhotoNotLoaded", AdUsers.Deserialized(new ADUser { UserPrincipalName = Upn }));

    [Fact]
    public void A_Graph_user_carries_no_photo()
    {
        var user = AdUsers.Custom(("Id", User.ObjectId), ("UserPrincipalName", Upn), ("Mail", User.Mail), ("Photo", null));
        Is("PhotoNotLoaded", user);
        user.TypeNames.Insert(0, "Microsoft.Graph.PowerShell.Models.MicrosoftGraphUser");
        Is("PhotoNotLoaded", user);
    }

    [Fact]
    public void An_id_alone_names_a_Graph_user() => IsRead(AdUsers.Custom(("Id", User.ObjectId), ("thumbnailPhoto", photo)));

    [Fact]
    public void Names_as_text()
    {
        foreach (var text in new[] { Upn, User.AccountName, User.ObjectId })
        {
            var status = Status(text);
            Assert.Equal(("PhotoNotLoaded", text), (status.Text("State"), status.Text("Identity")));
            Assert.Equal(User.AccountName, status.Text("AccountName"), ignoreCase: true);
        }
    }

    [Fact]
    public void A_hashtable_and_an_ordered_one()
    {
        IsRead(new Hashtable { ["userprincipalname"] = Upn, ["Photo"] = photo });
        IsRead(new System.Collections.Specialized.OrderedDictionary { ["UPN"] = Upn, ["PhotoBytes"] = photo });
    }

    [Fact]
    public void Rows_with_a_path_column()
    {
        IsRead(AdUsers.Custom(("UPN", Upn), ("PhotoPath", Checkout.Photo("astronaut.jpg"))));
        IsRead(AdUsers.Custom(("UPN", Upn), ("Picture", Checkout.Photo("astronaut.jpg"))));
    }

    [Fact]
    public void A_relative_path_counts_from_the_location_of_the_session()
    {
        var row = AdUsers.Custom(("UPN", Upn), ("PhotoPath", "astronaut.jpg"));
        var script = "$null = $ExecutionContext.SessionState.Path.SetLocation($args[1]); $args[0] | Get-SpoProfilePhotoStatus";
        var status = Assert.Single(shell.Run(script, row, Path.GetDirectoryName(Checkout.Photo("astronaut.jpg"))).Succeed().Output);
        Assert.Equal(photo.Length.ToString(), status.Text("SourceBytes"));
    }

    [Fact]
    public void A_path_that_leads_nowhere_is_a_missing_file()
    {
        IsInvalid("SpoPhotoFileMissing", AdUsers.Custom(("UPN", Upn), ("PhotoPath", "not-there.jpg")));
        IsInvalid("SpoPhotoFileMissing", AdUsers.Custom(("UPN", Upn), ("PhotoPath", @"Q:\photos\anna.jpg")));
    }

    [Fact]
    public void A_file_object_live_and_deserialized()
    {
        var file = new FileInfo(Checkout.Photo("astronaut.jpg"));
        IsRead(WithPhoto(file));
        IsRead(WithPhoto(PSSerializer.Deserialize(PSSerializer.Serialize(file, 1))));
    }

    [Fact]
    public void Bytes_in_every_wrapping()
    {
        IsRead(WithPhoto(new PSObject(photo)));
        IsRead(WithPhoto(new ArrayList { photo }));
        IsRead(WithPhoto(new object[] { new PSObject(photo) }));
    }

    [Fact]
    public void Numbers_as_JSON_gives_them()
    {
        IsRead(WithPhoto(photo.Select(b => (long)b).ToArray()));
        IsRead(WithPhoto(photo.Select(b => (object)(int)b).ToArray()));
        IsRead(WithPhoto(new ArrayList(photo.Select(b => (object)new PSObject((double)b)).ToArray())));
    }

    [Fact]
    public void Text_that_holds_the_bytes()
    {
        var base64 = Convert.ToBase64String(photo);
        IsRead(WithPhoto(base64));
        IsRead(WithPhoto(Convert.ToBase64String(photo, Base64FormattingOptions.InsertLineBreaks)));
        IsRead(WithPhoto("data:image/jpeg;base64," + base64, "PictureData"));
    }

    [Fact]
    public void Lists_within_lists_are_users_one_by_one()
    {
        var nested = new object[] { Upn, new object[] { tenant.Users[1].UserPrincipalName, new ArrayList { tenant.Users[2].UserPrincipalName } } };
        var outcome = shell.Run("Get-SpoProfilePhotoStatus -Identity $args[0]", [nested]).Succeed();
        Assert.Equal(tenant.Users.Take(3).Select(user => user.UserPrincipalName).Order(), outcome.Texts("Identity").Order());
    }

    [Fact]
    public void An_output_object_is_an_input_object()
    {
        var outcome = shell.Run("$args[0] | Get-SpoProfilePhotoStatus | Get-SpoProfilePhotoStatus", Upn).Succeed();
        Assert.Equal(Upn, Assert.Single(outcome.Texts("Identity")));
    }

    [Fact]
    public void The_text_that_CSV_leaves_behind() => IsInvalid("SpoPhotoLostInCsv", WithPhoto("System.Byte[]"));

    [Fact]
    public void Values_that_are_no_photo()
    {
        IsInvalid("SpoPhotoInvalid", WithPhoto(new object[] { 255, 216, 300 }));
        IsInvalid("SpoPhotoInvalid", WithPhoto(new object[] { 255, "x" }));
        IsInvalid("SpoPhotoInvalid", WithPhoto("data:image/jpeg,hello"));
        IsInvalid("SpoPhotoInvalid", WithPhoto(DateTime.UnixEpoch));
    }

    [Fact]
    public void Text_that_is_no_Unicode_is_a_user_like_any_other()
    {
        var outcome = shell.Run("$args[0] | Get-SpoProfilePhotoStatus", [new object[] { "half\ud800@nowhere.example", Upn }]).Succeed();
        Assert.Equal(["half\ufffd@nowhere.example", Upn], outcome.Texts("Identity"));
    }

    [Fact]
    public void Empty_values_are_no_source()
    {
        foreach (var empty in new object?[] { null, "", Array.Empty<byte>(), new ArrayList() }) Is("NoSource", WithPhoto(empty));
    }
}
