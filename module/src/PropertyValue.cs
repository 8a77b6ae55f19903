using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;

namespace SpoProfileSync
{
    /// <summary>
    /// What an input property holds, as texts: null when nothing is known of it, an empty list when it is known to be empty. That
    /// difference decides whether a value may ever be cleared, so in doubt nothing is known.
    /// </summary>
    static class PropertyValue
    {
        // What Export-Csv leaves of a value that is a list.
        static readonly string[] LostInCsv =
        {
            "System.Byte[]", "System.String[]", "System.Object[]", "System.Collections.ArrayList",
            "Microsoft.ActiveDirectory.Management.ADPropertyValueCollection",
        };

        /// <summary>The values of the properties named; without those of which nothing is known.</summary>
        public static Dictionary<string, string[]> ReadAll(InputObject input, string kind, IEnumerable<string> names)
        {
            var values = new Dictionary<string, string[]>();
            foreach (var name in names)
            {
                if (Read(input, kind, name) is string[] found) values[name] = found;
            }
            return values;
        }

        static string[] Read(InputObject input, string kind, string name)
        {
            // An AD attribute has two names, and only the one it was asked for by is filled.
            var known = (kind == "adUser" ? DirectoryNames.Of(name) : new[] { name })
                .Select(each => ReadOne(input, kind, each)).Where(texts => texts != null).ToArray();
            return known.FirstOrDefault(texts => texts.Length > 0) ?? known.FirstOrDefault();
        }

        static string[] ReadOne(InputObject input, string kind, string name)
        {
            if (!input.Has(name)) return kind == "graphUser" ? ReadAdditional(input, name) : null;
            var texts = new List<string>();
            if (!Collect(input.Value(name), texts)) return null;
            return texts.Count > 0 || IsKnownEmpty(input, kind, name) ? texts.ToArray() : null;
        }

        // What a Graph user's class has no property for is in a table, and only what the server sent.
        static string[] ReadAdditional(InputObject input, string name)
        {
            if (!(input.Value("AdditionalProperties") is object additional)) return null;
            var table = new InputObject(additional);
            var texts = new List<string>();
            return table.Has(name) && Collect(table.Value(name), texts) ? texts.ToArray() : null;
        }

        static bool IsKnownEmpty(InputObject input, string kind, string name)
        {
            switch (kind)
            {
                // Properties that were not selected read as null, or as an empty list.
                case "graphUser": return Unwrap(input.Value(name)) is string;
                // An AD user answers to every name; PropertyNames lists what the server was asked for, and Select-Object drops it.
                case "adUser": return input.Texts("PropertyNames").Contains(name, StringComparer.OrdinalIgnoreCase);
                default: return true;
            }
        }

        // False for what has no form as text.
        static bool Collect(object value, List<string> texts)
        {
            switch (Unwrap(value))
            {
                case null: return true;
                case string text: return CollectText(InputObject.WellFormed(text), texts);
                case byte[] _: return false;
                case IDictionary _: return false;
                case IEnumerable list: return list.Cast<object>().All(element => Collect(element, texts));
                case DateTime time: return CollectText(time.ToString("o", CultureInfo.InvariantCulture), texts);
                case DateTimeOffset time: return CollectText(time.ToString("o", CultureInfo.InvariantCulture), texts);
                case IConvertible plain: return CollectText(plain.ToString(CultureInfo.InvariantCulture), texts);
                case IFormattable plain: return CollectText(plain.ToString(null, CultureInfo.InvariantCulture), texts);
                case Uri address: return CollectText(address.OriginalString, texts);
                default: return false;
            }
        }

        static bool CollectText(string text, List<string> texts)
        {
            if (LostInCsv.Contains(text, StringComparer.OrdinalIgnoreCase)) return false;
            if (text.Length > 0) texts.Add(text);
            return true;
        }

        static object Unwrap(object value) => value is PSObject wrapped ? wrapped.BaseObject : value;
    }
}
