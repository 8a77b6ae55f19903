using System;
using System.ComponentModel;
using System.IO;
using System.Runtime.InteropServices;

namespace SpoProfileSync.Native
{
    /// <summary>
    /// Finds the native library beside this assembly, once a process, at the first connect: importing the module stays cheap.
    /// Windows PowerShell 5.1 has no probing for native files, hence the load by absolute path there; elsewhere PowerShell 7
    /// itself looks into the same folder.
    /// </summary>
    static class NativeLoader
    {
        // The folder of the library also is where it looks for what it needs itself (LOAD_WITH_ALTERED_SEARCH_PATH).
        const uint AlteredSearchPath = 0x8;

        static readonly object Gate = new object();
        static bool loaded;

        /// <summary>The folder of the native files for this process: bin/win-x64, bin/linux-arm64 and so on.</summary>
        public static string Folder => Path.Combine(Path.GetDirectoryName(typeof(NativeLoader).Assembly.Location), Platform);

        /// <summary>The file name of a program for this platform.</summary>
        public static string ProgramName(string name) => IsWindows ? name + ".exe" : name;

        /// <summary>Makes the functions of <see cref="NativeMethods"/> callable, or says why they are not.</summary>
        /// <exception cref="SpoProfileException">SpoNativeMissing or SpoNativeAbiMismatch.</exception>
        public static void Load()
        {
            lock (Gate)
            {
                if (loaded) return;
                var path = Path.Combine(Folder, NativeMethods.Library + Extension);
                if (!File.Exists(path))
                    throw Missing(path, "is not there");
                if (IsWindows && NativeMethods.LoadLibraryExW(path, IntPtr.Zero, AlteredSearchPath) == IntPtr.Zero)
                    throw Missing(path, "cannot be loaded: " + new Win32Exception(Marshal.GetLastWin32Error()).Message);
                CheckVersion(path);
                loaded = true;
            }
        }

        static void CheckVersion(string path)
        {
            int version;
            try
            {
                version = NativeMethods.spo_abi_version();
            }
            catch (Exception e) when (e is DllNotFoundException || e is BadImageFormatException)
            {
                throw Missing(path, "cannot be loaded: " + e.Message);
            }
            catch (EntryPointNotFoundException)
            {
                version = 0;
            }
            if (version == NativeMethods.AbiVersion) return;
            var message = $"The native library '{path}' has interface version {version}, the cmdlets need {NativeMethods.AbiVersion}.";
            throw new SpoProfileException(ErrorIds.NativeAbiMismatch, message, null, path);
        }

        static SpoProfileException Missing(string path, string what)
        {
            var message = $"The native library '{path}' {what} (platform {Platform}, {RuntimeInformation.FrameworkDescription}).";
            var next = "Install the module again for this platform; in a checkout run ./build.ps1 -Task Build.";
            return new SpoProfileException(ErrorIds.NativeMissing, message, next, path);
        }

        static bool IsWindows => RuntimeInformation.IsOSPlatform(OSPlatform.Windows);

        static bool IsMac => RuntimeInformation.IsOSPlatform(OSPlatform.OSX);

        static string Extension => IsWindows ? ".dll" : IsMac ? ".dylib" : ".so";

        // The names are PowerShell's own (win, osx, linux), not NuGet's.
        static string Platform
        {
            get
            {
                var system = IsWindows ? "win" : IsMac ? "osx" : "linux";
                return system + "-" + RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
            }
        }
    }
}
