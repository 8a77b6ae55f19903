using System.Collections;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;

namespace SpoProfileSync.ModuleTests.Hosting;

/// <summary>
/// A simulated tenant as a process of its own, one per test class. Its control address tells what it saw and sets faults.
/// </summary>
public class Tenant : IAsyncLifetime
{
    readonly string options;
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("spo-module-tests-");
    Process? process;
    HttpClient control = new();
    JsonElement ready;

    public Tenant() : this("") { }

    protected Tenant(string options) => this.options = options;

    public string Name => ready.GetProperty("tenant").GetString()!;
    public string ClientId => ready.GetProperty("app").GetProperty("clientId").GetString()!;
    public string CertificatePem => ready.GetProperty("app").GetProperty("certificatePem").GetString()!;
    public string PrivateKeyPem => ready.GetProperty("app").GetProperty("privateKeyPem").GetString()!;

    /// <summary>Where machines ask for tokens, and the header they send with it.</summary>
    public string IdentityEndpoint => ready.GetProperty("identity").GetProperty("endpoint").GetString() + "/msi/token";
    public string IdentityHeader => ready.GetProperty("identity").GetProperty("header").GetString()!;

    public string CertificatePath => Path.Combine(folder.FullName, "app.pem");

    /// <summary>A folder that is removed with the tenant.</summary>
    public string Scratch => folder.FullName;

    /// <summary>The hashtable for -Endpoint.</summary>
    public Hashtable Endpoint { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Everybody, in the order of the tenant.</summary>
    public IReadOnlyList<TenantUser> Users { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        process = Process.Start(new ProcessStartInfo(Checkout.TenantProgram, "--users 20 --seed 1 --ready-json --exit-with-stdin" + options)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        var line = await process.StandardOutput.ReadLineAsync();
        ready = JsonDocument.Parse(line ?? throw new InvalidOperationException("The simulated tenant did not start.")).RootElement;
        foreach (var endpoint in ready.GetProperty("endpoints").EnumerateObject()) Endpoint[endpoint.Name] = endpoint.Value.GetString();
        await File.WriteAllTextAsync(CertificatePath, CertificatePem + "\n" + PrivateKeyPem);
        if (ready.TryGetProperty("trustedRootPem", out var root) && !string.IsNullOrEmpty(root.GetString()))
        {
            var path = Path.Combine(Scratch, "root.pem");
            await File.WriteAllTextAsync(path, root.GetString());
            Endpoint["TrustedRoot"] = path;
        }
        control = new HttpClient { BaseAddress = new Uri(ready.GetProperty("control").GetString()!), Timeout = TimeSpan.FromSeconds(60) };
        Users = (await control.GetFromJsonAsync<TenantUser[]>("/control/users", JsonSerializerOptions.Web))!;
    }

    /// <summary>How many requests of a kind came since the start or the last <see cref="Forget"/>.</summary>
    public async Task<int> Count(string kind) => (await Counts()).GetProperty("byKind").GetProperty(kind).GetInt32();

    /// <summary>How many requests came at all.</summary>
    public async Task<int> CountAll() => (await Counts()).GetProperty("total").GetInt32();

    Task<JsonElement> Counts() => control.GetFromJsonAsync<JsonElement>("/control/requests");

    /// <summary>Empties the request log.</summary>
    public async Task Forget() => (await control.DeleteAsync("/control/requests")).EnsureSuccessStatusCode();

    /// <summary>Returns once so many requests of a kind have come.</summary>
    public async Task Wait(string kind, int count) =>
        (await control.GetAsync($"/control/requests/wait?kind={kind}&count={count}")).EnsureSuccessStatusCode();

    /// <summary>Makes requests of a kind fail until <see cref="Heal"/>.</summary>
    public async Task Fault(object rule) => (await control.PostAsJsonAsync("/control/faults", new[] { rule })).EnsureSuccessStatusCode();

    /// <summary>Switches of the tenant, by group and name.</summary>
    public async Task Set(object settings) => (await control.PostAsJsonAsync("/control/settings", settings)).EnsureSuccessStatusCode();

    /// <summary>The person at the other device approves the code as this user.</summary>
    public async Task Approve(string userCode, string user) =>
        (await control.PostAsJsonAsync("/control/device", new { userCode, action = "approve", user })).EnsureSuccessStatusCode();

    /// <summary>The person at the other device declines.</summary>
    public async Task Decline(string userCode) =>
        (await control.PostAsJsonAsync("/control/device", new { userCode, action = "decline" })).EnsureSuccessStatusCode();

    /// <summary>Takes all faults away.</summary>
    public async Task Heal() => (await control.DeleteAsync("/control/faults")).EnsureSuccessStatusCode();

    /// <summary>A token of the registered app for one audience.</summary>
    public async Task<string> Token(string resource)
    {
        var response = await control.PostAsJsonAsync("/control/token", new { resource });
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString()!;
    }

    /// <summary>The properties of one profile.</summary>
    public Task<JsonElement> Profile(string upn) => control.GetFromJsonAsync<JsonElement>("/control/profiles/" + Uri.EscapeDataString(upn));

    /// <summary>One property of a profile.</summary>
    public async Task<string> ProfileValue(string upn, string property) =>
        (await Profile(upn)).GetProperty(property).GetString()!;

    /// <summary>Changes properties of a profile, as somebody else would.</summary>
    public async Task SetProfile(string upn, object properties) =>
        (await control.PutAsJsonAsync("/control/profiles/" + Uri.EscapeDataString(upn), properties)).EnsureSuccessStatusCode();

    public async ValueTask DisposeAsync()
    {
        control.Dispose();
        if (process is not null)
        {
            process.StandardInput.Close();
            await process.WaitForExitAsync();
            process.Dispose();
        }
        folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }
}

/// <summary>One that speaks TLS, with a root certificate of its own.</summary>
public sealed class SecureTenant() : Tenant(" --https");

/// <summary>One employee as the tenant tells.</summary>
public sealed record TenantUser(string UserPrincipalName, string ObjectId, string ObjectGuid, string SamAccountName, string Mail, string AccountName);
