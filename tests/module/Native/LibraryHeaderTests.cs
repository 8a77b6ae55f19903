using System.Buffers.Binary;
using System.Runtime.InteropServices;
using SpoProfileSync.ModuleTests.Hosting;

namespace SpoProfileSync.ModuleTests.Native;

/// <summary>The first bytes of a library.</summary>
public sealed class LibraryHeaderTests
{
    static (string Format, string Architecture, bool Is64Bit) Read(byte[] start)
    {
        var header = Internals.CallStatic("Native.LibraryHeader", "Read", start)!;
        return (Internals.Get(header, "Format")!.ToString()!, (string)Internals.Get(header, "Architecture")!, (bool)Internals.Get(header, "Is64Bit")!);
    }

    /// <summary>The beginning of a file for Windows.</summary>
    internal static byte[] Pe(int machine, int at = 0x80)
    {
        var start = new byte[at + 24];
        start[0] = (byte)'M';
        start[1] = (byte)'Z';
        BinaryPrimitives.WriteInt32LittleEndian(start.AsSpan(0x3C), at);
        "PE\0\0"u8.CopyTo(start.AsSpan(at));
        BinaryPrimitives.WriteUInt16LittleEndian(start.AsSpan(at + 4), (ushort)machine);
        return start;
    }

    /// <summary>The beginning of a file for Linux.</summary>
    internal static byte[] Elf(int machine, bool is64Bit)
    {
        var start = new byte[64];
        "\u007fELF"u8.CopyTo(start);
        start[4] = (byte)(is64Bit ? 2 : 1);
        start[5] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(start.AsSpan(18), (ushort)machine);
        return start;
    }

    [Theory]
    [InlineData(0x14C, "x86", false)]
    [InlineData(0x8664, "x64", true)]
    [InlineData(0xAA64, "arm64", true)]
    [InlineData(0x1C4, "arm", false)]
    public void Of_Windows(int machine, string architecture, bool is64Bit)
    {
        Assert.Equal(("Windows", architecture, is64Bit), Read(Pe(machine)));
        Assert.Equal(("Windows", architecture, is64Bit), Read(Pe(machine, 0x200)));
    }

    [Theory]
    [InlineData(3, "x86", false)]
    [InlineData(62, "x64", true)]
    [InlineData(183, "arm64", true)]
    [InlineData(40, "arm", false)]
    [InlineData(243, "machine 243", true)]
    public void Of_Linux(int machine, string architecture, bool is64Bit) =>
        Assert.Equal(("Linux", architecture, is64Bit), Read(Elf(machine, is64Bit)));

    [Theory]
    [InlineData(new byte[] { 0xCF, 0xFA, 0xED, 0xFE, 0x0C, 0, 0, 1 }, "arm64")]
    [InlineData(new byte[] { 0xCF, 0xFA, 0xED, 0xFE, 0x07, 0, 0, 1 }, "x64")]
    public void Of_macOS(byte[] start, string architecture) => Assert.Equal(("Mac", architecture, true), Read(start));

    [Fact]
    public void Of_the_library_built_here()
    {
        var name = OperatingSystem.IsWindows() ? "spo_native.dll" : "spo_native.so";
        var start = File.ReadAllBytes(Path.Combine(Checkout.NativeFolder, name))[..4096];
        var architecture = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
        Assert.Equal((OperatingSystem.IsWindows() ? "Windows" : "Linux", architecture, true), Read(start));
    }

    /// <summary>Every beginning of a header, and headers with any one byte changed, are read without an exception.</summary>
    [Fact]
    public void Cut_off_or_damaged_ones()
    {
        var random = new Random(7);
        foreach (var whole in new[] { Pe(0x8664), Elf(62, true), [0xCF, 0xFA, 0xED, 0xFE, 7, 0, 0, 1] })
        {
            for (var length = 0; length < whole.Length; length++) Read(whole[..length]);
            for (var at = 0; at < whole.Length; at++)
            {
                var damaged = whole.ToArray();
                damaged[at] = (byte)random.Next(256);
                Read(damaged);
            }
        }
        Assert.Equal(("Unknown", "", false), Read([]));
        Assert.Equal(("Unknown", "", false), Read("MZ and then some text that is no program"u8.ToArray()));
        // A header said to be at the end of the address space.
        var far = Pe(0x8664);
        BinaryPrimitives.WriteUInt32LittleEndian(far.AsSpan(0x3C), 0xFFFFFFFF);
        Assert.Equal(("Unknown", "", false), Read(far));
    }
}
