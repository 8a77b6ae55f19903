using System;
using System.Runtime.InteropServices;

namespace SpoProfileSync.Native
{
    /// <summary>Bytes owned by the library; given back with <see cref="NativeMethods.spo_buffer_free"/>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    struct SpoBuffer
    {
        public IntPtr Data;
        public UIntPtr Length;
    }

    /// <summary>What the functions return; the table is in docs/abi.md.</summary>
    static class Status
    {
        public const int Ok = 0;
        public const int Timeout = 1;
        public const int Done = 2;
        public const int Full = 3;
    }

    /// <summary>
    /// The functions of spo_native.h, name for name. Texts are UTF-8 bytes with a length, because the string marshalling
    /// of .NET Framework and .NET differ; handles are numbers that the library checks, so a stale one is an error and not a crash.
    /// </summary>
    static class NativeMethods
    {
        /// <summary>The file name without its ending: PowerShell 7 looks for it in the folder bin/{os}-{arch}.</summary>
        public const string Library = "spo_native";

        /// <summary>The version of the boundary this assembly was written for.</summary>
        public const int AbiVersion = 1;

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
        public static extern int spo_abi_version();

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
        public static extern int spo_session_open(byte[] json, UIntPtr length, out ulong session, ref SpoBuffer error);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
        public static extern int spo_session_close(ulong session);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
        public static extern int spo_job_start(ulong session, byte[] json, UIntPtr length, out ulong job, ref SpoBuffer error);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
        public static extern int spo_job_push(
            ulong job, byte[] json, UIntPtr length, byte[] photo, UIntPtr photoLength, ref SpoBuffer error);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
        public static extern int spo_job_finish_input(ulong job);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
        public static extern int spo_job_next(ulong job, uint timeoutMilliseconds, ref SpoBuffer @event);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
        public static extern int spo_job_cancel(ulong job);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
        public static extern int spo_job_free(ulong job);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
        public static extern int spo_reply(ulong job, ulong prompt, byte[] json, UIntPtr length, ref SpoBuffer error);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
        public static extern int spo_buffer_free(ref SpoBuffer buffer);

        [DllImport("kernel32", CharSet = CharSet.Unicode, ExactSpelling = true, SetLastError = true)]
        public static extern IntPtr LoadLibraryExW(string path, IntPtr reserved, uint flags);

        [DllImport("kernel32", CharSet = CharSet.Unicode, ExactSpelling = true, SetLastError = true)]
        public static extern uint GetFileAttributesW(string path);
    }
}
