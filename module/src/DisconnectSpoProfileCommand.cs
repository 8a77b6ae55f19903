using System.Management.Automation;
using SpoProfileSync.Wire;

namespace SpoProfileSync
{
    /// <summary>Closes a connection: its tokens are forgotten, and a simulated tenant is stopped. Without one it does nothing.</summary>
    [Cmdlet(VerbsCommunications.Disconnect, "SpoProfile")]
    [OutputType(typeof(void))]
    public sealed class DisconnectSpoProfileCommand : SpoCmdlet
    {
        /// <summary>The connection to close; the default one of this runspace when not given.</summary>
        [Parameter(Position = 0, ValueFromPipeline = true)]
        public Connection Connection { get; set; }

        /// <summary>Closes the connection.</summary>
        protected override void ProcessRecord()
        {
            var connection = Connection ?? ConnectionStore.Current;
            if (connection == null)
            {
                WriteVerbose("There is no connection in this session.");
                return;
            }
            ConnectionStore.Forget(connection);
            connection.Dispose();
            WriteVerbose("Disconnected from " + connection + ".");
        }

        private protected override void OnEvent(JobEvent e)
        {
        }
    }
}
