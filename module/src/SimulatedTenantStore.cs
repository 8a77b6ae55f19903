using System.Collections.Generic;
using System.Linq;
using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;

namespace SpoProfileSync
{
    /// <summary>The simulated tenants started in each runspace, so that they can be stopped without being kept in a variable.</summary>
    static class SimulatedTenantStore
    {
        static readonly ConditionalWeakTable<Runspace, List<SimulatedTenant>> Tenants =
            new ConditionalWeakTable<Runspace, List<SimulatedTenant>>();

        /// <summary>Those of the current runspace that run.</summary>
        public static SimulatedTenant[] Running => Here.Where(tenant => tenant.IsRunning).ToArray();

        static List<SimulatedTenant> Here => Tenants.GetOrCreateValue(Runspace.DefaultRunspace);

        /// <summary>Remembers a tenant, and forgets those that have ended.</summary>
        public static void Add(SimulatedTenant tenant)
        {
            Here.RemoveAll(other => !other.IsRunning);
            Here.Add(tenant);
        }
    }
}
