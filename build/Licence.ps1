# THIRD-PARTY-LICENCES.txt: the texts that come with every crate inside the natives, and with what the compilers link in themselves.
# Crates that have the same text share it; the text of a licence names its own copyright holders, so only identical ones are merged.

function Get-LicenceDocument([object[]] $Crate, [object] $Compiler) {
    $texts = [ordered]@{}
    $users = @{}
    $add = {
        param([string] $user, [string] $text)
        $text = ($text -replace '\r', '' -replace '[ \t]+(?=\n)', '').Trim()
        $hash = Get-TextHash ($text -replace '\s+', ' ')
        if (-not $users.ContainsKey($hash)) { $texts[$hash] = $text; $users[$hash] = [Collections.Generic.List[string]]::new() }
        if (-not $users[$hash].Contains($user)) { $users[$hash].Add($user) }
    }
    foreach ($one in $Crate | Where-Object { -not $_.Own }) {
        $found = @(Get-LicenceText $one)
        foreach ($text in $found) { & $add $one.Key $text }
    }
    foreach ($part in Get-LinkedPart $Compiler) { & $add $part.Name ([IO.File]::ReadAllText($part.File)) }
    & $add 'photographs inside spo-tenant' ([IO.File]::ReadAllText((Join-Path $root 'native/spo-tenant/photos/ORIGIN.txt')))

    $document = [Text.StringBuilder]::new()
    $null = $document.Append("The native files of SpoProfileSync contain the Rust crates below, and the parts of their compilers' libraries.`n")
    $null = $document.Append("The managed assembly contains nothing but SpoProfileSync itself.`n`n")
    foreach ($one in $Crate | Where-Object { -not $_.Own }) {
        $null = $document.Append(('{0,-34} {1,-40} {2}' -f $one.Key, $one.Licence, $one.Homepage).TrimEnd()).Append("`n")
    }
    foreach ($hash in $texts.Keys) {
        $null = $document.Append("`n" + '=' * 100 + "`n" + ($users[$hash] -join ', ') + "`n" + '=' * 100 + "`n`n" + $texts[$hash] + "`n")
    }
    $document.ToString()
}

# The licence files of a crate. One that brings none gets the text of its licence: MIT's with its authors' names, or the one of Apache 2.0,
# which names nobody and is part of every Debian.
function Get-LicenceText([object] $Crate) {
    if (-not $Crate.Licence) { throw [StepFailedException]::new("the crate $($Crate.Key) does not say what its licence is.") }
    $files = @([IO.Directory]::GetFiles($Crate.Folder) | Where-Object { [IO.Path]::GetFileName($_) -match '(?i)^(licen[cs]e|copying|notice|copyright|unlicense)' })
    if ($files.Count -gt 0) {
        [Array]::Sort($files, [StringComparer]::Ordinal)
        foreach ($file in $files) { [IO.File]::ReadAllText($file) }
        return
    }
    if ($Crate.Licence -eq 'Apache-2.0') { return [IO.File]::ReadAllText('/usr/share/common-licenses/Apache-2.0') }
    if ($Crate.Licence -notmatch '\bMIT\b') { throw [StepFailedException]::new("the crate $($Crate.Key) ($($Crate.Licence)) has no licence text in its package.") }
    $terms = [regex]::Match([IO.File]::ReadAllText((Join-Path $root 'LICENSE')), '(?s)Permission is hereby granted.*').Value
    "MIT License`n`nCopyright (c) $($Crate.Authors -join ', ')`n`n$terms"
}

# What a linker adds: Rust's library, mingw's start-up code and the part of GCC's library that unwinds, zig's counterparts.
function Get-LinkedPart([object] $Compiler) {
    [pscustomobject]@{ Name = "Rust's standard library (all natives)"; File = '/usr/share/doc/rustc-web/copyright' }
    [pscustomobject]@{ Name = 'mingw-w64 runtime (win-x64)'; File = '/usr/share/doc/mingw-w64-x86-64-dev/copyright' }
    [pscustomobject]@{ Name = "GCC's runtime library, under its runtime library exception (win-x64)"; File = '/usr/share/doc/gcc-mingw-w64-base/copyright' }
    # Of the environment zig is installed in only the folder below site-packages is wanted, whatever the version of python.
    $zig = [IO.Directory]::GetDirectories((Join-Path $packageWork 'zig/lib'))[0] + '/site-packages/ziglang'
    foreach ($file in 'LICENSE', 'lib/libunwind/LICENSE.TXT', 'lib/libc/glibc/LICENSES') {
        [pscustomobject]@{ Name = "start-up code, compiler-rt and libunwind of zig (linux-x64, linux-arm64): $file"; File = "$zig/$file" }
    }
}
