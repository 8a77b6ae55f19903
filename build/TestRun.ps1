# Running the tests and counting them. Passing tests stay quiet; what fails, and each runner's closing line, is shown as it comes.
# A skipped test counts as a failed one: it has checked nothing.

<# All tests of the Rust workspace. #>
function Invoke-RustTest([string[]] $ProfileArguments) {
    $count = @{ Passed = 0; Failed = 0 }
    $exitCode = Start-Tool cargo (@('test', '--workspace', '--locked', '--no-fail-fast') + $ProfileArguments) {
        param($line)
        if ($line -match '^test result: \S+ (\d+) passed; (\d+) failed; (\d+) ignored') {
            $count.Passed += [int] $Matches[1]
            $count.Failed += [int] $Matches[2] + [int] $Matches[3]
        } elseif ($line -match '^test .* \.\.\. ok$' -or $line -match '^running \d+ tests?$' -or $line -eq '') {
            return
        }
        Write-Host $line
    }
    Complete-TestRun 'rust' $count $exitCode
}

<# The xunit program that drives the cmdlets in the PowerShell engine. Understands the summary of xunit's own runner and of Microsoft.Testing.Platform. #>
function Invoke-ModuleTest([string] $Project, [string] $Configuration) {
    Invoke-TestProgram 'module' dotnet @('run', '--project', $Project, '--configuration', $Configuration, '--no-build')
}

<# The same program, however it is started. #>
function Invoke-TestProgram([string] $Name, [string] $Tool, [object[]] $Arguments) {
    $count = @{ Passed = 0; Failed = 0 }
    $exitCode = Start-Tool $Tool $Arguments {
        param($line)
        if ($line -match 'Total: (\d+), Errors: (\d+), Failed: (\d+), Skipped: (\d+), Not Run: (\d+)') {
            $bad = [int] $Matches[2] + [int] $Matches[3] + [int] $Matches[4] + [int] $Matches[5]
            $count.Failed += $bad
            $count.Passed += [int] $Matches[1] - ($bad - [int] $Matches[2])
        } elseif ($line -match '^\s+succeeded: (\d+)') {
            $count.Passed += [int] $Matches[1]
        } elseif ($line -match '^\s+(failed|skipped|error): (\d+)') {
            $count.Failed += [int] $Matches[2]
        }
        Write-Host $line
    }
    Complete-TestRun $Name $count $exitCode
}

# The line others count by, then the verdict. A runner that ended early counts nothing, so no count is a failure too.
function Complete-TestRun([string] $Name, [hashtable] $Count, [int] $ExitCode) {
    Write-Host "$($Name): $($Count.Passed) passed, $($Count.Failed) failed"
    if ($ExitCode -ne 0 -or $Count.Failed -gt 0) { throw [StepFailedException]::new("the $Name tests failed (exit code $ExitCode).") }
    if ($Count.Passed -eq 0) { throw [StepFailedException]::new("the $Name tests gave no summary.") }
}
