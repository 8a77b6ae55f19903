using System;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace SpoProfileSync.Native
{
    /// <summary>
    /// Everything that explains why the native library did not load. It is gathered after the failure only: a load that succeeds costs
    /// none of it. <see cref="LoadFailure"/> draws the conclusion.
    /// </summary>
    sealed class LoadFacts
    {
        const uint NoSuchFile = 0xFFFFFFFF;

        /// <summary>The file that belongs to this process.</summary>
        public string Path { get; set; } = "";

        /// <summary>The name of this process's folder: win-x64, linux-arm64.</summary>
        public string Platform { get; set; } = "";

        /// <summary>The folders beside it that hold a library.</summary>
        public string[] OtherPlatforms { get; set; } = Array.Empty<string>();

        public bool Is64BitProcess { get; set; } = true;

        /// <summary>The runtime, for the message.</summary>
        public string Runtime { get; set; } = "";

        public bool Exists { get; set; }

        /// <summary>The file's header; null when the file is missing or cannot be read.</summary>
        public LibraryHeader Header { get; set; }

        /// <summary>The file's length in bytes.</summary>
        public long Length { get; set; }

        /// <summary>The error of Windows or an HRESULT that wraps one; 0 for none.</summary>
        public int Code { get; set; }

        /// <summary>What the system said, or what reading the file said.</summary>
        public string Text { get; set; } = "";

        /// <summary>True when this process runs on musl instead of glibc.</summary>
        public bool IsMusl { get; set; }

        /// <summary>The version of glibc here; null when it cannot be found out.</summary>
        public Version Glibc { get; set; }

        /// <summary>The newest version of glibc that the file names; null for none.</summary>
        public Version GlibcWanted { get; set; }

        /// <summary>True when the file carries the mark of a download from the web.</summary>
        public bool IsFromWeb { get; set; }

        /// <summary>Looks at the file and at this process.</summary>
        public static LoadFacts Gather(string path, int code, string text)
        {
            var facts = new LoadFacts
            {
                Path = path,
                Platform = NativeLoader.Platform,
                OtherPlatforms = Others(path),
                Is64BitProcess = IntPtr.Size == 8,
                Runtime = RuntimeInformation.FrameworkDescription,
                Exists = File.Exists(path),
                Code = code,
                Text = text ?? "",
            };
            if (!facts.Exists) return facts;
            facts.ReadHeader();
            if (RuntimeInformation.IsOSPlatform(OSPlatform.Linux)) facts.ReadLibc();
            if (NativeLoader.IsWindows) facts.IsFromWeb = NativeMethods.GetFileAttributesW(path + ":Zone.Identifier") != NoSuchFile;
            return facts;
        }

        void ReadHeader()
        {
            try
            {
                Header = LibraryHeader.OfFile(Path, out var length);
                Length = length;
            }
            catch (Exception e) when (e is IOException || e is UnauthorizedAccessException)
            {
                if (Text.Length == 0) Text = e.Message;
            }
        }

        // The versions stand in the files as text, which needs no call into a libc that may be another one than expected.
        void ReadLibc()
        {
            var mapped = Content("/proc/self/maps");
            IsMusl = mapped.Contains("/ld-musl-");
            var libc = Regex.Match(mapped, @"/\S*/libc(-[\d.]+)?\.so(\.6)?$", RegexOptions.Multiline).Value;
            if (libc.Length > 0) Glibc = Newest(Content(libc), @"stable release version (\d+\.\d+)");
            GlibcWanted = Newest(Content(Path), @"GLIBC_(\d+\.\d+)");
        }

        static Version Newest(string text, string pattern) =>
            Regex.Matches(text, pattern).Cast<Match>()
                .Select(match => Version.TryParse(match.Groups[1].Value, out var version) ? version : null)
                .OrderByDescending(version => version).FirstOrDefault();

        // Byte for character; empty when it cannot be read.
        static string Content(string path)
        {
            try
            {
                return File.ReadAllText(path, Encoding.GetEncoding("iso-8859-1"));
            }
            catch (Exception e) when (e is IOException || e is UnauthorizedAccessException)
            {
                return "";
            }
        }

        static string[] Others(string path)
        {
            var own = System.IO.Path.GetDirectoryName(path);
            var bin = System.IO.Path.GetDirectoryName(own);
            if (!Directory.Exists(bin)) return Array.Empty<string>();
            return Directory.GetDirectories(bin)
                .Where(folder => folder != own && Directory.GetFiles(folder, NativeMethods.Library + ".*").Length > 0)
                .Select(System.IO.Path.GetFileName).OrderBy(name => name, StringComparer.Ordinal).ToArray();
        }
    }
}
