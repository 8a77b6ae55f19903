# TestWindows: the package in the PowerShell engine for Windows, which is .NET for Windows, under Wine. It is not Windows: see README, 'Honest limits'.
# Wine gets a prefix (a C: drive) of its own below out/windows, and nothing else of this machine is changed.

$windowsWork = Join-Path $outFolder 'windows'
$windowsPrefix = Join-Path $windowsWork 'prefix'
$wine = '/usr/lib/wine/wine64'

function Invoke-TestWindows {
    Invoke-Step 'tools that only TestWindows needs' { Install-DebianPackage 'wine64', 'wine', 'gcc-mingw-w64-x86-64-win32' }
    if (-not [IO.File]::Exists((Get-ArchivePath 'zip'))) { Invoke-Package }
    $variables = @{
        WINEPREFIX       = $windowsPrefix
        WINEDEBUG        = '-all'
        # mscoree must stay: without it .NET does not find its own assemblies.
        WINEDLLOVERRIDES = 'mshtml='
        DISPLAY          = ''
        # Code that .NET writes twice mapped, to keep it from being writable and executable at once, makes it crash under Wine 8.
        DOTNET_EnableWriteXorExecute = '0'
        # Of the C: drive, as Windows sees it.
        PSModulePath     = 'C:\Program Files\' + $windowsModules
    }
    Use-Environment $variables {
        try {
            Invoke-Step 'a C: drive for Wine' { Initialize-Prefix }
            Invoke-Step 'PowerShell for Windows' { Publish-WindowsHost }
            Invoke-Step 'the package on drive C:, a share, photographs and an AD export' { Publish-WindowsFile }
            Invoke-Step 'tests/windows' { Invoke-WindowsScenario }
            Invoke-Step 'tests/module for Windows' { Invoke-WindowsModuleTest }
        } finally {
            # Ends what runs in this prefix, and nothing else.
            if (Test-Command wineserver) { $null = Start-Tool wineserver @('--kill') }
        }
    }
}

$windowsModules = "Module f$([char] 0xFC)r $([char] 0x5199)$([char] 0x771F)"
$windowsDrive = Join-Path $windowsPrefix 'drive_c'

<#
Wine 8 lacks bcryptprimitives.dll, of which Rust's library wants one function on every Windows since version 10. A stand-in goes where Windows
has it. It is for tests under Wine only: nothing of the package contains it.
#>
function Initialize-Prefix {
    $system = Join-Path $windowsDrive 'windows/system32'
    $null = [IO.Directory]::CreateDirectory($windowsPrefix)
    if (-not [IO.File]::Exists((Join-Path $windowsPrefix 'system.reg'))) { Invoke-Tool $wine wineboot --init }
    if ([IO.File]::Exists((Join-Path $system 'bcryptprimitives.dll'))) { return }
    $source = Join-Path $root 'tests/windows/bcryptprimitives.c'
    Invoke-Tool x86_64-w64-mingw32-gcc -O2 -shared -o (Join-Path $system 'bcryptprimitives.dll') $source -ladvapi32
}

<# PowerShell for Windows: the one SPO_WINDOWS_PWSH names, else the engine's console host of the toolchain, published once. #>
function Get-WindowsHost {
    if ($env:SPO_WINDOWS_PWSH) { return $env:SPO_WINDOWS_PWSH }
    if ($env:SPO_TOOLCHAIN_HOME) { return Join-Path $env:SPO_TOOLCHAIN_HOME 'pshost-win/pwsh.exe' }
    throw [StepFailedException]::new('unpack PowerShell 7 for Windows (the zip for win-x64 from https://aka.ms/powershell) and name its pwsh.exe in the variable SPO_WINDOWS_PWSH.')
}

function Publish-WindowsHost {
    if ([IO.File]::Exists((Get-WindowsHost))) { return }
    if ($env:SPO_WINDOWS_PWSH) { throw [StepFailedException]::new("SPO_WINDOWS_PWSH names '$env:SPO_WINDOWS_PWSH', which is not there.") }
    Invoke-Toolchain tc_windows_host
}

# A function of the toolchain's env.sh; build.sh says where that is.
function Invoke-Toolchain([string] $Function) {
    $toolchain = if ($env:SPO_TOOLCHAIN) { $env:SPO_TOOLCHAIN } else { Join-Path $root '../shared/toolchain' }
    Invoke-Tool bash -c "set -e; . '$toolchain/env.sh'; $Function"
}

