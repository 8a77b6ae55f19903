using System;
using System.Collections;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Net;
using System.Security;
using System.Text;
using SpoProfileSync.Native;
using SpoProfileSync.Wire;

namespace SpoProfileSync
{
    /// <summary>Signs in to a tenant and makes it the default connection of this runspace.</summary>
    [Cmdlet(VerbsCommunications.Connect, "SpoProfile", DefaultParameterSetName = TokenSet)]
    [OutputType(typeof(Connection))]
    public sealed class ConnectSpoProfileCommand : SpoCmdlet
    {
        const string TokenSet = "Token";
        const string CertificateSet = "Certificate";
        const string DemoSet = "Demo";

        Connection opened;
        DemoTenant demo;
        bool connected;

        /// <summary>The host prefix of the tenant: contoso of contoso.sharepoint.com.</summary>
        [Parameter(Mandatory = true, Position = 0, ParameterSetName = TokenSet)]
        [Parameter(Mandatory = true, Position = 0, ParameterSetName = CertificateSet)]
        [ValidateNotNullOrEmpty]
        public string Tenant { get; set; }

        /// <summary>Tokens (text, SecureString, objects holding one), or a script block called with the resource that needs one.</summary>
        [Parameter(Mandatory = true, ParameterSetName = TokenSet)]
        [ValidateNotNullOrEmpty]
        public object[] AccessToken { get; set; }

        /// <summary>The application (client) id of the app registration.</summary>
        [Parameter(Mandatory = true, ParameterSetName = CertificateSet)]
        [ValidateNotNullOrEmpty]
        public string ClientId { get; set; }

        /// <summary>The PFX or PEM file with the app's certificate and private key.</summary>
        [Parameter(Mandatory = true, ParameterSetName = CertificateSet)]
        [ValidateNotNullOrEmpty]
        public string CertificatePath { get; set; }

        /// <summary>The password of that file.</summary>
        [Parameter(ParameterSetName = CertificateSet)]
        public SecureString CertificatePassword { get; set; }

        /// <summary>Starts a simulated tenant on this machine and connects to it.</summary>
        [Parameter(Mandatory = true, ParameterSetName = DemoSet)]
        public SwitchParameter DemoTenant { get; set; }

        /// <summary>How many employees the simulated tenant has.</summary>
        [Parameter(ParameterSetName = DemoSet)]
        [ValidateRange(1, 100000)]
        public int DemoUser { get; set; } = 200;

        /// <summary>Addresses instead of the derived ones: Login, Graph, Root, Admin, My; TrustedRoot is the path of a PEM file.</summary>
        [Parameter(ParameterSetName = TokenSet)]
        [Parameter(ParameterSetName = CertificateSet)]
        public Hashtable Endpoint { get; set; }

        /// <summary>Writes the connection to the pipeline.</summary>
        [Parameter]
        public SwitchParameter PassThru { get; set; }

        /// <summary>Signs in and proves it by getting a token for each host.</summary>
        protected override void EndProcessing()
        {
            try
            {
                Open();
            }
            catch (SpoProfileException e) when (!IsStopped)
            {
                Throw(e);
            }
            catch (SpoProfileException)
            {
                return;
            }
            StartJob(opened, new JobRequest { Kind = "connect" });
            Finish();
            if (IsStopped) return;
            if (!connected) Throw(new SpoProfileException(ErrorIds.Internal, "The sign-in ended without an answer."));
            ConnectionStore.Replace(opened);
            var result = opened;
            opened = null;
            if (PassThru) WriteObject(result);
        }

        void Open()
        {
            // Before anything else is read: without the library nothing of it is of use.
            NativeLoader.Load();
            var config = new SessionConfig { Tenant = Tenant };
            ScriptBlock source = null;
            switch (ParameterSetName)
            {
                case TokenSet: config.Auth = FromTokens(out source); break;
                case CertificateSet: config.Auth = FromCertificate(); break;
                default: StartDemo(config); break;
            }
            EndpointTable.Apply(Endpoint, config, FullPath);
            opened = new Connection(NativeSession.Open(config), demo, source);
        }

        Auth FromTokens(out ScriptBlock source)
        {
            source = AccessToken.Select(value => value is PSObject wrapped ? wrapped.BaseObject : value).OfType<ScriptBlock>().FirstOrDefault();
            if (source != null && AccessToken.Length == 1) return new Auth { Kind = "host" };
            var tokens = AccessToken.SelectMany(TokenValue.Read).ToArray();
            if (source == null && tokens.Length > 0) return new Auth { Kind = "tokens", Tokens = tokens };
            var message = source == null ? "-AccessToken holds no token." : "-AccessToken takes tokens or one script block, not both.";
            throw new SpoProfileException(ErrorIds.InvalidArgument, message,
                "Give text, a SecureString, an object with Token or access_token, or a script block that takes the resource.");
        }

        Auth FromCertificate()
        {
            var path = FullPath(CertificatePath);
            byte[] file;
            try
            {
                file = File.ReadAllBytes(path);
            }
            catch (Exception e) when (e is IOException || e is UnauthorizedAccessException || e is ArgumentException)
            {
                throw new SpoProfileException(
                    ErrorIds.CertificateInvalid, $"The certificate file '{path}' cannot be read: {e.Message}", null, path);
            }
            var certificate = Convert.ToBase64String(file);
            Array.Clear(file, 0, file.Length);
            var password = CertificatePassword == null ? null : new NetworkCredential("", CertificatePassword).Password;
            return new Auth { Kind = "certificate", ClientId = ClientId, Certificate = certificate, Password = password };
        }

        void StartDemo(SessionConfig config)
        {
            demo = SpoProfileSync.DemoTenant.Start(DemoUser);
            if (IsStopped) demo.Dispose();
            demo.WaitReady();
            config.Tenant = demo.Ready.Tenant;
            config.Endpoints = demo.Ready.Endpoints;
            config.TrustedRootsPem = demo.Ready.TrustedRootPem;
            var pem = Encoding.ASCII.GetBytes(demo.Ready.App.CertificatePem + "\n" + demo.Ready.App.PrivateKeyPem);
            config.Auth = new Auth
            {
                Kind = "certificate",
                ClientId = demo.Ready.App.ClientId,
                Certificate = Convert.ToBase64String(pem),
            };
        }

        private protected override void OnEvent(JobEvent e)
        {
            if (e.Type != "connected") return;
            opened.Take(e);
            connected = true;
        }

        /// <summary>Ends the wait for the simulated tenant as well.</summary>
        protected override void StopProcessing()
        {
            base.StopProcessing();
            demo?.Dispose();
        }

        /// <summary>Closes what did not become the default connection.</summary>
        protected override void Dispose(bool disposing)
        {
            base.Dispose(disposing);
            if (!disposing || connected && opened == null) return;
            opened?.Dispose();
            demo?.Dispose();
        }
    }
}
