using System.Management.Automation;
using System.Text;
using System.Text.Json;
using SpoProfileSync.ModuleTests.Hosting;

namespace SpoProfileSync.ModuleTests.SignIn;

/// <summary>Each credential becomes the member auth that docs/abi.md says.</summary>
public sealed class SessionJsonTests
{
    static readonly Dictionary<string, string> Variables = new()
    {
        ["IDENTITY_ENDPOINT"] = "http://127.0.0.1:41741/msi/token",
        ["IDENTITY_HEADER"] = "h1",
        ["AZURE_CLIENT_ID"] = "app-of-platform",
        ["AZURE_TENANT_ID"] = "directory-of-platform",
        ["AZURE_FEDERATED_TOKEN_FILE"] = "/var/run/token",
        ["AZURESUBSCRIPTION_CLIENT_ID"] = "app-of-connection",
        ["AZURESUBSCRIPTION_TENANT_ID"] = "directory-of-connection",
        ["AZURESUBSCRIPTION_SERVICE_CONNECTION_ID"] = "connection",
        ["SYSTEM_OIDCREQUESTURI"] = "https://dev.azure.com/oidc",
        ["SYSTEM_ACCESSTOKEN"] = "token-of-job",
    };

    static readonly Func<string, string?> Platform = name => Variables.GetValueOrDefault(name);
    static readonly Func<string, string?> NoPlatform = _ => null;

    static void Is(string expected, object credential)
    {
        var actual = Internals.Auth(credential);
        Assert.True(JsonElement.DeepEquals(JsonDocument.Parse(expected).RootElement, actual), actual.ToString());
    }

