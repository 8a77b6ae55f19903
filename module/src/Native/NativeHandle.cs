using System;
using System.Runtime.InteropServices;

namespace SpoProfileSync.Native
{
    /// <summary>
    /// A numbered thing inside the library that must be given back even when nobody disposes it. The number is 64 bits wide and
    /// is kept beside the pointer-sized value that <see cref="SafeHandle"/> offers.
    /// </summary>
    abstract class NativeHandle : SafeHandle
    {
        protected NativeHandle(ulong id) : base(IntPtr.Zero, true)
        {
            Id = id;
            SetHandle(new IntPtr(1));
        }

        public ulong Id { get; }

        public override bool IsInvalid => handle == IntPtr.Zero;
    }

    /// <summary>An open session: endpoints, tokens and connections of one tenant.</summary>
    sealed class SessionHandle : NativeHandle
    {
        public SessionHandle(ulong id) : base(id)
        {
        }

        protected override bool ReleaseHandle() => NativeMethods.spo_session_close(Id) == Status.Ok;
    }

    /// <summary>One running operation. Releasing it cancels what still runs.</summary>
    sealed class JobHandle : NativeHandle
    {
        public JobHandle(ulong id) : base(id)
        {
        }

        protected override bool ReleaseHandle() => NativeMethods.spo_job_free(Id) == Status.Ok;
    }
}
