using System.Management.Automation;
using SpoProfileSync.Wire;

namespace SpoProfileSync.Credentials
{
    /// <summary>A client secret: user name is the app's id, the password its secret. SharePoint refuses tokens got with one.</summary>
    sealed class ClientSecretCredential : Credential
    {
        readonly PSCredential credential;
        readonly string directory;

        public ClientSecretCredential(PSCredential credential, string directory)
        {
            this.credential = credential;
            this.directory = directory;
        }

        public override Auth Describe(SecretBag secrets) => new Auth
        {
            Kind = "clientSecret",
            ClientId = credential.UserName.TrimStart('\\'),
            Directory = directory,
            Secret = secrets.Add(credential.Password),
        };
    }
}
