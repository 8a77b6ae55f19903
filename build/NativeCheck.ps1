# What a released file must be like: hardened, exporting the ABI and nothing else, loadable on old systems, and silent about the machine it was
# made on. Read with binutils, which knows both formats; what is inside the managed assembly is read by .NET itself.

<# The functions of the C header: what the libraries must export. #>
function Get-AbiFunction {
    $header = [IO.File]::ReadAllText((Join-Path $root 'native/spo-native/include/spo_native.h'))
    [regex]::Matches($header, '(?m)^\w[\w ]*\b(spo_\w+)\(') | ForEach-Object { $_.Groups[1].Value }
}

<# Fails with every finding at once. #>
function Assert-Native([string] $Folder, [object[]] $Platform, [string[]] $MachinePath) {
    $abi = @(Get-AbiFunction)
    $found = foreach ($one in $Platform) {
        foreach ($name in $one.Library, $one.Tenant | Where-Object { $_ }) {
            $path = Join-Path $Folder $one.Folder $name
            $exports = @(if ($name -eq $one.Library) { $abi })
            $problems = @(if ($one.Glibc) { Find-ElfProblem $path $exports $one.Glibc } else { Find-PeProblem $path $exports })
            $problems += @(Find-MachinePath ([IO.File]::ReadAllBytes($path)) $MachinePath)
            $problems | Where-Object { $_ } | ForEach-Object { "$($one.Folder)/$($name): $_" }
        }
    }
    if ($found) { throw [StepFailedException]::new("`n   " + ($found -join "`n   ")) }
}

function Find-PeProblem([string] $Path, [string[]] $Export) {
    $text = Read-Binary objdump '-p', $Path
    foreach ($flag in 'HIGH_ENTROPY_VA', 'DYNAMIC_BASE', 'NX_COMPAT') {
        if ($text -notmatch "(?m)^\s+$flag\s*$") { "the flag $flag is not set" }
    }
    # Dynamic base without relocations would be a promise that cannot be kept.
    if ($text -notmatch '(?m)^Entry 5 [0-9a-f]*[1-9a-f][0-9a-f]* .*Base Relocation') { 'it has no relocations' }
    $table = [regex]::Match($text, '(?ms)^\[Ordinal/Name Pointer\] Table.*?(?=^\S+ |\z)').Value
    $names = [regex]::Matches($table, '(?m)^\s+\[\s*\d+\].*?(\w+)\s*$') | ForEach-Object { $_.Groups[1].Value }
    Find-ExportProblem $names $Export
    $imports = [regex]::Matches($text, '(?m)^\s+DLL Name: (\S+)') | ForEach-Object { $_.Groups[1].Value.ToLowerInvariant() }
    foreach ($import in $imports) {
        if ($import -match '^(libgcc|libwinpthread|libstdc|vcruntime|msvcp)') { "it needs $import, which Windows does not have" }
    }
}

function Find-ElfProblem([string] $Path, [string[]] $Export, [string] $Glibc) {
    $text = Read-Binary readelf '-W', '-h', '-l', '-d', '--dyn-syms', '-V', $Path
    if ($text -notmatch '(?m)^\s+Type:\s+DYN') { 'it is not position independent' }
    if ($text -notmatch '(?m)^\s+GNU_RELRO ') { 'it has no RELRO segment' }
    if ($text -notmatch '\(FLAGS(_1)?\).*\bNOW\b') { 'symbols are not bound at the start (full RELRO)' }
    if ($text -notmatch '(?m)^\s+GNU_STACK .* RW ') { 'the stack is executable' }
    if ($text -match '\(TEXTREL\)') { 'it has relocations in its code' }
    if ($text -match '\((RPATH|RUNPATH)\)') { 'it has a library search path' }
    # GLOBAL functions that are defined here: the section is a number, not UND.
    $names = [regex]::Matches($text, '(?m)^\s+\d+: [0-9a-f]+\s+\d+ (?:FUNC|OBJECT|NOTYPE)\s+(?:GLOBAL|WEAK)\s+DEFAULT\s+\d+ ([^@\s]+)') | ForEach-Object { $_.Groups[1].Value }
    if ($Export) { Find-ExportProblem $names $Export }
    $highest = [version] '0.0'
    foreach ($version in [regex]::Matches($text, '\bGLIBC_(\d+\.\d+(?:\.\d+)?)')) {
        if ([version] $version.Groups[1].Value -gt $highest) { $highest = [version] $version.Groups[1].Value }
    }
    if ($highest -gt [version] $Glibc) { "it needs glibc $highest, more than $Glibc" }
    foreach ($needed in [regex]::Matches($text, '\(NEEDED\).*\[(\S+)\]')) {
        $library = $needed.Groups[1].Value
        if ($library -notmatch '^(lib(c|m|dl|pthread|rt)\.so|ld-linux)') { "it needs $library, which is not part of glibc" }
    }
}

