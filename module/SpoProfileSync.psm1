# What lives here: the managed assembly (bin/SpoProfileSync.dll, from src/), the views, and beside the assembly one folder of native
# files per platform. This file only imports the assembly; the native library is loaded by the first Connect-SpoProfile.

# .NET calls instead of path cmdlets: those would load another module first.
$assembly = [System.IO.Path]::Combine($PSScriptRoot, 'bin', 'SpoProfileSync.dll')
if (-not [System.IO.File]::Exists($assembly)) {
    throw "SpoProfileSync is not built: '$assembly' is not there. Run ./build.ps1 -Task Build (or ./build.sh Build) in the checkout, or install the module."
}
$cmdlets = Import-Module -Name $assembly -PassThru

# Tokens and simulated tenants must not outlive the module. Connections kept in variables stay with their owner.
# The commands are called through its module: while a module is removed, names no longer lead to it.
$disconnect = $cmdlets.ExportedCmdlets['Disconnect-SpoProfile']
$stop = $cmdlets.ExportedCmdlets['Stop-SpoDemoTenant']
$ExecutionContext.SessionState.Module.OnRemove = { & $disconnect; & $stop }.GetNewClosure()

Export-ModuleMember -Cmdlet @($cmdlets.ExportedCmdlets.Keys)
