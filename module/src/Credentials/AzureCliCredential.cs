using SpoProfileSync.Wire;

namespace SpoProfileSync.Credentials
{
    /// <summary>Whoever signed in with az login.</summary>
    sealed class AzureCliCredential : Credential
    {
        readonly string directory;

        public AzureCliCredential(string directory) => this.directory = directory;

        public override Auth Describe(SecretBag secrets) => new Auth { Kind = "azureCli", Directory = directory };
    }
}
