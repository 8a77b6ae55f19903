using System.Runtime.InteropServices;
using System.Text;
using SpoProfileSync.ModuleTests.Hosting;

namespace SpoProfileSync.ModuleTests.Native;

/// <summary>
/// Native libraries that do not load, for real: in processes of their own on Linux. What cannot be produced here is in
/// <see cref="LoadFailureTests"/>.
/// </summary>
[Trait("System", "Linux")]
public sealed class LoadErrorTests : IDisposable
{
    readonly ModuleCopy module = new();

    public void Dispose() => module.Dispose();

    static byte[] RealLibrary => File.ReadAllBytes(Path.Combine(Checkout.NativeFolder, "spo_native.so"));

    static bool IsArm => RuntimeInformation.ProcessArchitecture == Architecture.Arm64;

    async Task<LoadError> FailsWith(string id, params string[] told)
    {
        var error = await module.Fail();
        Assert.Equal(id, error.Id);
        Assert.Contains(module.Library, error.Message, StringComparison.Ordinal);
        Assert.All(told, part => Assert.Contains(part, error.Message, StringComparison.Ordinal));
        Assert.EndsWith(".", error.NextStep, StringComparison.Ordinal);
        return error;
    }

    [Fact]
    public async Task A_library_that_is_not_there()
    {
        var error = await FailsWith("SpoNativeMissing");
        Assert.Contains("./build.ps1", error.NextStep, StringComparison.Ordinal);
    }

    [Fact]
    public Task A_library_for_other_platforms_only()
    {
        var other = Path.Combine(Path.GetDirectoryName(module.Library)!, "..", "win-x64");
        Directory.CreateDirectory(other);
        File.WriteAllText(Path.Combine(other, "spo_native.dll"), "");
        return FailsWith("SpoNativePlatform", "win-x64");
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>The proxy needs your password.</html>")]
    [InlineData("version https://git-lfs.github.com/spec/v1")]
    public Task A_file_that_is_no_library(string content)
    {
        File.WriteAllText(module.Library, content);
        return FailsWith("SpoNativeDamaged");
    }

    /// <summary>A download that broke off: the header is whole. Loading such a file would kill the process.</summary>
    [Theory]
    [InlineData(64)]
    [InlineData(4096)]
    [InlineData(100_000)]
    [InlineData(2_000_000)]
    public Task A_library_that_is_cut_off(int length)
    {
        File.WriteAllBytes(module.Library, RealLibrary[..length]);
        return FailsWith("SpoNativeDamaged");
    }

    [Fact]
    public Task A_library_of_another_processor()
    {
        var library = RealLibrary;
        library[18] = (byte)(IsArm ? 62 : 183);
        File.WriteAllBytes(module.Library, library);
        return FailsWith("SpoNativePlatform", IsArm ? "linux-x64" : "linux-arm64");
    }

    [Fact]
    public Task A_library_of_32_bits()
    {
        var library = RealLibrary;
        library[4] = 1;
        library[18] = 3;
        File.WriteAllBytes(module.Library, library);
        return FailsWith("SpoNativePlatform", "linux-x86");
    }

    [Fact]
    public Task A_library_of_another_system()
    {
        File.WriteAllBytes(module.Library, LibraryHeaderTests.Pe(0x8664));
        return FailsWith("SpoNativePlatform", "win-x64");
    }

    /// <summary>A copy of memory is versioned 2.14 on x64 and 2.17 on arm64: as long as 9.99.</summary>
    [Fact]
    public async Task A_library_for_a_newer_glibc()
    {
        ModuleCopy.Compile(module.Library, """
            #include <string.h>
            int spo_abi_version(void) { return 1; }
            void spo_copy(char *to, const char *from, unsigned long length) { memcpy(to, from, length); }
            """);
        var text = Encoding.Latin1.GetString(File.ReadAllBytes(module.Library));
        File.WriteAllBytes(module.Library, Encoding.Latin1.GetBytes(text.Replace(IsArm ? "GLIBC_2.17" : "GLIBC_2.14", "GLIBC_9.99", StringComparison.Ordinal)));
        await FailsWith("SpoNativeGlibc", "needs glibc 9.99", "this system has glibc 2.");
    }

    [Fact]
    public async Task A_library_that_needs_another_one()
    {
        var needed = module.At("libneeded.so");
        ModuleCopy.Compile(needed, "int needed(void) { return 1; }");
        ModuleCopy.Compile(module.Library, "int needed(void); int spo_abi_version(void) { return needed(); }", needed);
        File.Delete(needed);
        await FailsWith("SpoNativeDependency", "libneeded.so");
    }

    [Fact]
    public async Task A_library_that_needs_a_function_nobody_has()
    {
        ModuleCopy.Compile(module.Library, "int nobody_has(void); int spo_abi_version(void) { return nobody_has(); }", "-Wl,-z,now");
        await FailsWith("SpoNativeDependency", "nobody_has");
    }

    [Theory]
    [InlineData("int spo_abi_version(void) { return 99; }", "interface version 99")]
    [InlineData("int other(void) { return 1; }", "no interface version")]
    public async Task A_library_with_another_interface(string source, string found)
    {
        ModuleCopy.Compile(module.Library, source);
        var error = await FailsWith("SpoNativeAbiMismatch", found);
        Assert.Contains("new PowerShell session", error.NextStep, StringComparison.Ordinal);
    }

    /// <summary>The library is loaded at the first connect, so a session may find the files of an update.</summary>
    [Fact]
    public async Task A_library_that_was_updated_after_the_module_was_imported()
    {
        File.Copy(Path.Combine(Checkout.NativeFolder, "spo_native.so"), module.Library);
        ModuleCopy.Compile(module.At("updated.so"), "int spo_abi_version(void) { return 99; }");
        var error = await module.Fail($"Import-Module $env:SPO_TEST_MANIFEST\n[IO.File]::Move('{module.At("updated.so")}', $env:SPO_TEST_LIBRARY, $true)\n");
        Assert.Equal("SpoNativeAbiMismatch", error.Id);
    }

    /// <summary>After a failure the module is not stuck: once the file is right, the same session goes on.</summary>
    [Fact]
    public async Task A_session_goes_on_once_the_library_is_right()
    {
        File.WriteAllText(module.Library, "no library");
        var script = """
            Import-Module $env:SPO_TEST_MANIFEST
            try { Connect-SpoProfile -Tenant contoso -AccessToken { 'none' } } catch { $_.Exception.ErrorId }
            [IO.File]::Copy($env:SPO_TEST_REAL, $env:SPO_TEST_LIBRARY, $true)
            Connect-SpoProfile -Tenant contoso -AccessToken { 'none' }
            (Get-SpoProfileConnection).AuthKind
            exit 7
            """;
        using var child = Child.Start(module.Manifest, script,
            ("SPO_TEST_LIBRARY", module.Library), ("SPO_TEST_REAL", Path.Combine(Checkout.NativeFolder, "spo_native.so")));
        Assert.Equal(["SpoNativeDamaged", "host"], (await child.End()).With(7).Lines);
    }
}
