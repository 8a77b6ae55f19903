using System;
using System.Globalization;
using System.Text;

namespace SpoProfileSync.Wire
{
    /// <summary>Writes JSON whose shape is known only when it is read: tables within tables. The rest goes through the serializer.</summary>
    sealed class JsonText
    {
        readonly StringBuilder text = new StringBuilder();
        bool needsComma;

        public void BeginObject() => Open('{');

        public void EndObject() => Close('}');

        public void BeginArray() => Open('[');

        public void EndArray() => Close(']');

        /// <summary>The name of the member that comes next.</summary>
        public void Name(string name)
        {
            Value(name);
            text.Append(':');
            needsComma = false;
        }

        /// <summary>A text, number, Boolean or null.</summary>
        public void Value(object value)
        {
            if (needsComma) text.Append(',');
            needsComma = true;
            switch (value)
            {
                case null: text.Append("null"); break;
                case bool truth: text.Append(truth ? "true" : "false"); break;
                case string characters: text.Append(Quoted(characters)); break;
                // JSON has no word for infinity.
                case double number when double.IsNaN(number) || double.IsInfinity(number): text.Append("null"); break;
                case double number: text.Append(number.ToString("R", CultureInfo.InvariantCulture)); break;
                default: text.Append(Convert.ToString(value, CultureInfo.InvariantCulture)); break;
            }
        }

        public override string ToString() => text.ToString();

        static string Quoted(string characters) => Encoding.UTF8.GetString(Json.Write(InputObject.WellFormed(characters)));

        void Open(char bracket)
        {
            if (needsComma) text.Append(',');
            text.Append(bracket);
            needsComma = false;
        }

        void Close(char bracket)
        {
            text.Append(bracket);
            needsComma = true;
        }
    }
}
