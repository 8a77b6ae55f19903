namespace SpoProfileSync.ModuleTests.Hosting;

/// <summary>Environment variables that a platform sets. They are the process's, so one test at a time has them.</summary>
static class PlatformVariables
{
    static readonly Lock One = new();

    /// <summary>Runs something with these variables set.</summary>
    public static void With(Action action, params (string Name, string Value)[] variables)
    {
        lock (One)
        {
            foreach (var (name, value) in variables) Environment.SetEnvironmentVariable(name, value);
            try
            {
                action();
            }
            finally
            {
                foreach (var (name, _) in variables) Environment.SetEnvironmentVariable(name, null);
            }
        }
    }
}
