using System;
using System.Linq;
using System.Management.Automation;
using System.Net;
using SpoProfileSync.Wire;

namespace SpoProfileSync
{
    /// <summary>
    /// Which proxy leads to each service. The system is asked per address, as a script (PAC) or an exception list may answer
    /// differently for each; .NET knows how on every platform.
    /// </summary>
    sealed class ProxyTable
    {
        readonly Uri given;
        readonly PSCredential credential;
        readonly IWebProxy system;

        /// <param name="given">The one proxy for everything, or null.</param>
        /// <param name="credential">Name and password for the proxy, or null.</param>
        /// <param name="system">The proxy of the system, or null for none.</param>
        public ProxyTable(Uri given, PSCredential credential, IWebProxy system)
        {
            this.given = given;
            this.credential = credential;
            this.system = system;
            // The message does not repeat the address: it may hold a password.
            if (given == null || given.IsAbsoluteUri && (given.Scheme == Uri.UriSchemeHttp || given.Scheme == Uri.UriSchemeHttps)) return;
            throw new SpoProfileException(ErrorIds.InvalidArgument, "The value of -Proxy is not an http address.",
                "Give it with scheme and port: http://proxy:8080.", "-Proxy");
        }

        /// <summary>Sets the proxy members of a session; none when no address needs a proxy.</summary>
        public void Apply(SessionConfig config, Endpoints addresses, SecretBag secrets)
        {
            var all = new[] { addresses.Login, addresses.Graph, addresses.Root, addresses.Admin, addresses.My }.Select(For).ToArray();
            var first = all.FirstOrDefault(proxy => proxy != null);
            if (first == null) return;
            var words = all.Select(proxy => proxy?.GetLeftPart(UriPartial.Authority) ?? "").Select(WithoutUser).ToArray();
            config.Proxy = new Endpoints { Login = words[0], Graph = words[1], Root = words[2], Admin = words[3], My = words[4] };
            if (credential != null)
            {
                config.ProxyUser = credential.UserName.TrimStart('\\');
                config.ProxyPassword = secrets.Add(credential.Password);
                return;
            }
            var own = FromAddress(first) ?? system?.Credentials?.GetCredential(first, "Basic");
            // The credentials of the Windows session have no name: they cannot leave .NET.
            if (string.IsNullOrEmpty(own?.UserName)) return;
            config.ProxyUser = own.UserName;
            config.ProxyPassword = secrets.Add(own.SecurePassword);
        }

        // Null when the address is reached directly.
        Uri For(string text)
        {
            if (given != null) return given;
            if (system == null || !Uri.TryCreate(text, UriKind.Absolute, out var address) || address.IsLoopback || system.IsBypassed(address))
                return null;
            var proxy = system.GetProxy(address);
            return proxy == null || proxy == address ? null : proxy;
        }

        static string WithoutUser(string proxy)
        {
            var at = proxy.IndexOf('@');
            return at < 0 ? proxy : proxy.Substring(0, proxy.IndexOf("://", StringComparison.Ordinal) + 3) + proxy.Substring(at + 1);
        }

        static NetworkCredential FromAddress(Uri proxy)
        {
            if (proxy.UserInfo.Length == 0) return null;
            var user = proxy.UserInfo;
            var colon = user.IndexOf(':');
            return colon < 0
                ? new NetworkCredential(Uri.UnescapeDataString(user), "")
                : new NetworkCredential(Uri.UnescapeDataString(user.Substring(0, colon)), Uri.UnescapeDataString(user.Substring(colon + 1)));
        }
    }
}
