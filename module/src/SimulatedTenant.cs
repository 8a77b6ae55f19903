using System;
using System.Collections;

namespace SpoProfileSync
{
    /// <summary>A simulated tenant that runs on this machine. It ends with Stop-SpoDemoTenant, with the module, or with this process.</summary>
    public sealed class SimulatedTenant : IDisposable
    {
        readonly DemoTenant process;

        internal SimulatedTenant(DemoTenant process, int users)
        {
            this.process = process;
            var ready = process.Ready;
            Tenant = ready.Tenant;
            UserCount = users;
            ClientId = ready.App.ClientId;
            Control = ready.Control;
            TrustedRootPem = ready.TrustedRootPem;
            Endpoint = new Hashtable(StringComparer.OrdinalIgnoreCase)
            {
                ["Login"] = ready.Endpoints.Login,
                ["Graph"] = ready.Endpoints.Graph,
                ["Root"] = ready.Endpoints.Root,
                ["Admin"] = ready.Endpoints.Admin,
                ["My"] = ready.Endpoints.My,
            };
        }

        /// <summary>The host prefix: contoso of contoso.sharepoint.com.</summary>
        public string Tenant { get; }

        /// <summary>How many employees it has.</summary>
        public int UserCount { get; }

        /// <summary>The application (client) id of the registered app.</summary>
        public string ClientId { get; }

        /// <summary>The address of the control service.</summary>
        public string Control { get; }

        /// <summary>Where the services listen: Login, Graph, Root, Admin, My; fit for Connect-SpoProfile -Endpoint.</summary>
        public Hashtable Endpoint { get; }

        /// <summary>The root certificate to trust, PEM; empty without TLS.</summary>
        public string TrustedRootPem { get; }

        /// <summary>False once it was stopped.</summary>
        public bool IsRunning { get; private set; } = true;

        /// <summary>Stops it.</summary>
        public void Dispose()
        {
            if (!IsRunning) return;
            IsRunning = false;
            process.Dispose();
        }

        /// <summary>The host prefix and the control address.</summary>
        public override string ToString() => Tenant + " at " + Control;
    }
}
