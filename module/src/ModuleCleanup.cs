using System.Management.Automation;

namespace SpoProfileSync
{
    /// <summary>
    /// Tokens and simulated tenants must not outlive the module. Connections kept in variables stay with their owner.
    /// There is no script module around this assembly: loading one cost as much again as the assembly itself.
    /// </summary>
    public sealed class ModuleCleanup : IModuleAssemblyCleanup
    {
        /// <summary>Closes the default connection, and the tenants started, of the runspace the module is removed from.</summary>
        public void OnRemove(PSModuleInfo psModuleInfo)
        {
            var connection = ConnectionStore.Current;
            if (connection != null)
            {
                ConnectionStore.Forget(connection);
                connection.Dispose();
            }
            foreach (var tenant in SimulatedTenantStore.Running) tenant.Dispose();
        }
    }
}
