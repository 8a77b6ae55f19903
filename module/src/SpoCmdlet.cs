using System;
using System.Management.Automation;
using SpoProfileSync.Native;
using SpoProfileSync.Wire;

// The cmdlets. A pipeline object becomes a record (UserBinder, PhotoValue, PropertyValue), goes to the job of the native library, and
// comes back as events, which the base class below turns into output, error, progress and log records on the pipeline thread. Above it
// the classes stand by noun: UserCmdlet, then PhotoCmdlet or PropertyCmdlet. Nothing about photos, properties, HTTP or retries is
// decided here. Wire/ holds the messages, Native/ the imported functions.
namespace SpoProfileSync
{
    /// <summary>What all cmdlets share: one job at most, its events, errors, and the way out when the pipeline is stopped.</summary>
    public abstract class SpoCmdlet : PSCmdlet, IDisposable
    {
        // Long enough to cost nothing, short enough that a lost wake-up would not be noticed; a cancel does not wait for it.
        const uint WaitMilliseconds = 100;

        static readonly string[] Tags = { "SpoProfileSync" };

        ProgressWriter progress;
        NativeJob job;
        Connection connection;
        volatile bool stopped;
        bool over;

        /// <summary>True once the pipeline was asked to stop; what is still to do must not be done.</summary>
        protected bool IsStopped => stopped;

        /// <summary>True when a job was started on a connection.</summary>
        private protected bool HasJob => job != null;

        /// <summary>The connection given, else the default one of this runspace; ends the command when there is none.</summary>
        private protected Connection Resolve(Connection given)
        {
            var found = given ?? ConnectionStore.Current;
            if (found != null && !found.IsClosed) return found;
            var message = given == null ? "There is no connection in this session." : $"The connection to {given} is closed.";
            Throw(new SpoProfileException(ErrorIds.NotConnected, message));
            return null;
        }

        /// <summary>Begins the work on a connection.</summary>
        private protected void StartJob(Connection on, JobRequest request)
        {
            // A cmdlet that takes several connections runs one job after the other.
            job?.Dispose();
            over = false;
            connection = on;
            progress = new ProgressWriter(this);
            try
            {
                job = on.Start(request);
            }
            catch (SpoProfileException e)
            {
                Throw(e);
            }
            // A stop that came before there was a job has found nothing to cancel.
            if (stopped) job.Cancel();
        }

        /// <summary>Hands over a record, taking events while the queue is full.</summary>
        private protected void Push(UserRecord record)
        {
            var json = Json.Write(record);
            try
            {
                while (!stopped && !over && !job.Push(json, record.PhotoBytes)) Pump(WaitMilliseconds);
            }
            catch (SpoProfileException e) when (!stopped)
            {
                // A job that failed as a whole refuses records; its own error says more than the refusal. A job that goes on would
                // never be over without the end of the input, so only what comes by itself is taken.
                while (!over && Pump(WaitMilliseconds))
                {
                }
                Throw(e);
            }
            while (!stopped && !over && Pump(0))
            {
            }
        }

        /// <summary>Takes events until the condition holds, or none will come.</summary>
        private protected void Await(Func<bool> condition)
        {
            while (!stopped && !over && !condition()) Pump(WaitMilliseconds);
        }

        /// <summary>Ends the input and takes events until the job is over.</summary>
        private protected void Finish()
        {
            if (!stopped) job.FinishInput();
            Await(() => false);
            if (!stopped) progress.Complete();
        }

        /// <summary>
        /// A path as the file system knows it: relative ones count from the current location of the session. A path of a drive that
        /// is not here (a Windows path on Linux) stays as it is, and is then reported as missing.
        /// </summary>
        private protected string FullPath(string path)
        {
            try
            {
                var full = SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out var provider, out _);
                return provider.Name == "FileSystem"
                    ? full
                    : System.IO.Path.Combine(SessionState.Path.CurrentFileSystemLocation.ProviderPath, path);
            }
            catch (SessionStateException)
            {
                return path;
            }
        }

        /// <summary>Takes the events that are output of this cmdlet.</summary>
        private protected abstract void OnEvent(JobEvent e);

        /// <summary>Called when the job failed as a whole: ends the command, unless that is an answer of the cmdlet.</summary>
        private protected virtual void OnFailed(SpoProfileException e) => Throw(e);

        /// <summary>Ends the command with an error.</summary>
        private protected void Throw(SpoProfileException e)
        {
            progress?.Complete();
            ThrowTerminatingError(e.ToRecord());
        }

        // True when an event was taken.
        bool Pump(uint timeout)
        {
            var e = job.Next(timeout, out over);
            if (e != null) Handle(e);
            return e != null;
        }

        void Handle(JobEvent e)
        {
            switch (e.Type)
            {
                case "progress": progress.Show(e); break;
                case "log": Log(e); break;
                case "prompt": Reply(e); break;
                case "summary": connection.Count(e); break;
                case "failed": OnFailed(new SpoProfileException(e.Error)); break;
                default: OnEvent(e); break;
            }
        }

        void Reply(JobEvent prompt)
        {
            using (var secrets = new SecretBag())
            {
                var answer = prompt.Kind == "confirm"
                    ? new PromptReply { Approved = ShouldProcess(prompt.Target, prompt.Action) }
                    : connection.Answer(prompt, secrets);
                job.Reply(prompt.Prompt, answer, secrets);
            }
        }

        void Log(JobEvent log)
        {
            switch (log.Level)
            {
                case "warning": WriteWarning(log.Message); break;
                case "debug": WriteDebug(log.Message); break;
                case "information": WriteInformation(log.Message, Tags); break;
                default: WriteVerbose(log.Message); break;
            }
        }

        /// <summary>Called on another thread: the job is cancelled, and the pipeline thread wakes from its wait.</summary>
        protected override void StopProcessing()
        {
            stopped = true;
            job?.Cancel();
        }

        /// <summary>Called by the engine in every case, also when the pipeline ends early (Select-Object -First).</summary>
        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        /// <summary>Cancels and frees the job.</summary>
        protected virtual void Dispose(bool disposing)
        {
            if (disposing) job?.Dispose();
        }
    }
}
