using System.Collections;
using System.Management.Automation;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using SpoProfileSync.ModuleTests.Hosting;

namespace SpoProfileSync.ModuleTests.SignIn;

/// <summary>
/// Whole runs with every stream on: nothing that a transcript, a log or a crash report would catch holds a secret. Secrets come in
/// variables, as the text of a script is the administrator's own.
/// </summary>
public sealed class SecretTests(Tenant tenant) : IClassFixture<Tenant>, IDisposable
{
    const string Password = "hunter2-of-the-certificate";
    const string ClientSecret = "demo-secret";

    readonly Shell shell = new();
    readonly StringBuilder seen = new();

    public void Dispose() => shell.Dispose();

    // Every stream is merged into the output and formatted as Format-List * shows it, the error records deeply.
    void Run(string script, params object?[] arguments)
    {
        var loud = $$"""
            $VerbosePreference = 'Continue'; $DebugPreference = 'Continue'; $InformationPreference = 'Continue'
            & { {{script}} } @args *>&1
            # What a script block of the administrator's own threw is in $Error as it was thrown.
            $Error | Where-Object { $_.FullyQualifiedErrorId -like 'Spo*' }
            """;
        using var pipeline = shell.Start(loud, arguments);
        var outcome = Shell.Finish(pipeline, () => [.. pipeline.Invoke()]);
        foreach (var item in outcome.Output.Concat(outcome.Errors.Select(PSObject.AsPSObject))) Note(item, 0);
        if (outcome.Terminating is not null) Note(PSObject.AsPSObject(outcome.Terminating), 0);
        foreach (var item in outcome.Output) seen.AppendLine(PSSerializer.Serialize(item, 3));
        shell.Run("$args[0] | Out-Default", [outcome.Output.ToArray()]);
        seen.Append(shell.Host.Text);
    }

    void Note(PSObject item, int depth)
    {
        seen.AppendLine(item.ToString());
        if (item.BaseObject is Exception exception) seen.AppendLine(exception.ToString());
        // The script's own text is in the invocation, and is not ours to hide.
        foreach (var property in item.Properties.Where(property => property.Name is not ("InvocationInfo" or "MyInvocation")))
        {
            object? value;
            try
            {
                value = property.Value;
            }
            catch (GetValueException)
            {
                continue;
            }
            seen.AppendLine($"{property.Name} {value}");
            if (value is not null && depth < 3 && value is not (string or Type or IEnumerable)) Note(PSObject.AsPSObject(value), depth + 1);
            if (value is IEnumerable list and not string)
                foreach (var inner in list.Cast<object?>().Take(50)) seen.AppendLine(inner?.ToString());
        }
    }

    // The work of a day, right and wrong.
    const string Work = """
        Get-SpoProfileConnection
        $u | Get-SpoProfilePhotoStatus
        $u | Sync-SpoProfilePhoto
        $null | Sync-SpoProfilePhoto
        Disconnect-SpoProfile
        """;

    // Each test has users of its own: one who gets a photo, and one whose photo is none.
    object[] Users(int first) =>
        [AdUsers.Live(tenant.Users[first], Checkout.PhotoBytes("astronaut.jpg")), AdUsers.Live(tenant.Users[first + 2], [1, 2, 3])];

    void Holds(params string[] expected) => Assert.All(expected, text => Assert.Contains(text, seen.ToString(), StringComparison.Ordinal));

    void HoldsNone(params string[] secrets) => Assert.All(secrets, secret => Assert.DoesNotContain(secret, seen.ToString(), StringComparison.Ordinal));

    static string[] Lines(string pem) => [.. pem.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 40)];

    [Fact]
    [Trait("Needs", "RSA keys of Windows")]
    public void Of_a_certificate_with_a_password()
    {
        using var certificate = X509Certificate2.CreateFromPem(tenant.CertificatePem, tenant.PrivateKeyPem);
        var pfx = certificate.Export(X509ContentType.Pkcs12, Password);
        var path = Path.Combine(tenant.Scratch, "app.pfx");
        File.WriteAllBytes(path, pfx);
        Run("param($t, $id, $path, $pw, $e, $u) Connect-SpoProfile $t -ClientId $id -CertificatePath $path -CertificatePassword $pw -Endpoint $e -PassThru\n" + Work,
            tenant.Name, tenant.ClientId, path, Password.Secure(), tenant.Endpoint, Users(0));
        Run("param($t, $id, $base64, $pw, $e) Connect-SpoProfile $t -ClientId $id -CertificateBase64 $base64 -CertificatePassword $pw -Endpoint $e -PassThru",
            tenant.Name, tenant.ClientId, Convert.ToBase64String(pfx).Secure(), Password.Secure(), tenant.Endpoint);
        Run("param($t, $id, $path, $pw, $e) Connect-SpoProfile $t -ClientId $id -CertificatePath $path -CertificatePassword $pw -Endpoint $e",
            tenant.Name, tenant.ClientId, path, (Password + " wrong").Secure(), tenant.Endpoint);
        Holds(tenant.ClientId, "Uploaded", "SpoCertificatePassword");
        HoldsNone([Password, "eyJ", Convert.ToBase64String(pfx)[..60], .. Lines(tenant.PrivateKeyPem)]);
    }

    [Fact]
    public async Task Of_tokens()
    {
        var hosts = new[] { "", "-admin", "-my" }.Select(part => $"https://{tenant.Name}{part}.sharepoint.com").Append("https://graph.microsoft.com");
        var tokens = new List<string>();
        foreach (var host in hosts) tokens.Add(await tenant.Token(host));
        Run("param($t, $tokens, $e, $u) Connect-SpoProfile $t -AccessToken $tokens -Endpoint $e -PassThru\n" + Work,
            tenant.Name, tokens.Select(token => token.Secure()).ToArray(), tenant.Endpoint, Users(4));
        Run("param($t, $token, $e) Connect-SpoProfile $t -AccessToken { throw \"no luck with $token\" } -Endpoint $e", tenant.Name, tokens[0], tenant.Endpoint);
        Holds("Uploaded", "no luck with");
        HoldsNone([.. tokens.SelectMany(token => token.Split('.'))]);
    }

    [Fact]
    public void Of_a_client_secret()
    {
        foreach (var secret in new[] { ClientSecret, ClientSecret + " wrong" })
        {
            Run("param($t, $credential, $e, $u) Connect-SpoProfile $t -ClientSecretCredential $credential -Endpoint $e -PassThru\n" + Work,
                tenant.Name, new PSCredential(tenant.ClientId, secret.Secure()), tenant.Endpoint, Users(8));
        }
        HoldsNone(ClientSecret, "eyJ");
    }

    [Fact]
    public void Of_a_proxy()
    {
        Run("param($credential) Connect-SpoProfile contoso -AccessToken x -Proxy http://proxy:8080 -ProxyCredential $credential -Endpoint @{ Grahp = 'x' }",
            new PSCredential("anna", Password.Secure()));
        Run("param($proxy) Connect-SpoProfile contoso -AccessToken x -Proxy $proxy", $"ftp://anna:{Password}@proxy");
        Holds("SpoInvalidArgument");
        HoldsNone(Password);
    }
}
