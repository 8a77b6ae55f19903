using System;
using System.Collections;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Management.Automation;
using SpoProfileSync.Wire;

namespace SpoProfileSync
{
    /// <summary>
    /// What a photo property holds: bytes, the path of a file, nothing, or something that is no photo. Covers the live and the
    /// serialized forms: byte[] is kept by Clixml and remoting, JSON makes it a list of numbers, CSV loses it.
    /// </summary>
    sealed class PhotoValue
    {
        const string LostText = "System.Byte[]";

        // A base64 text shorter than a path may be is taken for bytes only when it begins like a picture.
        const int LongestPath = 260;

        static readonly byte[][] Beginnings =
        {
            new byte[] { 0xFF, 0xD8, 0xFF },
            new byte[] { 0x89, 0x50, 0x4E, 0x47 },
            new byte[] { 0x47, 0x49, 0x46, 0x38 },
            new byte[] { 0x52, 0x49, 0x46, 0x46 },
        };

        PhotoValue(string kind) => Kind = kind;

        /// <summary>One of <see cref="PhotoKind"/>.</summary>
        public string Kind { get; }

        public byte[] Bytes { get; private set; }

        public string Path { get; private set; }

        public string Problem { get; private set; }

        /// <summary>Reads a property value. With <paramref name="isPath"/> a text is the name of a file and nothing else.</summary>
        public static PhotoValue Read(object value, bool isPath)
        {
            var plain = value is PSObject wrapped ? wrapped.BaseObject : value;
            switch (plain)
            {
                case null: return new PhotoValue(PhotoKind.None);
                case byte[] bytes: return FromBytes(bytes);
                case string text: return FromText(text.Trim(), isPath);
                case FileInfo file: return FromPath(file.FullName);
                case IEnumerable list when !(plain is IDictionary): return FromList(list.Cast<object>().ToArray(), isPath);
                default: return FromObject(value);
            }
        }

        static PhotoValue FromBytes(byte[] bytes) =>
            bytes.Length == 0 ? new PhotoValue(PhotoKind.None) : new PhotoValue(PhotoKind.Bytes) { Bytes = bytes };

        static PhotoValue FromPath(string path) => new PhotoValue(PhotoKind.Path) { Path = path };

        static PhotoValue Invalid(string problem) => new PhotoValue(PhotoKind.Invalid) { Problem = problem };

        static PhotoValue FromText(string text, bool isPath)
        {
            if (text.Length == 0) return new PhotoValue(PhotoKind.None);
            if (text.Equals(LostText, StringComparison.OrdinalIgnoreCase)) return new PhotoValue(PhotoKind.LostInCsv);
            if (isPath) return FromPath(text);
            if (text.StartsWith("data:", StringComparison.OrdinalIgnoreCase)) return FromDataAddress(text);
            return TryBase64(text, out var bytes) && (text.Length > LongestPath || BeginsLikePicture(bytes))
                ? FromBytes(bytes)
                : FromPath(text);
        }

        static PhotoValue FromDataAddress(string text)
        {
            var comma = text.IndexOf(',');
            var isBase64 = comma > 0 && text.Substring(0, comma).EndsWith(";base64", StringComparison.OrdinalIgnoreCase);
            return isBase64 && TryBase64(text.Substring(comma + 1), out var bytes)
                ? FromBytes(bytes)
                : Invalid("The data: address does not hold base64.");
        }

        // Convert skips white space by itself, so that the wrapped lines of LDIF are fine.
        static bool TryBase64(string text, out byte[] bytes)
        {
            try
            {
                bytes = Convert.FromBase64String(text);
                return true;
            }
            catch (FormatException)
            {
                bytes = null;
                return false;
            }
        }

        static bool BeginsLikePicture(byte[] bytes) =>
            Beginnings.Any(beginning => bytes.Length > beginning.Length && bytes.Take(beginning.Length).SequenceEqual(beginning));

        // The values of a multi-valued attribute (the first counts, as the directory shows it), or the bytes one by one.
        static PhotoValue FromList(object[] elements, bool isPath)
        {
            if (elements.Length == 0) return new PhotoValue(PhotoKind.None);
            if (!IsNumber(elements[0])) return Read(elements[0], isPath);
            var bytes = new byte[elements.Length];
            for (var i = 0; i < elements.Length; i++)
            {
                if (!TryByte(elements[i], out bytes[i]))
                    return Invalid($"Element {i} of the list is '{elements[i]}', which is not a byte (0 to 255).");
            }
            return FromBytes(bytes);
        }

        static bool IsNumber(object element)
        {
            var plain = element is PSObject wrapped ? wrapped.BaseObject : element;
            return plain is IConvertible number && number.GetTypeCode() >= TypeCode.SByte && number.GetTypeCode() <= TypeCode.Decimal;
        }

        static bool TryByte(object element, out byte value)
        {
            value = 0;
            if (!IsNumber(element)) return false;
            var plain = element is PSObject wrapped ? wrapped.BaseObject : element;
            var number = Convert.ToDouble(plain, CultureInfo.InvariantCulture);
            if (!(number >= 0 && number <= 255) || number % 1 != 0) return false;
            value = (byte)number;
            return true;
        }

        // A file that went through Clixml or a job has lost its type and kept its name.
        static PhotoValue FromObject(object value)
        {
            var input = new InputObject(value);
            var path = input.HasTypeName("System.IO.FileInfo") ? input.Text("FullName") : "";
            return path.Length > 0 ? FromPath(path) : Invalid($"A {input.Plain.GetType().Name} is not a photo.");
        }
    }
}
