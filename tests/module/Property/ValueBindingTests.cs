using System.Collections;
using System.Globalization;
using System.Management.Automation;
using Microsoft.ActiveDirectory.Management;
using SpoProfileSync.ModuleTests.Hosting;

namespace SpoProfileSync.ModuleTests.Property;

/// <summary>Every shape in which a value arrives, and what is known of one that is not there: that decides whether it may be cleared.</summary>
public sealed class ValueBindingTests
{
    const string Upn = "anna@contoso.com";

    static Dictionary<string, string[]> Values(object input, params string[] names)
    {
        var binder = Internals.Create("UserBinder", "", (Func<string, string>)(path => path));
        Internals.Set(binder, "ValueNames", names);
        return (Dictionary<string, string[]>)Internals.Get(Internals.Call(binder, "Bind", input)!, "Values")!;
    }

    static PSObject Row(object? value, string name = "mobile") => AdUsers.Custom(("UserPrincipalName", Upn), (name, value));

    static PSObject GraphUser(params (string Name, object? Value)[] properties)
    {
        var user = AdUsers.Custom([("Id", Guid.NewGuid().ToString()), ("UserPrincipalName", Upn), .. properties]);
        user.TypeNames.Insert(0, "Microsoft.Graph.PowerShell.Models.MicrosoftGraphUser");
        return user;
    }

    static void Is(string[] expected, object? value) => Assert.Equal(expected, Assert.Contains("mobile", (IDictionary<string, string[]>)Values(Row(value), "mobile")));

    static void IsUnknown(object input, params string[] names) => Assert.Empty(Values(input, names));

    [Fact]
    public void Text_is_kept_as_it_is()
    {
        foreach (var text in new[] { "+49 30 1", " a ", "\"quoted\" \\ , ;", "line\r\nline\t", "\u202Eright to left", "Ünï 漢字 \ud83d\ude00", "|" })
            Is([text], text);
    }

    [Fact]
    public void Half_a_character_has_no_form() => Is(["a\ufffdb"], "a\ud800b");

    [Fact]
    public void Null_and_empty_are_known_to_be_empty()
    {
        foreach (var empty in new object?[] { null, "", Array.Empty<string>(), new ArrayList(), new object?[] { null, "" } }) Is([], empty);
    }

    [Fact]
    public void Lists_give_all_their_values()
    {
        Is(["a", "b"], new[] { "a", "b" });
        Is(["a", "b"], new ArrayList { "a", new PSObject("b") });
        Is(["a", "b", "c"], new object?[] { "a", null, new object[] { "b", "c" } });
        Is(["a", "b"], new ADPropertyValueCollection { "a", "b" });
        Is(["1", "2"], new List<int> { 1, 2 });
    }

