# What Package, TestWindows and TestMono need beyond the everyday tools, from Debian's archive and from the Python package index, at pinned versions.

<# Installs the Debian packages that are missing, and says which first. #>
function Install-DebianPackage([string[]] $Name) {
    if (-not (Test-Command dpkg-query)) {
        throw [StepFailedException]::new("this task needs Debian 12 or a system built on it: it takes $($Name -join ', ') from Debian's archive.")
    }
    $installed = "$(Read-Tool dpkg-query '-W', '-f', '${db:Status-Status} ${Package}\n')" -split '\n'
    $missing = @($Name | Where-Object { "installed $_" -notin $installed })
    if ($missing.Count -eq 0) { return }
    Write-Host "   installing from Debian's archive: $($missing -join ', ')"
    Invoke-AptAsRoot update -qq
    Invoke-AptAsRoot install --yes -qq --no-install-recommends @missing
}

<# Downloads a Debian package into a folder without installing it; its path is the output. #>
function Save-DebianPackage([string] $Name, [string] $Folder) {
    $null = [IO.Directory]::CreateDirectory($Folder)
    # apt-get writes into the current folder.
    $download = "--chdir=$Folder", 'apt-get', '-qq', 'download', $Name
    # The first try fails where the list of packages is old, or there is none yet.
    if ((Start-Tool env $download) -ne 0) {
        Invoke-AptAsRoot update -qq
        Invoke-Tool env @download
    }
    [IO.Directory]::GetFiles($Folder, "${Name}_*.deb")[0]
}

function Invoke-AptAsRoot {
    $apt = @(if ([Environment]::UserName -ne 'root') { 'sudo' }) + 'apt-get'
    $words = $args
    Use-Environment @{ DEBIAN_FRONTEND = 'noninteractive' } { Invoke-Tool @apt @words }
}

<# A Python environment of its own with these packages, name==version; nothing is installed for the user or the system. #>
function Install-PythonPackage([string] $Folder, [string[]] $Requirement) {
    $mark = Join-Path $Folder 'installed.txt'
    $wanted = $Requirement -join "`n"
    if ([IO.File]::Exists($mark) -and [IO.File]::ReadAllText($mark) -eq $wanted) { return }
    $python = 'python3', 'python' | Where-Object { Test-Command $_ } | Select-Object -First 1
    if (-not $python) { throw [StepFailedException]::new('python3 was not found on PATH; it is needed to install ' + ($Requirement -join ', ') + '.') }
    Write-Host "   installing from the Python package index: $($Requirement -join ', ')"
    if ([IO.Directory]::Exists($Folder)) { [IO.Directory]::Delete($Folder, $true) }
    Invoke-Tool $python -m venv $Folder
    Invoke-Tool (Join-Path $Folder 'bin/python') -m pip install --quiet --disable-pip-version-check @Requirement
    [IO.File]::WriteAllText($mark, $wanted)
}
