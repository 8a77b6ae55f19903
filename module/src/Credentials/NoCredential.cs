using SpoProfileSync.Wire;

namespace SpoProfileSync.Credentials
{
    /// <summary>Nobody signs in: for jobs that send no request. Should one ask for a token after all, the answer is an error.</summary>
    sealed class NoCredential : Credential
    {
        public override Auth Describe(SecretBag secrets) => new Auth { Kind = "host" };
    }
}
