<#
.SYNOPSIS
    Photos of a folder, for the users of a CSV file, into the SharePoint Online profile store.
.DESCRIPTION
    For photos that do not come from Active Directory: the badge system's folder and a list of people. The CSV file needs the column
    UserPrincipalName; the other columns can be used to name the files. Any picture is taken (JPEG, PNG, GIF, BMP, WebP), of any size.

    Run Connect-SpoProfile before this script, then the script with -WhatIf. Exit codes: 0 done, 1 some users failed, 2 nothing was done.
.PARAMETER UserList
    The CSV file, for example with the columns UserPrincipalName and EmployeeId.
.PARAMETER PhotoFolder
    The folder of the photos.
.PARAMETER FileNameTemplate
    How a user's file is named, with columns of the CSV file in braces. Endings may be left out.
.PARAMETER Report
    The table of results, a CSV file.
.PARAMETER DemoTenant
    Works on a simulated tenant on this machine. Nothing leaves the machine.
.EXAMPLE
    Connect-SpoProfile -Tenant contoso -ClientId 0f6c1c5e-9a0e-4a52-8f2e-0d6f2c1b7a11
    .\Sync-PhotoFolder.ps1 -UserList .\badges.csv -PhotoFolder \\server\badges -FileNameTemplate '{EmployeeId}' -Report .\result.csv -WhatIf
#>
[CmdletBinding(SupportsShouldProcess = $true)]
param(
    [Parameter(Mandatory = $true)]
    [string] $UserList,

    [Parameter(Mandatory = $true)]
    [string] $PhotoFolder,

    [string] $FileNameTemplate = '{UserPrincipalName}',

    [Parameter(Mandatory = $true)]
    [string] $Report,

    [switch] $DemoTenant
)

$ErrorActionPreference = 'Stop'

try {
    # The module of this checkout; where the module is installed, its name is enough.
    $manifest = Join-Path (Join-Path $PSScriptRoot '..') 'SpoProfileSync.psd1'
    if (Test-Path $manifest) { Import-Module $manifest } else { Import-Module SpoProfileSync }

    if ($DemoTenant) { Connect-SpoProfile -DemoTenant }
    if (-not (Get-SpoProfileConnection)) { throw 'Not connected. Run Connect-SpoProfile first, or use -DemoTenant.' }

    # Said before the first request: a wrong column or folder would otherwise be an error of every single user.
    $users = @(Import-Csv $UserList)
    if ($users.Count -eq 0) { throw "There are no users in $UserList." }
    if (-not $users[0].PSObject.Properties['UserPrincipalName']) { throw "$UserList has no column UserPrincipalName." }
    if (-not (Test-Path $PhotoFolder -PathType Container)) { throw "There is no folder $PhotoFolder." }

    # From the top: in a portrait the face is there. -WhatIf of this script holds for the cmdlet too.
    $results = @($users | Sync-SpoProfilePhoto -PhotoFolder $PhotoFolder -FileNameTemplate $FileNameTemplate -Crop Top -ErrorAction SilentlyContinue)

    # Written by .NET: -WhatIf is for the tenant, and must not keep the report from being written.
    $path = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Report)
    $rows = $results | Select-Object Identity, Action, State, Reason, NextStep, ErrorId | ConvertTo-Csv -NoTypeInformation
    [IO.File]::WriteAllLines($path, [string[]] @($rows), (New-Object Text.UTF8Encoding $true))
} catch {
    Write-Output "Nothing more is done: $($_.Exception.Message)"
    exit 2
} finally {
    if ($DemoTenant -and (Get-Command Disconnect-SpoProfile -ErrorAction SilentlyContinue)) { Disconnect-SpoProfile -ErrorAction SilentlyContinue }
}

# Users without a file are no failure: what SharePoint shows stays.
foreach ($group in ($results | Group-Object Action | Sort-Object Name)) { Write-Output "$($group.Name): $($group.Count)" }
if (@($results | Where-Object { $_.Action -eq 'Failed' }).Count -gt 0) { exit 1 }
exit 0