    static void IsRefused(string mentioned, Func<object> create)
    {
        var error = Assert.ThrowsAny<Exception>(() => Internals.Auth(create()));
        Assert.Equal("SpoInvalidArgument", Internals.Get(error, "ErrorId"));
        Assert.Contains(mentioned, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Interactive() => Is(
        """{"kind":"interactive","clientId":"app","directory":"d","loginHint":"anna@contoso.com"}""",
        Internals.CallStatic("Credentials.PersonCredential", "Browser", "app", "d", "anna@contoso.com")!);

    [Fact]
    public void Device_code() => Is(
        """{"kind":"deviceCode","clientId":"app"}""", Internals.CallStatic("Credentials.PersonCredential", "DeviceCode", "app", null)!);

    [Fact]
    public void Client_secret() => Is(
        """{"kind":"clientSecret","clientId":"app","directory":"d","secret":"s\"1"}""",
        Internals.Create("Credentials.ClientSecretCredential", new PSCredential("app", "s\"1".Secure()), "d"));

    [Fact]
    public void Certificate_as_base64_with_line_ends_as_text_and_as_SecureString()
    {
        var base64 = Convert.ToBase64String(Encoding.ASCII.GetBytes("a certificate"));
        foreach (object given in new object[] { base64.Insert(4, "\r\n") + "\n", PSObject.AsPSObject(base64), base64.Secure() })
        {
            Is($$"""{"kind":"certificate","clientId":"app","certificate":"{{base64}}","password":"p"}""",
                Internals.CallStatic("Credentials.CertificateCredential", "FromBase64", "app", null, given, "p".Secure())!);
        }
        IsRefused("-CertificateBase64", () => Internals.CallStatic("Credentials.CertificateCredential", "FromBase64", "app", null, 5, null)!);
    }

    [Fact]
    public void Managed_identity_with_the_addresses_of_the_platform()
    {
        Is("""{"kind":"managedIdentity","resourceId":"/r","identityEndpoint":"http://127.0.0.1:41741/msi/token","identityHeader":"h1"}""",
            Internals.Create("Credentials.ManagedIdentityCredential", null, null, "/r", Platform));
        Is("""{"kind":"managedIdentity"}""", Internals.Create("Credentials.ManagedIdentityCredential", null, null, null, NoPlatform));
        IsRefused("one name", () => Internals.Create("Credentials.ManagedIdentityCredential", "a", "b", null, Platform));
    }

    [Fact]
    public void Workload_identity_from_the_platform_or_given()
    {
        object Create(string? app, string? directory, string? file, Func<string, string?> environment) =>
            Internals.Create("Credentials.WorkloadIdentityCredential", app, directory, file, environment);
        Is("""{"kind":"workloadIdentity","clientId":"app-of-platform","directory":"directory-of-platform","tokenFile":"/var/run/token"}""",
            Create(null, null, null, Platform));
        Is("""{"kind":"workloadIdentity","clientId":"a","directory":"d","tokenFile":"/f"}""", Create("a", "d", "/f", Platform));
        IsRefused("AZURE_TENANT_ID", () => Create("a", null, "/f", NoPlatform));
    }

    [Fact]
    public void Azure_Pipelines_from_the_variables_of_the_job_or_given()
    {
        object Create(string? app, object? token, Func<string, string?> environment) =>
            Internals.Create("Credentials.AzurePipelinesCredential", app, null, null, token, environment);
        Is("""
            {"kind":"azurePipelines","clientId":"app-of-connection","directory":"directory-of-connection","serviceConnectionId":"connection",
             "systemAccessToken":"token-of-job","requestUri":"https://dev.azure.com/oidc"}
            """, Create(null, null, Platform));
        Assert.Equal("given", Internals.Auth(Create("a", "given".Secure(), Platform)).GetProperty("systemAccessToken").GetString());
        IsRefused("SYSTEM_ACCESSTOKEN", () => Create("a", null, name => name == "SYSTEM_ACCESSTOKEN" ? null : Platform(name)));
        IsRefused("SYSTEM_OIDCREQUESTURI", () => Create("a", null, name => name == "SYSTEM_OIDCREQUESTURI" ? null : Platform(name)));
    }

    [Fact]
    public void Azure_Cli() => Is("""{"kind":"azureCli","directory":"d"}""", Internals.Create("Credentials.AzureCliCredential", "d"));

    [Fact]
    public void A_federated_token_is_given_when_it_is_asked_for()
    {
        foreach (var given in new object[] { "outside", "outside".Secure() })
        {
            var credential = Internals.Create("Credentials.FederatedCredential", "app", "d", given);
            Is("""{"kind":"federated","clientId":"app","directory":"d"}""", credential);
            // More than once: a long run asks again.
            for (var time = 0; time < 2; time++)
            {
                var reply = Internals.Answer(credential, ("Kind", "federatedToken"), ("Audience", "api://AzureADTokenExchange"));
                Assert.Equal("outside", reply.GetProperty("token").GetString());
            }
            Assert.Contains("'sign'", Internals.Answer(credential, ("Kind", "sign")).GetProperty("error").GetString(), StringComparison.Ordinal);
        }
        IsRefused("-FederatedToken", () => Internals.Create("Credentials.FederatedCredential", "app", "d", 5));
    }

    [Theory]
    [InlineData("Public", "https://login.microsoftonline.com", "https://graph.microsoft.com", "https://contoso-my.sharepoint.com")]
    [InlineData("GccHigh", "https://login.microsoftonline.us", "https://graph.microsoft.us", "https://contoso-my.sharepoint.us")]
    [InlineData("DoD", "https://login.microsoftonline.us", "https://dod-graph.microsoft.us", "https://contoso-my.sharepoint-mil.us")]
    [InlineData("China", "https://login.chinacloudapi.cn", "https://microsoftgraph.chinacloudapi.cn", "https://contoso-my.sharepoint.cn")]
    public void Addresses_whose_proxy_is_asked_for(string cloud, string login, string graph, string my)
    {
        foreach (var tenant in new[] { "contoso", "contoso.onmicrosoft.com", "https://contoso-admin.sharepoint.com/" })
        {
            var addresses = Internals.CallStatic("CloudHosts", "Addresses", tenant, Internals.Enum("SpoCloud", cloud), null)!;
            Assert.Equal((login, graph, my), (Internals.Get(addresses, "Login"), Internals.Get(addresses, "Graph"), Internals.Get(addresses, "My")));
        }
    }
}
