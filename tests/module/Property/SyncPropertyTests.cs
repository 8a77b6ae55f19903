using System.Management.Automation;
using SpoProfileSync.ModuleTests.Hosting;

namespace SpoProfileSync.ModuleTests.Property;

/// <summary>Each test takes users of its own, because what was written stays.</summary>
public sealed class SyncPropertyTests(Tenant tenant) : IClassFixture<Tenant>, IDisposable
{
    const string Write = "profile.write";

    readonly Shell shell = new Shell().Connect(tenant);

    public void Dispose() => shell.Dispose();

    string Upn(int index) => tenant.Users[index].UserPrincipalName;

    object[] Users(object? mobile, params int[] indexes) => [.. indexes.Select(index => (object)AdUsers.WithMobile(tenant.Users[index], mobile))];

    static PSObject[] Properties(PSObject result) => [.. ((Array)result.Properties["Properties"].Value).Cast<object>().Select(PSObject.AsPSObject)];

    static PSObject Property(PSObject result) => Assert.Single(Properties(result));

    Outcome Sync(object[] users, string options = "") => shell.Run("$args[0] | Sync-SpoProfileProperty -Property CellPhone " + options, [users]);

    [Fact]
    public async Task Writes_what_differs_and_the_second_time_nothing()
    {
        await tenant.SetProfile(Upn(0), new { CellPhone = "old" });
        await tenant.Forget();
        var first = Sync(Users("+49 30 7", 0, 1)).Succeed();
        Assert.Equal(["Updated", "Updated"], first.Texts("Action"));
        Assert.Equal(["Direct", "Direct"], first.Texts("Method"));
        Assert.All(first.Output, result => Assert.Equal("SpoProfileSync.ProfileResult", result.TypeNames[0]));
        Assert.All(first.Output, result => Assert.Null(result.Properties["Photo"].Value));
        Assert.Contains(first.Output, result => Property(result).Text("SharePointValue") == "old");
        Assert.Equal("+49 30 7", await tenant.ProfileValue(Upn(0), "CellPhone"));
        Assert.Equal("+49 30 7", await tenant.ProfileValue(Upn(1), "CellPhone"));
        Assert.Equal(1, await tenant.Count(Write));

        var second = Sync(Users("+49 30 7", 0, 1)).Succeed();
        Assert.Equal(["Unchanged", "Unchanged"], second.Texts("Action"));
        Assert.Equal(1, await tenant.Count(Write));
    }

    [Theory]
    [InlineData("$args[0] | Sync-SpoProfileProperty -Property CellPhone -WhatIf")]
    [InlineData("$args[0] | Sync-SpoProfileProperty -Property CellPhone -WhatIf -Method BulkImport")]
    [InlineData("$WhatIfPreference = $true; $args[0] | Sync-SpoProfileProperty -Property CellPhone")]
    public async Task WhatIf_says_what_it_would_do_and_writes_nothing(string script)
    {
        var before = await tenant.ProfileValue(Upn(2), "CellPhone");
        await tenant.Forget();
        var result = Assert.Single(shell.Run(script, [Users("+49 30 8", 2)]).Succeed().Output);
        Assert.Equal(("WhatIf", "WhatIf", ""), (result.Text("Action"), Property(result).Text("Action"), result.Text("Method")));
        Assert.Contains("What if:", shell.Host.Text, StringComparison.Ordinal);
        Assert.Contains("CellPhone", shell.Host.Text, StringComparison.Ordinal);
        Assert.Contains(Upn(2), shell.Host.Text, StringComparison.Ordinal);
        Assert.Equal(await tenant.CountAll(), await tenant.Count("profile.read") + await tenant.Count("graph.batch") + await tenant.Count("token"));
        Assert.Equal(before, await tenant.ProfileValue(Upn(2), "CellPhone"));
    }

    [Fact]
    public async Task Confirm_asks_for_each_user()
    {
        shell.Host.Answers.Enqueue("Yes");
        shell.Host.Answers.Enqueue("No");
        var outcome = Sync(Users("+49 30 9", 3, 4), "-Confirm").Succeed();
        Assert.Equal(["Skipped", "Updated"], outcome.Texts("Action").Order());
        Assert.Equal(2, shell.Host.Asked.Count);
        var values = new[] { await tenant.ProfileValue(Upn(3), "CellPhone"), await tenant.ProfileValue(Upn(4), "CellPhone") };
        Assert.Single(values, "+49 30 9");
    }

