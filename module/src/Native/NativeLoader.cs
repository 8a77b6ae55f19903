using System;
using System.ComponentModel;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.InteropServices;

// The way into the library: NativeLoader finds the file beside this assembly and loads it, LoadFacts and LoadFailure say why it did not load,
// NativeMethods has the imported functions, NativeSession and NativeJob their use by the cmdlets.
namespace SpoProfileSync.Native
{
    /// <summary>
    /// Loads the native library once a process, at the first connect: importing the module stays cheap. It is loaded by its absolute path:
    /// Windows PowerShell 5.1 does not look into the folder it is in.
    /// </summary>
    static class NativeLoader
    {
        // The folder of the library also is where it looks for what it needs itself (LOAD_WITH_ALTERED_SEARCH_PATH).
        const uint AlteredSearchPath = 0x8;

        static readonly object Gate = new object();
        static bool loaded;

        /// <summary>The folder of the native files for this process: bin/win-x64, bin/linux-arm64 and so on.</summary>
        public static string Folder => Path.Combine(Path.GetDirectoryName(ModuleFile), Platform);

        // The names are PowerShell's own (win, osx, linux), not NuGet's.
        internal static string Platform
        {
            get
            {
                var system = IsWindows ? "win" : IsMac ? "osx" : "linux";
                return system + "-" + RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
            }
        }

        internal static bool IsWindows => RuntimeInformation.IsOSPlatform(OSPlatform.Windows);

        static bool IsMac => RuntimeInformation.IsOSPlatform(OSPlatform.OSX);

        static string Extension => IsWindows ? ".dll" : IsMac ? ".dylib" : ".so";

        static string ModuleFile => typeof(NativeLoader).Assembly.Location;

        /// <summary>The file name of a program for this platform.</summary>
        public static string ProgramName(string name) => IsWindows ? name + ".exe" : name;

        /// <summary>Makes the functions of <see cref="NativeMethods"/> callable, or says why they are not.</summary>
        /// <exception cref="SpoProfileException">One of the rows SpoNative of the error table.</exception>
        public static void Load()
        {
            lock (Gate)
            {
                if (loaded) return;
                var path = Path.Combine(Folder, NativeMethods.Library + Extension);
                if (!File.Exists(path)) throw Failure(path, 0, null);
                LoadFile(path);
                CheckVersion(path);
                loaded = true;
            }
        }

        static void LoadFile(string path)
        {
            if (IsWindows)
            {
                if (NativeMethods.LoadLibraryExW(path, IntPtr.Zero, AlteredSearchPath) != IntPtr.Zero) return;
                var code = Marshal.GetLastWin32Error();
                throw Failure(path, code, new Win32Exception(code).Message);
            }
            try
            {
                if (LibraryHeader.OfFile(path, out var length).Length > length) throw Failure(path, 0, null);
                // Mono finds the library by its own configuration.
                if (RuntimeLibrary.Exists) RuntimeLibrary.Load(path);
            }
            catch (Exception e) when (e is IOException || e is UnauthorizedAccessException)
            {
                throw Failure(path, 0, e.Message);
            }
            catch (Exception e) when (e is DllNotFoundException || e is BadImageFormatException)
            {
                // What the system said is the last line; .NET puts advice for developers before it.
                throw Failure(path, 0, e.Message.TrimEnd().Split('\n').Last());
            }
        }

        static void CheckVersion(string path)
        {
            string found;
            try
            {
                var version = NativeMethods.spo_abi_version();
                if (version == NativeMethods.AbiVersion) return;
                found = "interface version " + version;
            }
            catch (Exception e) when (e is DllNotFoundException || e is BadImageFormatException)
            {
                throw Failure(path, e.HResult, e.Message);
            }
            catch (EntryPointNotFoundException)
            {
                found = "no interface version";
            }
            var message = $"The native library '{path}' has {found}, the cmdlets of this session need {NativeMethods.AbiVersion}{Updated()}.";
            throw new SpoProfileException(ErrorIds.NativeAbiMismatch, message, null, path);
        }

        // A module that was updated in place after this session had loaded it.
        static string Updated()
        {
            var own = typeof(NativeLoader).Assembly.GetName().Version;
            try
            {
                var onDisk = AssemblyName.GetAssemblyName(ModuleFile).Version;
                return onDisk == own ? "" : $"; they are of version {own}, the module on disk now is of version {onDisk}";
            }
            catch (Exception e) when (e is IOException || e is UnauthorizedAccessException || e is BadImageFormatException)
            {
                return "";
            }
        }

        static SpoProfileException Failure(string path, int code, string text) => LoadFailure.Explain(LoadFacts.Gather(path, code, text));
    }
}
