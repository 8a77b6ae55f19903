<#
.SYNOPSIS
    The job of a container: photos of a mounted folder into the SharePoint Online profile store.
.DESCRIPTION
    Takes everything from environment variables and mounted files, as jobs of Kubernetes and Azure Container Apps do; see Dockerfile.

    SPO_TENANT         the host prefix: contoso of contoso.sharepoint.com
    SPO_SIGN_IN        workload (Kubernetes), managed (Azure Container Apps) or certificate
    SPO_CLIENT_ID      the application (client) id; for managed that of a user-assigned identity, or nothing
    SPO_CERTIFICATE    with certificate: the path of a mounted PFX or PEM file
    SPO_USERS          the path of a CSV file with the column UserPrincipalName
    SPO_PHOTOS         the folder of the photos
    SPO_FILE_NAME      how files are named, {UserPrincipalName} if not set
    SPO_WRITE          yes to write; anything else compares only
    SPO_ENDPOINTS      for a rehearsal: the addresses of a simulated tenant, as in Login=http://127.0.0.1:1234;Graph=...

    Each user is a line of JSON on standard output, which log collectors read. Exit codes: 0 done, 1 some users failed, 2 nothing was done.
#>
[CmdletBinding()]
param()

$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'

# A line of the log. What is secret is a file or a variable of the platform, and is never in a result or an error of the module.
function Write-Line([hashtable] $Value) { Write-Output (ConvertTo-Json -InputObject $Value -Compress) }

function Get-Setting([string] $Name, [string] $Default) {
    $value = [Environment]::GetEnvironmentVariable($Name)
    if ($value) { return $value }
    if ($Default) { return $Default }
    throw "The environment variable $Name is not set."
}

try {
    # The module of this checkout; in the image its name is enough.
    $manifest = Join-Path (Join-Path $PSScriptRoot '..') 'SpoProfileSync.psd1'
    if (Test-Path $manifest) { Import-Module $manifest } else { Import-Module SpoProfileSync }

    $signIn = @{ Tenant = Get-Setting SPO_TENANT }
    $kind = Get-Setting SPO_SIGN_IN
    switch ($kind) {
        'workload' { $signIn.WorkloadIdentity = $true }
        'managed' { $signIn.ManagedIdentity = $true }
        'certificate' { $signIn.CertificatePath = Get-Setting SPO_CERTIFICATE }
        default { throw "SPO_SIGN_IN is $kind; it has to be workload, managed or certificate." }
    }
    # Workload identity finds its client id in the platform's own variables.
    if ($kind -eq 'certificate') {
        $signIn.ClientId = Get-Setting SPO_CLIENT_ID
    } elseif ($env:SPO_CLIENT_ID) {
        $signIn.ClientId = $env:SPO_CLIENT_ID
    }
    if ($env:SPO_ENDPOINTS) {
        $signIn.Endpoint = @{}
        foreach ($pair in $env:SPO_ENDPOINTS.Split(';')) {
            $name, $address = $pair.Split('=')
            $signIn.Endpoint[$name] = $address
        }
    }
    $users = @(Import-Csv (Get-Setting SPO_USERS))
    $write = (Get-Setting SPO_WRITE no) -eq 'yes'

    Connect-SpoProfile @signIn
    $options = @{
        PhotoFolder = Get-Setting SPO_PHOTOS; FileNameTemplate = Get-Setting SPO_FILE_NAME '{UserPrincipalName}'; ErrorAction = 'SilentlyContinue'
    }
    # -WhatIf would write a sentence per user to the console, between the lines of JSON; the comparison says as much.
    $results = @(if ($write) { $users | Sync-SpoProfilePhoto @options } else { $users | Get-SpoProfilePhotoStatus @options })
    Disconnect-SpoProfile
} catch {
    $advice = if ($_.ErrorDetails) { $_.ErrorDetails.RecommendedAction } else { '' }
    Write-Line @{ event = 'ended'; errorId = $_.FullyQualifiedErrorId; message = $_.Exception.Message; nextStep = $advice }
    exit 2
}

foreach ($result in $results) {
    Write-Line @{
        event = 'user'; identity = $result.Identity; action = "$($result.Action)"; state = "$($result.State)"
        reason = $result.Reason; errorId = $result.ErrorId; nextStep = $result.NextStep
    }
}
$failed = @($results | Where-Object { $_.ErrorId }).Count
Write-Line @{ event = 'done'; users = $results.Count; failed = $failed; written = $write }
if ($failed -gt 0) { exit 1 }
exit 0
