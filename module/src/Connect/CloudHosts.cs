using System;
using SpoProfileSync.Wire;

namespace SpoProfileSync
{
    /// <summary>The national clouds of Microsoft 365. Tokens do not cross from one to another.</summary>
    public enum SpoCloud
    {
        /// <summary>Worldwide, and GCC.</summary>
        Public,

        /// <summary>GCC High.</summary>
        GccHigh,

        /// <summary>The US Department of Defense.</summary>
        DoD,

        /// <summary>Operated by 21Vianet.</summary>
        China,
    }

    /// <summary>
    /// Where the services of a tenant are. The library derives the addresses it uses by itself; here they serve to ask the system
    /// which proxy leads to each.
    /// </summary>
    static class CloudHosts
    {
        /// <summary>The word of docs/abi.md.</summary>
        public static string Word(SpoCloud cloud)
        {
            switch (cloud)
            {
                case SpoCloud.GccHigh: return "gccHigh";
                case SpoCloud.DoD: return "dod";
                case SpoCloud.China: return "china";
                default: return "public";
            }
        }

        /// <summary>The addresses, given ones in place of derived ones.</summary>
        public static Endpoints Addresses(string tenant, SpoCloud cloud, Endpoints given)
        {
            var (login, graph, suffix) = Names(cloud);
            var name = Prefix(tenant);
            return new Endpoints
            {
                Login = given?.Login ?? "https://" + login,
                Graph = given?.Graph ?? "https://" + graph,
                Root = given?.Root ?? $"https://{name}.{suffix}",
                Admin = given?.Admin ?? $"https://{name}-admin.{suffix}",
                My = given?.My ?? $"https://{name}-my.{suffix}",
            };
        }

        static (string Login, string Graph, string Suffix) Names(SpoCloud cloud)
        {
            switch (cloud)
            {
                case SpoCloud.GccHigh: return ("login.microsoftonline.us", "graph.microsoft.us", "sharepoint.us");
                case SpoCloud.DoD: return ("login.microsoftonline.us", "dod-graph.microsoft.us", "sharepoint-mil.us");
                case SpoCloud.China: return ("login.chinacloudapi.cn", "microsoftgraph.chinacloudapi.cn", "sharepoint.cn");
                default: return ("login.microsoftonline.com", "graph.microsoft.com", "sharepoint.com");
            }
        }

        // contoso, of whatever administrators type; the library refuses what is no tenant name.
        static string Prefix(string tenant)
        {
            var host = Uri.TryCreate(tenant.Trim(), UriKind.Absolute, out var address) ? address.Host : tenant.Trim();
            var name = host.Split('.')[0];
            foreach (var ending in new[] { "-admin", "-my" })
                if (name.EndsWith(ending, StringComparison.OrdinalIgnoreCase)) return name.Substring(0, name.Length - ending.Length);
            return name;
        }
    }
}
