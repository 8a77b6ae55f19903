using System.Management.Automation;
using Microsoft.ActiveDirectory.Management;
using SpoProfileSync.ModuleTests.Hosting;

namespace SpoProfileSync.ModuleTests.Property;

public sealed class PropertyStatusTests(Tenant tenant) : IClassFixture<Tenant>, IDisposable
{
    const string Write = "profile.write";

    readonly Shell shell = new Shell().Connect(tenant);

    public void Dispose() => shell.Dispose();

    string Upn(int index) => tenant.Users[index].UserPrincipalName;

    PSObject Status(object input, string property = "CellPhone") =>
        Assert.Single(shell.Run("$args[0] | Get-SpoProfilePropertyStatus -Property $args[1]", [input, property]).Succeed().Output);

    [Fact]
    public async Task Says_what_both_sides_hold()
    {
        await tenant.SetProfile(Upn(0), new { CellPhone = "+49 30 1" });
        await tenant.SetProfile(Upn(1), new { CellPhone = "" });
        await tenant.Forget();
        object[] users = [.. Enumerable.Range(0, 2).Select(index => AdUsers.WithMobile(tenant.Users[index], "+49 30 2"))];
        var found = shell.Run("$args[0] | Get-SpoProfilePropertyStatus -Property CellPhone", [users]).Succeed().Output
            .ToDictionary(status => status.Text("Identity"));
        Assert.All(found.Values, status => Assert.Equal("SpoProfileSync.PropertyStatus", status.TypeNames[0]));
        var (different, missing) = (found[Upn(0)], found[Upn(1)]);
        Assert.Equal(("Different", "CellPhone", "mobile", "+49 30 2", "+49 30 1"), (different.Text("State"), different.Text("Property"),
            different.Text("Source"), different.Text("SourceValue"), different.Text("SharePointValue")));
        Assert.Equal(tenant.Users[0].AccountName, different.Text("AccountName"), ignoreCase: true);
        Assert.Equal(("MissingInSharePoint", ""), (missing.Text("State"), missing.Text("SharePointValue")));
        Assert.All(found.Values, status => Assert.NotEmpty(status.Text("Reason")));
        Assert.All(found.Values, status => Assert.NotEmpty(status.Text("NextStep")));
        Assert.Equal(0, await tenant.Count(Write));
    }

    [Fact]
    public async Task Says_what_is_known_of_the_source()
    {
        await tenant.SetProfile(Upn(2), new { CellPhone = "1", Department = "Sales" });
        var user = tenant.Users[2];
        Assert.Equal("InSync", Status(AdUsers.WithMobile(user, "1")).Text("State"));
        Assert.Equal("SourceEmpty", Status(AdUsers.WithMobile(user, null)).Text("State"));
        Assert.Equal("SourceNotLoaded", Status(new ADUser { UserPrincipalName = user.UserPrincipalName }).Text("State"));
        Assert.Equal("SourceNotLoaded", Status(user.UserPrincipalName).Text("State"));
        Assert.Equal("WaitingForNativeSync", Status(AdUsers.Custom(("UserPrincipalName", user.UserPrincipalName), ("department", "Marketing")), "Department").Text("State"));
    }

    [Fact]
    public void A_user_with_no_name_is_a_row_and_an_error()
    {
        var outcome = shell.Run("[pscustomobject]@{ mobile = '1' } | Get-SpoProfilePropertyStatus -Property CellPhone");
        var status = Assert.Single(outcome.Output);
        Assert.Equal(("Failed", "SpoIdentityMissing"), (status.Text("State"), status.Text("ErrorId")));
        outcome.Failure("SpoIdentityMissing");
    }

    [Fact]
    public async Task A_row_for_each_user_and_property_and_none_for_nobody()
    {
        object[] users = [.. Enumerable.Range(3, 2).Select(index => AdUsers.Custom(("UserPrincipalName", Upn(index)), ("mobile", "1"), ("fax", "2")))];
        var outcome = shell.Run("$args[0] | Get-SpoProfilePropertyStatus -Property Fax, CellPhone", [users]).Succeed();
        Assert.Equal(["CellPhone", "CellPhone", "Fax", "Fax"], outcome.Texts("Property").Order());
        await tenant.Forget();
        Assert.Empty(shell.Run("@() | Get-SpoProfilePropertyStatus").Succeed().Output);
        Assert.Equal(0, await tenant.CountAll());
    }

    [Fact]
    public void Everybody_of_the_tenant_has_the_values_of_Graph()
    {
        var outcome = shell.Run("Get-SpoProfilePropertyStatus -Property CellPhone").Succeed();
        Assert.Equal(tenant.Users.Count, outcome.Output.Count);
        Assert.Contains(outcome.Output, status => status.Text("Source") == "mobilePhone");
    }

    [Fact]
    public async Task A_name_that_is_no_property_ends_the_command_before_any_request()
    {
        await tenant.Forget();
        shell.Run("$args[0] | Get-SpoProfilePropertyStatus -Property Nope", Upn(0)).EndedBy("SpoPropertyUnknown");
        Assert.Equal(0, await tenant.CountAll());
    }

    [Fact]
    public async Task Rows_of_a_map_file_are_compared_too()
    {
        await tenant.Set(new { customProperties = new[] { "CostCenter" } });
        await tenant.SetProfile(Upn(5), new { CostCenter = "41" });
        var map = Path.Combine(tenant.Scratch, "map.psd1");
        await File.WriteAllTextAsync(map, "@{ Property = 'CostCenter'; From = 'extensionAttribute1' }");
        var row = AdUsers.Custom(("UserPrincipalName", Upn(5)), ("extensionAttribute1", 42));
        var status = Assert.Single(shell.Run("$args[0] | Get-SpoProfilePropertyStatus -Property CostCenter -Map $args[1]", row, map).Succeed().Output);
        Assert.Equal(("Different", "42", "41"), (status.Text("State"), status.Text("SourceValue"), status.Text("SharePointValue")));
    }
}
