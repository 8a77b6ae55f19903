<#
.SYNOPSIS
    Uses the installed module the way an administrator at Windows does, and says line by line what worked.
.DESCRIPTION
    Runs in PowerShell 7 for Windows; `build.ps1 -Task TestWindows` starts it under Wine and hands over where things are. Prints `passed` or
    `failed` for each scenario, then `windows: N passed, N failed`, and ends with exit code 1 when one failed.
.PARAMETER Module
    The folder of the module that must be found by its name.
.PARAMETER Scratch
    A folder on a drive with a letter, with app.pfx (password `secret`), ad-users.clixml and the folder photos.
.PARAMETER Share
    The same folder in UNC form.
.PARAMETER Ready
    The file with what a simulated tenant said when it was ready. It runs outside of Windows.
#>
param([string] $Module, [string] $Scratch, [string] $Share, [string] $Ready)

$ErrorActionPreference = 'Stop'
$script:passed = 0
$script:failed = 0
$http = [Net.Http.HttpClient]::new()

function Test-Scenario([string] $Name, [scriptblock] $Scenario) {
    $watch = [Diagnostics.Stopwatch]::StartNew()
    try {
        $null = & $Scenario
        $script:passed++
        Write-Host ('passed  {0} ({1:0.0} s)' -f $Name, $watch.Elapsed.TotalSeconds)
    } catch {
        $script:failed++
        Write-Host "failed  $($Name): $($_.Exception.Message) $($_.ScriptStackTrace)"
    }
}

function Assert-Equal([object] $Expected, [object] $Actual, [string] $What) {
    if ("$Expected" -ne "$Actual") { throw "$What is '$Actual', not '$Expected'." }
}

# The error of a script that must fail.
function Get-Failure([scriptblock] $Script) {
    try { $null = & $Script } catch { return $_ }
    throw 'There was no error.'
}

function Assert-Id([string] $Id, [object] $ErrorRecord) {
    Assert-Equal $Id $ErrorRecord.FullyQualifiedErrorId.Split(',')[0] 'The error id'
}

# ---- the tenant
$said = [Text.Json.JsonDocument]::Parse([IO.File]::ReadAllText($Ready)).RootElement
$control = $said.GetProperty('control').GetString()
$tenant = $said.GetProperty('tenant').GetString()
$clientId = $said.GetProperty('app').GetProperty('clientId').GetString()
$endpoint = @{}
foreach ($one in $said.GetProperty('endpoints').EnumerateObject()) { $endpoint[$one.Name] = $one.Value.GetString() }

function Get-RequestCount([string] $Kind) {
    $counts = [Text.Json.JsonDocument]::Parse($http.GetStringAsync("$control/control/requests").Result).RootElement
    $counts.GetProperty('byKind').GetProperty($Kind).GetInt32()
}

function Set-Fault([string] $Rules) {
    if (-not $Rules) { $null = $http.DeleteAsync("$control/control/faults").Result.EnsureSuccessStatusCode(); return }
    $body = [Net.Http.StringContent]::new($Rules, [Text.Encoding]::UTF8, 'application/json')
    $null = $http.PostAsync("$control/control/faults", $body).Result.EnsureSuccessStatusCode()
}

function Clear-RequestCount { $null = $http.DeleteAsync("$control/control/requests").Result.EnsureSuccessStatusCode() }

function Connect-WithFile([string] $Path, [string] $Password = 'secret') {
    Connect-SpoProfile -Tenant $tenant -ClientId $clientId -CertificatePath $Path -CertificatePassword (ConvertTo-SecureString $Password -AsPlainText -Force) -Endpoint $endpoint
}

# A user of the tenant without a photo of their own: photos of a folder are told apart by the user's name.
function New-User([object] $Source, [string] $PhotoPath) {
    [pscustomobject]@{ UserPrincipalName = $Source.UserPrincipalName; SamAccountName = $Source.SamAccountName; PhotoPath = $PhotoPath }
}

# ---- import
Test-Scenario 'the engine is the one for Windows' {
    if (-not $IsWindows) { throw "This is $([Runtime.InteropServices.RuntimeInformation]::OSDescription)." }
}
Test-Scenario 'import by name, from a folder with spaces and other scripts in its name' {
    Assert-Equal $Module (Import-Module SpoProfileSync -PassThru).ModuleBase 'The folder of the module'
}
Test-Scenario 'help' {
    if (@((Get-Help Sync-SpoProfilePhoto).description.Text).Count -eq 0) { throw 'There is no description.' }
}

