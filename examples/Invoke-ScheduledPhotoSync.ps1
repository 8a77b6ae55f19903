<#
.SYNOPSIS
    The nightly job: photos of Active Directory into the SharePoint Online profile store, with a log, a table of results and an exit code.
.DESCRIPTION
    Made for the Task Scheduler, for Windows PowerShell 5.1 and PowerShell 7. Run it with -WhatIf first: it signs in, compares everybody and
    writes down what it would do, and sends no write.

    Exit codes: 0 everybody is done, 1 some users failed (they are in the table of results), 2 the run did not take place (see the log).

    Once, as administrator, on the server that has the certificate in the machine's store and the ActiveDirectory module:

        $do = New-ScheduledTaskAction -Execute powershell.exe -Argument ('-NoProfile -ExecutionPolicy RemoteSigned -File ' +
            'C:\Jobs\Invoke-ScheduledPhotoSync.ps1 -Tenant contoso -ClientId 0f6c1c5e-9a0e-4a52-8f2e-0d6f2c1b7a11 ' +
            '-CertificateThumbprint 5F3C0EA1... -LogFolder C:\Jobs\Logs')
        $when = New-ScheduledTaskTrigger -Daily -At 02:00
        $who = New-ScheduledTaskPrincipal -UserId 'CONTOSO\svc-photos$' -LogonType Password      # a group managed service account
        Register-ScheduledTask -TaskName 'SharePoint photos' -Action $do -Trigger $when -Principal $who

    The account needs read access to the certificate's private key and to the users' thumbnailPhoto; no password is kept anywhere.
.PARAMETER Tenant
    The host prefix: contoso of contoso.sharepoint.com.
.PARAMETER ClientId
    The application (client) id of the app registration.
.PARAMETER CertificateThumbprint
    A certificate of the user's or the machine's store.
.PARAMETER CertificatePath
    A PFX file without a password or a PEM file, instead; only the account of the task should be able to read it.
.PARAMETER LogFolder
    Where the log and the table of results go; made when it is missing.
.PARAMETER AdExport
    A file made with: Get-ADUser ... -Properties thumbnailPhoto | Export-Clixml ad-users.clixml
    Without it the users are read from Active Directory now.
.PARAMETER Filter
    Which users of Active Directory, as for Get-ADUser.
.PARAMETER KeepDays
    Logs and tables older than this are removed.
.PARAMETER Endpoint
    Other addresses of the services. For a rehearsal: the property Endpoint of Start-SpoDemoTenant.
.EXAMPLE
    .\Invoke-ScheduledPhotoSync.ps1 -Tenant contoso -ClientId $id -CertificateThumbprint $thumbprint -LogFolder C:\Jobs\Logs -WhatIf
#>
[CmdletBinding(SupportsShouldProcess = $true, DefaultParameterSetName = 'Store')]
param(
    [Parameter(Mandatory = $true)]
    [string] $Tenant,

    [Parameter(Mandatory = $true)]
    [string] $ClientId,

    [Parameter(Mandatory = $true, ParameterSetName = 'Store')]
    [string] $CertificateThumbprint,

    [Parameter(Mandatory = $true, ParameterSetName = 'File')]
    [string] $CertificatePath,

    [Parameter(Mandatory = $true)]
    [string] $LogFolder,

    [string] $AdExport,

    [string] $Filter = 'Enabled -eq $true',

    [ValidateRange(1, 3650)]
    [int] $KeepDays = 30,

    [hashtable] $Endpoint
)

$ErrorActionPreference = 'Stop'
# Nobody watches; drawing the bar would only cost time.
$ProgressPreference = 'SilentlyContinue'

# The log is written by .NET: -WhatIf is for the tenant, and must not keep the log from being written.
$LogFolder = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($LogFolder)
$null = [IO.Directory]::CreateDirectory($LogFolder)
$stamp = [DateTime]::Now.ToString('yyyyMMdd-HHmmss', [Globalization.CultureInfo]::InvariantCulture)
$log = [IO.Path]::Combine($LogFolder, "photo-sync-$stamp.log")
$table = [IO.Path]::Combine($LogFolder, "photo-sync-$stamp.csv")
$utf8 = New-Object Text.UTF8Encoding $true

function Write-Log([string] $Text) {
    $time = [DateTime]::Now.ToString('yyyy-MM-dd HH:mm:ss', [Globalization.CultureInfo]::InvariantCulture)
    [IO.File]::AppendAllText($log, "$time $Text" + [Environment]::NewLine, $utf8)
    Write-Output $Text
}

# What failed, why and what to do, in one line; the module's errors hold no secret.
function Get-Explanation([Management.Automation.ErrorRecord] $Problem) {
    $advice = if ($Problem.ErrorDetails) { $Problem.ErrorDetails.RecommendedAction } else { '' }
    "$($Problem.FullyQualifiedErrorId): $($Problem.Exception.Message) $advice"
}

$exitCode = 2
try {
    # The module of this checkout; where the module is installed, its name is enough.
    $manifest = Join-Path (Join-Path $PSScriptRoot '..') 'SpoProfileSync.psd1'
    if (Test-Path $manifest) { Import-Module $manifest } else { Import-Module SpoProfileSync }

    $signIn = @{ Tenant = $Tenant; ClientId = $ClientId }
    if ($CertificatePath) { $signIn.CertificatePath = $CertificatePath } else { $signIn.CertificateThumbprint = $CertificateThumbprint }
    if ($Endpoint) { $signIn.Endpoint = $Endpoint }
    Connect-SpoProfile @signIn
    Write-Log "Connected to $Tenant as app $ClientId."

    if ($AdExport) {
        $users = @(Import-Clixml $AdExport | ForEach-Object { $_ })
    } else {
        $users = @(Get-ADUser -Filter $Filter -Properties thumbnailPhoto)
    }
    Write-Log "$($users.Count) users."

    # A user's failure is a row of the table and does not end the run. -WhatIf of this script holds for the cmdlet too.
    $results = @($users | Sync-SpoProfilePhoto -ErrorAction SilentlyContinue)
    $rows = $results | Select-Object Identity, Action, State, Reason, NextStep, ErrorId, BytesSent | ConvertTo-Csv -NoTypeInformation
    [IO.File]::WriteAllLines($table, [string[]] @($rows), $utf8)

    foreach ($group in ($results | Group-Object Action | Sort-Object Name)) { Write-Log "$($group.Name): $($group.Count)" }
    $failed = @($results | Where-Object { $_.Action -eq 'Failed' })
    foreach ($result in $failed) { Write-Log "Failed: $($result.Identity): $($result.ErrorId): $($result.Reason) $($result.NextStep)" }
    $exitCode = if ($failed.Count -gt 0) { 1 } else { 0 }
} catch {
    Write-Log "The run has ended: $(Get-Explanation $_)"
} finally {
    if (Get-Command Disconnect-SpoProfile -ErrorAction SilentlyContinue) { Disconnect-SpoProfile -ErrorAction SilentlyContinue }
}

# Only files of this job, by their names.
$oldest = [DateTime]::Now.AddDays(-$KeepDays)
foreach ($path in [IO.Directory]::GetFiles($LogFolder, 'photo-sync-*.*')) {
    if ([IO.File]::GetLastWriteTime($path) -lt $oldest) { [IO.File]::Delete($path) }
}
exit $exitCode
