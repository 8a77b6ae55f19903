using System.Management.Automation;
using SpoProfileSync.ModuleTests.Hosting;

namespace SpoProfileSync.ModuleTests.Examples;

/// <summary>Runs an example as its user would, in a process of its own, and looks that no secret comes out.</summary>
static class Rehearsal
{
    /// <summary>
    /// Arguments as PowerShell writes them. $endpoint is the tenant's; a file cannot be given a table on the command line, so the script is
    /// called from a command, and its exit code passed on.
    /// </summary>
    public static async Task<Ended> Run(Tenant tenant, string example, string arguments, params (string Name, string Value)[] variables)
    {
        var endpoint = string.Join("; ", tenant.Endpoint.Keys.Cast<string>().Select(name => $"{name} = '{tenant.Endpoint[name]}'"));
        var script = $"$endpoint = @{{ {endpoint} }}\n& '{Checkout.At("examples", example)}' {arguments}\nexit $LASTEXITCODE";
        using var child = Child.Start(Checkout.Manifest, script, variables);
        return NoSecretIn(tenant, await child.End());
    }

    /// <summary>Output and errors hold no token, no key and nothing else that only the platform knows.</summary>
    public static Ended NoSecretIn(Tenant tenant, Ended ended)
    {
        var key = tenant.PrivateKeyPem.Split('\n')[1];
        Assert.All(["eyJ", key, "PRIVATE KEY", tenant.IdentityHeader],
            secret => Assert.DoesNotContain(secret, ended.Output + ended.Errors, StringComparison.Ordinal));
        return ended;
    }

    /// <summary>Writes what Get-ADUser | Export-Clixml would: some users of the tenant, all with a photo. Tests of a class take different ones.</summary>
    public static string AdExport(Tenant tenant, Range which, params PSObject[] more)
    {
        var photo = Checkout.PhotoBytes("astronaut.jpg");
        var users = tenant.Users.ToArray()[which].Select(user => PSObject.AsPSObject(AdUsers.Live(user, photo))).Concat(more).ToArray();
        var path = Path.Combine(tenant.Scratch, Guid.NewGuid().ToString("N") + ".clixml");
        File.WriteAllText(path, PSSerializer.Serialize(users, 2));
        return path;
    }

    /// <summary>A user whose photo is none.</summary>
    public static PSObject Broken(Tenant tenant) =>
        PSObject.AsPSObject(AdUsers.Live(tenant.Users[^1], "no picture"u8.ToArray()));
}
