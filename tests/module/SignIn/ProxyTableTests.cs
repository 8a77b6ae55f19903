using System.Management.Automation;
using System.Net;
using System.Text.Json;
using SpoProfileSync.ModuleTests.Hosting;

namespace SpoProfileSync.ModuleTests.SignIn;

/// <summary>The proxy of each host, as the system or the administrator says.</summary>
public sealed class ProxyTableTests
{
    /// <summary>As a proxy script answers: SharePoint directly but for the admin host, the rest by proxies of their own.</summary>
    sealed class Script : IWebProxy
    {
        public ICredentials? Credentials { get; set; }

        public Uri GetProxy(Uri destination) => destination.Host switch
        {
            "contoso-admin.sharepoint.com" => new Uri("http://admin-proxy:3128"),
            var host when host.EndsWith(".sharepoint.com", StringComparison.Ordinal) => destination,
            _ => new Uri($"http://{destination.Host.Split('.')[0]}-proxy:8080/"),
        };

        public bool IsBypassed(Uri host) => host.Host == "contoso.sharepoint.com";
    }

    static JsonElement Session(string? given = null, PSCredential? credential = null, IWebProxy? system = null, object? endpoints = null)
    {
        using var secrets = (IDisposable)Internals.Create("Wire.SecretBag");
        var config = Internals.Create("Wire.SessionConfig");
        var addresses = Internals.CallStatic("CloudHosts", "Addresses", "contoso", Internals.Enum("SpoCloud", "Public"), endpoints);
        var table = Internals.Create("ProxyTable", given is null ? null : new Uri(given, UriKind.RelativeOrAbsolute), credential, system);
        Internals.Call(table, "Apply", config, addresses, secrets);
        return Internals.Json(config, secrets);
    }

    static string[] Proxies(JsonElement session) =>
        [.. new[] { "login", "graph", "root", "admin", "my" }.Select(name => session.GetProperty("proxy").GetProperty(name).GetString()!)];

    static (string?, string?) Login(JsonElement session) =>
        (session.GetProperty("proxyUser").GetString(), session.GetProperty("proxyPassword").GetString());

    [Fact]
    public void The_system_is_asked_for_each_host() =>
        Assert.Equal(["http://login-proxy:8080", "http://graph-proxy:8080", "", "http://admin-proxy:3128", ""], Proxies(Session(system: new Script())));

    [Fact]
    public void Loopback_is_reached_directly()
    {
        var endpoints = Internals.Create("Wire.Endpoints");
        foreach (var name in new[] { "Login", "Graph", "Root", "Admin", "My" }) Internals.Set(endpoints, name, "http://127.0.0.1:8080");
        Assert.False(Session(system: new Script(), endpoints: endpoints).TryGetProperty("proxy", out _));
    }

    [Fact]
    public void Without_any_proxy_nothing_is_said_of_it()
    {
        var session = Session(credential: new PSCredential("anna", "p".Secure()));
        Assert.DoesNotContain("proxy", session.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void A_given_one_leads_to_all_hosts()
    {
        var session = Session("http://proxy:8080/", new PSCredential("DOMAIN\\anna", "p\"1".Secure()), new Script());
        Assert.All(Proxies(session), proxy => Assert.Equal("http://proxy:8080", proxy));
        Assert.Equal(("DOMAIN\\anna", "p\"1"), Login(session));
    }

    [Fact]
    public void Name_and_password_in_the_address_are_taken_out_of_it()
    {
        var session = Session("http://anna:p%40ss%3A1@proxy:8080");
        Assert.All(Proxies(session), proxy => Assert.Equal("http://proxy:8080", proxy));
        Assert.Equal(("anna", "p@ss:1"), Login(session));
    }

    [Fact]
    public void The_credentials_of_the_system_proxy_go_along()
    {
        Assert.Equal(("svc", "pw"), Login(Session(system: new Script { Credentials = new NetworkCredential("svc", "pw") })));
        // Those of the Windows session cannot.
        var session = Session(system: new Script { Credentials = CredentialCache.DefaultCredentials });
        Assert.False(session.TryGetProperty("proxyUser", out _));
    }

    [Theory]
    [InlineData("proxy:8080")]
    [InlineData("proxy")]
    [InlineData("ftp://proxy")]
    public void What_is_no_http_address_is_refused(string proxy)
    {
        using var shell = new Shell();
        var error = shell.Run("Connect-SpoProfile contoso -ClientId x -Proxy $args[0]", proxy).EndedBy("SpoInvalidArgument");
        Assert.Contains("http://proxy:8080", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }
}
