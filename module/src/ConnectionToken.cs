using System;
using System.Globalization;
using SpoProfileSync.Wire;

namespace SpoProfileSync
{
    /// <summary>What is known of one access token of a connection. Never the token itself.</summary>
    public sealed class ConnectionToken
    {
        internal ConnectionToken(TokenInfo source)
        {
            Resource = source.Resource ?? "";
            Expires = UnixTime.ToDate(source.Expires);
            Account = source.Account ?? "";
            AppOnly = source.AppOnly;
            Roles = source.Roles ?? Array.Empty<string>();
        }

        /// <summary>The audience: the address of the service the token is for.</summary>
        public string Resource { get; }

        /// <summary>When it ends, UTC; null when it does not say. A new one is got before.</summary>
        public DateTime? Expires { get; }

        /// <summary>The user, or the app's id.</summary>
        public string Account { get; }

        /// <summary>True when an app is signed in, without a person.</summary>
        public bool AppOnly { get; }

        /// <summary>Its roles or scopes.</summary>
        public string[] Roles { get; }

        /// <summary>Audience, end and kind in one line.</summary>
        public override string ToString() => string.Format(CultureInfo.InvariantCulture, "{0} until {1} as {2}",
            Resource, Expires?.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture) ?? "?", AppOnly ? "app" : "user");
    }
}
