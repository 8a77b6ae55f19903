# The package: out/SpoProfileSync, the folder an administrator installs, and the zip and .nupkg made of it.
# Natives first, as they take longest; then what is written from them and about them; then checks of the folder, the archives and the tests of these.

$packageWork = Join-Path $outFolder 'package'
$packageFolder = Join-Path $outFolder 'SpoProfileSync'
$nativeLimit = 10MB
$archiveLimit = 25MB

function Invoke-Package {
    $platforms = @(Get-ReleasePlatform)
    Invoke-Step 'tools that only Package needs' {
        Install-DebianPackage $debianRequirement
        Install-PythonPackage (Join-Path $packageWork 'zig') $zigRequirement
    }
    $compiler = Get-ReleaseCompiler
    # Before anything is compiled, as the flags that hide folders name those of the crates.
    Invoke-Step 'cargo fetch' { Use-Environment @{ RUSTC = $compiler.Rustc } { Invoke-Tool $compiler.Cargo fetch --quiet --locked } }
    $state = @{}
    Invoke-Step "Rust's standard library" { $state.Sysroot = Get-ReleaseSysroot $compiler $platforms.Target $packageWork }
    Invoke-Step 'empty out/SpoProfileSync' {
        if ([IO.Directory]::Exists($packageFolder)) { [IO.Directory]::Delete($packageFolder, $true) }
    }
    foreach ($platform in $platforms) {
        Invoke-Step "natives for $($platform.Folder)" {
            Publish-Native $platform $compiler $state.Sysroot $packageWork (Join-Path $packageFolder "bin/$($platform.Folder)")
        }
    }
    Invoke-Step 'dotnet build module' { Publish-Assembly }
    Invoke-Step 'manifest, views, examples' { Publish-ModuleFile }
    Invoke-Step 'help' { Publish-Help }
    Invoke-Step 'licences and bill of materials' {
        $crates = @(Get-ShippedCrate $platforms)
        Write-Text 'THIRD-PARTY-LICENCES.txt' (Get-LicenceDocument $crates $compiler)
        Write-Text 'SpoProfileSync.cdx.json' (Get-Sbom $crates $compiler $platforms $packageFolder (Get-Version) (Get-SourceTime))
    }
    Invoke-Step 'hardening, exports, glibc, paths of this machine' {
        $machine = @(Get-MachinePath $packageWork)
        Assert-Native (Join-Path $packageFolder 'bin') $platforms $machine
        Assert-Managed (Join-Path $packageFolder 'bin/SpoProfileSync.dll') $machine
    }
    Invoke-Step 'zip and nupkg' { Publish-Archive }
    Invoke-Step 'sizes' { Assert-Size $platforms }
    Test-Package
}

<# The version of everything: that of the Cargo workspace. The manifest must be a constant, so it is compared. #>
function Get-Version {
    $version = [regex]::Match([IO.File]::ReadAllText((Join-Path $root 'Cargo.toml')), '(?m)^version = "([^"]+)"').Groups[1].Value
    $stated = (Read-Manifest (Join-Path $root 'SpoProfileSync.psd1')).ModuleVersion
    if ($stated -ne $version) { throw [StepFailedException]::new("SpoProfileSync.psd1 says version $stated, Cargo.toml $version.") }
    $version
}

function Read-Manifest([string] $Path) {
    $tree = [Management.Automation.Language.Parser]::ParseFile($Path, [ref] $null, [ref] $null)
    $tree.Find({ $args[0] -is [Management.Automation.Language.HashtableAst] }, $false).SafeGetValue()
}

# The time of the last commit, or the one that makers of reproducible packages set; without either, now.
function Get-SourceTime {
    $seconds = $env:SOURCE_DATE_EPOCH
    if (-not $seconds -and (Test-Command git)) { $seconds = Read-Tool git 'log', '-1', '--format=%ct' }
    if (-not $seconds) { return [datetime]::UtcNow }
    [DateTimeOffset]::FromUnixTimeSeconds([long] "$seconds".Trim()).UtcDateTime
}

function Write-Text([string] $Name, [string] $Text) {
    [IO.File]::WriteAllText((Join-Path $packageFolder $Name), $Text, [Text.UTF8Encoding]::new($false))
}

# Built anew in a folder of its own: one of a debugging build must not be taken for it.
function Publish-Assembly {
    $output = Join-Path $packageWork 'module/'
    Invoke-Tool dotnet msbuild $moduleProject -restore -nologo '-verbosity:quiet' -warnAsError '-property:Configuration=Release' "-property:OutputPath=$output"
    [IO.File]::Copy((Join-Path $output 'SpoProfileSync.dll'), (Join-Path $packageFolder 'bin/SpoProfileSync.dll'))
}

