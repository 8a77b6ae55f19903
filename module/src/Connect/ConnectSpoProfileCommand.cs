using System.Management.Automation;
using System.Net;
using SpoProfileSync.Credentials;
using SpoProfileSync.Native;
using SpoProfileSync.Wire;

namespace SpoProfileSync
{
    /// <summary>Signs in to a tenant and makes it the default connection of this runspace.</summary>
    [Cmdlet(VerbsCommunications.Connect, "SpoProfile", DefaultParameterSetName = InteractiveSet)]
    [OutputType(typeof(Connection))]
    public sealed partial class ConnectSpoProfileCommand : SpoCmdlet
    {
        Connection opened;
        DemoTenant demo;
        bool connected;

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
            Credential credential = null;
            try
            {
                using (var secrets = new SecretBag())
                {
                    credential = ParameterSetName == DemoSet ? StartDemo(config) : CredentialOfSet();
                    if (ParameterSetName != DemoSet) Locate(config, secrets);
                    config.Auth = credential.Describe(secrets);
                    opened = new Connection(NativeSession.Open(config, secrets), demo, credential);
                }
            }
            finally
            {
                if (opened == null) credential?.Dispose();
            }
        }

        // The addresses, and the way to them.
        void Locate(SessionConfig config, SecretBag secrets)
        {
            config.Cloud = CloudHosts.Word(Cloud);
            EndpointTable.Apply(Endpoint, config, FullPath);
            // What a script has set as the proxy of .NET counts too, so this is not GetSystemWebProxy.
            var system = NoProxy || Proxy != null ? null : WebRequest.DefaultWebProxy;
            new ProxyTable(NoProxy ? null : Proxy, ProxyCredential, system)
                .Apply(config, CloudHosts.Addresses(Tenant, Cloud, config.Endpoints), secrets);
        }

        CertificateCredential StartDemo(SessionConfig config)
        {
            demo = SpoProfileSync.DemoTenant.Start(DemoUser);
            if (IsStopped) demo.Dispose();
            demo.WaitReady();
            config.Tenant = demo.Ready.Tenant;
            config.Endpoints = demo.Ready.Endpoints;
            config.TrustedRootsPem = demo.Ready.TrustedRootPem;
            return CertificateCredential.FromPem(demo.Ready.App.ClientId, demo.Ready.App.CertificatePem + "\n" + demo.Ready.App.PrivateKeyPem);
        }

        private protected override void OnEvent(JobEvent e)
        {
            switch (e.Type)
            {
                // A warning is seen in runbooks too, where nobody sees a console.
                case "deviceCode":
                    WriteWarning(e.Message);
                    break;
                case "browser":
                    if (NoBrowser || !Browser.Open(e.Url)) WriteWarning("To sign in, open this address in a browser on this machine: " + e.Url);
                    break;
                case "connected":
                    opened.Take(e);
                    connected = true;
                    break;
            }
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
