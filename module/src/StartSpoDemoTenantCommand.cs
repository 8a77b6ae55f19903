using System.Globalization;
using System.Management.Automation;
using System.Net;
using SpoProfileSync.Wire;

namespace SpoProfileSync
{
    /// <summary>Starts a simulated tenant on this machine and says where it listens.</summary>
    [Cmdlet(VerbsLifecycle.Start, "SpoDemoTenant")]
    [OutputType(typeof(SimulatedTenant))]
    public sealed class StartSpoDemoTenantCommand : SpoCmdlet
    {
        // The program listens on six ports in a row.
        const int HighestPort = 65530;

        DemoTenant starting;

        /// <summary>How many employees it has.</summary>
        [Parameter(Position = 0)]
        [ValidateRange(1, 1000000)]
        public int User { get; set; } = 200;

        /// <summary>The same seed gives the same employees, photos and chance.</summary>
        [Parameter]
        [ValidateRange(0L, long.MaxValue)]
        public long Seed { get; set; } = 1;

        /// <summary>The language of the My Site host, which names the photo folder: en-US, de-DE.</summary>
        [Parameter]
        [ValidatePattern("^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
        public string Locale { get; set; } = "en-US";

        /// <summary>Serves TLS with certificates of this run.</summary>
        [Parameter]
        public SwitchParameter Https { get; set; }

        /// <summary>The first of six ports; free ones when not given.</summary>
        [Parameter]
        [ValidateRange(1024, HighestPort)]
        public int Port { get; set; }

        /// <summary>The address to listen on. A simulated tenant is for this machine alone: only 127.0.0.1 is accepted.</summary>
        [Parameter]
        [ValidateNotNull]
        public IPAddress Address { get; set; } = IPAddress.Loopback;

        /// <summary>Starts it.</summary>
        protected override void EndProcessing()
        {
            try
            {
                Start();
            }
            catch (SpoProfileException e) when (!IsStopped)
            {
                Throw(e);
            }
            catch (SpoProfileException)
            {
                // The pipeline was stopped, which is why the program ended early.
            }
        }

        void Start()
        {
            if (!Address.Equals(IPAddress.Loopback))
                throw new SpoProfileException(
                    ErrorIds.InvalidArgument, $"A simulated tenant listens on 127.0.0.1 only, not on {Address}.", "Leave -Address out.");
            var arguments = string.Format(CultureInfo.InvariantCulture, "--users {0} --seed {1} --locale {2}", User, Seed, Locale);
            if (Https) arguments += " --https";
            if (Port != 0) arguments += string.Format(CultureInfo.InvariantCulture, " --port-base {0}", Port);
            starting = DemoTenant.Start(arguments);
            if (IsStopped) starting.Dispose();
            starting.WaitReady();
            var tenant = new SimulatedTenant(starting, User);
            starting = null;
            SimulatedTenantStore.Add(tenant);
            WriteObject(tenant);
        }

        private protected override void OnEvent(JobEvent e)
        {
        }

        /// <summary>Ends the wait for the program.</summary>
        protected override void StopProcessing()
        {
            base.StopProcessing();
            starting?.Dispose();
        }

        /// <summary>Ends a program that did not become ready.</summary>
        protected override void Dispose(bool disposing)
        {
            base.Dispose(disposing);
            if (disposing) starting?.Dispose();
        }
    }
}
