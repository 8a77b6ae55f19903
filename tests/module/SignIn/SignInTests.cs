using System.Collections;
using System.Management.Automation;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using SpoProfileSync.ModuleTests.Hosting;

namespace SpoProfileSync.ModuleTests.SignIn;

/// <summary>Each kind of sign-in against the simulated sign-in service, over TLS.</summary>
public sealed class SignInTests(SecureTenant tenant) : IClassFixture<SecureTenant>, IDisposable
{
    readonly Shell shell = new();

    string User => tenant.Users[0].UserPrincipalName;

    public void Dispose() => shell.Dispose();

    /// <summary>Runs Connect-SpoProfile with these parameters added.</summary>
    Outcome Connect(params (string Name, object? Value)[] parameters) => shell.Run(Script, Splat(parameters));

    const string Script = "$with = $args[0]; Connect-SpoProfile @with";

    Hashtable Splat((string Name, object? Value)[] parameters)
    {
        var table = new Hashtable { ["Tenant"] = tenant.Name, ["Endpoint"] = tenant.Endpoint, ["PassThru"] = true };
        foreach (var (name, value) in parameters) table[name] = value;
        return table;
    }

    static void Is(string kind, string account, Outcome outcome)
    {
        var connection = Assert.Single(outcome.Succeed().Output);
        Assert.Equal((kind, "Public"), (connection.Text("AuthKind"), connection.Text("Cloud")));
        Assert.Equal(account, connection.Text("Account"), ignoreCase: true);
        var tokens = (object[])connection.Properties["Tokens"].Value;
        Assert.NotEmpty(tokens);
    }

    void IsApp(string kind, Outcome outcome)
    {
        var connection = Assert.Single(outcome.Succeed().Output);
        Assert.Equal((kind, tenant.ClientId), (connection.Text("AuthKind"), connection.Text("AppId")));
        shell.Run("Get-SpoProfilePhotoStatus -Identity $args[0]", User).Succeed();
    }

    // Runs until the first warning, does what the person in front of it would do, and takes the rest.
    async Task<Outcome> WithAPerson(Func<string, Task> act, params (string Name, object? Value)[] parameters)
    {
        using var pipeline = shell.Start(Script, Splat(parameters));
        var shown = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        pipeline.Streams.Warning.DataAdded += (_, added) => shown.TrySetResult(pipeline.Streams.Warning[added.Index].Message);
        var running = pipeline.BeginInvoke();
        var ended = Task.Run(() => running.AsyncWaitHandle.WaitOne());
        if (await Task.WhenAny(shown.Task, ended) == shown.Task) await act(await shown.Task);
        return Shell.Finish(pipeline, () => [.. pipeline.EndInvoke(running)]);
    }

    static string UserCode(string message) => Regex.Match(message, @"enter the code (\w+)").Groups[1].Value;

    static string PfxBase64(Tenant of, string password)
    {
        using var certificate = X509Certificate2.CreateFromPem(of.CertificatePem, of.PrivateKeyPem);
        return Convert.ToBase64String(certificate.Export(X509ContentType.Pkcs12, password));
    }

    [Fact]
    public async Task With_a_code_on_another_device() =>
        Is("deviceCode", User, await WithAPerson(
            message => tenant.Approve(UserCode(message), User), ("DeviceCode", true), ("ClientId", tenant.ClientId)));

    [Fact]
    public async Task A_declined_code_ends_the_sign_in()
    {
        var outcome = await WithAPerson(message => tenant.Decline(UserCode(message)), ("DeviceCode", true), ("ClientId", tenant.ClientId));
        Assert.Empty(outcome.Output);
        outcome.Failure("SpoAuthenticationFailed");
    }

