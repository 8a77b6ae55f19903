using System.Text.Json;
using System.Text.RegularExpressions;
using SpoProfileSync.ModuleTests.Hosting;

namespace SpoProfileSync.ModuleTests.Examples;

/// <summary>examples/Invoke-ContainerPhotoSync.ps1, and what can be known of its Dockerfile without building it.</summary>
[Trait("System", "Linux")]
public sealed class ContainerJobTests(Tenant tenant) : IClassFixture<Tenant>
{
    static string[] Instructions =>
        [.. Regex.Replace(File.ReadAllText(Checkout.At("examples", "Dockerfile")), @"\\\r?\n\s*", "").Split('\n')
            .Where(line => line.Length > 0 && line[0] != '#')];

    static string Only(string name) => Assert.Single(Instructions, line => line.StartsWith(name + " ", StringComparison.Ordinal))[(name.Length + 1)..];

    async Task<Ended> Run(params (string Name, string Value)[] more)
    {
        var users = Path.Combine(tenant.Scratch, "container.csv");
        await File.WriteAllLinesAsync(users, tenant.Users.Take(3).Select(user => user.UserPrincipalName).Prepend("UserPrincipalName"));
        var photos = Directory.CreateDirectory(Path.Combine(tenant.Scratch, "photos")).FullName;
        foreach (var user in tenant.Users.Take(3)) File.Copy(Checkout.Photo("astronaut.jpg"), Path.Combine(photos, user.UserPrincipalName + ".jpg"), overwrite: true);
        var endpoints = string.Join(';', tenant.Endpoint.Keys.Cast<string>().Select(name => $"{name}={tenant.Endpoint[name]}"));
        using var child = Child.StartFile(Checkout.At("examples", "Invoke-ContainerPhotoSync.ps1"), [],
            [("SPO_TENANT", tenant.Name), ("SPO_USERS", users), ("SPO_PHOTOS", photos), ("SPO_ENDPOINTS", endpoints), .. more]);
        return Rehearsal.NoSecretIn(tenant, await child.End());
    }

    (string, string)[] Certificate => [("SPO_SIGN_IN", "certificate"), ("SPO_CLIENT_ID", tenant.ClientId), ("SPO_CERTIFICATE", tenant.CertificatePath)];

    static Dictionary<string, JsonElement> Last(Ended ended) => JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(ended.Lines[^1])!;

    [Fact]
    public async Task Compares_until_it_is_told_to_write_and_each_user_is_a_line_of_JSON()
    {
        await tenant.Forget();
        var dry = (await Run(Certificate)).With(0);
        Assert.Equal(4, dry.Lines.Length);
        Assert.False(Last(dry)["written"].GetBoolean());
        Assert.Equal(0, await tenant.Count("photo.upload"));
        var real = (await Run([.. Certificate, ("SPO_WRITE", "yes")])).With(0);
        Assert.True(Last(real)["written"].GetBoolean());
        Assert.Equal(0, Last(real)["failed"].GetInt32());
        Assert.NotEqual(0, await tenant.Count("photo.upload"));
        Assert.All(real.Lines, line => JsonDocument.Parse(line).Dispose());
    }

    [Fact]
    public async Task Signs_in_as_the_identity_of_the_platform() =>
        (await Run(("SPO_SIGN_IN", "managed"), ("IDENTITY_ENDPOINT", tenant.IdentityEndpoint), ("IDENTITY_HEADER", tenant.IdentityHeader))).With(0);

    [Theory]
    [InlineData("SPO_SIGN_IN", "password", "SPO_SIGN_IN is password")]
    [InlineData("SPO_CERTIFICATE", "/nowhere.pem", "/nowhere.pem")]
    [InlineData("SPO_USERS", "", "SPO_USERS is not set")]
    public async Task A_setting_that_is_wrong_is_exit_code_2(string name, string value, string said)
    {
        var ended = (await Run([.. Certificate, (name, value)])).With(2);
        Assert.Equal("ended", Last(ended)["event"].GetString());
        Assert.Contains(said, Last(ended)["message"].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_image_has_glibc_and_the_job_is_what_it_starts()
    {
        Assert.DoesNotMatch("alpine|musl|distroless", Only("FROM"));
        // A tag that moves would change the job behind its owner's back.
        Assert.Matches(@"^\S+:\d+\.\d+-\S+$", Only("FROM"));
        var (source, folder) = (Only("COPY").Split(' ')[0], Only("COPY").Split(' ')[1]);
        Assert.True(File.Exists(Checkout.At("examples", source)));
        Assert.Equal(["pwsh", "-NoProfile", "-NonInteractive", "-File", folder + source], JsonSerializer.Deserialize<string[]>(Only("ENTRYPOINT"))!);
    }

    [Fact]
    public void The_image_runs_without_root_and_holds_no_secret()
    {
        Assert.Matches("^[1-9][0-9]*$", Only("USER"));
        Assert.True(Array.FindIndex(Instructions, line => line.StartsWith("USER ", StringComparison.Ordinal))
            > Array.FindLastIndex(Instructions, line => line.StartsWith("RUN ", StringComparison.Ordinal)));
        Assert.DoesNotContain(Instructions, line => Regex.IsMatch(line, "^(ENV|ARG|COPY|ADD) .*(pfx|pem|secret|password|token|key)", RegexOptions.IgnoreCase));
        Assert.All(File.ReadAllText(Checkout.At("examples", "Dockerfile")), c => Assert.InRange(c, '\n', '~'));
    }

    /// <summary>Every variable the image sets is one that the job reads.</summary>
    [Fact]
    public void The_image_sets_what_the_job_reads()
    {
        var job = File.ReadAllText(Checkout.At("examples", "Invoke-ContainerPhotoSync.ps1"));
        var names = Regex.Matches(Only("ENV"), @"(\w+)=").Select(match => match.Groups[1].Value).ToList();
        Assert.NotEmpty(names);
        Assert.All(names, name => Assert.Contains("Get-Setting " + name, job, StringComparison.Ordinal));
    }
}
