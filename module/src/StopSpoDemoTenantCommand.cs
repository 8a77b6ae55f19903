using System.Management.Automation;
using SpoProfileSync.Wire;

namespace SpoProfileSync
{
    /// <summary>Stops simulated tenants: the one given, or all that this session started. Without one it does nothing.</summary>
    [Cmdlet(VerbsLifecycle.Stop, "SpoDemoTenant")]
    [OutputType(typeof(void))]
    public sealed class StopSpoDemoTenantCommand : SpoCmdlet
    {
        /// <summary>The tenant to stop; all of this session when not given.</summary>
        [Parameter(Position = 0, ValueFromPipeline = true)]
        public SimulatedTenant Tenant { get; set; }

        /// <summary>Stops it.</summary>
        protected override void ProcessRecord()
        {
            var tenants = Tenant == null ? SimulatedTenantStore.Running : new[] { Tenant };
            foreach (var tenant in tenants)
            {
                tenant.Dispose();
                WriteVerbose("Stopped " + tenant + ".");
            }
        }

        private protected override void OnEvent(JobEvent e)
        {
        }
    }
}
