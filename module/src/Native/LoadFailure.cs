using System.Linq;
using System.Text.RegularExpressions;

namespace SpoProfileSync.Native
{
    /// <summary>
    /// Why the native library did not load, from the facts alone: which row of the error table, what was found, what to do. Codes are those
    /// of winerror.h; texts those of the loaders of glibc and musl, which are not translated.
    /// </summary>
    static class LoadFailure
    {
        const int AccessDenied = 5;
        const int BadFormat = 11;
        const int ModuleNotFound = 126;
        const int ProcedureNotFound = 127;
        const int BadExeFormat = 193;
        const int VirusInfected = 225;
        const int VirusDeleted = 226;
        const int InvalidImageHash = 577;
        const int DisabledByPolicy = 1260;

        /// <summary>The error for the administrator.</summary>
        public static SpoProfileException Explain(LoadFacts facts)
        {
            if (!facts.Exists) return NotThere(facts);
            var code = Win32(facts.Code);
            var said = facts.Text.Length > 0 ? ": " + facts.Text.Trim() : "";
            if (Blocked(facts, code)) return OfPolicy(facts, code, said);
            if (facts.Header != null && OfOtherPlatform(facts) is SpoProfileException other) return other;
            if (facts.Header?.Length > facts.Length)
                return Error(ErrorIds.NativeDamaged, facts, $"is cut off: it has {facts.Length} bytes and should have {facts.Header.Length} or more");
            if (facts.IsMusl || facts.Text.Contains("Error loading shared library") || facts.Text.Contains("Error relocating"))
                return Error(ErrorIds.NativeMusl, facts, "needs glibc, and this process runs on musl" + said);
            if (Regex.Match(facts.Text, @"GLIBC_([\d.]+)' not found") is Match glibc && glibc.Success)
            {
                var wanted = facts.GlibcWanted?.ToString() ?? glibc.Groups[1].Value;
                var found = facts.Glibc == null ? "an older one" : "glibc " + facts.Glibc;
                return Error(ErrorIds.NativeGlibc, facts, $"needs glibc {wanted}, and this system has {found}" + said);
            }
            if (code == ModuleNotFound || code == ProcedureNotFound
                || HasAny(facts.Text, "No such file or directory", "undefined symbol", "symbol lookup error", "' not found"))
            {
                return Error(ErrorIds.NativeDependency, facts, "needs something this system lacks" + said);
            }
            return IsDamaged(facts.Text, code)
                ? Error(ErrorIds.NativeDamaged, facts, "is incomplete or was changed" + said)
                : Error(ErrorIds.NativeLoadFailed, facts, "cannot be loaded" + said);
        }

        static SpoProfileException NotThere(LoadFacts facts)
        {
            var there = string.Join(", ", facts.OtherPlatforms);
            if (there.Length == 0) return Error(ErrorIds.NativeMissing, facts, "is not there");
            var system = facts.Platform.Split('-')[0];
            var has64Bit = facts.OtherPlatforms.Any(name => name == system + "-x64" || name == system + "-arm64");
            return !facts.Is64BitProcess && has64Bit
                ? Error(ErrorIds.NativeBitness, facts, $"does not exist: this PowerShell is a 32-bit one, and the module has {there}")
                : Error(ErrorIds.NativePlatform, facts, $"does not exist: the module has {there}");
        }

        // Null when the file is for this system and processor.
        static SpoProfileException OfOtherPlatform(LoadFacts facts)
        {
            var header = facts.Header;
            var name = Prefix(header.Format) + "-" + header.Architecture;
            if (header.Format == LibraryFormat.Unknown) return Error(ErrorIds.NativeDamaged, facts, "is no library");
            if (name == facts.Platform) return null;
            return !facts.Is64BitProcess && header.Is64Bit
                ? Error(ErrorIds.NativeBitness, facts, $"is a 64-bit one ({name}), and this PowerShell is a 32-bit one")
                : Error(ErrorIds.NativePlatform, facts, $"is for {name}");
        }

        static string Prefix(LibraryFormat format) =>
            format == LibraryFormat.Windows ? "win" : format == LibraryFormat.Mac ? "osx" : "linux";

        static SpoProfileException OfPolicy(LoadFacts facts, int code, string said)
        {
            var who = code == VirusInfected || code == VirusDeleted ? "the antivirus program"
                : code == DisabledByPolicy || IsIntegrity(code) ? "an application control policy"
                : "the system";
            if (!facts.IsFromWeb) return Error(ErrorIds.NativeBlocked, facts, "is blocked by " + who + said);
            var next = "Run Get-ChildItem -Recurse on the module's folder and pipe it to Unblock-File, then start a new session. " + ErrorIds.NativeBlocked.NextStep;
            return Error(ErrorIds.NativeBlocked, facts, "is blocked by " + who + " and marked as downloaded from the web" + said, next);
        }

        static bool Blocked(LoadFacts facts, int code) =>
            code == AccessDenied || code == VirusInfected || code == VirusDeleted || code == DisabledByPolicy || IsIntegrity(code)
            // A file that is there and cannot be read; a folder mounted noexec, SELinux, fapolicyd.
            || facts.Header == null
            || HasAny(facts.Text, "Permission denied", "Operation not permitted", "failed to map segment from shared object");

        // Windows Defender Application Control and Smart App Control: ERROR_SYSTEM_INTEGRITY_*.
        static bool IsIntegrity(int code) =>
            code == InvalidImageHash || (code >= 4550 && code <= 4559) || (code >= 4580 && code <= 4582);

        // Of the right system and processor, or the header would have told.
        static bool IsDamaged(string text, int code) =>
            code == BadFormat || code == BadExeFormat
            || HasAny(text, "file too short", "invalid ELF header", "ELF load command", "cannot read file data", "ELF file");

        static bool HasAny(string text, params string[] parts) => parts.Any(text.Contains);

        // An HRESULT of the facility Windows carries the error in its lower half.
        static int Win32(int code) => (code & 0xFFFF0000) == 0x80070000 ? code & 0xFFFF : code;

        static SpoProfileException Error(ErrorIds row, LoadFacts facts, string what, string nextStep = null)
        {
            var message = $"The native library '{facts.Path}' {what} (platform {facts.Platform}, {facts.Runtime}).";
            return new SpoProfileException(row, message, nextStep, facts.Path);
        }
    }
}
