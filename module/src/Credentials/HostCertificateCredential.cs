using System;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SpoProfileSync.Wire;

namespace SpoProfileSync.Credentials
{
    /// <summary>
    /// A certificate whose key .NET holds: out of a certificate store, or an object of the caller's. The key never leaves its provider,
    /// which may not export it (a TPM, a smart card, a key imported as not exportable); the library asks for each signature.
    /// </summary>
    sealed class HostCertificateCredential : Credential
    {
        const string Algorithm = "PS256";

        readonly string clientId;
        readonly string directory;
        readonly X509Certificate2 certificate;
        readonly bool owned;
        readonly string thumbprint;

        /// <param name="clientId">The app.</param>
        /// <param name="directory">Tenant id or domain, or null.</param>
        /// <param name="certificate">The certificate.</param>
        /// <param name="owned">Whether it is let go with the connection; one of the caller's is not.</param>
        /// <exception cref="SpoProfileException">SpoCertificateInvalid: it cannot sign, or has expired.</exception>
        public HostCertificateCredential(string clientId, string directory, X509Certificate2 certificate, bool owned)
        {
            this.clientId = clientId;
            this.directory = directory;
            this.certificate = certificate;
            this.owned = owned;
            thumbprint = certificate.Thumbprint;
            try
            {
                Check();
            }
            catch (SpoProfileException)
            {
                Dispose();
                throw;
            }
        }

        public override Auth Describe(SecretBag secrets) => new Auth
        {
            Kind = "hostCertificate",
            ClientId = clientId,
            Directory = directory,
            Thumbprint = Base64Url(Hash(certificate.RawData)),
        };

        public override PromptReply Answer(JobEvent prompt, SecretBag secrets)
        {
            if (prompt.Kind != "sign" || prompt.Algorithm != Algorithm) return base.Answer(prompt, secrets);
            try
            {
                using (var key = certificate.GetRSAPrivateKey())
                {
                    var signature = key.SignData(
                        Convert.FromBase64String(prompt.Data), HashAlgorithmName.SHA256, RSASignaturePadding.Pss);
                    return new PromptReply { Signature = Convert.ToBase64String(signature) };
                }
            }
            catch (CryptographicException e)
            {
                // Keys of the old providers (CSP) cannot make PSS signatures; a key may also be out of reach of this account.
                return new PromptReply
                {
                    Error = $"The key of the certificate {thumbprint} cannot sign: {e.Message.TrimEnd('.')}. The account needs "
                        + "read access to the key, and the key a provider that knows RSA-PSS (Microsoft Software Key Storage Provider).",
                };
            }
        }

        protected override void Forget()
        {
            if (owned) certificate.Dispose();
        }

        void Check()
        {
            if (!certificate.HasPrivateKey) throw Refused("has no private key here", "Import it with its key, as PFX.");
            using (var key = certificate.GetRSAPublicKey())
                if (key == null) throw Refused("has no RSA key", "Make a certificate with an RSA key of 2048 bits or more.");
            if (certificate.NotAfter < DateTime.Now)
                throw Refused($"expired on {certificate.NotAfter:yyyy-MM-dd}", "Make a new certificate and upload it to the app registration.");
        }

        SpoProfileException Refused(string what, string nextStep) => new SpoProfileException(ErrorIds.CertificateInvalid,
            $"The certificate {certificate.Subject} ({thumbprint}) {what}.", nextStep, thumbprint);

        static byte[] Hash(byte[] data)
        {
            using (var sha = SHA256.Create()) return sha.ComputeHash(data);
        }

        static string Base64Url(byte[] data) => Convert.ToBase64String(data).TrimEnd('=').Replace('+', '-').Replace('/', '_');
    }
}
