<#
.SYNOPSIS
    Brings photo and cell phone of Active Directory users into the SharePoint Online profile store in one pass, with a log and an exit code.
.DESCRIPTION
    For a task that runs every night. Reads AD users, compares them with the profile store and writes what differs. What was done is written
    to a CSV file, a line for each user and property. Nothing is cleared in SharePoint because it is empty in Active Directory.

    Run Connect-SpoProfile before this script, or use -DemoTenant.

    The exit code is 0 when all went well, 1 when some users failed, 2 when the run could not be made at all.
.PARAMETER AdExport
    A file made with: Get-ADUser -Filter * -Properties thumbnailPhoto,mail,mobile | Export-Clixml ad-users.clixml
    Without it the users are read from Active Directory now.
.PARAMETER Property
    Profile properties beside the photo. The attributes they come from have to be read: see Get-SpoProfilePropertyMap.
.PARAMETER LogPath
    The CSV file. Users without differences are left out.
.PARAMETER DemoTenant
    Works on a simulated tenant on this machine instead of a real one. Nothing leaves the machine.
.EXAMPLE
    Connect-SpoProfile -Tenant contoso -ClientId 0f6c1c5e-9a0e-4a52-8f2e-0d6f2c1b7a11 -CertificatePath ./photos.pfx
    ./Sync-AdProfiles.ps1 -WhatIf
.EXAMPLE
    ./Sync-AdProfiles.ps1 -AdExport ./ad-users.clixml -LogPath ./profiles.csv -DemoTenant
#>
[CmdletBinding(SupportsShouldProcess = $true)]
param(
    [string] $AdExport,

    [string[]] $Property = @('CellPhone'),

    [string] $LogPath = 'Sync-AdProfiles.csv',

    [switch] $DemoTenant
)

$ErrorActionPreference = 'Stop'

# A line of the log: the photo and each property of a user have one, and a user who failed as a whole has one too.
function New-LogLine($Result, [string] $What, $Part) {
    [pscustomobject]@{
        Identity = $Result.Identity
        What     = $What
        Action   = [string] $Part.Action
        State    = [string] $Part.State
        Before   = [string] $Part.SharePointValue
        Source   = [string] $Part.SourceValue
        Method   = $Result.Method
        Reason   = $Part.Reason
        NextStep = $Part.NextStep
        ErrorId  = $Part.ErrorId
    }
}

function Get-LogLine($Result) {
    if ($Result.Action -eq 'Unchanged') { return }
    if ($Result.ErrorId) { New-LogLine $Result 'User' $Result }
    if ($Result.Photo -and $Result.Photo.Action -ne 'Unchanged') { New-LogLine $Result 'Photo' $Result.Photo }
    foreach ($part in $Result.Properties) {
        if ($part.Action -ne 'Unchanged') { New-LogLine $Result $part.Property $part }
    }
}

try {
    # The module of this checkout; where the module is installed, its name is enough.
    $manifest = Join-Path (Join-Path $PSScriptRoot '..') 'SpoProfileSync.psd1'
    if (Test-Path $manifest) { Import-Module $manifest } else { Import-Module SpoProfileSync }

    if ($DemoTenant) { Connect-SpoProfile -DemoTenant }
    if (-not (Get-SpoProfileConnection)) { throw 'Not connected. Run Connect-SpoProfile first, or use -DemoTenant.' }

    if ($AdExport) {
        $users = @(Import-Clixml $AdExport | ForEach-Object { $_ })
    } else {
        $users = @(Get-ADUser -Filter 'Enabled -eq $true' -Properties thumbnailPhoto, mail, mobile)
    }

    # One user's failure is a line of the log, not the end of the script.
    $results = @($users | Sync-SpoProfile -Property $Property -ErrorAction Continue -WhatIf:$WhatIfPreference)

    # Not Export-Csv, which -WhatIf would silence: the log is wanted for a rehearsal, too. With a mark, so that Excel reads names right.
    $lines = @($results | ForEach-Object { Get-LogLine $_ })
    $fullPath = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($LogPath)
    [IO.File]::WriteAllLines($fullPath, [string[]] @($lines | ConvertTo-Csv -NoTypeInformation), (New-Object Text.UTF8Encoding $true))

    $failed = @($results | Where-Object { $_.Action -eq 'Failed' })
    foreach ($group in ($results | Group-Object Action | Sort-Object Count -Descending)) {
        Write-Host ('{0,6}  {1}' -f $group.Count, $group.Name)
    }
    Write-Host "$($lines.Count) lines in $LogPath"
    if ($DemoTenant) { Disconnect-SpoProfile }
} catch {
    Write-Error $_ -ErrorAction Continue
    exit 2
}
if ($failed.Count -gt 0) { exit 1 }
