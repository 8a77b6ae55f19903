using System;
using System.IO;
using System.Runtime.InteropServices;
using System.Runtime.Serialization.Json;
using SpoProfileSync.Native;

// The classes of this folder are the messages of docs/abi.md, member for member. They are read and written by the serializer
// that is part of netstandard2.0 itself, so the module brings no assembly that could clash with another module's.
// A member that is missing in the text is null or zero after reading: that serializer runs no constructor.
namespace SpoProfileSync.Wire
{
    /// <summary>Objects to UTF-8 JSON and back.</summary>
    static class Json
    {
        static readonly DataContractJsonSerializerSettings Settings =
            new DataContractJsonSerializerSettings { UseSimpleDictionaryFormat = true };

        public static byte[] Write<T>(T value)
        {
            using (var stream = new MemoryStream())
            {
                Serializer<T>.Instance.WriteObject(stream, value);
                return stream.ToArray();
            }
        }

        public static T Read<T>(byte[] bytes)
        {
            using (var stream = new MemoryStream(bytes, false))
                return (T)Serializer<T>.Instance.ReadObject(stream);
        }

        /// <summary>Copies a buffer of the library and gives it back; empty when there is none.</summary>
        public static byte[] Take(ref SpoBuffer buffer)
        {
            if (buffer.Data == IntPtr.Zero) return Array.Empty<byte>();
            try
            {
                var bytes = new byte[checked((int)buffer.Length.ToUInt64())];
                Marshal.Copy(buffer.Data, bytes, 0, bytes.Length);
                return bytes;
            }
            finally
            {
                _ = NativeMethods.spo_buffer_free(ref buffer);
            }
        }

        static class Serializer<T>
        {
            public static readonly DataContractJsonSerializer Instance = new DataContractJsonSerializer(typeof(T), Settings);
        }
    }
}
