using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace SpoProfileSync
{
    /// <summary>Completes names of profile properties from the built-in map; for -Force only those that Microsoft synchronizes.</summary>
    public sealed class PropertyNameCompleter : IArgumentCompleter
    {
        /// <summary>The names that begin with what was typed; none rather than an error.</summary>
        public IEnumerable<CompletionResult> CompleteArgument(
            string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
        {
            var typed = (wordToComplete ?? "").Trim('\'', '"');
            // Attributes without a property are rows too.
            return Rows().Where(row => row.Property.Length > 0 && (row.Native || parameterName != "Force"))
                .Where(row => row.Property.StartsWith(typed, StringComparison.OrdinalIgnoreCase))
                .OrderBy(row => row.Property, StringComparer.OrdinalIgnoreCase)
                .Select(row => new CompletionResult(
                    row.Property, row.Property, CompletionResultType.ParameterValue, row.Why.Length > 0 ? row.Why : row.Property));
        }

        static IReadOnlyList<PropertyMapRow> Rows()
        {
            try
            {
                return BuiltInMap.Rows();
            }
            catch (SpoProfileException)
            {
                return Array.Empty<PropertyMapRow>();
            }
        }
    }
}
