using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Text;

namespace SpoProfileSync
{
    /// <summary>
    /// A pipeline object read by property name, whatever it is: live, deserialized, selected, custom, or a hashtable. Names are
    /// compared as PowerShell does, without case.
    /// </summary>
    sealed class InputObject
    {
        readonly PSObject wrapped;
        readonly IDictionary table;

        public InputObject(object value)
        {
            wrapped = PSObject.AsPSObject(value);
            table = wrapped.BaseObject as IDictionary;
        }

        /// <summary>The object without the engine's wrapping.</summary>
        public object Plain => wrapped.BaseObject;

        /// <summary>True when a type name of the object, past or present, contains the text.</summary>
        public bool HasTypeName(string part) =>
            wrapped.TypeNames.Any(name => name.IndexOf(part, System.StringComparison.OrdinalIgnoreCase) >= 0);

        /// <summary>True when there is such a property, even an empty one.</summary>
        public bool Has(string name) => table != null ? Key(name) != null : wrapped.Properties[name] != null;

        /// <summary>The value, or null: for a missing property, a null, and a property whose getter fails.</summary>
        public object Value(string name)
        {
            try
            {
                var value = table != null ? Key(name) is object key ? table[key] : null : wrapped.Properties[name]?.Value;
                return System.Management.Automation.Internal.AutomationNull.Value == value ? null : value;
            }
            catch (GetValueException)
            {
                return null;
            }
        }

        /// <summary>The first of the properties that has text; empty when none has. A list gives its first element.</summary>
        public string Text(params string[] names) => names.Select(Value).Select(AsText).FirstOrDefault(t => t.Length > 0) ?? "";

        static string AsText(object value)
        {
            var plain = value is PSObject wrapper ? wrapper.BaseObject : value;
            if (plain is string || !(plain is IEnumerable list)) return WellFormed(plain?.ToString().Trim() ?? "");
            return list.Cast<object>().Take(1).Select(AsText).FirstOrDefault() ?? "";
        }

        /// <summary>The text with half characters (lone surrogates) replaced: they have no form in UTF-8.</summary>
        public static string WellFormed(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

        object Key(string name) =>
            table.Keys.Cast<object>().FirstOrDefault(
                key => string.Equals(key?.ToString(), name, System.StringComparison.OrdinalIgnoreCase));

        /// <summary>The elements of a property that is a list of texts; empty for anything else.</summary>
        public IEnumerable<string> Texts(string name)
        {
            var value = Value(name);
            var plain = value is PSObject wrapper ? wrapper.BaseObject : value;
            return plain is IEnumerable list && !(plain is string)
                ? list.Cast<object>().Select(element => element?.ToString() ?? "")
                : Enumerable.Empty<string>();
        }
    }
}
