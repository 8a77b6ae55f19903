using System.Diagnostics;

namespace SpoProfileSync.ModuleTests.Hosting;

/// <summary>A copy of the module without its native library, in a folder that is removed afterwards. Tests put in its place what they like.</summary>
sealed class ModuleCopy : IDisposable
{
    const string ConnectAndReport = """
        Import-Module $env:SPO_TEST_MANIFEST
        try { Connect-SpoProfile -Tenant contoso -AccessToken { 'none' } } catch {
            $_.FullyQualifiedErrorId
            $_.Exception.Message
            $_.ErrorDetails.RecommendedAction
            exit 7
        }
        """;

    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("spo-module-copy-");

    public ModuleCopy()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Library)!);
        foreach (var file in new[] { "SpoProfileSync.psd1", "module/SpoProfileSync.Format.ps1xml", "module/bin/SpoProfileSync.dll" })
            File.Copy(Checkout.At(file), Path.Combine(folder.FullName, file));
    }

    public string Manifest => Path.Combine(folder.FullName, "SpoProfileSync.psd1");

    /// <summary>Where the module looks for its library.</summary>
    public string Library => Path.Combine(folder.FullName, "module", "bin", Path.GetFileName(Checkout.NativeFolder), "spo_native.so");

    /// <summary>A file beside the module.</summary>
    public string At(string name) => Path.Combine(folder.FullName, name);

    /// <summary>Compiles C into a shared library.</summary>
    public static void Compile(string path, string source, params string[] options)
    {
        var start = new ProcessStartInfo("cc", ["-shared", "-fPIC", "-o", path, "-x", "c", "-", "-x", "none", .. options]) { RedirectStandardInput = true };
        using var compiler = Process.Start(start)!;
        compiler.StandardInput.Write(source);
        compiler.StandardInput.Close();
        compiler.WaitForExit();
        Assert.Equal(0, compiler.ExitCode);
    }

    /// <summary>Connects in a process of its own, which must fail: the error's id, message and next step.</summary>
    public async Task<LoadError> Fail(string before = "")
    {
        using var child = Child.Start(Manifest, "$ErrorActionPreference = 'Stop'\n" + before + ConnectAndReport, ("SPO_TEST_LIBRARY", Library));
        var lines = (await child.End()).With(7).Lines;
        Assert.True(lines.Length == 3, string.Join('\n', lines));
        return new LoadError(lines[0].Replace(",SpoProfileSync.ConnectSpoProfileCommand", "", StringComparison.Ordinal), lines[1], lines[2]);
    }

    public void Dispose() => folder.Delete(recursive: true);
}

/// <summary>An error as an administrator sees it.</summary>
sealed record LoadError(string Id, string Message, string NextStep);
