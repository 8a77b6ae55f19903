<#
.SYNOPSIS
    Builds, tests and demonstrates SpoProfileSync.
.DESCRIPTION
    The one door to the build. Needs PowerShell 7.4 or newer, cargo, and a .NET SDK 10; build.sh finds or installs them on Linux and macOS.
    Each task can be run any number of times. The first step that fails ends the run with exit code 1.
.PARAMETER Task
    Build    the native library, the simulated tenant and the module, put together in module/bin (default)
    Analyze  formatting, clippy and the .NET analyzers
    Test     Analyze and Build, then all Rust tests and all module tests
    Demo     Build, then examples/Sync-AdPhotos.ps1 on a simulated tenant of 200 employees
    TestMono the module's assembly on Mono, a runtime with the profile of .NET Framework; Linux, installs Mono with apt-get when it is missing
    Conformance  the simulated tenant, then third-party clients against it; needs Python 3.10, Node.js 20 and their package registries
    Package  out/SpoProfileSync with the natives of all platforms, its zip and .nupkg, and tests of these; installs compilers from Debian's archive
    TestWindows  Package's module in the PowerShell engine for Windows, under Wine; needs what Package made, installs Wine
    Clean    removes what was built: module/bin, the obj and bin folders, out, the cargo target folder
.PARAMETER Configuration
    Debug (default) or Release, for Rust and .NET alike.
.EXAMPLE
    ./build.ps1 -Task Demo
.EXAMPLE
    ./build.ps1 -Task Build -Configuration Release
#>
[CmdletBinding()]
param(
    [Parameter(Position = 0)]
    [ValidateSet('Build', 'Test', 'Demo', 'TestMono', 'Conformance', 'Analyze', 'Package', 'TestWindows', 'Clean')]
    [string] $Task = 'Build',

    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Debug'
)

if ($PSVersionTable.PSVersion -lt [version]'7.4') {
    Write-Host "build: PowerShell 7.4 or newer is needed, this is $($PSVersionTable.PSVersion). Get it from https://aka.ms/powershell, then run this with pwsh."
    exit 1
}

$ErrorActionPreference = 'Stop'
Set-StrictMode -Version 3.0
$root = $PSScriptRoot
$moduleProject = Join-Path $root 'module/SpoProfileSync.csproj'
$testProject = Join-Path $root 'tests/module'
$moduleBin = Join-Path $root 'module/bin'
$outFolder = Join-Path $root 'out'

. (Join-Path $root 'build/Tool.ps1')
. (Join-Path $root 'build/Artifact.ps1')
. (Join-Path $root 'build/TestRun.ps1')
if ($Task -eq 'TestMono') {
    . (Join-Path $root 'build/Install.ps1')
    . (Join-Path $root 'build/Mono.ps1')
}
if ($Task -in 'Package', 'TestWindows') {
    foreach ($part in 'Install', 'Sysroot', 'Native', 'NativeCheck', 'Crates', 'Licence', 'Sbom', 'Archive', 'PackageTest', 'Package', 'Windows') {
        . (Join-Path $root "build/$part.ps1")
    }
}

function Invoke-Analyze {
    Invoke-Step 'cargo fmt' { Invoke-Tool cargo fmt --all --check }
    Invoke-Step 'cargo clippy' { Invoke-Tool cargo clippy --quiet --workspace --all-targets --locked '--' -D warnings }
    foreach ($project in $moduleProject, $testProject) {
        $name = [IO.Path]::GetRelativePath($root, $project)
        Invoke-Step "dotnet build $name" { Invoke-DotnetBuild $project }
        Invoke-Step "dotnet format $name" { Invoke-Tool dotnet format $project --verify-no-changes --no-restore --verbosity quiet }
    }
}

# The module's assembly is built aside and published afterwards, as a session may have the old one loaded.
# Warnings are errors in every build: an up-to-date project would not report them a second time.
function Invoke-DotnetBuild([string] $Project) {
    $output = @(if ($Project -eq $moduleProject) { "-property:OutputPath=$outFolder/module/" })
    # `dotnet build` would add a summary to each project that cannot be turned off.
    Invoke-Tool dotnet msbuild $Project -restore -nologo '-verbosity:quiet' -warnAsError "-property:Configuration=$Configuration" $output
}

