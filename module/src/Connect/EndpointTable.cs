using System;
using System.Collections;
using System.IO;
using SpoProfileSync.Wire;

namespace SpoProfileSync
{
    /// <summary>The hashtable of -Endpoint: addresses that replace the derived ones, and a root certificate to trust.</summary>
    static class EndpointTable
    {
        const string Keys = "Login, Graph, Root, Admin, My, TrustedRoot";

        public static void Apply(Hashtable table, SessionConfig config, Func<string, string> fullPath)
        {
            if (table == null) return;
            config.Endpoints = new Endpoints();
            foreach (DictionaryEntry entry in table)
            {
                var value = entry.Value?.ToString() ?? "";
                switch (entry.Key.ToString().ToUpperInvariant())
                {
                    case "LOGIN": config.Endpoints.Login = value; break;
                    case "GRAPH": config.Endpoints.Graph = value; break;
                    case "ROOT": config.Endpoints.Root = value; break;
                    case "ADMIN": config.Endpoints.Admin = value; break;
                    case "MY": config.Endpoints.My = value; break;
                    case "TRUSTEDROOT": config.TrustedRootsPem = ReadPem(fullPath(value)); break;
                    default:
                        var message = $"'{entry.Key}' is not a key of -Endpoint. The keys are {Keys}.";
                        throw new SpoProfileException(ErrorIds.InvalidArgument, message, null, entry.Key.ToString());
                }
            }
        }

        static string ReadPem(string path)
        {
            try
            {
                return File.ReadAllText(path);
            }
            catch (Exception e) when (e is IOException || e is UnauthorizedAccessException || e is ArgumentException)
            {
                throw new SpoProfileException(ErrorIds.CertificateInvalid, $"The trusted root '{path}' cannot be read: {e.Message}",
                    "Give the path of a PEM file with the root certificate.", path);
            }
        }
    }
}
