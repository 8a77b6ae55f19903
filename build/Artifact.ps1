# What the build makes and where it goes: names of the native files per platform, cargo's output folder, and publishing a file.

<# Names of the native files here. The folder is the one PowerShell 7 itself probes beside the module's assembly: <os>-<arch>, no `lib` prefix. #>
function Get-Platform {
    $architecture = [Runtime.InteropServices.RuntimeInformation]::OSArchitecture.ToString().ToLowerInvariant()
    $os, $extension, $prefix, $program =
        if ($IsWindows) { 'win', 'dll', '', '.exe' } elseif ($IsMacOS) { 'osx', 'dylib', 'lib', '' } else { 'linux', 'so', 'lib', '' }
    [pscustomobject]@{
        Folder       = "$os-$architecture"
        CargoLibrary = "${prefix}spo_native.$extension"
        Library      = "spo_native.$extension"
        Tenant       = "spo-tenant$program"
    }
}

<# cargo's target folder, wherever an environment variable or a configuration file puts it. #>
function Get-CargoTargetFolder {
    $metadata = Read-Tool cargo metadata, --no-deps, --format-version, 1, --locked
    if (-not $metadata) { throw [StepFailedException]::new("'cargo metadata' failed; run it to see why.") }
    (ConvertFrom-Json $metadata).target_directory
}

<#
Puts a built file at its place. A session may have the old one loaded, so it is never written over: the new file is written
beside it and takes its name. Windows allows a loaded library to be renamed, but not replaced, so there the old one steps aside.
#>
function Publish-File([string] $Source, [string] $Destination) {
    $folder = [IO.Path]::GetDirectoryName($Destination)
    $null = [IO.Directory]::CreateDirectory($folder)
    Remove-OldFile $folder
    if (Test-SameContent $Source $Destination) { return }
    $mark = [guid]::NewGuid().ToString('N')
    [IO.File]::Copy($Source, "$Destination.$mark.new")
    if ($IsWindows -and [IO.File]::Exists($Destination)) { [IO.File]::Move($Destination, "$Destination.$mark.old") }
    [IO.File]::Move("$Destination.$mark.new", $Destination, $true)
}

function Test-SameContent([string] $First, [string] $Second) {
    if (-not [IO.File]::Exists($Second) -or [IO.FileInfo]::new($First).Length -ne [IO.FileInfo]::new($Second).Length) { return $false }
    $hashes = foreach ($path in $First, $Second) {
        $stream = [IO.File]::OpenRead($path)
        try { [Convert]::ToHexString([Security.Cryptography.SHA256]::HashData($stream)) } finally { $stream.Dispose() }
    }
    $hashes[0] -eq $hashes[1]
}

# Leftovers of earlier runs; one that is still loaded somewhere goes with a later run.
function Remove-OldFile([string] $Folder) {
    foreach ($file in [IO.Directory]::GetFiles($Folder, '*.old') + [IO.Directory]::GetFiles($Folder, '*.new')) {
        try { [IO.File]::Delete($file) } catch [IO.IOException] { } catch [UnauthorizedAccessException] { }
    }
}
