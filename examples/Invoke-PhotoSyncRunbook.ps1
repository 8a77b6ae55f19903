<#
.SYNOPSIS
    An Azure Automation runbook: photos into the SharePoint Online profile store, signed in as the managed identity of the account.
.DESCRIPTION
    For the runtimes PowerShell 5.1 and 7. There is no secret: Azure gives the tokens. The first runs are dry ones, as -DryRun is on until
    it is turned off in the schedule's parameters.

    Once:
    1. Import the module into the Automation account (SpoProfileSync.zip).
    2. Turn on the account's managed identity, and give it the application permissions of docs/app-registration.md. A managed identity has
       no page for that in the portal; Microsoft Graph PowerShell assigns them with New-MgServicePrincipalAppRoleAssignment.
    3. Where the photos come from: on a Hybrid Runbook Worker with the ActiveDirectory module from Active Directory, elsewhere from a
       file that a server of yours exports and the runbook can read.

    A job of Azure keeps what is written to the output and error streams. The summary and the users that failed are there; the job ends as
    Failed when a user has failed or the sign-in did.
.PARAMETER Tenant
    The host prefix: contoso of contoso.sharepoint.com.
.PARAMETER ClientId
    The client id of a user-assigned identity; nothing for the system-assigned one.
.PARAMETER AdExport
    A file made with: Get-ADUser ... -Properties thumbnailPhoto | Export-Clixml ad-users.clixml
    Without it the users are read from Active Directory (Hybrid Runbook Worker).
.PARAMETER DryRun
    Compares everybody and sends no write.
.PARAMETER Endpoint
    Other addresses of the services. For a rehearsal: the property Endpoint of Start-SpoDemoTenant.
#>
param(
    [Parameter(Mandatory = $true)]
    [string] $Tenant,

    [string] $ClientId,

    [string] $AdExport,

    [bool] $DryRun = $true,

    [hashtable] $Endpoint
)

# An error that is not handled ends the job as Failed; without this line a runbook goes on.
$ErrorActionPreference = 'Stop'
# Progress records are dropped by Azure, and slow a job down.
$ProgressPreference = 'SilentlyContinue'

# The module of this checkout; in the Automation account its name is enough.
$manifest = if ($PSScriptRoot) { Join-Path (Join-Path $PSScriptRoot '..') 'SpoProfileSync.psd1' }
if ($manifest -and (Test-Path $manifest)) { Import-Module $manifest } else { Import-Module SpoProfileSync }

$signIn = @{ Tenant = $Tenant; ManagedIdentity = $true }
if ($ClientId) { $signIn.ClientId = $ClientId }
if ($Endpoint) { $signIn.Endpoint = $Endpoint }
# The connection is passed on by hand: several jobs may share one process, and none must find another one's connection.
$connection = Connect-SpoProfile @signIn -PassThru
try {
    Write-Output "Connected to $($connection.Tenant) as $($connection.Account)."

    if ($AdExport) {
        $users = @(Import-Clixml $AdExport | ForEach-Object { $_ })
    } else {
        $users = @(Get-ADUser -Filter 'Enabled -eq $true' -Properties thumbnailPhoto)
    }

    # One user's failure is among the results and does not end the job. A sandbox has 400 MB: few photos are worked on at a time.
    $results = @($users | Sync-SpoProfilePhoto -Connection $connection -ThrottleLimit 4 -WhatIf:$DryRun -ErrorAction SilentlyContinue)

    $failed = @($results | Where-Object { $_.Action -eq 'Failed' })
    foreach ($result in $failed) {
        Write-Output "Failed: $($result.Identity): $($result.ErrorId): $($result.Reason) $($result.NextStep)"
    }
    $counts = @($results | Group-Object Action | Sort-Object Name | ForEach-Object { "$($_.Name) $($_.Count)" })
    Write-Output "$($users.Count) users: $($counts -join ', '). $($connection.RequestCount) requests."
} finally {
    Disconnect-SpoProfile -Connection $connection
}

if ($failed.Count -gt 0) { throw "$($failed.Count) of $($users.Count) users failed; they are listed in the output." }
