<#
.SYNOPSIS
    A session at the console, step by step: sign in, check, look, try, write, look again.
.DESCRIPTION
    The lines are what one types at the prompt, in this order; as a script they run one after the other. Everything up to step 5 reads only.
.PARAMETER Tenant
    The host prefix: contoso of contoso.sharepoint.com.
.PARAMETER ClientId
    The application (client) id of an app registration for people, see docs/app-registration.md.
.PARAMETER AdExport
    A file made with: Get-ADUser ... -Properties thumbnailPhoto | Export-Clixml ad-users.clixml
    Without it the users are read from Active Directory.
.PARAMETER DemoTenant
    Works on a simulated tenant on this machine. Nothing leaves the machine.
.EXAMPLE
    .\Show-PhotoSession.ps1 -Tenant contoso -ClientId 0f6c1c5e-9a0e-4a52-8f2e-0d6f2c1b7a11
.EXAMPLE
    .\Show-PhotoSession.ps1 -DemoTenant -AdExport .\ad-users.clixml
#>
[CmdletBinding(DefaultParameterSetName = 'Tenant')]
param(
    [Parameter(Mandatory = $true, ParameterSetName = 'Tenant')]
    [string] $Tenant,

    [Parameter(Mandatory = $true, ParameterSetName = 'Tenant')]
    [string] $ClientId,

    [string] $AdExport,

    [Parameter(Mandatory = $true, ParameterSetName = 'Demo')]
    [switch] $DemoTenant
)

$ErrorActionPreference = 'Stop'

# The module of this checkout; where the module is installed, its name is enough.
$manifest = Join-Path (Join-Path $PSScriptRoot '..') 'SpoProfileSync.psd1'
if (Test-Path $manifest) { Import-Module $manifest } else { Import-Module SpoProfileSync }

Write-Host '1. Sign in; the browser opens. Nothing is stored on disk.'
if ($DemoTenant) { Connect-SpoProfile -DemoTenant } else { Connect-SpoProfile -Tenant $Tenant -ClientId $ClientId -Interactive }
Get-SpoProfileConnection | Out-Host

try {
    Write-Host '2. What would be refused, and how to put it right.'
    Test-SpoProfileConnection | Out-Host

    Write-Host '3. The users with their photos. Without -Properties thumbnailPhoto there would be no photos.'
    if ($AdExport) {
        $users = @(Import-Clixml $AdExport | ForEach-Object { $_ })
    } else {
        $users = @(Get-ADUser -Filter 'Enabled -eq $true' -Properties thumbnailPhoto)
    }

    Write-Host '4. Whose photo in SharePoint is missing or old, and why.'
    $status = @($users | Get-SpoProfilePhotoStatus -ErrorAction Continue)
    $status | Where-Object { $_.State -ne 'InSync' } | Out-Host

    Write-Host '5. What a synchronization would do. Nothing is written.'
    $users | Sync-SpoProfilePhoto -WhatIf -ErrorAction Continue | Out-Host

    Write-Host '6. One user first.'
    $first = $status | Where-Object { $_.State -eq 'Missing' -or $_.State -eq 'Stale' } | Select-Object -First 1
    $users | Where-Object { $first -and $_.UserPrincipalName -eq $first.Identity } | Sync-SpoProfilePhoto | Out-Host

    Write-Host '7. Then everybody. Who failed is among the results, with the reason and what to do.'
    $results = @($users | Sync-SpoProfilePhoto -ErrorAction Continue)
    $results | Group-Object Action | ForEach-Object { Write-Host "   $($_.Count) $($_.Name)" }
    $results | Where-Object { $_.Action -eq 'Failed' } | Out-Host

    Write-Host '8. How it is now, and what it has cost.'
    $users | Get-SpoProfilePhotoStatus -ErrorAction Continue | Group-Object State | ForEach-Object { Write-Host "   $($_.Count) $($_.Name)" }
    Write-Host "   $((Get-SpoProfileConnection).RequestCount) requests"
} finally {
    Write-Host '9. The tokens are forgotten.'
    Disconnect-SpoProfile
}
