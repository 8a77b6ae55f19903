# The natives of a release: which platforms there are, and the cargo runs for each.
# Linux is linked by zig against an old glibc (cargo-zigbuild), Windows by mingw.

<# The platforms of the package. Folder is PowerShell's name for it; -DemoTenant needs the tenant's program. #>
function Get-ReleasePlatform {
    [pscustomobject]@{ Folder = 'win-x64'; Target = 'x86_64-pc-windows-gnu'; Glibc = ''; Library = 'spo_native.dll'; Tenant = 'spo-tenant.exe' }
    [pscustomobject]@{ Folder = 'linux-x64'; Target = 'x86_64-unknown-linux-gnu'; Glibc = '2.28'; Library = 'spo_native.so'; Tenant = 'spo-tenant' }
    [pscustomobject]@{ Folder = 'linux-arm64'; Target = 'aarch64-unknown-linux-gnu'; Glibc = '2.28'; Library = 'spo_native.so'; Tenant = '' }
}

$zigRequirement = 'ziglang==0.17.1', 'cargo-zigbuild==0.24.0'
$debianRequirement = 'rustc-web', 'cargo-web', 'rust-web-src', 'gcc-mingw-w64-x86-64-win32', 'binutils'

<# Compiles spo-native, and spo-tenant where it ships, for one platform, and puts the files into Destination. #>
function Publish-Native([object] $Platform, [object] $Compiler, [string] $Sysroot, [string] $Work, [string] $Destination) {
    $flags = @('--sysroot', $Sysroot) + (Get-PathFlag $Work)
    # Without this the linker writes the time into the file.
    if (-not $Platform.Glibc) { $flags += '-Clink-arg=-Wl,--no-insert-timestamp' }
    # An array would not do: cargo splits the plain variable at spaces, and folders may have some.
    $environment = @{
        RUSTC                    = $Compiler.Rustc
        CARGO                    = $Compiler.Cargo
        CARGO_ENCODED_RUSTFLAGS  = $flags -join [char] 0x1f
        CARGO_ZIGBUILD_CACHE_DIR = Join-Path $Work 'zig-cache'
        ZIG_GLOBAL_CACHE_DIR     = Join-Path $Work 'zig-cache'
        # It finds zig through the python that is first in PATH.
        PATH                     = (Join-Path $Work 'zig/bin') + [IO.Path]::PathSeparator + $env:PATH
    }
    $target = $Platform.Target + $(if ($Platform.Glibc) { '.' + $Platform.Glibc })
    # Build scripts and procedural macros run here and are shared, except with the target that is this machine's own: its linker is theirs too.
    $targetFolder = Join-Path $Work $(if ($Compiler.Version -match "(?m)^host: $([regex]::Escape($Platform.Target))$") { 'target-own' } else { 'target' })
    $arguments = '--release', '--locked', '--target', $target, '--target-dir', $targetFolder
    $tool = if ($Platform.Glibc) { Join-Path $Work 'zig/bin/cargo-zigbuild' } else { $Compiler.Cargo }
    Use-Environment $environment {
        # The crate is a Rust library as well, for its tests; with that among its kinds cargo would leave out link-time optimisation.
        Invoke-Tool $tool rustc @arguments --package spo-native --lib --crate-type cdylib
        if ($Platform.Tenant) { Invoke-Tool $tool $(if ($Platform.Glibc) { 'zigbuild' } else { 'build' }) @arguments --package spo-tenant }
    }
    $built = Join-Path $targetFolder $Platform.Target 'release'
    $null = [IO.Directory]::CreateDirectory($Destination)
    $library = if ($Platform.Glibc) { 'libspo_native.so' } else { 'spo_native.dll' }
    [IO.File]::Copy((Join-Path $built $library), (Join-Path $Destination $Platform.Library))
    if ($Platform.Tenant) { [IO.File]::Copy((Join-Path $built $Platform.Tenant), (Join-Path $Destination $Platform.Tenant)) }
}
