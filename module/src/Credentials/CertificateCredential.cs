using System;
using System.IO;
using System.Linq;
using System.Security;
using System.Text;
using SpoProfileSync.Wire;

namespace SpoProfileSync.Credentials
{
    /// <summary>A certificate with its key as bytes: a file, or base64 from a runbook variable or a vault. The library reads it.</summary>
    sealed class CertificateCredential : Credential
    {
        readonly string clientId;
        readonly string directory;
        readonly SecureString password;
        readonly Func<SecretBag, string> content;

        CertificateCredential(string clientId, string directory, SecureString password, Func<SecretBag, string> content)
        {
            this.clientId = clientId;
            this.directory = directory;
            this.password = password;
            this.content = content;
        }

        /// <summary>Of a PFX or PEM file.</summary>
        /// <exception cref="SpoProfileException">The file cannot be read (when the session is described).</exception>
        public static CertificateCredential FromFile(string clientId, string directory, string path, SecureString password) =>
            new CertificateCredential(clientId, directory, password, secrets => secrets.AddAndWipe(Bytes(path)));

        /// <summary>Of base64 as text or SecureString; blanks and line ends in it do not matter.</summary>
        public static CertificateCredential FromBase64(string clientId, string directory, object base64, SecureString password) =>
            new CertificateCredential(clientId, directory, password, secrets => Text(base64, secrets));

        /// <summary>Of PEM text that is no secret: the app of the simulated tenant.</summary>
        public static CertificateCredential FromPem(string clientId, string pem) =>
            new CertificateCredential(clientId, null, null, secrets => secrets.AddAndWipe(Encoding.ASCII.GetBytes(pem)));

        public override Auth Describe(SecretBag secrets) => new Auth
        {
            Kind = "certificate",
            ClientId = clientId,
            Directory = directory,
            Certificate = content(secrets),
            Password = secrets.Add(password),
        };

        static byte[] Bytes(string path)
        {
            try
            {
                return File.ReadAllBytes(path);
            }
            catch (Exception e) when (e is IOException || e is UnauthorizedAccessException || e is ArgumentException)
            {
                throw new SpoProfileException(
                    ErrorIds.CertificateInvalid, $"The certificate file '{path}' cannot be read: {e.Message}", null, path);
            }
        }

        static string Text(object base64, SecretBag secrets)
        {
            var characters = TokenValue.Characters(base64);
            if (characters == null)
            {
                throw new SpoProfileException(ErrorIds.InvalidArgument, "-CertificateBase64 is neither text nor a SecureString.",
                    "Give the base64 of the PFX or PEM file: [Convert]::ToBase64String([IO.File]::ReadAllBytes($path)).");
            }
            try
            {
                return secrets.AddAndWipe(characters.Where(c => !char.IsWhiteSpace(c)).ToArray());
            }
            finally
            {
                Array.Clear(characters, 0, characters.Length);
            }
        }
    }
}
