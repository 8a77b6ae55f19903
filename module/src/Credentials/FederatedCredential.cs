using System;
using System.Linq;
using System.Security;
using SpoProfileSync.Wire;

namespace SpoProfileSync.Credentials
{
    /// <summary>A token of another issuer that the caller has, or gets by a script block for the audience asked (GitHub Actions).</summary>
    sealed class FederatedCredential : Credential
    {
        readonly string clientId;
        readonly string directory;
        readonly ScriptSource source;
        readonly SecureString token;

        public FederatedCredential(string clientId, string directory, object given)
        {
            this.clientId = clientId;
            this.directory = directory;
            var script = ScriptSource.Find(given);
            if (script != null)
            {
                source = new ScriptSource(script, "-FederatedToken");
                return;
            }
            var characters = TokenValue.Characters(given);
            if (characters == null || characters.Length == 0)
            {
                throw new SpoProfileException(ErrorIds.InvalidArgument, "-FederatedToken holds no token.",
                    "Give the token as text or SecureString, or a script block that takes the audience.");
            }
            token = new SecureString();
            foreach (var c in characters) token.AppendChar(c);
            Array.Clear(characters, 0, characters.Length);
        }

        public override Auth Describe(SecretBag secrets) =>
            new Auth { Kind = "federated", ClientId = clientId, Directory = directory };

        public override PromptReply Answer(JobEvent prompt, SecretBag secrets)
        {
            if (prompt.Kind != "federatedToken") return base.Answer(prompt, secrets);
            return source != null
                ? source.Ask(prompt.Audience, secrets)
                : new PromptReply { Token = TokenValue.Read(token, secrets).First() };
        }

        protected override void Forget() => token?.Dispose();
    }
}
