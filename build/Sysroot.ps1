# The compiler of released natives and its standard library for the platforms it has none for.
# One compiler makes all of them: Debian's, because its library's source is a package too and so can be built for Windows and arm64.

<# Debian's rustc and cargo by their full paths (rustup's come first in PATH), and the text that identifies the compiler. #>
function Get-ReleaseCompiler {
    $compiler = [pscustomobject]@{
        Rustc   = Find-PackageFile rustc-web '/bin/rustc$'
        Cargo   = Find-PackageFile cargo-web '^/usr/bin/cargo$'
        Source  = [IO.Path]::GetDirectoryName((Find-PackageFile rust-web-src '/library/Cargo\.toml$'))
        Version = ''
    }
    $compiler.Version = Read-Tool $compiler.Rustc '-vV'
    $compiler
}

function Find-PackageFile([string] $Package, [string] $Pattern) {
    $found = @("$(Read-Tool dpkg '-L', $Package)" -split '\n' | Where-Object { $_ -match $Pattern })
    if ($found.Count -eq 0) { throw [StepFailedException]::new("the Debian package $Package has no file like $Pattern.") }
    $found[0]
}

<#
A folder for rustc's --sysroot with the standard library of every target, made once per compiler: rlibs fit one compiler build only,
so the folder is named after the full text of rustc -vV. The target of this machine is Debian's own, linked; the others are compiled.
#>
function Get-ReleaseSysroot([object] $Compiler, [string[]] $Target, [string] $Folder) {
    $key = Get-TextHash (@($Compiler.Version) + $Target -join "`n")
    $sysroot = Join-Path $Folder "sysroot-$($key.Substring(0, 16))"
    if ([IO.Directory]::Exists($sysroot)) { return $sysroot }
    $own = [regex]::Match($Compiler.Version, '(?m)^host: (\S+)').Groups[1].Value
    $foreign = @($Target | Where-Object { $_ -ne $own })
    Write-Host "   compiling Rust's standard library for $($foreign -join ', '); once per compiler"
    $source = Join-Path $Folder 'std-source'
    $built = Join-Path $Folder 'std-target'
    New-EmptyCrate $source
    # Bitcode, so that link-time optimisation reaches into the library.
    $flags = @('-Cembed-bitcode=yes') + (Get-PathFlag $Folder "$($Compiler.Source)=/rustc/library")
    Use-Environment @{ RUSTC = $Compiler.Rustc; RUSTC_BOOTSTRAP = '1'; CARGO_ENCODED_RUSTFLAGS = $flags -join [char] 0x1f } {
        $targets = $foreign | ForEach-Object { '--target', $_ }
        Invoke-Tool $Compiler.Cargo build --quiet --release --manifest-path "$source/Cargo.toml" --target-dir $built @targets -Z 'build-std=std,panic_unwind'
    }
    # Put together aside: a folder of this name is always a whole one.
    $new = "$sysroot.new"
    if ([IO.Directory]::Exists($new)) { [IO.Directory]::Delete($new, $true) }
    foreach ($name in $foreign) {
        $libraries = [IO.Directory]::CreateDirectory("$new/lib/rustlib/$name/lib").FullName
        foreach ($file in [IO.Directory]::GetFiles("$built/$name/release/deps", '*.rlib')) {
            if ($file -notlike '*/libstdonly-*') { [IO.File]::Copy($file, (Join-Path $libraries ([IO.Path]::GetFileName($file)))) }
        }
    }
    if ($own -in $Target) {
        $lib = "$((Read-Tool $Compiler.Rustc '--print', 'sysroot').Trim())/lib/rustlib/$own"
        $null = [IO.Directory]::CreateSymbolicLink("$new/lib/rustlib/$own", $lib)
    }
    [IO.Directory]::Move($new, $sysroot)
    [IO.Directory]::Delete($built, $true)
    $sysroot
}

# A library without content: what cargo compiles for it is the standard library alone.
function New-EmptyCrate([string] $Folder) {
    $null = [IO.Directory]::CreateDirectory("$Folder/src")
    [IO.File]::WriteAllText("$Folder/Cargo.toml", "[package]`nname = `"stdonly`"`nversion = `"0.0.0`"`nedition = `"2024`"`n`n[workspace]`n")
    [IO.File]::WriteAllText("$Folder/src/lib.rs", '')
}

<#
Flags that keep this machine's folders out of what is compiled; of overlapping ones rustc takes the last. The folders of the registry
are named one by one, as each is called after its host.
#>
function Get-PathFlag([string] $Work, [string[]] $Map) {
    $cargoHome = Get-CargoHome
    $registries = Join-Path $cargoHome 'registry/src'
    $maps = @("$cargoHome=/cargo", "$root=/spo-profile-sync", "$Work=/build")
    if ([IO.Directory]::Exists($registries)) { $maps += [IO.Directory]::GetDirectories($registries) | ForEach-Object { "$_=/crates" } }
    $maps + $Map | Where-Object { $_ } | ForEach-Object { "--remap-path-prefix=$_" }
}

function Get-CargoHome {
    if ($env:CARGO_HOME) { return $env:CARGO_HOME }
    Join-Path ([Environment]::GetFolderPath('UserProfile')) '.cargo'
}

function Get-TextHash([string] $Text) {
    [Convert]::ToHexString([Security.Cryptography.SHA256]::HashData([Text.Encoding]::UTF8.GetBytes($Text))).ToLowerInvariant()
}