function Invoke-Build {
    $profileArguments = @(if ($Configuration -eq 'Release') { '--release' })
    Invoke-Step 'cargo build' { Invoke-Tool cargo build --locked --package spo-native --package spo-tenant @profileArguments }
    Invoke-Step 'dotnet build module' { Invoke-DotnetBuild $moduleProject }
    Invoke-Step 'put together module/bin' {
        $platform = Get-Platform
        $cargoOut = Join-Path (Get-CargoTargetFolder) $Configuration.ToLowerInvariant()
        Publish-File (Join-Path $cargoOut $platform.CargoLibrary) (Join-Path $moduleBin "$($platform.Folder)/$($platform.Library)")
        Publish-File (Join-Path $cargoOut $platform.Tenant) (Join-Path $moduleBin "$($platform.Folder)/$($platform.Tenant)")
        Publish-File (Join-Path $outFolder 'module/SpoProfileSync.dll') (Join-Path $moduleBin 'SpoProfileSync.dll')
    }
}

function Invoke-Test {
    Invoke-Analyze
    Invoke-Build
    $profileArguments = @(if ($Configuration -eq 'Release') { '--release' })
    Invoke-Step 'Rust tests' { Invoke-RustTest $profileArguments }
    Invoke-Step 'module tests' { Invoke-ModuleTest $testProject $Configuration }
}

function Invoke-Demo {
    Invoke-Build
    $demo = Join-Path $outFolder 'demo'
    $photos = Join-Path $demo 'photos'
    $export = Join-Path $demo 'ad-users.clixml'
    $platform = Get-Platform
    Invoke-Step 'photographs and AD export of 200 employees, in out/demo' {
        $null = [IO.Directory]::CreateDirectory($photos)
        Invoke-Tool (Join-Path $moduleBin "$($platform.Folder)/$($platform.Tenant)") photos --users 200 --seed 1 --out $photos
        Invoke-Tool pwsh -NoProfile -File (Join-Path $root 'tests/fixtures/New-AdExport.ps1') -PhotoFolder $photos -Path $export
    }
    Invoke-Step 'examples/Sync-AdPhotos.ps1' {
        Invoke-Tool pwsh -NoProfile -File (Join-Path $root 'examples/Sync-AdPhotos.ps1') -AdExport $export -DemoTenant
    }
}

function Invoke-TestMono {
    Invoke-Step 'find or install Mono' { Install-Mono }
    Invoke-Build
    Invoke-Step 'mono tests' { Invoke-MonoTest $moduleBin }
}

function Invoke-Conformance {
    $python = 'python3', 'python' | Where-Object { Test-Command $_ } | Select-Object -First 1
    if (-not $python) { throw [StepFailedException]::new('python3 was not found on PATH. The third-party clients need Python 3.10 or newer and Node.js 20 or newer.') }
    $profileArguments = @(if ($Configuration -eq 'Release') { '--release' })
    Invoke-Step 'cargo build' { Invoke-Tool cargo build --locked --package spo-tenant @profileArguments }
    Invoke-Step 'third-party clients against the simulated tenant' {
        $program = Join-Path (Get-CargoTargetFolder) $Configuration.ToLowerInvariant() (Get-Platform).Tenant
        Invoke-Tool $python (Join-Path $root 'tests/conformance/run.py') --tenant $program --out (Join-Path $outFolder 'conformance')
    }
}

function Invoke-Clean {
    Invoke-Step 'cargo clean' { Invoke-Tool cargo clean --quiet }
    Invoke-Step 'remove build folders' {
        foreach ($folder in 'module/bin', 'module/obj', 'tests/module/bin', 'tests/module/obj', 'tests/mono/obj', 'out') {
            $full = Join-Path $root $folder
            if ([IO.Directory]::Exists($full)) { [IO.Directory]::Delete($full, $true) }
        }
    }
}

$watch = [Diagnostics.Stopwatch]::StartNew()
Push-Location
try {
    Set-Location -LiteralPath $root
    Assert-Tool -CompileOnly:($Task -notin 'Test', 'Analyze')
    & "Invoke-$Task"
    Write-Host ('{0}: done in {1:0} s' -f $Task, $watch.Elapsed.TotalSeconds)
} catch [StepFailedException] {
    Write-Host "$($Task): $($_.Exception.Message)"
    exit 1
} finally {
    Pop-Location
}
