using System.Buffers.Binary;
using SpoProfileSync.ModuleTests.Hosting;

namespace SpoProfileSync.ModuleTests.Native;

/// <summary>
/// From the facts of a failed load to the error. Codes and texts are what Windows, glibc and musl give; which of them can be produced for
/// real on Linux is in <see cref="LoadErrorTests"/>.
/// </summary>
public sealed class LoadFailureTests
{
    const string File = "/opt/m\u00f6dules/bin/linux-x64/spo_native.so";

    static object Header(byte[] start) => Internals.CallStatic("Native.LibraryHeader", "Read", start)!;

    static readonly object LinuxX64 = Header(LibraryHeaderTests.Elf(62, true));
    static readonly object WindowsX64 = Header(LibraryHeaderTests.Pe(0x8664));

    static LoadError Explain(params (string Name, object? Value)[] facts)
    {
        var all = Internals.Create("Native.LoadFacts");
        foreach (var (name, value) in facts) Internals.Set(all, name, value);
        var error = Internals.CallStatic("Native.LoadFailure", "Explain", all)!;
        Assert.Equal(Internals.Get(all, "Path"), Internals.Get(error, "Target"));
        return new LoadError((string)Internals.Get(error, "ErrorId")!, (string)Internals.Get(error, "Message")!, (string)Internals.Get(error, "NextStep")!);
    }

    static LoadError OnLinux(string text, params (string Name, object? Value)[] more) =>
        Explain([("Path", File), ("Platform", "linux-x64"), ("Runtime", ".NET 10"), ("Exists", true), ("Header", LinuxX64), ("Text", text), .. more]);

    static LoadError OnWindows(int code, params (string Name, object? Value)[] more) =>
        Explain([("Path", @"C:\M\bin\win-x64\spo_native.dll"), ("Platform", "win-x64"), ("Exists", true), ("Header", WindowsX64), ("Code", code), ("Text", "as Windows says"), .. more]);

    [Fact]
    public void The_file_the_platform_and_what_the_system_said_are_named()
    {
        var error = OnLinux("spo_native.so: some reason nobody knows");
        Assert.Equal("SpoNativeLoadFailed", error.Id);
        Assert.Equal($"The native library '{File}' cannot be loaded: spo_native.so: some reason nobody knows (platform linux-x64, .NET 10).", error.Message);
    }

    [Fact]
    public void A_missing_file() => Assert.Equal("SpoNativeMissing", Explain(("Path", File), ("Platform", "linux-x64")).Id);

    [Theory]
    [InlineData("win-x86", false, new[] { "linux-x64", "win-x64" }, "SpoNativeBitness")]
    [InlineData("win-x86", false, new[] { "linux-x64" }, "SpoNativePlatform")]
    [InlineData("linux-arm", false, new[] { "linux-arm64", "linux-x64" }, "SpoNativeBitness")]
    [InlineData("win-arm64", true, new[] { "linux-x64", "win-x64" }, "SpoNativePlatform")]
    [InlineData("osx-arm64", true, new[] { "linux-x64" }, "SpoNativePlatform")]
    public void A_file_that_is_missing_while_others_are_there(string platform, bool is64Bit, string[] others, string id)
    {
        var error = Explain(("Path", File), ("Platform", platform), ("Is64BitProcess", is64Bit), ("OtherPlatforms", others));
        Assert.Equal(id, error.Id);
        Assert.Contains(string.Join(", ", others), error.Message, StringComparison.Ordinal);
        Assert.Equal(id == "SpoNativeBitness", error.Message.Contains("32-bit", StringComparison.Ordinal));
    }

    /// <summary>193 is ERROR_BAD_EXE_FORMAT; .NET wraps it or says 0x8007000B.</summary>
    [Theory]
    [InlineData(193, 0x8664, "win-x86", false, "SpoNativeBitness")]
    [InlineData(unchecked((int)0x8007000B), 0x8664, "win-x86", false, "SpoNativeBitness")]
    [InlineData(unchecked((int)0x800700C1), 0x14C, "win-x64", true, "SpoNativePlatform")]
    [InlineData(193, 0xAA64, "win-x64", true, "SpoNativePlatform")]
    public void A_file_for_another_process(int code, int machine, string platform, bool is64Bit, string id) =>
        Assert.Equal(id, OnWindows(code, ("Header", Header(LibraryHeaderTests.Pe(machine))), ("Platform", platform), ("Is64BitProcess", is64Bit)).Id);

    /// <summary>The texts of musl's loader; glibc has neither.</summary>
    [Theory]
    [InlineData("Error loading shared library ld-linux-x86-64.so.2: No such file or directory (needed by /opt/x/spo_native.so)", false)]
    [InlineData("Error relocating /opt/x/spo_native.so: gnu_get_libc_version: symbol not found", false)]
    [InlineData("", true)]
    public void Musl(string text, bool mapped) => Assert.Equal("SpoNativeMusl", OnLinux(text, ("IsMusl", mapped)).Id);

