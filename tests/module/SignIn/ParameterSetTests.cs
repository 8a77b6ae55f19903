using System.Management.Automation;
using SpoProfileSync.ModuleTests.Hosting;

namespace SpoProfileSync.ModuleTests.SignIn;

/// <summary>What an administrator types finds its kind of sign-in, or is refused before anything is sent.</summary>
public sealed class ParameterSetTests : IDisposable
{
    readonly Shell shell = new();

    public void Dispose() => shell.Dispose();

    [Fact]
    public void Each_kind_is_a_set_with_what_it_cannot_do_without()
    {
        var script = """
            (Get-Command Connect-SpoProfile).ParameterSets | ForEach-Object {
                "$($_.Name) $(($_.Parameters | Where-Object IsMandatory | ForEach-Object Name) -join ' ')"
            }
            """;
        Assert.Equal(
        [
            "AzureCli: AzureCli Tenant",
            "AzurePipelines: AzurePipelines Tenant",
            "Certificate: Certificate ClientId Tenant",
            "CertificateBase64: CertificateBase64 ClientId Tenant",
            "CertificateFile: CertificatePath ClientId Tenant",
            "CertificateThumbprint: CertificateThumbprint ClientId Tenant",
            "ClientSecret: ClientSecretCredential Tenant",
            "Demo: DemoTenant",
            "DeviceCode: ClientId DeviceCode Tenant",
            "Federated: ClientId FederatedToken Tenant",
            "Interactive: ClientId Tenant",
            "ManagedIdentity: ManagedIdentity Tenant",
            "Token: AccessToken Tenant",
            "WorkloadIdentity: Tenant WorkloadIdentity",
        ], shell.Run(script).Succeed().Output.Select(set => Sorted(set.ToString())).Order(StringComparer.Ordinal));
    }

    static string Sorted(string set)
    {
        var words = set.Split(' ');
        return $"{words[0]}: {string.Join(' ', words.Skip(1).Order(StringComparer.Ordinal))}";
    }

    [Fact]
    public void Tenant_and_app_alone_mean_a_person_at_a_browser() =>
        Assert.Equal("Interactive", Assert.Single(shell.Run("(Get-Command Connect-SpoProfile).DefaultParameterSet").Succeed().Output).ToString());

    [Theory]
    [InlineData("-AccessToken x -ClientId y")]
    [InlineData("-ClientId x -DeviceCode -CertificatePath y")]
    [InlineData("-ManagedIdentity -AzureCli")]
    [InlineData("-DemoTenant -Cloud China")]
    [InlineData("-ClientId x -Cloud Mars")]
    public void What_does_not_go_together_is_refused_by_the_shell(string parameters)
    {
        var outcome = shell.Run("Connect-SpoProfile contoso " + parameters);
        Assert.IsAssignableFrom<ParameterBindingException>((outcome.Terminating ?? Assert.Single(outcome.Errors)).Exception);
    }

    [Theory]
    [InlineData("-ManagedIdentity -ClientId a -ObjectId b", "-ResourceId")]
    [InlineData("-WorkloadIdentity -ClientId a -FederatedTokenFile f -TenantId ''", "TenantId")]
    [InlineData("-ClientId x -FederatedToken 5", "-FederatedToken")]
    [InlineData("-ClientId x -CertificateBase64 5", "-CertificateBase64")]
    [InlineData("-AccessToken x, { 'y' }", "not both")]
    public void What_cannot_work_is_refused_before_anything_is_sent(string parameters, string mentioned)
    {
        var outcome = shell.Run("Connect-SpoProfile contoso " + parameters);
        Assert.Contains(mentioned, (outcome.Terminating ?? Assert.Single(outcome.Errors)).Exception.Message, StringComparison.Ordinal);
    }
}
