using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Net;
using System.Security;
using System.Text.RegularExpressions;
using SpoProfileSync.Wire;

namespace SpoProfileSync
{
    /// <summary>
    /// Access tokens in the forms other modules give them: text, SecureString, an object with Token, access_token or accessToken
    /// (Get-AzAccessToken, MSAL.PS, az account get-access-token), or what a script block returns.
    /// </summary>
    static class TokenValue
    {
        static readonly string[] Names = { "Token", "access_token", "accessToken" };

        static readonly Regex TokenText = new Regex("eyJ[A-Za-z0-9_.-]+", RegexOptions.CultureInvariant);

        /// <summary>Every token in a value, in order; nothing for forms that hold none.</summary>
        public static IEnumerable<string> Read(object value)
        {
            var plain = Unwrap(value);
            if (plain == null) return Enumerable.Empty<string>();
            if (plain is string text) return FromText(text);
            if (plain is SecureString secure) return FromText(new NetworkCredential("", secure).Password);
            if (plain is IList list) return list.Cast<object>().SelectMany(Read);
            var input = new InputObject(value);
            return Names.Select(input.Value).Where(inner => inner != null).Take(1).SelectMany(Read);
        }

        /// <summary>
        /// Runs the script block of a connection for one resource. A failure is an answer too: the library then fails what needed
        /// the token. Stopping the pipeline is no failure and goes on up.
        /// </summary>
        public static PromptReply Ask(ScriptBlock source, string resource)
        {
            try
            {
                var token = source.Invoke(resource).Where(o => o != null).SelectMany(Read).FirstOrDefault();
                return token != null
                    ? new PromptReply { Token = token }
                    : new PromptReply { Error = "The script block of -AccessToken returned no token for " + resource + "." };
            }
            catch (RuntimeException e) when (!(e is PipelineStoppedException))
            {
                var message = "The script block of -AccessToken failed for " + resource + ": " + e.Message;
                return new PromptReply { Error = TokenText.Replace(message, "(token)") };
            }
        }

        static IEnumerable<string> FromText(string text)
        {
            var token = text.Trim();
            if (token.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)) token = token.Substring(7).Trim();
            return token.Length > 0 ? new[] { token } : Enumerable.Empty<string>();
        }

        static object Unwrap(object value) => value is PSObject wrapped ? wrapped.BaseObject : value;
    }
}
