using System.Management.Automation;
using SpoProfileSync.ModuleTests.Hosting;

namespace SpoProfileSync.ModuleTests;

/// <summary>Errors as scripts see them: id, category, target, advice.</summary>
public sealed class ErrorTests(Tenant tenant) : IClassFixture<Tenant>, IDisposable
{
    readonly Shell shell = new();

    public void Dispose() => shell.Dispose();

    [Fact]
    public void Without_a_connection()
    {
        var error = shell.Run("'a@b' | Sync-SpoProfilePhoto").EndedBy("SpoNotConnected");
        Assert.Equal("SpoNotConnected,SpoProfileSync.SyncSpoProfilePhotoCommand", error.FullyQualifiedErrorId);
        Assert.Equal(ErrorCategory.ConnectionError, error.CategoryInfo.Category);
        Assert.Contains("Connect-SpoProfile", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public void An_error_of_one_user_names_the_user_and_the_next_step()
    {
        shell.Connect(tenant);
        var row = AdUsers.Custom(("UserPrincipalName", tenant.Users[0].UserPrincipalName), ("thumbnailPhoto", "System.Byte[]"));
        var outcome = shell.Run("$args[0] | Sync-SpoProfilePhoto", row);
        var error = Assert.Single(outcome.Errors);
        Assert.Equal("SpoPhotoLostInCsv,SpoProfileSync.SyncSpoProfilePhotoCommand", error.FullyQualifiedErrorId);
        Assert.Equal(ErrorCategory.InvalidData, error.CategoryInfo.Category);
        Assert.Equal(tenant.Users[0].UserPrincipalName, error.TargetObject);
        Assert.Contains("Export-Clixml", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        var result = Assert.Single(outcome.Output);
        Assert.Equal(("Failed", "SpoPhotoLostInCsv"), (result.Text("Action"), result.Text("ErrorId")));
    }

    [Fact]
    public void An_input_that_names_nobody()
    {
        shell.Connect(tenant);
        var outcome = shell.Run("$null, $args[0] | Sync-SpoProfilePhoto", AdUsers.Custom(("Color", "red")));
        Assert.Equal(["Failed", "Failed"], outcome.Texts("Action"));
        Assert.All(outcome.Errors, error => Assert.StartsWith("SpoIdentityMissing,", error.FullyQualifiedErrorId, StringComparison.Ordinal));
        Assert.Equal(2, outcome.Errors.Count);
    }

    [Fact]
    public void ErrorAction_Stop_ends_the_run_at_the_first_failure()
    {
        shell.Connect(tenant);
        var outcome = shell.Run("$null, $null | Sync-SpoProfilePhoto -ErrorAction Stop");
        Assert.NotNull(outcome.Terminating);
        outcome.Failure("SpoIdentityMissing");
    }

    [Fact]
    public async Task A_sign_in_service_that_does_not_answer_ends_the_command()
    {
        shell.Connect(tenant);
        using var other = new Shell();
        await tenant.Fault(new { kind = "token", action = "respond", status = 400, percent = 100 });
        try
        {
            var error = other.Run("Connect-SpoProfile -Tenant $args[0] -ClientId $args[1] -CertificatePath $args[2] -Endpoint $args[3]",
                tenant.Name, tenant.ClientId, tenant.CertificatePath, tenant.Endpoint).EndedBy("SpoAuthenticationFailed");
            Assert.IsType<string>(error.ErrorDetails.RecommendedAction);
        }
        finally
        {
            await tenant.Heal();
        }
    }
}
