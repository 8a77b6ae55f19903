using System.Management.Automation;

namespace SpoProfileSync
{
    /// <summary>Shows the default connection of this runspace; nothing when there is none. Never shows a token.</summary>
    [Cmdlet(VerbsCommon.Get, "SpoProfileConnection")]
    [OutputType(typeof(Connection))]
    public sealed class GetSpoProfileConnectionCommand : PSCmdlet
    {
        /// <summary>Writes the connection.</summary>
        protected override void EndProcessing()
        {
            var connection = ConnectionStore.Current;
            if (connection != null) WriteObject(connection);
        }
    }
}
