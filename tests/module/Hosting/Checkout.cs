using System.Runtime.InteropServices;

namespace SpoProfileSync.ModuleTests.Hosting;

/// <summary>Where the things under test are.</summary>
static class Checkout
{
    /// <summary>The folder of SpoProfileSync.psd1.</summary>
    public static string Root { get; } = Find();

    public static string Manifest => At("SpoProfileSync.psd1");

    public static string Assembly => At("module", "bin", "SpoProfileSync.dll");

    /// <summary>The native files the module itself would load.</summary>
    public static string NativeFolder => At("module", "bin", Platform);

    public static string TenantProgram =>
        Path.Combine(NativeFolder, OperatingSystem.IsWindows() ? "spo-tenant.exe" : "spo-tenant");

    public static string At(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>A photograph of tests/fixtures/photos.</summary>
    public static string Photo(string name) => At("tests", "fixtures", "photos", name);

    public static byte[] PhotoBytes(string name) => File.ReadAllBytes(Photo(name));

    static string Platform
    {
        get
        {
            var system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";
            return system + "-" + RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
        }
    }

    static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "SpoProfileSync.psd1"))) folder = folder.Parent;
        return folder?.FullName ?? throw new DirectoryNotFoundException("No SpoProfileSync.psd1 above the test program.");
    }
}
