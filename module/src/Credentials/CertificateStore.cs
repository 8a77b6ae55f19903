using System;
using System.Linq;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SpoProfileSync.Credentials
{
    /// <summary>The stores where administrators keep certificates of apps: their own, then the machine's.</summary>
    static class CertificateStore
    {
        static readonly StoreLocation[] Locations = { StoreLocation.CurrentUser, StoreLocation.LocalMachine };

        /// <summary>The certificate with this SHA-1 thumbprint, as certificate managers show it; one with a private key is preferred.</summary>
        /// <exception cref="SpoProfileException">SpoCertificateInvalid: there is none.</exception>
        public static X509Certificate2 Find(string thumbprint)
        {
            // Copied from a certificate dialog it has blanks and an invisible mark in front.
            var hex = new string(thumbprint.Where(Uri.IsHexDigit).ToArray()).ToUpperInvariant();
            var found = Locations.SelectMany(location => Find(hex, location)).ToArray();
            var chosen = found.FirstOrDefault(certificate => certificate.HasPrivateKey) ?? found.FirstOrDefault();
            foreach (var other in found.Where(certificate => certificate != chosen)) other.Dispose();
            return chosen ?? throw new SpoProfileException(ErrorIds.CertificateInvalid,
                $"There is no certificate with the thumbprint {thumbprint} in CurrentUser\\My or LocalMachine\\My.",
                "List what is there with Get-ChildItem Cert:\\CurrentUser\\My, Cert:\\LocalMachine\\My; import the certificate with Import-PfxCertificate.",
                thumbprint);
        }

        static X509Certificate2[] Find(string hex, StoreLocation location)
        {
            using (var store = new X509Store(StoreName.My, location))
            {
                try
                {
                    store.Open(OpenFlags.ReadOnly | OpenFlags.OpenExistingOnly);
                }
                catch (CryptographicException)
                {
                    // Not every platform has both stores.
                    return Array.Empty<X509Certificate2>();
                }
                return store.Certificates.Find(X509FindType.FindByThumbprint, hex, false).Cast<X509Certificate2>().ToArray();
            }
        }
    }
}
