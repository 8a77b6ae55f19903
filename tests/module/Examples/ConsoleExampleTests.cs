using SpoProfileSync.ModuleTests.Hosting;

namespace SpoProfileSync.ModuleTests.Examples;

/// <summary>examples/Sync-PhotoFolder.ps1 and examples/Show-PhotoSession.ps1, as their help shows them: on the simulated tenant.</summary>
[Trait("System", "Linux")]
public sealed class ConsoleExampleTests(Tenant tenant) : IClassFixture<Tenant>
{
    // The tenant of -DemoTenant is made from the same seed as this one: it has the same people.
    string Report => Path.Combine(tenant.Scratch, "report.csv");

    async Task<Ended> RunFolder(string users, string photos, params string[] more)
    {
        using var child = Child.StartFile(Checkout.At("examples", "Sync-PhotoFolder.ps1"),
            ["-UserList", users, "-PhotoFolder", photos, "-FileNameTemplate", "{Badge}", "-Report", Report, "-DemoTenant", .. more]);
        return await child.End();
    }

    (string Users, string Photos) Badges()
    {
        var photos = Directory.CreateDirectory(Path.Combine(tenant.Scratch, "B\u00e4dges of 2026")).FullName;
        var users = Path.Combine(tenant.Scratch, "badges.csv");
        File.WriteAllLines(users, tenant.Users.Take(4).Select((user, i) => $"{user.UserPrincipalName},b{i}").Prepend("UserPrincipalName,Badge"));
        foreach (var (name, i) in new[] { "astronaut.jpg", "chelsea.png", "coffee.webp" }.Select((name, i) => (name, i)))
            File.Copy(Checkout.Photo(name), Path.Combine(photos, $"b{i}{Path.GetExtension(name)}"), overwrite: true);
        File.Delete(Path.Combine(photos, "b3.jpg"));
        return (users, photos);
    }

    [Fact]
    public async Task A_folder_and_a_list()
    {
        var (users, photos) = Badges();
        (await RunFolder(users, photos, "-WhatIf")).With(0);
        Assert.Equal(3, (await File.ReadAllTextAsync(Report)).Split("\"WhatIf\"").Length - 1);
        // The fourth has no photo, which is no failure.
        (await RunFolder(users, photos)).With(0);
        var report = await File.ReadAllLinesAsync(Report);
        Assert.Equal(5, report.Length);
        Assert.Equal(3, report.Count(row => row.Contains("\"Uploaded\"", StringComparison.Ordinal) || row.Contains("\"Unchanged\"", StringComparison.Ordinal)));
        Assert.Contains("\"Skipped\"", report[^1], StringComparison.Ordinal);
        await File.WriteAllTextAsync(Path.Combine(photos, "b3.jpg"), "no picture");
        (await RunFolder(users, photos)).With(1);
    }

    [Theory]
    [InlineData("Name,Badge\nAnna,b0", "no column UserPrincipalName")]
    [InlineData("UserPrincipalName,Badge", "no users")]
    public async Task A_list_that_cannot_be_meant_is_said_before_anything_is_done(string list, string said)
    {
        var users = Path.Combine(tenant.Scratch, "wrong.csv");
        await File.WriteAllTextAsync(users, list);
        Assert.Contains(said, (await RunFolder(users, tenant.Scratch)).With(2).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_step_by_step()
    {
        using var child = Child.StartFile(Checkout.At("examples", "Show-PhotoSession.ps1"), ["-DemoTenant", "-AdExport", Rehearsal.AdExport(tenant, ..5)]);
        var ended = (await child.End()).With(0);
        Assert.All(Enumerable.Range(1, 9), step => Assert.Contains(ended.Lines, line => line.StartsWith($"{step}. ", StringComparison.Ordinal)));
        Assert.Contains("5 InSync", ended.Lines);
        Assert.DoesNotContain("eyJ", ended.Output, StringComparison.Ordinal);
    }
}
