using System.Management.Automation;
using SpoProfileSync.Wire;

namespace SpoProfileSync
{
    /// <summary>Finds out before a run what would be refused, and says how to put it right. Writes nothing without -WriteProbe.</summary>
    [Cmdlet(VerbsDiagnostic.Test, "SpoProfileConnection", SupportsShouldProcess = true)]
    [OutputType(typeof(ConnectionCheck), typeof(bool))]
    public sealed class TestSpoProfileConnectionCommand : SpoCmdlet
    {
        bool failed;

        /// <summary>The connection to check; the default one of this runspace when not given.</summary>
        [Parameter(Position = 0, ValueFromPipeline = true)]
        [ValidateNotNull]
        public Connection Connection { get; set; }

        /// <summary>Only true or false: false when a check failed, or nobody is connected.</summary>
        [Parameter]
        public SwitchParameter Quiet { get; set; }

        /// <summary>Also proves that the photo library can be written, with a file that is removed again.</summary>
        [Parameter]
        public SwitchParameter WriteProbe { get; set; }

        /// <summary>The user whose profile is written with a value it already has, to prove that profiles can be written. With -WriteProbe.</summary>
        [Parameter]
        [ValidateNotNullOrEmpty]
        public string ProbeUser { get; set; }

        /// <summary>Runs the checks of one connection.</summary>
        protected override void ProcessRecord()
        {
            failed = false;
            if (Quiet && (Connection ?? ConnectionStore.Current)?.IsClosed != false)
            {
                WriteVerbose("There is no connection in this session.");
                WriteObject(false);
                return;
            }
            var connection = Resolve(Connection);
            if (ProbeUser != null && !WriteProbe)
            {
                Throw(new SpoProfileException(ErrorIds.InvalidArgument, "-ProbeUser names whose profile is written, and nothing is written without -WriteProbe.",
                    "Give -WriteProbe too, or leave -ProbeUser out.", ProbeUser));
            }
            var isProbed = WriteProbe && ShouldProcess(connection.ToString(), Probe);
            StartJob(connection, new JobRequest { Kind = "check", WriteProbe = isProbed, ProbeUser = isProbed ? ProbeUser : null });
            Finish();
            if (Quiet && !IsStopped) WriteObject(!failed);
        }

        string Probe => "Write a probe file into the photo library and remove it"
            + (ProbeUser == null ? "" : ", write an unchanged value to the profile of " + ProbeUser);

        private protected override void OnEvent(JobEvent e)
        {
            if (e.Type != "check") return;
            var check = new ConnectionCheck(e);
            failed |= check.Status == CheckStatus.Failed;
            if (Quiet) WriteVerbose(check + ". " + check.Detail);
            else WriteObject(check);
        }

        private protected override void OnFailed(SpoProfileException e)
        {
            if (!Quiet) Throw(e);
            failed = true;
            WriteVerbose(e.Message);
        }
    }
}
