using SpoProfileSync.ModuleTests.Hosting;

namespace SpoProfileSync.ModuleTests.Native;

/// <summary>The module's life in a process: imported again, imported everywhere at once, and gone while it works. A crash is an exit code.</summary>
[Trait("System", "Linux")]
public sealed class ProcessTests(Tenant tenant) : IClassFixture<Tenant>
{
    const string Connect = "Connect-SpoProfile -Tenant contoso -ClientId $env:SPO_TEST_CLIENT -CertificatePath $env:SPO_TEST_CERTIFICATE -Endpoint $endpoint";

    const string Prologue = """
        $ErrorActionPreference = 'Stop'
        $endpoint = @{}
        foreach ($pair in $env:SPO_TEST_ENDPOINT.Split(' ')) { $name, $address = $pair.Split('='); $endpoint[$name] = $address }
        function New-Shell {
            $runspace = [runspacefactory]::CreateRunspace([initialsessionstate]::CreateDefault2())
            $runspace.Open()
            $shell = [powershell]::Create()
            $shell.Runspace = $runspace
            $shell
        }

        """;

    Child Start(string script)
    {
        var endpoint = tenant.Endpoint.Cast<System.Collections.DictionaryEntry>().Select(entry => $"{entry.Key}={entry.Value}");
        return Child.Start(Checkout.Manifest, Prologue + script, ("SPO_TEST_ENDPOINT", string.Join(' ', endpoint)),
            ("SPO_TEST_CLIENT", tenant.ClientId), ("SPO_TEST_CERTIFICATE", tenant.CertificatePath),
            ("SPO_TEST_USER", tenant.Users[0].UserPrincipalName), ("SPO_TEST_PHOTO", Checkout.Photo("astronaut.jpg")));
    }

    async Task<Ended> Run(string script)
    {
        using var child = Start(script);
        return await child.End();
    }

    [Fact]
    public async Task Removed_and_imported_again()
    {
        var ended = await Run($$"""
            foreach ($round in 1..5) {
                Import-Module $env:SPO_TEST_MANIFEST
                if (Get-SpoProfileConnection) { throw 'the connection outlived the module' }
                {{Connect}}
                (Get-SpoProfilePhotoStatus -Identity $env:SPO_TEST_USER).State
                Remove-Module SpoProfileSync
                if (Get-Command Get-SpoProfilePhotoStatus -ErrorAction Ignore) { throw 'the command outlived the module' }
            }
            exit 7
            """);
        Assert.Equal(5, ended.With(7).Lines.Length);
    }

    /// <summary>All of them come to load the native library at about the same time.</summary>
    [Fact]
    public async Task Imported_in_ten_runspaces_at_once()
    {
        var ended = await Run($$"""
            $script = {
                param($endpoint)
                $ErrorActionPreference = 'Stop'
                Import-Module $env:SPO_TEST_MANIFEST
                {{Connect}}
                (Get-SpoProfilePhotoStatus -Identity $env:SPO_TEST_USER).Identity
                Remove-Module SpoProfileSync
            }
            $shells = foreach ($i in 1..10) { (New-Shell).AddScript($script).AddArgument($endpoint) }
            $running = @(foreach ($shell in $shells) { $shell.BeginInvoke() })
            foreach ($i in 0..9) { $shells[$i].EndInvoke($running[$i]) }
            exit 7
            """);
        Assert.Equal(Enumerable.Repeat(tenant.Users[0].UserPrincipalName, 10), ended.With(7).Lines);
    }

    /// <summary>
    /// A job waits for an answer that never comes while the process ends. (A script that only says `exit` waits for its other runspaces,
    /// whatever they run: their threads keep the process alive.)
    /// </summary>
    [Theory]
    [InlineData("[Environment]::Exit(7)")]
    [InlineData("Remove-Module SpoProfileSync; [GC]::Collect(); [GC]::WaitForPendingFinalizers(); [Environment]::Exit(7)")]
    [InlineData("$shell.Stop(); exit 7")]
    [InlineData("$shell.Dispose(); exit 7")]
    [InlineData("$shell.Runspace.Dispose(); exit 7")]
    public async Task Ended_while_a_job_runs(string end)
    {
        await tenant.Forget();
        await tenant.Fault(new { kind = "photo.upload", action = "hang", percent = 100 });
        try
        {
            using var child = Start($$"""
                Import-Module $env:SPO_TEST_MANIFEST
                $script = {
                    param($endpoint)
                    Import-Module $env:SPO_TEST_MANIFEST
                    {{Connect}}
                    [pscustomobject]@{ UserPrincipalName = $env:SPO_TEST_USER; Photo = [IO.File]::ReadAllBytes($env:SPO_TEST_PHOTO) } | Sync-SpoProfilePhoto
                }
                $shell = (New-Shell).AddScript($script).AddArgument($endpoint)
                $null = $shell.BeginInvoke()
                $null = [Console]::In.ReadLine()
                {{end}}
                """);
            await tenant.Wait("photo.upload", 1);
            child.Go();
            (await child.End()).With(7);
        }
        finally
        {
            await tenant.Heal();
        }
    }
}
