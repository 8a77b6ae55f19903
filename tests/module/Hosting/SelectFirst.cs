using System.Management.Automation;

namespace SpoProfileSync.ModuleTests.Hosting;

/// <summary>
/// What Select-Object -First does to the pipeline, whose own assembly is not part of the engine package: it lets objects pass and
/// then stops the commands before it by the engine's internal exception.
/// </summary>
[Cmdlet(VerbsCommon.Select, "First")]
public sealed class SelectFirst : PSCmdlet
{
    [Parameter(Mandatory = true, Position = 0)]
    public int Count { get; set; }

    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    int passed;

    protected override void ProcessRecord()
    {
        WriteObject(InputObject);
        if (++passed < Count) return;
        var type = typeof(PSObject).Assembly.GetType("System.Management.Automation.StopUpstreamCommandsException", throwOnError: true)!;
        throw (Exception)Activator.CreateInstance(type, this)!;
    }
}
