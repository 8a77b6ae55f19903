# The tests of the package itself: the zip is unpacked as an administrator would, into a folder with a difficult name, and used from there in new processes.

function Test-Package {
    $modules = Join-Path $packageWork "test/Module f$([char] 0xFC)r $([char] 0x5199)$([char] 0x771F)"
    $module = Join-Path $modules 'SpoProfileSync'
    Invoke-Step 'unpack the zip into a folder of PSModulePath with spaces and other scripts in its name' {
        if ([IO.Directory]::Exists($modules)) { [IO.Directory]::Delete($modules, $true) }
        [IO.Compression.ZipFile]::ExtractToDirectory((Get-ArchivePath 'zip'), $modules)
        # Install-Module unpacks without file modes, so the program must do without its own.
        Invoke-Tool chmod '-x' (Join-Path $module "bin/$((Get-Platform).Folder)/$((Get-Platform).Tenant)")
    }
    $demo = Join-Path $packageWork 'test/demo'
    $photos = Join-Path $demo 'photos'
    $export = Join-Path $demo 'ad-users.clixml'
    Use-Environment @{ PSModulePath = $modules } {
        Invoke-Step 'import by name, commands, help' {
            Invoke-Tool pwsh -NoProfile -File (Join-Path $root 'tests/package/Test-Package.ps1') -Module $module -Version (Get-Version)
        }
        Invoke-Step 'the demo from the package' {
            Invoke-Tool pwsh -NoProfile -Command 'Import-Module SpoProfileSync; Start-SpoDemoTenant -User 1 | Stop-SpoDemoTenant'
            $null = [IO.Directory]::CreateDirectory($photos)
            Invoke-Tool (Join-Path $module "bin/$((Get-Platform).Folder)/$((Get-Platform).Tenant)") photos --users 200 --seed 1 --out $photos
            Invoke-Tool pwsh -NoProfile -File (Join-Path $root 'tests/fixtures/New-AdExport.ps1') -PhotoFolder $photos -Path $export
            Invoke-Tool pwsh -NoProfile -File (Join-Path $module 'examples/Sync-AdPhotos.ps1') -AdExport $export -DemoTenant
        }
    }
    Invoke-Step 'what importing the packaged module costs' {
        Invoke-Tool pwsh -NoProfile -File (Join-Path $root 'tests/bench/Measure-Import.ps1') -Module (Join-Path $module 'SpoProfileSync.psd1')
    }
}
