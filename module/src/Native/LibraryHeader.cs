using System;
using System.Globalization;
using System.IO;

namespace SpoProfileSync.Native
{
    /// <summary>The kinds of files that systems load.</summary>
    enum LibraryFormat
    {
        Unknown,
        Windows,
        Linux,
        Mac,
    }

    /// <summary>
    /// What the first bytes of a native library say: the system and the processor it is for. The numbers are those of the PE, ELF and
    /// Mach-O specifications. Any bytes are taken; what is no library is Unknown.
    /// </summary>
    sealed class LibraryHeader
    {
        // As many bytes as are needed: PE headers begin in the first kilobyte, and so do the program headers of ELF.
        const int Size = 4096;

        LibraryHeader(LibraryFormat format, string architecture, bool is64Bit, long length = 0)
        {
            Format = format;
            Architecture = architecture;
            Is64Bit = is64Bit;
            Length = length;
        }

        public LibraryFormat Format { get; }

        /// <summary>x86, x64, arm, arm64 as .NET writes them, or the number of the format.</summary>
        public string Architecture { get; }

        public bool Is64Bit { get; }

        /// <summary>
        /// How many bytes the file must have at least, as far as the header tells. glibc does not check: using a library that is cut off kills
        /// the process (SIGBUS).
        /// </summary>
        public long Length { get; }

        /// <summary>Reads the header and the length of a file.</summary>
        /// <exception cref="IOException">It cannot be read.</exception>
        /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
        public static LibraryHeader OfFile(string path, out long length)
        {
            using (var file = File.OpenRead(path))
            {
                length = file.Length;
                var start = new byte[Math.Min(Size, length)];
                for (int at = 0, read; at < start.Length && (read = file.Read(start, at, start.Length - at)) > 0; at += read)
                {
                }
                return Read(start);
            }
        }

        /// <summary>Reads the beginning of a file.</summary>
        public static LibraryHeader Read(byte[] start) =>
            Elf(start) ?? Pe(start) ?? MachO(start) ?? new LibraryHeader(LibraryFormat.Unknown, "", false);

        static LibraryHeader Elf(byte[] start)
        {
            if (Number(start, 0, 4) != 0x464C457F || start.Length < 20) return null;
            // Byte 4 is the class, byte 5 the order of bytes; none of the processors known here is big-endian.
            var machine = start[5] == 2 ? start[18] << 8 | start[19] : (int)Number(start, 18, 2);
            return new LibraryHeader(LibraryFormat.Linux, Name(machine, 3, 62, 40, 183), start[4] == 2, start[4] == 2 ? Segments(start) : 0);
        }

        // The end of the last segment that is loaded (PT_LOAD, 1) according to the program headers of a 64-bit file.
        static long Segments(byte[] start)
        {
            var table = Number(start, 32, 8);
            var size = Number(start, 54, 2);
            var count = Number(start, 56, 2);
            long end = 0;
            for (var i = 0; i < count; i++)
            {
                var at = table + i * size;
                if (at < 0 || at > start.Length - 40) break;
                if (Number(start, (int)at, 4) == 1) end = Math.Max(end, Number(start, (int)at + 8, 8) + Number(start, (int)at + 32, 8));
            }
            return end;
        }

        static LibraryHeader Pe(byte[] start)
        {
            if (Number(start, 0, 2) != 0x5A4D) return null;
            var header = Number(start, 0x3C, 4);
            if (header < 0 || header > start.Length || Number(start, (int)header, 4) != 0x00004550) return null;
            var machine = (int)Number(start, (int)header + 4, 2);
            var name = Name(machine, 0x14C, 0x8664, 0x1C4, 0xAA64);
            return new LibraryHeader(LibraryFormat.Windows, name, name.EndsWith("64", StringComparison.Ordinal));
        }

        static LibraryHeader MachO(byte[] start)
        {
            var magic = Number(start, 0, 4);
            if (magic != 0xFEEDFACE && magic != 0xFEEDFACF) return null;
            return new LibraryHeader(LibraryFormat.Mac, Name((int)Number(start, 4, 4), 7, 0x1000007, 12, 0x100000C), magic == 0xFEEDFACF);
        }

        static string Name(int machine, int x86, int x64, int arm, int arm64) =>
            machine == x64 ? "x64"
            : machine == arm64 ? "arm64"
            : machine == x86 ? "x86"
            : machine == arm ? "arm"
            : "machine " + machine.ToString(CultureInfo.InvariantCulture);

        // A little-endian number, -1 past the end.
        static long Number(byte[] bytes, int at, int length)
        {
            if (at + length > bytes.Length) return -1;
            long number = 0;
            for (var i = length - 1; i >= 0; i--) number = number << 8 | bytes[at + i];
            return number;
        }
    }
}
