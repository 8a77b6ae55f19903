<#
.SYNOPSIS
    Measures how long importing the module takes in a fresh pwsh, above importing an empty script module.
.DESCRIPTION
    Each run is a new process; runs of both modules alternate, so that a busy machine hits both alike, and medians are compared.
    One run of each goes first and does not count. Ends with exit code 1 when the difference in processor time is above the limit: on an idle
    machine that is what a user waits, on a busy one waiting tells of the others. Time waited is shown beside it.
.PARAMETER Module
    The manifest to import; the one of this checkout unless named.
.PARAMETER Runs
    Runs of each module that count.
.PARAMETER LimitMilliseconds
    The largest difference that is accepted. Without it the figures are only shown: on a slow or busy machine they say more of the machine.
#>
param(
    [string] $Module,

    [ValidateRange(1, 1000)]
    [int] $Runs = 9,

    [double] $LimitMilliseconds
)

$ErrorActionPreference = 'Stop'
if (-not $Module) { $Module = Join-Path (Join-Path (Join-Path $PSScriptRoot '..') '..') 'SpoProfileSync.psd1' }
$Module = [IO.Path]::GetFullPath($Module)
if (-not [IO.File]::Exists($Module)) { throw "The module '$Module' is not there; build it first." }

# Milliseconds of one import in a new process, measured inside it, as the start of pwsh itself does not count: processor time, and time waited.
function Measure-OneImport([string] $Path) {
    $script = @'
        $process = [Diagnostics.Process]::GetCurrentProcess()
        $before = $process.TotalProcessorTime
        $watch = [Diagnostics.Stopwatch]::StartNew()
        Import-Module 'MODULE' -ErrorAction Stop
        $waited = $watch.Elapsed
        $process.Refresh()
        foreach ($time in ($process.TotalProcessorTime - $before), $waited) { $time.TotalMilliseconds.ToString([cultureinfo]::InvariantCulture) }
'@
    $text = & pwsh -NoProfile -NonInteractive -Command $script.Replace('MODULE', $Path.Replace("'", "''"))
    if ($LASTEXITCODE -ne 0) { throw "Importing '$Path' failed: $text" }
    [pscustomobject]@{
        Processor = [double]::Parse(@($text)[-2], [cultureinfo]::InvariantCulture)
        Waited    = [double]::Parse(@($text)[-1], [cultureinfo]::InvariantCulture)
    }
}

function Get-Median([double[]] $Values) {
    $sorted = @($Values)
    [Array]::Sort($sorted)
    $middle = [Math]::Floor($sorted.Count / 2)
    if ($sorted.Count % 2) { $sorted[$middle] } else { ($sorted[$middle - 1] + $sorted[$middle]) / 2 }
}

$folder = Join-Path ([IO.Path]::GetTempPath()) ('SpoEmptyModule-' + [guid]::NewGuid().ToString('N'))
$null = [IO.Directory]::CreateDirectory($folder)
try {
    $empty = Join-Path $folder 'SpoEmptyModule.psm1'
    [IO.File]::WriteAllText($empty, '')
    $null = Measure-OneImport $empty
    $null = Measure-OneImport $Module
    $ours = [Collections.Generic.List[object]]::new()
    $others = [Collections.Generic.List[object]]::new()
    for ($run = 1; $run -le $Runs; $run++) {
        $others.Add((Measure-OneImport $empty))
        $ours.Add((Measure-OneImport $Module))
    }
} finally {
    [IO.Directory]::Delete($folder, $true)
}

$rows = [ordered]@{
    'SpoProfileSync' = @{ Processor = (Get-Median $ours.Processor); Waited = (Get-Median $ours.Waited) }
    'empty module'   = @{ Processor = (Get-Median $others.Processor); Waited = (Get-Median $others.Waited) }
}
$difference = $rows['SpoProfileSync'].Processor - $rows['empty module'].Processor
$rows['difference'] = @{ Processor = $difference; Waited = ($rows['SpoProfileSync'].Waited - $rows['empty module'].Waited) }
foreach ($name in $rows.Keys) {
    Write-Host ([string]::Format([cultureinfo]::InvariantCulture, '{0,-15} {1,6:0} ms of processor time, {2,6:0} ms waited', $name, $rows[$name].Processor, $rows[$name].Waited))
}
Write-Host "medians of $Runs runs each; the aim is a difference of less than 100 ms on an idle machine"
if ($LimitMilliseconds -gt 0 -and $difference -gt $LimitMilliseconds) { exit 1 }
