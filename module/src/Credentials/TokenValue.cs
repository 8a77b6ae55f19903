using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Security;
using SpoProfileSync.Wire;

namespace SpoProfileSync.Credentials
{
    /// <summary>
    /// Access tokens in the forms other modules give them: text, SecureString, or an object with Token, access_token or accessToken
    /// (Get-AzAccessToken, MSAL.PS, az account get-access-token).
    /// </summary>
    static class TokenValue
    {
        const string Scheme = "Bearer ";

        static readonly string[] Names = { "Token", "access_token", "accessToken" };

        /// <summary>Every token in a value, in order, kept in the bag; nothing for forms that hold none.</summary>
        public static IEnumerable<string> Read(object value, SecretBag secrets)
        {
            var plain = value is PSObject wrapped ? wrapped.BaseObject : value;
            if (plain == null) return Enumerable.Empty<string>();
            var characters = Characters(plain);
            if (characters != null) return FromCharacters(characters, secrets);
            if (plain is IList list) return list.Cast<object>().SelectMany(inner => Read(inner, secrets)).ToArray();
            var input = new InputObject(value);
            return Names.Select(input.Value).Where(inner => inner != null).Take(1).SelectMany(inner => Read(inner, secrets)).ToArray();
        }

        /// <summary>The characters of a text or SecureString, to be wiped after use; null for anything else.</summary>
        public static char[] Characters(object value)
        {
            switch (value is PSObject wrapped ? wrapped.BaseObject : value)
            {
                case string text: return text.ToCharArray();
                case SecureString secure: return SecretBag.Characters(secure);
                default: return null;
            }
        }

        static string[] FromCharacters(char[] characters, SecretBag secrets)
        {
            int start = 0, end = characters.Length;
            try
            {
                while (end > 0 && char.IsWhiteSpace(characters[end - 1])) end--;
                while (start < end && char.IsWhiteSpace(characters[start])) start++;
                if (end - start >= Scheme.Length && Scheme.Select((c, at) => char.ToLowerInvariant(characters[start + at]) == char.ToLowerInvariant(c)).All(same => same))
                    start += Scheme.Length;
                if (start >= end) return Array.Empty<string>();
                var token = new char[end - start];
                Array.Copy(characters, start, token, 0, token.Length);
                return new[] { secrets.AddAndWipe(token) };
            }
            finally
            {
                Array.Clear(characters, 0, characters.Length);
            }
        }
    }
}
