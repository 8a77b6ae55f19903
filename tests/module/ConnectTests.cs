using System.Management.Automation;
using System.Security;
using SpoProfileSync.ModuleTests.Hosting;

namespace SpoProfileSync.ModuleTests;

public sealed class ConnectTests(Tenant tenant) : IClassFixture<Tenant>, IDisposable
{
    readonly Shell shell = new();

    public void Dispose() => shell.Dispose();

    async Task<string[]> Tokens() =>
    [
        await tenant.Token("https://graph.microsoft.com"),
        await tenant.Token($"https://{tenant.Name}.sharepoint.com"),
        await tenant.Token($"https://{tenant.Name}-admin.sharepoint.com"),
        await tenant.Token($"https://{tenant.Name}-my.sharepoint.com"),
    ];

    Outcome Connect(params object[] tokens) =>
        shell.Run("Connect-SpoProfile $args[0] -AccessToken $args[1] -Endpoint $args[2] -PassThru", tenant.Name, tokens, tenant.Endpoint);

    [Fact]
    public void With_a_certificate()
    {
        var connection = Assert.Single(shell.Connect(tenant).Run("Get-SpoProfileConnection").Succeed().Output);
        Assert.Equal(tenant.Name, connection.Text("Tenant"));
        Assert.Equal(tenant.ClientId, connection.Text("AppId"));
        Assert.Equal("certificate", connection.Text("AuthKind"));
        Assert.Equal("False", connection.Text("IsDemo"));
        Assert.True((DateTime)connection.Properties["TokenExpires"].Value > DateTime.UtcNow);
    }

    [Fact]
    public async Task With_tokens_as_text_as_SecureString_and_inside_objects()
    {
        var tokens = await Tokens();
        var secure = new SecureString();
        foreach (var c in tokens[1]) secure.AppendChar(c);
        var az = AdUsers.Custom(("Token", secure), ("ExpiresOn", DateTimeOffset.MaxValue));
        var msal = AdUsers.Custom(("access_token", tokens[2]));
        var cli = new System.Collections.Hashtable { ["accessToken"] = tokens[3] };
        var connection = Assert.Single(Connect(tokens[0], az, msal, cli).Succeed().Output);
        Assert.Equal("tokens", connection.Text("AuthKind"));
    }

    [Fact]
    public async Task With_a_script_block_that_is_asked_for_each_resource()
    {
        var tokens = await Tokens();
        var byResource = new System.Collections.Hashtable
        {
            ["https://graph.microsoft.com"] = tokens[0],
            [$"https://{tenant.Name}.sharepoint.com"] = tokens[1],
            [$"https://{tenant.Name}-admin.sharepoint.com"] = tokens[2],
            [$"https://{tenant.Name}-my.sharepoint.com"] = tokens[3],
        };
        var script = """
            $byResource = $args[2]; $asked = [Collections.ArrayList]@()
            Connect-SpoProfile $args[0] -Endpoint $args[1] -AccessToken { param($resource) $null = $asked.Add($resource); $byResource[$resource] }
            $asked
            """;
        var asked = shell.Run(script, tenant.Name, tenant.Endpoint, byResource).Succeed().Output.Select(item => item.ToString()).ToArray();
        Assert.Contains($"https://{tenant.Name}-admin.sharepoint.com", asked);
        Assert.Contains($"https://{tenant.Name}-my.sharepoint.com", asked);
        Assert.All(asked, resource => Assert.True(byResource.ContainsKey(resource)));
    }

    [Fact]
    public void A_script_block_that_fails_ends_the_sign_in_and_keeps_its_secrets()
    {
        var script = "Connect-SpoProfile $args[0] -Endpoint $args[1] -AccessToken { throw 'vault is closed, last was eyJhbGciOi.secret.x' }";
        var error = shell.Run(script, tenant.Name, tenant.Endpoint).EndedBy("SpoAuthenticationFailed");
        Assert.Contains("vault is closed", error.Exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Something_without_a_token_is_refused() => Connect(new object[] { 5 }).EndedBy("SpoInvalidArgument");

    [Fact]
    public void The_wrong_app_is_refused()
    {
        var error = shell.Run("Connect-SpoProfile $args[0] -ClientId $args[1] -CertificatePath $args[2] -Endpoint $args[3]",
            tenant.Name, Guid.NewGuid().ToString(), tenant.CertificatePath, tenant.Endpoint).EndedBy("SpoAuthenticationFailed");
        Assert.Equal(ErrorCategory.AuthenticationError, error.CategoryInfo.Category);
        Assert.Empty(shell.Run("Get-SpoProfileConnection").Succeed().Output);
    }

    [Fact]
    public void A_certificate_file_that_is_not_there()
    {
        var path = Path.Combine(tenant.Scratch, "none.pfx");
        var error = shell.Run("Connect-SpoProfile contoso -ClientId x -CertificatePath $args[0]", path).EndedBy("SpoCertificateInvalid");
        Assert.Equal(path, error.TargetObject);
    }

    [Fact]
    public void An_unknown_endpoint_names_the_known_ones()
    {
        var error = shell.Run("Connect-SpoProfile contoso -AccessToken x -Endpoint @{ Grahp = 'https://x' }").EndedBy("SpoInvalidArgument");
        Assert.Equal("Grahp", error.TargetObject);
        Assert.Contains("Login, Graph, Root, Admin, My, TrustedRoot", error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Plain_http_to_somewhere_else_is_refused()
    {
        var error = shell.Run("Connect-SpoProfile contoso -AccessToken x -Endpoint @{ Graph = 'http://graph.example.com' }").EndedBy("SpoInsecureEndpoint");
        Assert.Equal(ErrorCategory.SecurityError, error.CategoryInfo.Category);
    }

    [Fact]
    public void A_second_connect_closes_the_first()
    {
        var first = Assert.Single(shell.Connect(tenant).Run("Get-SpoProfileConnection").Succeed().Output);
        shell.Connect(tenant);
        shell.Run("Get-SpoProfilePhotoStatus -Identity a@b -Connection $args[0]", first).EndedBy("SpoNotConnected");
    }

    [Fact]
    public void To_a_simulated_tenant_of_its_own()
    {
        var connection = Assert.Single(shell.Run("Connect-SpoProfile -DemoTenant -DemoUser 3 -PassThru").Succeed().Output);
        Assert.Equal("True", connection.Text("IsDemo"));
        Assert.Equal(3, shell.Run("Get-SpoProfilePhotoStatus").Succeed().Output.Count);
    }
}
