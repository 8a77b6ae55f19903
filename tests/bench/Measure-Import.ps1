<#
.SYNOPSIS
    Measures how long importing the module takes in a fresh pwsh, above importing an empty script module.
.DESCRIPTION
    Each run is a new process; runs of both modules alternate, so that a busy machine hits both alike, and medians are compared.
    One run of each goes first and does not count. Ends with exit code 1 when the difference is above the limit.
.PARAMETER Module
    The manifest to import; the one of this checkout unless named.
.PARAMETER Runs
    Runs of each module that count.
.PARAMETER LimitMilliseconds
    The largest difference that is accepted.
#>
param(
    [string] $Module,

    [ValidateRange(1, 1000)]
    [int] $Runs = 9,

    [double] $LimitMilliseconds = 100
)

$ErrorActionPreference = 'Stop'
if (-not $Module) { $Module = Join-Path (Join-Path (Join-Path $PSScriptRoot '..') '..') 'SpoProfileSync.psd1' }
$Module = [IO.Path]::GetFullPath($Module)
if (-not [IO.File]::Exists($Module)) { throw "The module '$Module' is not there; build it first." }

# Milliseconds of one import in a new process, measured inside it: the start of pwsh itself does not count.
function Measure-OneImport([string] $Path) {
    $quoted = $Path.Replace("'", "''")
    $script = "`$watch = [Diagnostics.Stopwatch]::StartNew(); Import-Module '$quoted' -ErrorAction Stop; `$watch.Elapsed.TotalMilliseconds.ToString([cultureinfo]::InvariantCulture)"
    $text = & pwsh -NoProfile -NonInteractive -Command $script
    if ($LASTEXITCODE -ne 0) { throw "Importing '$Path' failed: $text" }
    [double]::Parse(@($text)[-1], [cultureinfo]::InvariantCulture)
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
    $ours = [Collections.Generic.List[double]]::new()
    $others = [Collections.Generic.List[double]]::new()
    for ($run = 1; $run -le $Runs; $run++) {
        $others.Add((Measure-OneImport $empty))
        $ours.Add((Measure-OneImport $Module))
    }
} finally {
    [IO.Directory]::Delete($folder, $true)
}

$median = Get-Median $ours.ToArray()
$baseline = Get-Median $others.ToArray()
$difference = $median - $baseline
Write-Host ('SpoProfileSync  {0,7:0.0} ms (median of {1})' -f $median, $Runs)
Write-Host ('empty module    {0,7:0.0} ms (median of {1})' -f $baseline, $Runs)
Write-Host ('difference      {0,7:0.0} ms (limit {1:0} ms)' -f $difference, $LimitMilliseconds)
if ($difference -gt $LimitMilliseconds) { exit 1 }
