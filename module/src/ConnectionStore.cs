using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;

namespace SpoProfileSync
{
    /// <summary>
    /// The default connection of each runspace. Several jobs may share one process (Azure Automation does that), so there is nothing
    /// process-wide; the table lets go of a runspace that is gone.
    /// </summary>
    static class ConnectionStore
    {
        static readonly ConditionalWeakTable<Runspace, Connection> Connections = new ConditionalWeakTable<Runspace, Connection>();

        /// <summary>The open default connection of the current runspace, or null.</summary>
        public static Connection Current =>
            Connections.TryGetValue(Runspace.DefaultRunspace, out var connection) && !connection.IsClosed ? connection : null;

        /// <summary>Makes a connection the default and closes the one before it.</summary>
        public static void Replace(Connection connection)
        {
            Connections.TryGetValue(Runspace.DefaultRunspace, out var previous);
            Connections.Remove(Runspace.DefaultRunspace);
            Connections.Add(Runspace.DefaultRunspace, connection);
            if (!ReferenceEquals(previous, connection)) previous?.Dispose();
        }

        /// <summary>Forgets a connection if it is the default here.</summary>
        public static void Forget(Connection connection)
        {
            if (Connections.TryGetValue(Runspace.DefaultRunspace, out var current) && ReferenceEquals(current, connection))
                Connections.Remove(Runspace.DefaultRunspace);
        }
    }
}
