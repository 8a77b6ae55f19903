using System;
using SpoProfileSync.Wire;

namespace SpoProfileSync.Native
{
    /// <summary>Opens sessions and turns failed calls into exceptions.</summary>
    static class NativeSession
    {
        /// <summary>Checks and keeps what is needed to talk to the tenant. Sends nothing.</summary>
        /// <exception cref="SpoProfileException">A value is refused, or the library is missing.</exception>
        public static SessionHandle Open(SessionConfig config, SecretBag secrets)
        {
            NativeLoader.Load();
            var error = default(SpoBuffer);
            var json = secrets.Write(config);
            try
            {
                var status = NativeMethods.spo_session_open(json, Length(json), out var session, ref error);
                Check(status, ref error, nameof(NativeMethods.spo_session_open));
                return new SessionHandle(session);
            }
            finally
            {
                Array.Clear(json, 0, json.Length);
            }
        }

        /// <summary>Throws what the error buffer holds when the status is negative; frees the buffer in any case.</summary>
        public static void Check(int status, ref SpoBuffer error, string function)
        {
            var bytes = Json.Take(ref error);
            if (status >= 0) return;
            if (bytes.Length > 0) throw new SpoProfileException(Json.Read<WireError>(bytes));
            throw new SpoProfileException(ErrorIds.Internal, $"{function} returned {status}.");
        }

        public static UIntPtr Length(byte[] bytes) => new UIntPtr((uint)(bytes?.Length ?? 0));
    }
}
