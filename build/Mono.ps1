# Mono, the second runtime: finding or installing it, and running the module's assembly on it.

# The runtime and what DataContractJsonSerializer needs; without the development files, of which one is taken below.
$monoPackages = 'mono-runtime', 'libmono-system-runtime-serialization4.0-cil'

<# mono on PATH; installed from Debian's archive when it is missing, and that is said. #>
function Install-Mono {
    if (-not $IsLinux) { throw [StepFailedException]::new('TestMono runs on Linux; on Windows the runtime of Windows PowerShell is the real one.') }
    Install-DebianPackage $monoPackages
}

<#
netstandard.dll of Mono forwards the types of .NET Standard to those of .NET Framework. Debian has it in mono-devel only, with 24 MB of
other files and many dependencies, so that package is unpacked and not installed.
#>
function Copy-MonoFacade([string] $Destination) {
    $facade = '/usr/lib/mono/4.5/Facades/netstandard.dll'
    if (-not (Test-Path $facade)) {
        $folder = Join-Path $outFolder 'mono-devel'
        $facade = Join-Path $folder "root$facade"
        if (-not (Test-Path $facade)) {
            Write-Host '   downloading mono-devel from Debian''s archive, for one file of it'
            $package = Save-DebianPackage mono-devel $folder
            Invoke-Tool dpkg-deb --extract $package (Join-Path $folder 'root')
            [IO.File]::Delete($package)
        }
    }
    [IO.File]::Copy($facade, (Join-Path $Destination 'netstandard.dll'), $true)
}

<# The program of tests/mono with the module's assembly, as built, on Mono. #>
function Invoke-MonoTest([string] $ModuleBin) {
    $project = Join-Path $root 'tests/mono'
    $folder = Join-Path $outFolder 'mono'
    Invoke-Tool dotnet msbuild $project -restore -nologo '-verbosity:quiet' -warnAsError
    # Analyze leaves this project out: it needs the built assembly.
    Invoke-Tool dotnet format $project --verify-no-changes --no-restore --verbosity quiet
    Copy-MonoFacade $folder
    $platform = Get-Platform
    foreach ($file in $platform.Library, $platform.Tenant) {
        Publish-File (Join-Path $ModuleBin "$($platform.Folder)/$file") (Join-Path $folder "$($platform.Folder)/$file")
    }
    $count = @{ Passed = 0; Failed = 0 }
    $exitCode = Start-Tool timeout @('300', 'mono', (Join-Path $folder 'SpoProfileSync.MonoTests.dll')) {
        param($line)
        if ($line -match '^mono: (\d+) passed, (\d+) failed$') {
            $count.Passed = [int] $Matches[1]
            $count.Failed = [int] $Matches[2]
        } else {
            Write-Host $line
        }
    }
    Complete-TestRun 'mono' $count $exitCode
}
