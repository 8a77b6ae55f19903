using SpoProfileSync.Wire;

namespace SpoProfileSync.Credentials
{
    /// <summary>A person signs in: in the browser of this machine, or with a code on any other device.</summary>
    sealed class PersonCredential : Credential
    {
        readonly Auth auth;

        PersonCredential(Auth auth) => this.auth = auth;

        public static PersonCredential Browser(string clientId, string directory, string loginHint) =>
            new PersonCredential(new Auth { Kind = "interactive", ClientId = clientId, Directory = directory, LoginHint = loginHint });

        public static PersonCredential DeviceCode(string clientId, string directory) =>
            new PersonCredential(new Auth { Kind = "deviceCode", ClientId = clientId, Directory = directory });

        public override Auth Describe(SecretBag secrets) => auth;
    }
}