function Find-ExportProblem([string[]] $Actual, [string[]] $Expected) {
    foreach ($name in $Actual) { if ($name -notin $Expected) { "it exports $name, which is not in spo_native.h" } }
    foreach ($name in $Expected) { if ($name -notin $Actual) { "it does not export $name of spo_native.h" } }
}

<# The folders of this machine that stand in the bytes, as UTF-8 or as UTF-16. #>
function Find-MachinePath([byte[]] $Bytes, [string[]] $MachinePath) {
    $narrow = [Text.Encoding]::Latin1.GetString($Bytes)
    foreach ($path in $MachinePath) {
        $wide = [Text.Encoding]::Latin1.GetString([Text.Encoding]::Unicode.GetBytes($path))
        $bytesOfPath = [Text.Encoding]::Latin1.GetString([Text.Encoding]::UTF8.GetBytes($path))
        $at = $narrow.IndexOf($bytesOfPath, [StringComparison]::Ordinal)
        if ($at -ge 0) { "it names a folder of this machine: $([regex]::Match($narrow.Substring($at, [Math]::Min(160, $narrow.Length - $at)), '^[\x20-\x7e]+').Value)" }
        elseif ($narrow.Contains($wide, [StringComparison]::Ordinal)) { "it names a folder of this machine: $path" }
    }
}

<# Where this machine's own folders begin: the checkout, the user's home, cargo's and the temporary folder. #>
function Get-MachinePath([string] $Work) {
    $paths = @($root, $Work, (Get-CargoHome), [Environment]::GetFolderPath('UserProfile'))
    if ($env:SPO_TOOLCHAIN_HOME) { $paths += $env:SPO_TOOLCHAIN_HOME }
    if ($env:NUGET_PACKAGES) { $paths += $env:NUGET_PACKAGES }
    # A home of one or two letters would be found by chance; a real folder has a separator before and after its name.
    $paths | ForEach-Object { $_.TrimEnd('/') + '/' } | Where-Object { $_.Length -gt 4 } | Select-Object -Unique
}

<# The managed assembly: no path in it, nor in the debug information packed inside it. #>
function Assert-Managed([string] $Path, [string[]] $MachinePath) {
    $bytes = [IO.File]::ReadAllBytes($Path)
    $found = @(Find-MachinePath $bytes $MachinePath)
    $found += @(foreach ($file in Get-SourceFileName $bytes) {
        if ([IO.Path]::IsPathRooted($file) -and $file -notlike '/_/*') { "its debug information names the source file $file" }
    })
    if ($found) { throw [StepFailedException]::new("$([IO.Path]::GetFileName($Path)): $($found -join '; ')") }
}

# The debug information is packed into the assembly, deflated, and keeps file names in parts: .NET's own reader puts them together.
function Get-SourceFileName([byte[]] $Assembly) {
    $null = [Reflection.Assembly]::Load('System.Reflection.Metadata')
    $image = [Reflection.PortableExecutable.PEReader]::new([IO.MemoryStream]::new($Assembly))
    foreach ($entry in $image.ReadDebugDirectory()) {
        if ($entry.Type -ne 'EmbeddedPortablePdb') { continue }
        $symbols = $image.ReadEmbeddedPortablePdbDebugDirectoryData($entry)
        $reader = $symbols.GetMetadataReader('Default', $null)
        foreach ($document in $reader.Documents) { $reader.GetString($reader.GetDocument($document).Name) }
        $symbols.Dispose()
    }
    $image.Dispose()
}

function Read-Binary([string] $Tool, [string[]] $Arguments) {
    $text = Use-Environment @{ LC_ALL = 'C' } { Read-Tool $Tool $Arguments }
    if (-not $text) { throw [StepFailedException]::new("$Tool could not read $($Arguments[-1]).") }
    $text
}
