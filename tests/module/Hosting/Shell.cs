using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace SpoProfileSync.ModuleTests.Hosting;

/// <summary>A runspace with the module imported, as an administrator's session has it.</summary>
sealed class Shell : IDisposable
{
    readonly Runspace runspace;

    public Shell()
    {
        var state = InitialSessionState.CreateDefault2();
        // A machine's policy is not what is tested; where none is set, Windows loads no views of an unsigned module.
        if (OperatingSystem.IsWindows()) state.ExecutionPolicy = Microsoft.PowerShell.ExecutionPolicy.Bypass;
        state.Commands.Add(new SessionStateCmdletEntry("Select-First", typeof(SelectFirst), null));
        runspace = RunspaceFactory.CreateRunspace(Host, state);
        runspace.Open();
        Run("Import-Module -Name $args[0]", Checkout.Manifest).Succeed();
    }

    public TestHost Host { get; } = new();

    /// <summary>Runs a script to its end; its parameters are $args. Errors are part of the outcome and not thrown.</summary>
    public Outcome Run(string script, params object?[] arguments)
    {
        using var shell = Start(script, arguments);
        return Finish(shell, () => shell.Invoke().ToList());
    }

    /// <summary>A pipeline that is yet to be begun: for tests that stop it.</summary>
    public PowerShell Start(string script, params object?[] arguments)
    {
        var shell = PowerShell.Create(runspace).AddScript(script);
        foreach (var argument in arguments) shell.AddArgument(argument);
        return shell;
    }

    /// <summary>Takes what the pipeline wrote.</summary>
    public static Outcome Finish(PowerShell shell, Func<List<PSObject>> run)
    {
        var output = new List<PSObject>();
        ErrorRecord? terminating = null;
        var stopped = false;
        try
        {
            output = run();
        }
        catch (PipelineStoppedException)
        {
            stopped = true;
        }
        catch (RuntimeException e)
        {
            terminating = e.ErrorRecord;
        }
        return new Outcome(output, shell.Streams, terminating, stopped);
    }

    /// <summary>Signs in to the tenant with the certificate of its registered app.</summary>
    public Shell Connect(Tenant tenant)
    {
        Run("Connect-SpoProfile -Tenant $args[0] -ClientId $args[1] -CertificatePath $args[2] -Endpoint $args[3]",
            tenant.Name, tenant.ClientId, tenant.CertificatePath, tenant.Endpoint).Succeed();
        return this;
    }

    public void Dispose()
    {
        Run("Remove-Module SpoProfileSync");
        runspace.Dispose();
    }
}

/// <summary>What a script gave: objects, records of every stream, and how it ended.</summary>
sealed class Outcome(List<PSObject> output, PSDataStreams streams, ErrorRecord? terminating, bool stopped)
{
    public List<PSObject> Output => output;
    public List<ErrorRecord> Errors { get; } = [.. streams.Error];
    public List<ProgressRecord> Progress { get; } = [.. streams.Progress];
    public List<string> Warnings { get; } = [.. streams.Warning.Select(record => record.Message)];
    public List<string> Verbose { get; } = [.. streams.Verbose.Select(record => record.Message)];
    public ErrorRecord? Terminating => terminating;
    public bool Stopped => stopped;

    /// <summary>The outcome, if nothing failed; else the first error fails the test.</summary>
    public Outcome Succeed()
    {
        var error = terminating ?? Errors.FirstOrDefault();
        Assert.True(error is null, $"{error?.FullyQualifiedErrorId}: {error}\n{error?.ScriptStackTrace}");
        return this;
    }

    /// <summary>
    /// The error that ended the command, which must have this id. In a script it ends the statement and is written to the error
    /// stream, unless the preference is to stop.
    /// </summary>
    public ErrorRecord EndedBy(string id)
    {
        Assert.Empty(output);
        return Failure(id);
    }

    /// <summary>The only error, which must have this id.</summary>
    public ErrorRecord Failure(string id)
    {
        var error = terminating ?? Assert.Single(Errors);
        Assert.Equal(id, error.FullyQualifiedErrorId.Split(',')[0]);
        return error;
    }

    /// <summary>A property of every object, as text.</summary>
    public string[] Texts(string property) => [.. output.Select(item => item.Text(property))];
}

static class PSObjectReading
{
    /// <summary>A property as text; a missing one fails the test.</summary>
    public static string Text(this PSObject item, string property)
    {
        var found = item.Properties[property];
        Assert.True(found is not null, $"{item.TypeNames[0]} has no property {property}");
        return found.Value?.ToString() ?? "";
    }
}