# ---- sign-in
$pfx = Join-Path $Scratch 'app.pfx'
Test-Scenario 'a wrong certificate password' { Assert-Id 'SpoCertificatePassword' (Get-Failure { Connect-WithFile $pfx 'wrong' }) }
Test-Scenario 'a certificate file that is not there' {
    Assert-Id 'SpoCertificateInvalid' (Get-Failure { Connect-WithFile "$Scratch\no such file.pfx" })
}
Test-Scenario 'Connect-SpoProfile with a PFX, path with backslashes and drive letter' {
    Connect-WithFile $pfx
    Assert-Equal $clientId (Get-SpoProfileConnection).AppId 'The app'
}
Test-Scenario 'with a relative path, from another drive' {
    Set-Location $Scratch
    Connect-WithFile '.\app.pfx'
    Set-Location Z:\
    Connect-WithFile ($Scratch + '\photos\..\app.pfx')
}
Test-Scenario 'with a path in UNC form' { Connect-WithFile "$Share\app.pfx" }
Test-Scenario 'with a long path' {
    $folder = $Scratch
    while ($folder.Length -lt 300) { $folder = "$folder\a folder with a rather long name" }
    $null = [IO.Directory]::CreateDirectory($folder)
    [IO.File]::Copy($pfx, "$folder\app.pfx", $true)
    Connect-WithFile "$folder\app.pfx"
}

# ---- status and synchronization
$users = @(Import-Clixml (Join-Path $Scratch 'ad-users.clixml') | ForEach-Object { $_ })
$withPhoto = @($users | Where-Object { $_.thumbnailPhoto })
Test-Scenario 'status of users from CLIXML' {
    $status = @($users | Get-SpoProfilePhotoStatus -ErrorAction SilentlyContinue)
    Assert-Equal $users.Count $status.Count 'The number of results'
    if (-not @($status | Where-Object { $_.State -eq 'Missing' }).Count) { throw 'Nobody lacks a photo.' }
}
Test-Scenario '-WhatIf writes nothing' {
    Clear-RequestCount
    $results = @($withPhoto[0..2] | Sync-SpoProfilePhoto -WhatIf)
    Assert-Equal 'WhatIf WhatIf WhatIf' ($results.Action -join ' ') 'What was done'
    Assert-Equal 0 ((Get-RequestCount 'photo.upload') + (Get-RequestCount 'profile.write')) 'The number of writes'
}
Test-Scenario 'stop in the middle, then go on in the same session' {
    Clear-RequestCount
    Set-Fault '[{"kind":"photo.upload","action":"hang","percent":100}]'
    $state = [Management.Automation.Runspaces.InitialSessionState]::CreateDefault2()
    $state.ExecutionPolicy = 'Bypass'
    $shell = [powershell]::Create($state)
    try {
        $script = 'param($module, $connection, $users) Import-Module $module; $users | Sync-SpoProfilePhoto -Connection $connection'
        $null = $shell.AddScript($script).AddArgument((Join-Path $Module 'SpoProfileSync.psd1')).AddArgument((Get-SpoProfileConnection)).AddArgument($withPhoto)
        $run = $shell.BeginInvoke()
        $null = $http.GetAsync("$control/control/requests/wait?kind=photo.upload&count=1").Result.EnsureSuccessStatusCode()
        $watch = [Diagnostics.Stopwatch]::StartNew()
        $shell.Stop()
        $milliseconds = $watch.ElapsedMilliseconds
        Write-Host "        stopped after $milliseconds ms"
        Assert-Equal 'Stopped' $shell.InvocationStateInfo.State 'The state of the pipeline'
    } finally {
        $shell.Dispose()
        Set-Fault ''
    }
    Assert-Equal 1 @($withPhoto[0] | Get-SpoProfilePhotoStatus).Count 'The number of results afterwards'
}
Test-Scenario 'synchronization of users from CLIXML' {
    Clear-RequestCount
    $results = @($withPhoto | Sync-SpoProfilePhoto -ErrorAction SilentlyContinue)
    Assert-Equal $withPhoto.Count $results.Count 'The number of results'
    $uploaded = @($results | Where-Object { $_.Action -eq 'Uploaded' }).Count
    if (-not $uploaded) { throw 'Nothing was uploaded.' }
    Assert-Equal (3 * $uploaded) (Get-RequestCount 'photo.upload') 'The number of uploads'
}
Test-Scenario 'a second synchronization sends nothing' {
    Clear-RequestCount
    $results = @($withPhoto | Sync-SpoProfilePhoto -ErrorAction SilentlyContinue)
    Assert-Equal 0 @($results | Where-Object { $_.Action -in 'Uploaded', 'Updated' }).Count 'The number of users written'
    Assert-Equal 0 (Get-RequestCount 'photo.upload') 'The number of uploads'
}