# In the checkout the manifest points into module/; in the package what is there is at the top.
function Publish-ModuleFile {
    $manifest = [IO.File]::ReadAllText((Join-Path $root 'SpoProfileSync.psd1'))
    Write-Text 'SpoProfileSync.psd1' $manifest.Replace("'module/", "'")
    foreach ($file in [IO.Directory]::GetFiles((Join-Path $root 'module'), '*.ps*1*')) {
        [IO.File]::Copy($file, (Join-Path $packageFolder ([IO.Path]::GetFileName($file))))
    }
    foreach ($name in 'LICENSE', 'CHANGELOG.md') { [IO.File]::Copy((Join-Path $root $name), (Join-Path $packageFolder $name)) }
    $examples = Get-FolderEntry (Join-Path $root 'examples') ''
    foreach ($name in $examples.Keys) {
        $target = Join-Path $packageFolder "examples/$name"
        $null = [IO.Directory]::CreateDirectory([IO.Path]::GetDirectoryName($target))
        [IO.File]::Copy($examples[$name].FullName, $target)
    }
}

function Publish-Help {
    $pages = Join-Path $root 'docs/en-US'
    $help = [IO.Directory]::CreateDirectory((Join-Path $packageFolder 'en-US')).FullName
    Invoke-Tool pwsh -NoProfile -File (Join-Path $root 'build/New-HelpFile.ps1') -Module (Join-Path $packageFolder 'SpoProfileSync.psd1') -Pages $pages -Path (Join-Path $help 'SpoProfileSync.dll-Help.xml')
    foreach ($page in [IO.Directory]::GetFiles($pages, 'about_*.md')) {
        $name = [IO.Path]::GetFileNameWithoutExtension($page)
        # With a byte order mark: Windows PowerShell reads a text without one in the machine's code page.
        [IO.File]::WriteAllText((Join-Path $help "$name.help.txt"), (ConvertTo-AboutTopic $name ([IO.File]::ReadAllText($page))), [Text.UTF8Encoding]::new($true))
    }
}

<# A page as Get-Help shows topics: headings without marks, code indented, no front matter. #>
function ConvertTo-AboutTopic([string] $Name, [string] $Page) {
    $text = $Page -replace '\r', '' -replace '(?s)\A---\n.*?\n---\n', '' -replace '(?m)^#{1,2} (about_\w+|SpoProfileSync)\n', ''
    $code = $false
    $lines = foreach ($line in $text.Trim() -split '\n') {
        if ($line.StartsWith('```')) { $code = -not $code }
        elseif ($code) { "    $line" }
        else { $line -replace '^#+ ', '' -replace '\[([^\]]+)\]\([^)]+\)', '$1' -replace '`', '' -replace '\*\*', '' }
    }
    "TOPIC`n    $Name`n`n" + ($lines -join "`n") + "`n"
}

function Get-ArchivePath([string] $Extension) { Join-Path $outFolder "SpoProfileSync.$(Get-Version).$Extension" }

function Publish-Archive {
    $time = Get-SourceTime
    Write-Archive (Get-ArchivePath 'zip') (Get-FolderEntry $packageFolder 'SpoProfileSync/') $time
    $manifest = Read-Manifest (Join-Path $packageFolder 'SpoProfileSync.psd1')
    if (-not $manifest.PrivateData.PSData.ContainsKey('ProjectUri')) {
        Write-Host '   the manifest has no ProjectUri; set it in SpoProfileSync.psd1 before the package goes to a gallery'
    }
    Write-GalleryPackage (Get-ArchivePath 'nupkg') $packageFolder $manifest (Get-ReleaseNote) $time
}

# The section of this version in the change log.
function Get-ReleaseNote {
    $version = Get-Version
    $log = [IO.File]::ReadAllText((Join-Path $root 'CHANGELOG.md')) -replace '\r', ''
    $section = [regex]::Match($log, "(?ms)^## \[$([regex]::Escape($version))\][^\n]*\n(.*?)(?=^## |\z)").Groups[1].Value.Trim()
    if (-not $section) { throw [StepFailedException]::new("CHANGELOG.md has no section for version $version.") }
    $section
}

function Assert-Size([object[]] $Platform) {
    $rows = @(foreach ($one in $Platform) {
        foreach ($name in $one.Library, $one.Tenant | Where-Object { $_ }) { @{ Name = "bin/$($one.Folder)/$name"; Path = (Join-Path $packageFolder "bin/$($one.Folder)/$name"); Limit = $nativeLimit } }
    })
    $rows += @{ Name = 'bin/SpoProfileSync.dll'; Path = (Join-Path $packageFolder 'bin/SpoProfileSync.dll'); Limit = $nativeLimit }
    $rows += foreach ($extension in 'zip', 'nupkg') { @{ Name = [IO.Path]::GetFileName((Get-ArchivePath $extension)); Path = (Get-ArchivePath $extension); Limit = $archiveLimit } }
    $tooLarge = foreach ($row in $rows) {
        $size = [IO.FileInfo]::new($row.Path).Length
        Write-Host ([string]::Format([cultureinfo]::InvariantCulture, '   {0,-34} {1,7:0.00} MB of at most {2:0} MB', $row.Name, ($size / 1MB), ($row.Limit / 1MB)))
        if ($size -gt $row.Limit) { $row.Name }
    }
    if ($tooLarge) { throw [StepFailedException]::new("larger than allowed: $($tooLarge -join ', ')") }
}