    [Fact]
    public async Task A_property_of_Microsoft_is_written_only_when_forced_by_name()
    {
        await tenant.SetProfile(Upn(5), new { Department = "Sales", CellPhone = "1" });
        var row = AdUsers.Custom(("UserPrincipalName", Upn(5)), ("department", "Marketing"), ("mobile", "1"));
        await tenant.Forget();
        var left = Assert.Single(shell.Run("$args[0] | Sync-SpoProfileProperty -Property Department, CellPhone", row).Succeed().Output);
        Assert.Equal(["InSync", "WaitingForNativeSync"], Properties(left).Select(property => property.Text("State")).Order());
        Assert.Equal("Skipped", left.Text("Action"));
        Assert.Equal(0, await tenant.Count(Write));
        Assert.Equal("Sales", await tenant.ProfileValue(Upn(5), "Department"));

        var forced = Assert.Single(shell.Run("$args[0] | Sync-SpoProfileProperty -Property Department -Force department", row).Succeed().Output);
        Assert.Equal("Updated", forced.Text("Action"));
        Assert.Equal("Marketing", await tenant.ProfileValue(Upn(5), "Department"));
    }

    [Fact]
    public async Task An_empty_source_clears_only_when_asked_to_and_only_when_it_was_read()
    {
        await tenant.SetProfile(Upn(6), new { CellPhone = "1" });
        Assert.Equal(["Skipped"], Sync(Users(null, 6)).Succeed().Texts("Action"));
        Assert.Equal("1", await tenant.ProfileValue(Upn(6), "CellPhone"));

        object[] notKnown =
        [
            Upn(6),
            new Microsoft.ActiveDirectory.Management.ADUser { UserPrincipalName = Upn(6) },
            AdUsers.Selected(AdUsers.WithMobile(tenant.Users[6], null), "UserPrincipalName", "Mobile"),
        ];
        foreach (var user in notKnown)
            Assert.Equal("SourceNotLoaded", Property(Assert.Single(Sync([user], "-ClearEmpty").Succeed().Output)).Text("State"));
        Assert.Equal("1", await tenant.ProfileValue(Upn(6), "CellPhone"));

        Assert.Equal(["Updated"], Sync(Users(null, 6), "-ClearEmpty").Succeed().Texts("Action"));
        Assert.Equal("", await tenant.ProfileValue(Upn(6), "CellPhone"));
    }

    [Fact]
    public async Task A_user_that_fails_does_not_stop_the_others()
    {
        var outcome = Sync([.. Users(new string('1', 4000), 7), .. Users("+49 30 10", 8)]);
        Assert.Equal(["Failed", "Updated"], outcome.Texts("Action").Order());
        var failed = outcome.Output.Single(result => result.Text("Action") == "Failed");
        Assert.Equal(("SourceInvalid", "SpoPropertyValueTooLong"), (Property(failed).Text("State"), Property(failed).Text("ErrorId")));
        var error = outcome.Failure("SpoPropertyValueTooLong");
        Assert.Equal(Upn(7), error.TargetObject);
        Assert.NotEmpty(error.ErrorDetails.RecommendedAction);
        Assert.Null(outcome.Terminating);
        Assert.Equal("+49 30 10", await tenant.ProfileValue(Upn(8), "CellPhone"));
    }

    [Fact]
    public async Task What_a_user_typed_since_stays_when_asked_for()
    {
        var state = Path.Combine(tenant.Scratch, "written ünï.json");
        var options = $"-KeepUserEdited -StatePath '{state}'";
        await tenant.SetProfile(Upn(9), new { CellPhone = "" });
        Assert.Equal(["Updated"], Sync(Users("+49 30 11", 9), options).Succeed().Texts("Action"));
        Assert.DoesNotContain("+49 30 11", await File.ReadAllTextAsync(state), StringComparison.Ordinal);
        await tenant.SetProfile(Upn(9), new { CellPhone = "typed" });
        Assert.Equal("UserEdited", Property(Assert.Single(Sync(Users("2", 9), options).Succeed().Output)).Text("State"));
        Assert.Equal("typed", await tenant.ProfileValue(Upn(9), "CellPhone"));
    }

    [Fact]
    public async Task Hostile_values_arrive_as_they_are()
    {
        string[] hostile = ["\"q\" 'a' \\ , ;", "<b>&amp;]]></b>", "two\nlines", "漢字 😀 שלום", "a|b", "{\"json\":[1]}"];
        foreach (var value in hostile)
        {
            Sync(Users(value, 10)).Succeed();
            Assert.Equal(value, await tenant.ProfileValue(Upn(10), "CellPhone"));
        }
    }
}