# ---- files
$photoFile = [IO.Directory]::GetFiles("$Scratch\photos", '*.jpg')[0]
$person = $withPhoto[1]
$forms = [ordered]@{
    'a path with backslashes and drive letter' = $photoFile
    'a path in UNC form'                       = $Share + $photoFile.Substring($Scratch.Length)
    'a path with the prefix for long paths'    = '\\?\' + $photoFile
    'a path with slashes'                      = $photoFile.Replace('\', '/')
}
foreach ($form in $forms.Keys) {
    Test-Scenario "a photo by $form" {
        $result = @(New-User $person $forms[$form] | Sync-SpoProfilePhoto -Force)
        Assert-Equal 'Uploaded' $result[0].Action 'The action'
    }
}
Test-Scenario 'a folder of photos with a long path' {
    $folder = "$Scratch\long"
    while ($folder.Length -lt 300) { $folder = "$folder\another folder with a rather long name" }
    $null = [IO.Directory]::CreateDirectory($folder)
    [IO.File]::Copy($photoFile, "$folder\$($person.SamAccountName).jpg", $true)
    $result = @(New-User $person '' | Sync-SpoProfilePhoto -PhotoFolder $folder -Force)
    Assert-Equal 'Uploaded' $result[0].Action 'The action'
}
Test-Scenario 'a folder of photos in UNC form' {
    $result = @(New-User $person '' | Get-SpoProfilePhotoStatus -PhotoFolder "$Share\photos" -ErrorAction SilentlyContinue)
    Assert-Equal 1 $result.Count 'The number of results'
    if ($result[0].State -in 'NoSource', 'SourceInvalid', 'Failed') { throw "The photo was not found: $($result[0].Reason)" }
}
Test-Scenario 'a photo that another program has locked, among others' {
    $locked = "$Scratch\locked.jpg"
    [IO.File]::Copy($photoFile, $locked, $true)
    $stream = [IO.File]::Open($locked, 'Open', 'ReadWrite', 'None')
    try {
        $problems = $null
        $results = @((New-User $withPhoto[2] $locked), (New-User $withPhoto[3] $photoFile) | Sync-SpoProfilePhoto -Force -ErrorVariable problems -ErrorAction SilentlyContinue)
        Assert-Equal 'Failed Uploaded' (@($results.Action | Sort-Object) -join ' ') 'What was done'
        Assert-Equal 1 @($problems).Count 'The number of errors'
        Assert-Id 'SpoPhotoFileUnreadable' $problems[0]
        Assert-Equal $withPhoto[2].UserPrincipalName $problems[0].TargetObject 'The target of the error'
    } finally {
        $stream.Dispose()
    }
}
Test-Scenario 'a file that is no picture' {
    [IO.File]::WriteAllText("$Scratch\text.jpg", 'This is no picture.')
    $user = New-User $withPhoto[4] "$Scratch\text.jpg"
    Assert-Id 'SpoPhotoFormat' (Get-Failure { $user | Sync-SpoProfilePhoto -ErrorAction Stop })
}
Disconnect-SpoProfile

# ---- the tenant for Windows
Test-Scenario 'spo-tenant.exe: Connect-SpoProfile -DemoTenant, status, synchronization' {
    Connect-SpoProfile -DemoTenant
    $results = @($withPhoto | Sync-SpoProfilePhoto -ErrorAction SilentlyContinue)
    if (-not @($results | Where-Object { $_.Action -eq 'Uploaded' }).Count) { throw 'Nothing was uploaded.' }
    Disconnect-SpoProfile
}
Test-Scenario 'the example of the package' {
    & (Join-Path $Module 'examples\Sync-AdPhotos.ps1') -AdExport (Join-Path $Scratch 'ad-users.clixml') -DemoTenant -Show 2
}
Test-Scenario 'the module can be removed' { Remove-Module SpoProfileSync }

Write-Host "windows: $script:passed passed, $script:failed failed"
if ($script:failed) { exit 1 }
