using System;
using System.Linq;
using SpoProfileSync.Credentials;
using SpoProfileSync.Native;
using SpoProfileSync.Wire;

namespace SpoProfileSync
{
    /// <summary>
    /// A signed-in tenant. Holds the session of the library and, for the simulated tenant, its process; never shows a token.
    /// </summary>
    public sealed class Connection : IDisposable
    {
        readonly SessionHandle session;
        readonly DemoTenant demo;
        readonly Credential credential;

        internal Connection(SessionHandle session, DemoTenant demo, Credential credential)
        {
            this.session = session;
            this.demo = demo;
            this.credential = credential;
        }

        /// <summary>The host prefix: contoso of contoso.sharepoint.com.</summary>
        public string Tenant { get; private set; } = "";

        /// <summary>The national cloud the tenant is in.</summary>
        public SpoCloud Cloud { get; private set; }

        /// <summary>Who is signed in: the user, or the app's id.</summary>
        public string Account { get; private set; } = "";

        /// <summary>The application (client) id the tokens were issued to.</summary>
        public string AppId { get; private set; } = "";

        /// <summary>How tokens are come by, for example certificate, deviceCode, managedIdentity, or host for a script block.</summary>
        public string AuthKind { get; private set; } = "";

        /// <summary>The address of Microsoft Graph.</summary>
        public string Graph { get; private set; } = "";

        /// <summary>The address of the admin host, where profiles are.</summary>
        public string Admin { get; private set; } = "";

        /// <summary>The address of the My Site host, where the photo library is.</summary>
        public string My { get; private set; } = "";

        /// <summary>The address of the root site host.</summary>
        public string Root { get; private set; } = "";

        /// <summary>What is known of each token: whom it is for, who holds it, how long. Never the token.</summary>
        public ConnectionToken[] Tokens { get; private set; } = Array.Empty<ConnectionToken>();

        /// <summary>When the first of the tokens ends, UTC; null when the tokens do not say.</summary>
        public DateTime? TokenExpires { get; private set; }

        /// <summary>The roles or scopes in the tokens.</summary>
        public string[] Roles { get; private set; } = Array.Empty<string>();

        /// <summary>Requests of all finished commands on this connection.</summary>
        public long RequestCount { get; private set; }

        /// <summary>How many of them the service asked to send later.</summary>
        public long ThrottledCount { get; private set; }

        /// <summary>True for the simulated tenant.</summary>
        public bool IsDemo => demo != null;

        /// <summary>The control address of the simulated tenant (request log, faults); empty for a real one.</summary>
        public string DemoControl => demo?.Control ?? "";

        /// <summary>When the sign-in succeeded, UTC.</summary>
        public DateTime ConnectedAt { get; private set; }

        internal bool IsClosed => session.IsClosed;

        internal NativeJob Start(JobRequest request) => NativeJob.Start(session, request);

        /// <summary>Answers a prompt of the sign-in.</summary>
        internal PromptReply Answer(JobEvent prompt, SecretBag secrets) => credential.Answer(prompt, secrets);

        internal void Take(JobEvent connected)
        {
            Tenant = connected.Tenant ?? "";
            Cloud = Enum.TryParse(connected.Cloud, true, out SpoCloud cloud) ? cloud : SpoCloud.Public;
            Account = connected.Account ?? "";
            AppId = connected.AppId ?? "";
            AuthKind = connected.AuthKind ?? "";
            Graph = connected.Endpoints?.Graph ?? "";
            Admin = connected.Endpoints?.Admin ?? "";
            My = connected.Endpoints?.My ?? "";
            Root = connected.Endpoints?.Root ?? "";
            var tokens = connected.Tokens ?? Array.Empty<TokenInfo>();
            Tokens = tokens.Select(t => new ConnectionToken(t)).ToArray();
            TokenExpires = UnixTime.ToDate(tokens.Where(t => t.Expires > 0).Select(t => t.Expires).DefaultIfEmpty().Min());
            Roles = tokens.SelectMany(t => t.Roles ?? Array.Empty<string>()).Distinct().OrderBy(r => r, StringComparer.Ordinal).ToArray();
            ConnectedAt = DateTime.UtcNow;
        }

        internal void Count(JobEvent summary)
        {
            RequestCount += summary.Requests;
            ThrottledCount += summary.Throttled;
        }

        /// <summary>Closes the session, forgets its tokens, and stops the simulated tenant if it is one.</summary>
        public void Dispose()
        {
            session.Dispose();
            credential.Dispose();
            demo?.Dispose();
        }

        /// <summary>The tenant and who is signed in.</summary>
        public override string ToString() => Tenant + " (" + Account + ")";
    }
}
