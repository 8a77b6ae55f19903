# Running the tools of the build: which are needed, how one is started, and how a step is reported.
# A tool inherits the console, so that cargo draws its progress and every line appears when it is written.

class StepFailedException : Exception {
    StepFailedException([string] $message) : base($message) { }
}

# MSBuild's and Roslyn's servers would outlive the build and keep its output open for whoever reads it.
$env:MSBUILDDISABLENODEREUSE = '1'
$env:UseSharedCompilation = 'false'
$env:DOTNET_CLI_TELEMETRY_OPTOUT = '1'
$env:DOTNET_NOLOGO = '1'

function Test-Command([string] $Name) {
    $null -ne (Get-Command -Name $Name -CommandType Application -ErrorAction Ignore)
}

# The standard output of a tool whose failure only means that it is not usable here.
function Read-Tool([string] $Name, [string[]] $Arguments) {
    $start = [Diagnostics.ProcessStartInfo]::new((Resolve-Tool $Name))
    foreach ($argument in $Arguments) { $start.ArgumentList.Add($argument) }
    $start.WorkingDirectory = $root
    $start.RedirectStandardOutput = $true
    $start.RedirectStandardError = $true
    $process = [Diagnostics.Process]::Start($start)
    $errors = $process.StandardError.ReadToEndAsync()
    $text = $process.StandardOutput.ReadToEnd()
    $process.WaitForExit()
    $null = $errors.Result
    if ($process.ExitCode -eq 0) { $text }
}

function Resolve-Tool([string] $Name) {
    if ([IO.Path]::IsPathRooted($Name)) { return $Name }
    $found = @(Get-Command -Name $Name -CommandType Application -ErrorAction Ignore)
    if ($found.Count -gt 0) { return $found[0].Source }
    throw [StepFailedException]::new("'$Name' was not found on PATH.")
}

<# Ends the run with one line for the first tool that is missing. -CompileOnly leaves out what only Analyze and Test use. #>
function Assert-Tool([switch] $CompileOnly) {
    if (-not (Test-Command cargo)) { throw [StepFailedException]::new("cargo was not found. Install Rust from https://rustup.rs, open a new shell and run this again.") }
    if (-not $IsWindows -and -not (Test-Command cc)) {
        throw [StepFailedException]::new("a C compiler (cc) was not found; Rust links with it. Install the system's compiler package, for example build-essential, or Xcode's command line tools.")
    }
    if (-not (Test-Command dotnet)) { throw [StepFailedException]::new("dotnet was not found. Install the .NET SDK 10 from https://dot.net/download and run this again.") }
    if ((Read-Tool dotnet '--list-sdks') -notmatch '(?m)^10\.') { throw [StepFailedException]::new("dotnet has no SDK 10. Install the .NET SDK 10 from https://dot.net/download and run this again.") }
    if (-not (Test-Command pwsh)) { throw [StepFailedException]::new("pwsh is not on PATH. Install PowerShell from https://aka.ms/powershell or with: dotnet tool install --global PowerShell") }
    if ($CompileOnly) { return }
    if (-not (Read-Tool cargo fmt, --version)) { throw [StepFailedException]::new("rustfmt is missing. Install it with: rustup component add rustfmt") }
    if (-not (Read-Tool cargo clippy, --version)) { throw [StepFailedException]::new("clippy is missing. Install it with: rustup component add clippy") }
}

<# Starts a tool with the arguments as they are and waits for it. Throws when it ends with another code than 0. #>
function Invoke-Tool {
    $name, $arguments = $args
    $exitCode = Start-Tool $name $arguments
    if ($exitCode -ne 0) { throw [StepFailedException]::new("$([IO.Path]::GetFileNameWithoutExtension($name)) ended with exit code $exitCode.") }
}

<# Like Invoke-Tool, but returns the exit code; $OnLine gets each line of the standard output as it comes. #>
function Start-Tool([string] $Name, [object[]] $Arguments, [scriptblock] $OnLine) {
    $start = [Diagnostics.ProcessStartInfo]::new((Resolve-Tool $Name))
    # An argument may itself be a list of several.
    foreach ($argument in $Arguments) { foreach ($word in $argument) { $start.ArgumentList.Add([string] $word) } }
    $start.WorkingDirectory = $root
    $start.UseShellExecute = $false
    $start.RedirectStandardOutput = $null -ne $OnLine
    $process = [Diagnostics.Process]::Start($start)
    try {
        if ($OnLine) {
            while ($null -ne ($line = $process.StandardOutput.ReadLine())) { $null = & $OnLine $line }
        }
        # Short waits instead of one long one, so that Ctrl+C is seen between them.
        while (-not $process.WaitForExit(200)) { }
        $process.ExitCode
    } finally {
        if (-not $process.HasExited) { $process.Kill($true) }
        $process.Dispose()
    }
}

<# Runs something with these environment variables set, and puts back what was there. #>
function Use-Environment([hashtable] $Variable, [scriptblock] $Action) {
    $before = @{}
    foreach ($name in $Variable.Keys) { $before[$name] = [Environment]::GetEnvironmentVariable($name) }
    try {
        foreach ($name in $Variable.Keys) { [Environment]::SetEnvironmentVariable($name, $Variable[$name]) }
        & $Action
    } finally {
        foreach ($name in $before.Keys) {
            # PowerShell would hand over the empty text for $null, and that is a variable without a value, not none.
            $value = if ($null -eq $before[$name]) { [NullString]::Value } else { $before[$name] }
            [Environment]::SetEnvironmentVariable($name, $value)
        }
    }
}

function Invoke-Step([string] $Name, [scriptblock] $Action) {
    Write-Host "-- $Name"
    $watch = [Diagnostics.Stopwatch]::StartNew()
    try {
        & $Action
    } catch {
        # The tool's own output is above; an exception of this script itself is a defect, so its place is told too.
        $reason = if ($_.Exception -is [StepFailedException]) { $_.Exception.Message } else { "$($_.Exception.Message) $($_.ScriptStackTrace)" }
        throw [StepFailedException]::new("FAILED at '$Name' after $($watch.Elapsed.TotalSeconds.ToString('0.0')) s: $reason")
    }
    Write-Host ('   {0:0.0} s' -f $watch.Elapsed.TotalSeconds)
}
