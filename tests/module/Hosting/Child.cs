using System.Diagnostics;

namespace SpoProfileSync.ModuleTests.Hosting;

/// <summary>
/// A PowerShell process of its own: for what happens once a process (the native library is loaded) or at its end. The script imports the
/// module itself, from $env:SPO_TEST_MANIFEST.
/// </summary>
sealed class Child : IDisposable
{
    readonly Process process;
    readonly Task<string> output;
    readonly Task<string> errors;

    Child(Process process)
    {
        this.process = process;
        output = process.StandardOutput.ReadToEndAsync();
        errors = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Begins a script; variables of the environment are its parameters.</summary>
    public static Child Start(string manifest, string script, params (string Name, string Value)[] variables) =>
        StartProgram(["-NoProfile", "-Command", script], [("SPO_TEST_MANIFEST", manifest), .. variables]);

    /// <summary>Begins a script file with arguments, as a scheduled task does.</summary>
    public static Child StartFile(string path, string[] arguments, params (string Name, string Value)[] variables) =>
        StartProgram(["-NoProfile", "-File", path, .. arguments], variables);

    static Child StartProgram(string[] arguments, (string Name, string Value)[] variables)
    {
        var start = new ProcessStartInfo("pwsh", arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in variables) start.Environment[name] = value;
        return new Child(Process.Start(start)!);
    }

    /// <summary>Lets a script that waits for a line go on.</summary>
    public void Go() => process.StandardInput.WriteLine();

    /// <summary>The end of the process.</summary>
    public async Task<Ended> End()
    {
        await process.WaitForExitAsync();
        return new Ended(process.ExitCode, await output, await errors);
    }

    public void Dispose()
    {
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        process.Dispose();
    }
}

/// <summary>What a process left behind.</summary>
sealed record Ended(int ExitCode, string Output, string Errors)
{
    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>The process ended as its script said, with nothing on standard error.</summary>
    public Ended With(int exitCode)
    {
        Assert.True(ExitCode == exitCode && Errors.Length == 0, $"exit code {ExitCode}, wanted {exitCode}\n{Output}\n{Errors}");
        return this;
    }
}
