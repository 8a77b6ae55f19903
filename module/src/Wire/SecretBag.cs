using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using System.Security;
using System.Text;

namespace SpoProfileSync.Wire
{
    /// <summary>
    /// Secrets on their way into a message. The message is composed with placeholders, and the secrets take their places in the final
    /// bytes, which can be wiped; a text of .NET cannot.
    /// </summary>
    sealed class SecretBag : IDisposable
    {
        const string Base64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

        readonly List<Entry> entries = new List<Entry>();

        struct Entry
        {
            public byte[] Placeholder;
            public byte[] Json;
        }

        /// <summary>Keeps a secret and returns what stands for it; null for null.</summary>
        public string Add(SecureString secret) => secret == null ? null : AddAndWipe(Characters(secret));

        /// <summary>As above, of characters that are wiped.</summary>
        public string AddAndWipe(char[] secret)
        {
            try
            {
                return Keep(Escape(secret));
            }
            finally
            {
                Array.Clear(secret, 0, secret.Length);
            }
        }

        /// <summary>As above, of the bytes of a file, which go over as base64 and are wiped.</summary>
        public string AddAndWipe(byte[] file)
        {
            var json = new byte[(file.Length + 2) / 3 * 4];
            for (int from = 0, to = 0; from < file.Length; from += 3, to += 4)
            {
                var rest = file.Length - from;
                var bits = file[from] << 16 | (rest > 1 ? file[from + 1] << 8 : 0) | (rest > 2 ? file[from + 2] : 0);
                json[to] = (byte)Base64[bits >> 18];
                json[to + 1] = (byte)Base64[bits >> 12 & 63];
                json[to + 2] = rest > 1 ? (byte)Base64[bits >> 6 & 63] : (byte)'=';
                json[to + 3] = rest > 2 ? (byte)Base64[bits & 63] : (byte)'=';
            }
            Array.Clear(file, 0, file.Length);
            return Keep(json);
        }

        /// <summary>The message as JSON with the secrets in place. The caller wipes it after use.</summary>
        public byte[] Write<T>(T message)
        {
            var json = Wire.Json.Write(message);
            var found = entries.Select(entry => (At: IndexOf(json, entry.Placeholder), entry.Placeholder, entry.Json))
                .Where(entry => entry.At >= 0).OrderBy(entry => entry.At).ToArray();
            var whole = new byte[json.Length + found.Sum(entry => entry.Json.Length - entry.Placeholder.Length)];
            int from = 0, to = 0;
            foreach (var (at, placeholder, secret) in found)
            {
                Buffer.BlockCopy(json, from, whole, to, at - from);
                to += at - from;
                Buffer.BlockCopy(secret, 0, whole, to, secret.Length);
                to += secret.Length;
                from = at + placeholder.Length;
            }
            Buffer.BlockCopy(json, from, whole, to, json.Length - from);
            return whole;
        }

        /// <summary>The characters of a secret; the caller wipes them.</summary>
        public static char[] Characters(SecureString secret)
        {
            var characters = new char[secret.Length];
            var memory = Marshal.SecureStringToGlobalAllocUnicode(secret);
            try
            {
                Marshal.Copy(memory, characters, 0, characters.Length);
            }
            finally
            {
                Marshal.ZeroFreeGlobalAllocUnicode(memory);
            }
            return characters;
        }

        public void Dispose()
        {
            foreach (var entry in entries) Array.Clear(entry.Json, 0, entry.Json.Length);
            entries.Clear();
        }

        string Keep(byte[] json)
        {
            var placeholder = Guid.NewGuid().ToString("N");
            entries.Add(new Entry { Placeholder = Encoding.ASCII.GetBytes(placeholder), Json = json });
            return placeholder;
        }

        // What stands between the quotes of a JSON string.
        static byte[] Escape(char[] text)
        {
            var escaped = new char[text.Length * 6];
            var length = 0;
            try
            {
                foreach (var c in text)
                {
                    if (c == '"' || c == '\\') escaped[length++] = '\\';
                    if (c >= ' ')
                    {
                        escaped[length++] = c;
                        continue;
                    }
                    var code = "\\u00" + ((int)c).ToString("x2", System.Globalization.CultureInfo.InvariantCulture);
                    code.CopyTo(0, escaped, length, code.Length);
                    length += code.Length;
                }
                return Encoding.UTF8.GetBytes(escaped, 0, length);
            }
            finally
            {
                Array.Clear(escaped, 0, escaped.Length);
            }
        }

        static int IndexOf(byte[] text, byte[] part)
        {
            for (var at = 0; at <= text.Length - part.Length; at++)
            {
                var matched = 0;
                while (matched < part.Length && text[at + matched] == part[matched]) matched++;
                if (matched == part.Length) return at;
            }
            return -1;
        }
    }
}
