<#
.SYNOPSIS
    Checks an installed package from the outside: it is found by name, has what its manifest says, and every command and topic has help.
.DESCRIPTION
    Runs in a new process whose PSModulePath names the folder the package was unpacked into. Prints a line for each check that fails, then
    `package: N passed, N failed`, and ends with exit code 1 when one failed.
.PARAMETER Module
    The folder of the module that must be found.
.PARAMETER Version
    The version it must have.
#>
param([string] $Module, [string] $Version)

$ErrorActionPreference = 'Stop'
Set-StrictMode -Version 3.0
$script:passed = 0
$script:failed = 0

function Assert-That([string] $What, [scriptblock] $Check) {
    $problem = ''
    try {
        if (-not (& $Check)) { $problem = 'it is not so' }
    } catch {
        $problem = $_.Exception.Message
    }
    if (-not $problem) { $script:passed++; return }
    $script:failed++
    Write-Host "failed: $($What): $problem"
}

$loaded = Import-Module SpoProfileSync -PassThru
$manifest = & ([scriptblock]::Create([IO.File]::ReadAllText((Join-Path $Module 'SpoProfileSync.psd1'))))
$commands = @(Get-Command -Module SpoProfileSync)

Assert-That 'it is the one of the package' { $loaded.ModuleBase -eq $Module }
Assert-That 'its version' { "$($loaded.Version)" -eq $Version }
Assert-That 'the assembly has the version' { $commands[0].ImplementingType.Assembly.GetName().Version.ToString(3) -eq $Version }
Assert-That 'as many commands as the manifest names' { $commands.Count -eq $manifest.CmdletsToExport.Count }
foreach ($name in $manifest.CmdletsToExport) {
    Assert-That "$name is there" { $commands.Name -contains $name }
    Assert-That "$name has help with a description, syntax and examples" {
        $help = Get-Help $name -Full
        # Help made up by the engine has no description and no examples.
        "$($help.description.Text)".Length -gt 20 -and @($help.examples.example).Count -gt 0 -and @($help.syntax.syntaxItem).Count -gt 0
    }
    Assert-That "$name describes each parameter" {
        $common = [Management.Automation.PSCmdlet]::CommonParameters
        $own = @((Get-Command $name).Parameters.Keys | Where-Object { $_ -notin $common })
        if ($own.Count -eq 0) { return $true }
        $described = @((Get-Help $name -Full).parameters.parameter | Where-Object { "$($_.description.Text)" } | ForEach-Object { $_.name })
        -not @($own | Where-Object { $_ -notin $described })
    }
}
foreach ($file in [IO.Directory]::GetFiles((Join-Path $Module 'en-US'), 'about_*.help.txt')) {
    $topic = [IO.Path]::GetFileName($file) -replace '\.help\.txt$'
    Assert-That "the topic $topic" { "$(Get-Help $topic)" -like "*$topic*" }
}
foreach ($name in 'LICENSE', 'CHANGELOG.md', 'THIRD-PARTY-LICENCES.txt', 'examples') {
    Assert-That "$name is in it" { Test-Path (Join-Path $Module $name) }
}
Assert-That 'the bill of materials names the module and every native' {
    $bom = [Text.Json.JsonDocument]::Parse([IO.File]::ReadAllText((Join-Path $Module 'SpoProfileSync.cdx.json'))).RootElement
    $names = @($bom.GetProperty('components').EnumerateArray() | ForEach-Object { $_.GetProperty('name').GetString() })
    $files = @([IO.Directory]::GetFiles((Join-Path $Module 'bin'), '*', 'AllDirectories') | ForEach-Object { $_.Substring($Module.Length + 1).Replace('\', '/') })
    $bom.GetProperty('metadata').GetProperty('component').GetProperty('version').GetString() -eq $Version -and -not @($files | Where-Object { $_ -notin $names })
}

Write-Host "package: $script:passed passed, $script:failed failed"
if ($script:failed) { exit 1 }
