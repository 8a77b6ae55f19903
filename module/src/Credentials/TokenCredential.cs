using System.Linq;
using SpoProfileSync.Wire;

namespace SpoProfileSync.Credentials
{
    /// <summary>-AccessToken: tokens that another module got, or a script block that gets one for each resource.</summary>
    sealed class TokenCredential : Credential
    {
        readonly ScriptSource source;
        object[] given;

        public TokenCredential(object[] given)
        {
            var script = given.Select(ScriptSource.Find).FirstOrDefault(found => found != null);
            if (script == null) this.given = given;
            else if (given.Length == 1) source = new ScriptSource(script, "-AccessToken");
            else throw Refused("-AccessToken takes tokens or one script block, not both.");
        }

        public override Auth Describe(SecretBag secrets)
        {
            if (source != null) return new Auth { Kind = "host" };
            var tokens = given.SelectMany(value => TokenValue.Read(value, secrets)).ToArray();
            given = null;
            return tokens.Length > 0 ? new Auth { Kind = "tokens", Tokens = tokens } : throw Refused("-AccessToken holds no token.");
        }

        public override PromptReply Answer(JobEvent prompt, SecretBag secrets) =>
            source != null && prompt.Kind == "token" ? source.Ask(prompt.Resource, secrets) : base.Answer(prompt, secrets);

        static SpoProfileException Refused(string message) => new SpoProfileException(ErrorIds.InvalidArgument, message,
            "Give text, a SecureString, an object with Token or access_token, or a script block that takes the resource.");
    }
}