    [Fact]
    public void Numbers_truths_and_times_do_not_depend_on_the_culture()
    {
        var before = CultureInfo.CurrentCulture;
        // German decimal comma, without the culture data that a test machine may lack.
        CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = ",", NegativeSign = "~" } };
        try
        {
            Is(["1.5"], 1.5);
            Is(["-7"], -7L);
            Is(["True"], true);
            Is(["0.10"], 0.10m);
            Is(["2026-11-27T08:05:00.0000000Z"], new DateTime(2026, 11, 27, 8, 5, 0, DateTimeKind.Utc));
            Is(["2026-11-27T08:05:00.0000000+02:00"], new DateTimeOffset(2026, 11, 27, 8, 5, 0, TimeSpan.FromHours(2)));
            Is(["00000000-0000-0000-0000-000000000000"], Guid.Empty);
            Is(["https://contoso.com/a b"], new Uri("https://contoso.com/a b"));
            Is(["Friday"], DayOfWeek.Friday);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void What_is_no_text_is_as_if_it_were_not_there()
    {
        foreach (var value in new object[] { new byte[] { 1 }, new Hashtable { ["a"] = 1 }, new object(), ScriptBlock.Create("1"), new object[] { "a", new byte[] { 1 } } })
            IsUnknown(Row(value), "mobile");
    }

    [Fact]
    public void A_list_that_CSV_lost_is_no_value()
    {
        foreach (var name in new[] { "System.Byte[]", "System.String[]", "Microsoft.ActiveDirectory.Management.ADPropertyValueCollection" })
            IsUnknown(Row(name), "mobile");
    }

    [Fact]
    public void Names_are_found_in_any_case_and_come_back_as_asked()
    {
        var values = Values(Row("1", "MOBILEphone"), "mobile", "MobilePhone", "mobilePhone");
        Assert.Equal(["MobilePhone", "mobilePhone"], values.Keys.Order(StringComparer.Ordinal));
        Assert.All(values.Values, value => Assert.Equal(["1"], value));
        IsUnknown(AdUsers.Custom(("UserPrincipalName", Upn)), "mobile");
        Assert.Equal(["1"], Values(new Hashtable { ["UPN"] = Upn, ["MOBILE"] = "1" }, "mobile")["mobile"]);
    }

    [Fact]
    public void An_AD_attribute_is_known_when_it_was_asked_for()
    {
        Assert.Equal(["1"], Values(new ADUser { UserPrincipalName = Upn, Mobile = "1" }.Asked("mobile"), "mobile")["mobile"]);
        Assert.Empty(Values(new ADUser { UserPrincipalName = Upn }.Asked("mobile"), "mobile")["mobile"]);
        IsUnknown(new ADUser { UserPrincipalName = Upn }, "mobile");
    }

    [Theory]
    [InlineData("MobilePhone", "mobile")]
    [InlineData("Mobile", "MobilePhone")]
    [InlineData("Office", "physicalDeliveryOfficeName")]
    [InlineData("Fax", "facsimileTelephoneNumber")]
    public void An_AD_attribute_has_two_names(string asked, string wanted)
    {
        var filled = new ADUser { UserPrincipalName = Upn }.Asked(asked);
        typeof(ADUser).GetProperty(asked)!.SetValue(filled, "7");
        Assert.Equal(["7"], Values(filled, wanted)[wanted]);
        Assert.Equal(["7"], Values(AdUsers.Deserialized(filled), wanted)[wanted]);
        Assert.Empty(Values(new ADUser { UserPrincipalName = Upn }.Asked(asked), wanted).GetValueOrDefault(wanted, ["not there"]));
    }

    [Fact]
    public void An_AD_user_out_of_Clixml_knows_what_it_was_asked_for()
    {
        var user = new ADUser { UserPrincipalName = Upn, OtherTelephone = new ADPropertyValueCollection { "1", "2" } };
        var values = Values(AdUsers.Deserialized(user.Asked("otherTelephone").Asked("fax")), "otherTelephone", "Fax", "mobile");
        Assert.Equal(["1", "2"], values["otherTelephone"]);
        Assert.Empty(values["Fax"]);
        Assert.DoesNotContain("mobile", values);
    }

    /// <summary>Select-Object makes a property of every name, so an empty one proves nothing, and may not clear a thousand phones.</summary>
    [Fact]
    public void An_empty_property_out_of_Select_Object_is_not_known()
    {
        Assert.Equal(["1"], Values(AdUsers.Selected(AdUsers.WithMobile(Someone, "1"), "UserPrincipalName", "Mobile"), "mobile")["mobile"]);
        IsUnknown(AdUsers.Selected(AdUsers.WithMobile(Someone, null), "UserPrincipalName", "Mobile"), "mobile");
    }

    static TenantUser Someone => new(Upn, "", "", "anna", "", "");

    [Fact]
    public void A_Graph_user_knows_only_what_is_filled()
    {
        var user = GraphUser(("MobilePhone", "1"), ("FaxNumber", null), ("BusinessPhones", Array.Empty<string>()), ("City", ""));
        var values = Values(user, "mobilePhone", "faxNumber", "businessPhones", "city");
        Assert.Equal(["city", "mobilePhone"], values.Keys.Order(StringComparer.Ordinal));
        Assert.Empty(values["city"]);
    }

    [Fact]
    public void What_Graph_sent_beyond_the_class_is_known()
    {
        var additional = new Dictionary<string, object?> { ["extension_1_costCenter"] = "42", ["extension_1_none"] = null };
        var values = Values(GraphUser(("AdditionalProperties", additional)), "extension_1_costCenter", "extension_1_none", "extension_1_other");
        Assert.Equal(["42"], values["extension_1_costCenter"]);
        Assert.Empty(values["extension_1_none"]);
        Assert.DoesNotContain("extension_1_other", values);
    }

    [Fact]
    public void The_record_carries_them_as_the_contract_says()
    {
        var binder = Internals.Create("UserBinder", "", (Func<string, string>)(path => path));
        var row = AdUsers.Custom(("UserPrincipalName", Upn), ("mobile", new[] { "\"1\"", "\u2028" }), ("fax", null));
        using var secrets = (IDisposable)Internals.Create("Wire.SecretBag");
        Assert.False(Internals.Json(Internals.Call(binder, "Bind", row)!, secrets).TryGetProperty("values", out _));

        Internals.Set(binder, "ValueNames", new[] { "mobile", "fax", "pager" });
        var values = Internals.Json(Internals.Call(binder, "Bind", row)!, secrets).GetProperty("values");
        Assert.Equal(["mobile", "fax"], values.EnumerateObject().Select(member => member.Name));
        Assert.Equal(["\"1\"", "\u2028"], values.GetProperty("mobile").EnumerateArray().Select(value => value.GetString()));
        Assert.Empty(values.GetProperty("fax").EnumerateArray());
    }
}
