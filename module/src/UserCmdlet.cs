using System.Collections;
using System.Management.Automation;
using SpoProfileSync.Wire;

namespace SpoProfileSync
{
    /// <summary>What the cmdlets about users share: who they are, on which connection, how fast. The job starts with the first user.</summary>
    public abstract class UserCmdlet : SpoCmdlet
    {
        Connection connection;

        /// <summary>Users: AD or Graph objects, rows, or names as text. Without it and without pipeline input: everybody in the tenant.</summary>
        [Parameter(Position = 0, ValueFromPipeline = true)]
        [AllowNull]
        [AllowEmptyCollection]
        public object[] Identity { get; set; }

        /// <summary>How many requests go to each host at the same time, at most.</summary>
        [Parameter]
        [ValidateRange(1, 64)]
        public int ThrottleLimit { get; set; } = 4;

        /// <summary>The connection to use instead of the default one of this runspace.</summary>
        [Parameter]
        [ValidateNotNull]
        public Connection Connection { get; set; }

        /// <summary>True when nobody was named, neither by parameter nor by pipeline. An empty pipeline names nobody on purpose.</summary>
        private protected bool NamesNobody =>
            !MyInvocation.ExpectingInput && !MyInvocation.BoundParameters.ContainsKey(nameof(Identity));

        /// <summary>Makes records of the pipeline's objects.</summary>
        private protected UserBinder Binder { get; private set; }

        /// <summary>True with -WhatIf, or where the preference asks for it.</summary>
        private protected bool IsWhatIf
        {
            get
            {
                if (MyInvocation.BoundParameters.TryGetValue("WhatIf", out var given)) return ((SwitchParameter)given).IsPresent;
                return LanguagePrimitives.IsTrue(SessionState.PSVariable.GetValue("WhatIfPreference"));
            }
        }

        /// <summary>Finds the connection and checks what was given, before anything is read from the pipeline.</summary>
        protected override void BeginProcessing()
        {
            connection = Resolve(Connection);
            try
            {
                Check();
                Binder = new UserBinder(FileNames, FullPath);
            }
            catch (SpoProfileException e)
            {
                Throw(e);
            }
        }

        /// <summary>Hands over the users of one pipeline object.</summary>
        protected override void ProcessRecord()
        {
            if (NamesNobody) return;
            // A null in the pipeline is an input and gets its error; -Identity $null is an empty list.
            if (Identity == null && !MyInvocation.ExpectingInput) return;
            PushAll(Identity ?? new object[] { null });
        }

        /// <summary>Waits for the results.</summary>
        protected override void EndProcessing()
        {
            if (NamesNobody) Begin(true);
            if (HasJob) Finish();
        }

        /// <summary>Refuses values that cannot be meant, and makes paths full.</summary>
        private protected abstract void Check();

        /// <summary>The template of photo files, whose properties are read too; null for none.</summary>
        private protected virtual string FileNames => null;

        /// <summary>Adds what is particular to the cmdlet.</summary>
        private protected abstract void Describe(JobRequest request);

        /// <summary>Called when the job has started, before the first user goes to it.</summary>
        private protected virtual void OnStarted()
        {
        }

        // Lists in lists are users too. Only true lists: an AD object may well be enumerable itself.
        void PushAll(IList users)
        {
            foreach (var user in users)
            {
                if (IsStopped) return;
                if ((user is PSObject wrapped ? wrapped.BaseObject : user) is IList inner)
                {
                    PushAll(inner);
                    continue;
                }
                if (!HasJob) Begin(false);
                Push(Binder.Bind(user));
            }
        }

        // The job starts with the first user: an empty pipeline costs no request.
        void Begin(bool enumerate)
        {
            var request = new JobRequest { Enumerate = enumerate, ThrottleLimit = ThrottleLimit };
            Describe(request);
            StartJob(connection, request);
            OnStarted();
        }

        /// <summary>Writes the error of something that failed while the rest goes on.</summary>
        private protected void WriteFailure(WireError error, string identity)
        {
            if (error != null) WriteError(new SpoProfileException(error).ToRecord(identity));
        }
    }
}
