using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation.Language;
using SpoProfileSync.Wire;

namespace SpoProfileSync
{
    /// <summary>
    /// A PowerShell data file (.psd1) as JSON. The text is parsed and its tree is read; nothing in it runs. Only literals are data:
    /// tables, lists, texts, numbers, $true, $false and $null. Everything else is refused with its line.
    /// </summary>
    sealed class DataFile
    {
        static readonly Dictionary<string, object> Constants = new Dictionary<string, object>(StringComparer.OrdinalIgnoreCase)
        {
            { "true", true }, { "false", false }, { "null", null },
        };

        readonly string path;
        readonly JsonText json = new JsonText();

        DataFile(string path) => this.path = path;

        /// <exception cref="SpoProfileException">The text is no data file.</exception>
        public static string ToJson(string text, string path)
        {
            var file = new DataFile(path);
            var script = Parser.ParseInput(text, path, out _, out var errors);
            if (errors.Length > 0) throw file.Invalid(errors[0].Extent, errors[0].Message);
            file.Read(file.OnlyExpression(script));
            return file.json.ToString();
        }

        ExpressionAst OnlyExpression(ScriptBlockAst script)
        {
            var isPlain = script.ParamBlock == null && script.DynamicParamBlock == null && script.BeginBlock == null
                && script.ProcessBlock == null && script.UsingStatements.Count == 0 && script.EndBlock?.Traps == null;
            var statements = isPlain ? script.EndBlock?.Statements : null;
            if (statements?.Count == 1) return ExpressionOf(statements[0]);
            throw Invalid(statements?.Count > 1 ? statements[1].Extent : script.Extent, "a data file is one table or one list of tables");
        }

        ExpressionAst ExpressionOf(StatementAst statement)
        {
            if (statement is PipelineAst pipeline && pipeline.PipelineElements.Count == 1
                && pipeline.PipelineElements[0] is CommandExpressionAst command && command.Redirections.Count == 0)
            {
                return command.Expression;
            }
            throw NoData(statement);
        }

        void Read(ExpressionAst expression)
        {
            switch (expression)
            {
                case HashtableAst table:
                    ReadTable(table);
                    break;
                case ArrayLiteralAst list:
                    ReadList(list.Elements);
                    break;
                // The elements of @( ) are statements, each of which may be a list itself.
                case ArrayExpressionAst list when list.SubExpression.Traps == null:
                    ReadList(list.SubExpression.Statements.Select(ExpressionOf)
                        .SelectMany(element => element is ArrayLiteralAst inner ? inner.Elements : Enumerable.Repeat(element, 1)));
                    break;
                case ConstantExpressionAst constant when constant.Value is IConvertible:
                    json.Value(constant.Value);
                    break;
                case VariableExpressionAst variable when Constants.TryGetValue(variable.VariablePath.UserPath, out var value):
                    json.Value(value);
                    break;
                default:
                    throw NoData(expression);
            }
        }

        void ReadTable(HashtableAst table)
        {
            json.BeginObject();
            foreach (var (key, value) in table.KeyValuePairs)
            {
                json.Name(key is ConstantExpressionAst name && name.Value is string text ? text : throw NoData(key));
                Read(ExpressionOf(value));
            }
            json.EndObject();
        }

        void ReadList(IEnumerable<ExpressionAst> elements)
        {
            json.BeginArray();
            foreach (var element in elements) Read(element);
            json.EndArray();
        }

        SpoProfileException NoData(Ast part) => Invalid(part.Extent, $"'{Shortened(part.Extent.Text)}' is not data");

        static string Shortened(string text)
        {
            var line = text.Split('\r', '\n')[0];
            return line.Length > 60 ? line.Substring(0, 60) + "..." : line;
        }

        SpoProfileException Invalid(IScriptExtent where, string problem) => new SpoProfileException(ErrorIds.PropertyMapInvalid,
            $"The map file '{path}' cannot be used: line {where.StartLineNumber}, column {where.StartColumnNumber}: {problem.TrimEnd('.')}.",
            "Write it as about_SpoProfilePropertyMap shows: tables, lists, texts, numbers, $true and $false only.", path);
    }
}