    [Theory]
    [InlineData("2.31", "2.34", "needs glibc 2.34, and this system has glibc 2.31")]
    [InlineData("2.31", null, "needs glibc 2.32, and this system has glibc 2.31")]
    [InlineData(null, "2.34", "needs glibc 2.34, and this system has an older one")]
    public void An_old_glibc(string? here, string? wanted, string told)
    {
        var error = OnLinux($"/lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.32' not found (required by {File})",
            ("Glibc", here is null ? null : Version.Parse(here)), ("GlibcWanted", wanted is null ? null : Version.Parse(wanted)));
        Assert.Equal("SpoNativeGlibc", error.Id);
        Assert.Contains(told, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("libgcc_s.so.1: cannot open shared object file: No such file or directory")]
    [InlineData("/lib/libgcc_s.so.1: version `GCC_14.0.0' not found (required by x)")]
    [InlineData("x.so: undefined symbol: statx, version X")]
    public void Something_else_is_missing_on_Linux(string text) => Assert.Equal("SpoNativeDependency", OnLinux(text).Id);

    [Theory]
    [InlineData(126)]
    [InlineData(127)]
    [InlineData(unchecked((int)0x8007007E))]
    public void Something_else_is_missing_on_Windows(int code) => Assert.Equal("SpoNativeDependency", OnWindows(code).Id);

    [Theory]
    [InlineData(5, "the system")]
    [InlineData(225, "the antivirus program")]
    [InlineData(226, "the antivirus program")]
    [InlineData(577, "an application control policy")]
    [InlineData(1260, "an application control policy")]
    [InlineData(4551, "an application control policy")]
    [InlineData(4556, "an application control policy")]
    [InlineData(4581, "an application control policy")]
    public void Blocked_on_Windows(int code, string who)
    {
        foreach (var form in new[] { code, unchecked((int)(0x80070000 | code)) })
        {
            var error = OnWindows(form);
            Assert.Equal("SpoNativeBlocked", error.Id);
            Assert.Contains($"is blocked by {who}: as Windows says", error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("Unblock-File", error.NextStep, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Blocked_and_downloaded_from_the_web()
    {
        var error = OnWindows(4551, ("IsFromWeb", true));
        Assert.Equal("SpoNativeBlocked", error.Id);
        Assert.Contains("marked as downloaded from the web", error.Message, StringComparison.Ordinal);
        Assert.Contains("Unblock-File", error.NextStep, StringComparison.Ordinal);
    }

    /// <summary>Permissions, a folder mounted noexec, fapolicyd.</summary>
    [Theory]
    [InlineData("x.so: cannot open shared object file: Permission denied")]
    [InlineData("x.so: failed to map segment from shared object")]
    [InlineData("x.so: cannot open shared object file: Operation not permitted")]
    public void Blocked_on_Linux(string text) => Assert.Equal("SpoNativeBlocked", OnLinux(text).Id);

    [Fact]
    public void A_file_that_cannot_be_read() =>
        Assert.Equal("SpoNativeBlocked", OnLinux("Access to the path is denied.", ("Header", null)).Id);

    [Theory]
    [InlineData("x.so: file too short")]
    [InlineData("x.so: invalid ELF header")]
    [InlineData("x.so: ELF load command past end of file")]
    public void A_damaged_file(string text) => Assert.Equal("SpoNativeDamaged", OnLinux(text).Id);

    /// <summary>One loaded segment, which ends at 2000.</summary>
    [Theory]
    [InlineData(1999L, "SpoNativeDamaged")]
    [InlineData(2000L, "SpoNativeLoadFailed")]
    public void A_file_that_is_cut_off(long length, string id)
    {
        var start = new byte[120];
        LibraryHeaderTests.Elf(62, true).CopyTo(start, 0);
        (start[32], start[54], start[56]) = (64, 56, 1);
        start[64] = 1;
        BinaryPrimitives.WriteInt64LittleEndian(start.AsSpan(64 + 8), 1500);
        BinaryPrimitives.WriteInt64LittleEndian(start.AsSpan(64 + 32), 500);
        Assert.Equal(id, OnLinux("", ("Header", Header(start)), ("Length", length)).Id);
    }

    [Theory]
    [InlineData(193)]
    [InlineData(unchecked((int)0x800700C1))]
    [InlineData(unchecked((int)0x8007000B))]
    public void A_damaged_file_on_Windows(int code) => Assert.Equal("SpoNativeDamaged", OnWindows(code).Id);

    [Fact]
    public void A_file_that_is_no_library() => Assert.Equal("SpoNativeDamaged", OnWindows(193, ("Header", Header([1, 2, 3]))).Id);

    /// <summary>1114: the library's own start failed.</summary>
    [Fact]
    public void Anything_else() => Assert.Equal("SpoNativeLoadFailed", OnWindows(1114).Id);
}
