using System;
using SpoProfileSync.Wire;

namespace SpoProfileSync.Native
{
    /// <summary>
    /// One operation: records go in, events come out, both only when this side asks. <see cref="Cancel"/> may be called from any
    /// thread; everything else belongs to the pipeline thread.
    /// </summary>
    sealed class NativeJob : IDisposable
    {
        readonly JobHandle handle;

        NativeJob(JobHandle handle) => this.handle = handle;

        /// <summary>Begins the work.</summary>
        /// <exception cref="SpoProfileException">A value is refused, or the session is closed.</exception>
        public static NativeJob Start(SessionHandle session, JobRequest request)
        {
            var error = default(SpoBuffer);
            var json = Json.Write(request);
            var status = NativeMethods.spo_job_start(session.Id, json, NativeSession.Length(json), out var job, ref error);
            NativeSession.Check(status, ref error, nameof(NativeMethods.spo_job_start));
            return new NativeJob(new JobHandle(job));
        }

        /// <summary>Hands over one record; false when the queue is full and events must be taken first.</summary>
        public bool Push(byte[] record, byte[] photo)
        {
            var error = default(SpoBuffer);
            var status = NativeMethods.spo_job_push(
                handle.Id, record, NativeSession.Length(record), photo, NativeSession.Length(photo), ref error);
            NativeSession.Check(status, ref error, nameof(NativeMethods.spo_job_push));
            return status != Status.Full;
        }

        /// <summary>No more records will come.</summary>
        public void FinishInput() => Check(NativeMethods.spo_job_finish_input(handle.Id), nameof(NativeMethods.spo_job_finish_input));

        /// <summary>
        /// Waits at most the given time (milliseconds) for an event; null when none came. <paramref name="done"/> tells that none will.
        /// </summary>
        public JobEvent Next(uint timeoutMilliseconds, out bool done)
        {
            var buffer = default(SpoBuffer);
            var status = NativeMethods.spo_job_next(handle.Id, timeoutMilliseconds, ref buffer);
            var bytes = Json.Take(ref buffer);
            Check(status, nameof(NativeMethods.spo_job_next));
            done = status == Status.Done;
            return status == Status.Ok ? Json.Read<JobEvent>(bytes) : null;
        }

        /// <summary>Answers a prompt event. The answer may hold a token: its bytes are wiped.</summary>
        public void Reply(ulong prompt, PromptReply answer, SecretBag secrets)
        {
            var error = default(SpoBuffer);
            var json = secrets.Write(answer);
            try
            {
                var status = NativeMethods.spo_reply(handle.Id, prompt, json, NativeSession.Length(json), ref error);
                NativeSession.Check(status, ref error, nameof(NativeMethods.spo_reply));
            }
            finally
            {
                Array.Clear(json, 0, json.Length);
            }
        }

        /// <summary>Stops the work; a waiting <see cref="Next"/> returns at once. A job already freed is no error.</summary>
        public void Cancel() => _ = NativeMethods.spo_job_cancel(handle.Id);

        public void Dispose() => handle.Dispose();

        static void Check(int status, string function)
        {
            if (status < 0) throw new SpoProfileException(ErrorIds.Internal, $"{function} returned {status}.");
        }
    }
}