    /// <summary>The browser is played here: the page redirects at once to the listener of the library.</summary>
    [Fact]
    public async Task With_a_browser()
    {
        async Task Visit(string message)
        {
            using var handler = new HttpClientHandler
            {
                AllowAutoRedirect = false,
                ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator,
            };
            using var browser = new HttpClient(handler);
            var page = await browser.GetAsync(new Uri(message[message.IndexOf("https://", StringComparison.Ordinal)..]));
            (await browser.GetAsync(page.Headers.Location)).EnsureSuccessStatusCode();
        }

        Is("interactive", User, await WithAPerson(Visit, ("ClientId", tenant.ClientId), ("NoBrowser", true), ("LoginHint", User)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("p\u00e4ss \"word\\")]
    [Trait("Needs", "RSA keys of Windows")]
    public void With_a_certificate_as_base64(string password) =>
        IsApp("certificate", Connect(("ClientId", tenant.ClientId), ("CertificateBase64", PfxBase64(tenant, password).Secure()),
            ("CertificatePassword", password.Secure())));

    [Fact]
    [Trait("Needs", "RSA keys of Windows")]
    public void With_a_certificate_object_whose_key_stays_with_NET()
    {
        using var certificate = X509Certificate2.CreateFromPem(tenant.CertificatePem, tenant.PrivateKeyPem);
        IsApp("hostCertificate", Connect(("ClientId", tenant.ClientId), ("Certificate", certificate)));
    }

    [Fact]
    [Trait("Needs", "RSA keys of Windows")]
    public void With_a_certificate_object_of_another_app()
    {
        using var key = System.Security.Cryptography.RSA.Create(2048);
        using var certificate = new CertificateRequest("CN=other", key, new("SHA256"), System.Security.Cryptography.RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(DateTimeOffset.Now.AddDays(-1), DateTimeOffset.Now.AddDays(1));
        Connect(("ClientId", tenant.ClientId), ("Certificate", certificate)).EndedBy("SpoAuthenticationFailed");
    }

    [Fact]
    public void A_client_secret_is_refused_for_SharePoint_with_the_reason()
    {
        var outcome = Connect(("ClientSecretCredential", new PSCredential(tenant.ClientId, "demo-secret".Secure())));
        var text = string.Join('\n', outcome.Warnings.Concat(outcome.Errors.Select(error => error.Exception.Message)));
        Assert.Contains("certificate", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("demo-secret", text, StringComparison.Ordinal);
    }

    [Fact]
    public void With_the_managed_identity_of_a_runbook() => PlatformVariables.With(
        () => IsApp("managedIdentity", Connect(("ManagedIdentity", true))),
        ("IDENTITY_ENDPOINT", tenant.IdentityEndpoint), ("IDENTITY_HEADER", tenant.IdentityHeader));

    static string OutsideToken(string subject)
    {
        static string Part(object value) => Convert.ToBase64String(JsonSerializer.SerializeToUtf8Bytes(value)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
        var claims = new { iss = "https://issuer.contoso.example", sub = subject, aud = "api://AzureADTokenExchange", exp = 4000000000 };
        return $"{Part(new { alg = "RS256" })}.{Part(claims)}.AAAA";
    }

    [Fact]
    public void With_the_token_file_of_a_workload_identity()
    {
        var file = Path.Combine(tenant.Scratch, "outside-token");
        File.WriteAllText(file, OutsideToken("system:serviceaccount:sync:photos"), Encoding.ASCII);
        PlatformVariables.With(() => IsApp("workloadIdentity", Connect(("WorkloadIdentity", true))),
            ("AZURE_CLIENT_ID", tenant.ClientId), ("AZURE_TENANT_ID", "contoso.onmicrosoft.com"), ("AZURE_FEDERATED_TOKEN_FILE", file));
    }

    [Fact]
    public void With_a_script_block_that_gets_a_federated_token()
    {
        var script = """
            $with = $args[0]; $token = $args[1]; $asked = [Collections.ArrayList]@()
            $null = Connect-SpoProfile @with -FederatedToken { param($audience) $null = $asked.Add($audience); $token }
            $asked
            """;
        var asked = shell.Run(script, Splat([("ClientId", tenant.ClientId)]), OutsideToken("system:serviceaccount:sync:photos")).Succeed().Output;
        Assert.All(asked, audience => Assert.Equal("api://AzureADTokenExchange", audience.ToString()));
        Assert.NotEmpty(asked);
    }

    [Fact]
    public void A_federated_token_of_another_subject_is_refused() =>
        Connect(("ClientId", tenant.ClientId), ("FederatedToken", OutsideToken("repo:other").Secure())).EndedBy("SpoAuthenticationFailed");

    [Fact]
    public async Task Conditional_access_that_blocks_the_app_is_said()
    {
        await tenant.Set(new { signIn = new { refusal = "conditionalAccess" } });
        try
        {
            var error = Connect(("ClientId", tenant.ClientId), ("CertificatePath", tenant.CertificatePath)).EndedBy("SpoAuthenticationFailed");
            Assert.Contains("AADSTS53003", error.Exception.Message, StringComparison.Ordinal);
        }
        finally
        {
            await tenant.Set(new { signIn = new { refusal = "nothing" } });
        }
    }
}
