# Mono, the second runtime: finding or installing it, and running the module's assembly on it.

# The runtime and what DataContractJsonSerializer needs; without the development files, of which one is taken below.
$monoPackages = 'mono-runtime', 'libmono-system-runtime-serialization4.0-cil'

<# mono on PATH; installed from the system's package source when it is missing, and that is said. #>
function Install-Mono {
    if (-not $IsLinux) { throw [StepFailedException]::new('TestMono runs on Linux; on Windows the runtime of Windows PowerShell is the real one.') }
    if ((Test-Command mono) -and (Test-Path /usr/lib/mono/4.5/System.Runtime.Serialization.dll)) { return }
    if (-not (Test-Command apt-get)) { throw [StepFailedException]::new("mono was not found. Install it with the system's package manager and run this again.") }
    Write-Host "   installing with apt-get: $monoPackages"
    Invoke-Apt install --yes --no-install-recommends $monoPackages
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
            Write-Host '   downloading mono-devel with apt-get, for one file of it'
            $null = [IO.Directory]::CreateDirectory($folder)
            Invoke-Apt download mono-devel -Folder $folder
            $package = [IO.Directory]::GetFiles($folder, 'mono-devel_*.deb')[0]
            Invoke-Tool dpkg-deb --extract $package (Join-Path $folder 'root')
            [IO.File]::Delete($package)
        }
    }
    [IO.File]::Copy($facade, (Join-Path $Destination 'netstandard.dll'), $true)
}

# apt-get as root; `download` writes into the current folder.
function Invoke-Apt([Parameter(ValueFromRemainingArguments)] [object[]] $Arguments, [string] $Folder = $root) {
    $words = @(foreach ($argument in $Arguments) { foreach ($word in $argument) { $word } })
    $asRoot = @(if ((Read-Tool id '-u').Trim() -ne '0' -and $words[0] -ne 'download') { 'sudo' })
    $command = $asRoot + 'env' + "--chdir=$Folder" + 'DEBIAN_FRONTEND=noninteractive' + 'apt-get' + '--quiet=2'
    if ((Start-Tool $command[0] ($command[1..($command.Count - 1)] + $words)) -eq 0) { return }
    # The list of packages may be old, or there is none yet.
    $update = $asRoot + 'apt-get' + '--quiet=2' + 'update'
    $null = Start-Tool $update[0] $update[1..($update.Count - 1)]
    Invoke-Tool $command[0] ($command[1..($command.Count - 1)] + $words)
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