function Publish-WindowsFile {
    $modules = Join-Path $windowsDrive "Program Files/$windowsModules"
    $scratch = Join-Path $windowsDrive 'scratch'
    foreach ($folder in $modules, $scratch) { if ([IO.Directory]::Exists($folder)) { [IO.Directory]::Delete($folder, $true) } }
    [IO.Compression.ZipFile]::ExtractToDirectory((Get-ArchivePath 'zip'), $modules)
    # Wine looks for \\server\share in this folder.
    $server = Join-Path $windowsPrefix 'dosdevices/unc/server'
    $null = [IO.Directory]::CreateDirectory($server)
    if (-not [IO.Directory]::Exists("$server/share")) { $null = [IO.Directory]::CreateSymbolicLink("$server/share", $scratch) }

    $photos = [IO.Directory]::CreateDirectory((Join-Path $scratch 'photos')).FullName
    Invoke-Tool (Get-PackagedTenant) photos --users 20 --seed 1 --out $photos
    Invoke-Tool pwsh -NoProfile -File (Join-Path $root 'tests/fixtures/New-AdExport.ps1') -PhotoFolder $photos -Path (Join-Path $scratch 'ad-users.clixml')
    $app = Join-Path $root 'native/spo-tenant/app'
    $certificate = [Security.Cryptography.X509Certificates.X509Certificate2]::CreateFromPemFile("$app/demo-app.cert.pem", "$app/demo-app.key.pem")
    [IO.File]::WriteAllBytes((Join-Path $scratch 'app.pfx'), $certificate.Export('Pkcs12', 'secret'))
}

function Get-PackagedTenant { Join-Path $packageFolder "bin/$((Get-Platform).Folder)/$((Get-Platform).Tenant)" }

# The tenant runs outside of Wine: what the module for Windows says on the wire is understood by a service that is not of its own kind.
function Invoke-WindowsScenario {
    $start = [Diagnostics.ProcessStartInfo]::new((Get-PackagedTenant), '--users 20 --seed 1 --time-scale 60 --ready-json --exit-with-stdin')
    $start.RedirectStandardInput = $true
    $start.RedirectStandardOutput = $true
    $tenant = [Diagnostics.Process]::Start($start)
    try {
        [IO.File]::WriteAllText((Join-Path $windowsDrive 'scratch/ready.json'), $tenant.StandardOutput.ReadLine())
        Invoke-Tool $wine (Get-WindowsHost) -NoProfile -File (ConvertTo-WindowsPath (Join-Path $root 'tests/windows/Test-Windows.ps1')) `
            -Module "C:\Program Files\$windowsModules\SpoProfileSync" -Scratch 'C:\scratch' -Share '\\server\share' -Ready 'C:\scratch\ready.json'
    } finally {
        $tenant.StandardInput.Close()
        if (-not $tenant.WaitForExit(5000)) { $tenant.Kill() }
        $tenant.Dispose()
    }
}

# Wine shows the whole file system as drive Z:.
function ConvertTo-WindowsPath([string] $Path) { 'Z:' + $Path.Replace('/', '\') }

<#
The program of tests/module, for Windows, beside a checkout whose built files are those of the package; whatever else the tests read there is
this checkout's, linked.
#>
function Invoke-WindowsModuleTest {
    $checkout = Join-Path $windowsWork 'checkout'
    if ([IO.Directory]::Exists($checkout)) { [IO.Directory]::Delete($checkout, $true) }
    $bin = [IO.Directory]::CreateDirectory((Join-Path $checkout 'module/bin')).FullName
    foreach ($name in [IO.Directory]::GetFileSystemEntries($root)) {
        $leaf = [IO.Path]::GetFileName($name)
        if ($leaf -in 'module', 'out', 'target' -or $leaf.StartsWith('.')) { continue }
        $null = if ([IO.Directory]::Exists($name)) { [IO.Directory]::CreateSymbolicLink("$checkout/$leaf", $name) } else { [IO.File]::CreateSymbolicLink("$checkout/$leaf", $name) }
    }
    $null = [IO.Directory]::CreateSymbolicLink("$checkout/module/src", (Join-Path $root 'module/src'))
    foreach ($file in [IO.Directory]::GetFiles((Join-Path $root 'module'))) { [IO.File]::Copy($file, (Join-Path "$checkout/module" ([IO.Path]::GetFileName($file)))) }
    [IO.File]::Copy((Join-Path $packageFolder 'bin/SpoProfileSync.dll'), "$bin/SpoProfileSync.dll")
    $null = [IO.Directory]::CreateDirectory("$bin/win-x64")
    foreach ($file in [IO.Directory]::GetFiles((Join-Path $packageFolder 'bin/win-x64'))) { [IO.File]::Copy($file, "$bin/win-x64/$([IO.Path]::GetFileName($file))") }

    $program = Join-Path $checkout 'program'
    Invoke-Tool dotnet publish $testProject --configuration Release --runtime win-x64 --self-contained '-p:RuntimeFrameworkVersion=10.0.12' --output $program --verbosity quiet --nologo
    # Left out: the tests that make or read RSA keys with .NET. Wine 8 refuses .NET such keys, and after that the process hangs. Connect-SpoProfile
    # with a certificate file is not concerned, as the library reads that itself; the scenarios above do it. And those of Linux: its loader, and child processes.
    Use-Environment @{ WINEPATH = ConvertTo-WindowsPath ([IO.Path]::GetDirectoryName((Get-WindowsHost))) } {
        Invoke-TestProgram 'module-windows' $wine @((Join-Path $program 'SpoProfileSync.ModuleTests.exe'), '-noColor', '-trait-', 'Needs=RSA keys of Windows', '-trait-', 'System=Linux')
    }
}
