<#
.SYNOPSIS
    Puts the photos of Active Directory users into the SharePoint Online profile store, and shows what was done.
.DESCRIPTION
    Reads AD users with their photos, shows whose photo differs from the one in the profile store and why, synchronizes, and shows the
    state afterwards. A second synchronization then shows that a user whose photo has not changed costs next to nothing.

    Run Connect-SpoProfile before this script, or use -DemoTenant.
.PARAMETER AdExport
    A file made with: Get-ADUser -Filter * -Properties thumbnailPhoto,mail,mobile | Export-Clixml ad-users.clixml
    Without it the users are read from Active Directory now.
.PARAMETER DemoTenant
    Works on a simulated tenant on this machine instead of a real one. Nothing leaves the machine.
.PARAMETER Show
    How many rows of each table are shown.
.EXAMPLE
    Connect-SpoProfile -Tenant contoso -ClientId 0f6c1c5e-9a0e-4a52-8f2e-0d6f2c1b7a11 -CertificatePath ./photos.pfx
    ./Sync-AdPhotos.ps1
.EXAMPLE
    ./Sync-AdPhotos.ps1 -AdExport ./ad-users.clixml -DemoTenant
#>
[CmdletBinding()]
param(
    [string] $AdExport,

    [switch] $DemoTenant,

    [int] $Show = 12
)

$ErrorActionPreference = 'Stop'

# The module of this checkout; where the module is installed, its name is enough.
$manifest = Join-Path (Join-Path $PSScriptRoot '..') 'SpoProfileSync.psd1'
if (Test-Path $manifest) { Import-Module $manifest } else { Import-Module SpoProfileSync }

if ($DemoTenant) { Connect-SpoProfile -DemoTenant }
$connection = Get-SpoProfileConnection
if (-not $connection) { throw 'Not connected. Run Connect-SpoProfile first, or use -DemoTenant.' }

# Says what a command cost, from the counters of the connection.
function Show-Cost([string] $What, [long] $RequestsBefore, [long] $ThrottledBefore) {
    $now = Get-SpoProfileConnection
    Write-Host ('{0}: {1} requests, {2} of them throttled' -f $What, ($now.RequestCount - $RequestsBefore), ($now.ThrottledCount - $ThrottledBefore))
}

function Show-Count([string] $Title, [object[]] $Items, [string] $Property) {
    Write-Host "`n$Title"
    foreach ($group in ($Items | Group-Object $Property | Sort-Object Count -Descending)) {
        Write-Host ('{0,6}  {1}' -f $group.Count, $group.Name)
    }
}

Write-Host "`nTenant: $($connection.Tenant), connected as $($connection.Account)"
if ($AdExport) {
    $users = @(Import-Clixml $AdExport | ForEach-Object { $_ })
} else {
    $users = @(Get-ADUser -Filter 'Enabled -eq $true' -Properties thumbnailPhoto, mail, mobile)
}
Write-Host "$($users.Count) users from Active Directory"

$requests = $connection.RequestCount
$throttled = $connection.ThrottledCount
# One user's failure is a row among the others, not the end of the script.
$status = @($users | Get-SpoProfilePhotoStatus -ErrorAction Continue)
Show-Count 'Photos before' $status State
Write-Host "`nSome of those that need attention:"
$status | Where-Object { $_.State -ne 'InSync' } | Select-Object -First $Show | Out-Host
Show-Cost 'Status' $requests $throttled

Write-Host "`nSynchronizing"
$requests = (Get-SpoProfileConnection).RequestCount
$throttled = (Get-SpoProfileConnection).ThrottledCount
$results = @($users | Sync-SpoProfilePhoto -ErrorAction Continue)
$results | Select-Object -First $Show | Out-Host
if ($results.Count -gt $Show) { Write-Host "... and $($results.Count - $Show) more" }
Show-Count 'Results' $results Action
Show-Cost 'First synchronization' $requests $throttled

$failed = @($results | Where-Object { $_.Action -eq 'Failed' })
if ($failed.Count -gt 0) {
    Write-Host "`nFailed:"
    $failed | Out-Host
}

$status = @($users | Get-SpoProfilePhotoStatus -ErrorAction Continue)
Show-Count 'Photos after' $status State

$requests = (Get-SpoProfileConnection).RequestCount
$throttled = (Get-SpoProfileConnection).ThrottledCount
$again = @($users | Sync-SpoProfilePhoto -ErrorAction Continue)
Show-Count 'Results of a second synchronization' $again Action
$sent = ($again | Measure-Object BytesSent -Sum).Sum
Write-Host ('{0:0} bytes of photos sent' -f $sent)
Show-Cost 'Second synchronization' $requests $throttled

if ($DemoTenant) { Disconnect-SpoProfile }
if ($failed.Count -gt 0) { exit 1 }
