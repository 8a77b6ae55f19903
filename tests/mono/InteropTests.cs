using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Security;
using System.Text;
using System.Threading;
using SpoProfileSync.Native;
using SpoProfileSync.Wire;

namespace SpoProfileSync.MonoTests
{
    /// <summary>One method, one test.</summary>
    sealed class InteropTests
    {
        // Far more than any test takes: a wait this long that ends has been ended by what is tested.
        const uint Forever = 10 * 60 * 1000;

        readonly Tenant tenant;

        public InteropTests(Tenant tenant) => this.tenant = tenant;

        public void The_runtime_is_another_one_and_lacks_what_dot_NET_Framework_lacks()
        {
            Expect(RuntimeInformation.FrameworkDescription.StartsWith("Mono", StringComparison.Ordinal), RuntimeInformation.FrameworkDescription);
            Expect(!RuntimeLibrary.Exists, "NativeLibrary is there");
        }

        public void The_library_loads_any_number_of_times()
        {
            NativeLoader.Load();
            NativeLoader.Load();
            Same(NativeMethods.AbiVersion, NativeMethods.spo_abi_version());
        }

        public void A_file_that_is_no_library_is_explained()
        {
            var path = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N"));
            File.WriteAllText(path, "no library");
            try
            {
                var facts = LoadFacts.Gather(path, 0, null);
                Same("SpoNativeDamaged", LoadFailure.Explain(facts).ErrorId);
                Expect(facts.Glibc != null && facts.Glibc.Major == 2 && !facts.IsMusl, "glibc " + facts.Glibc);
            }
            finally
            {
                File.Delete(path);
            }
        }

        public void Messages_are_the_same_after_writing_and_reading()
        {
            var odd = "\u00fc\u4e2d\U0001F600 \"quoted\" back\\slash \t line\n \u2028 </script>";
            var record = Json.Read<UserRecord>(Json.Write(new UserRecord
            {
                Identity = odd,
                Fields = new Dictionary<string, string> { ["SamAccountName"] = odd, ["a b"] = "" },
            }));
            Same(odd, record.Identity);
            Same(odd, record.Fields["SamAccountName"]);
            Same(2, record.Fields.Count);
        }

        public void A_dictionary_is_a_JSON_object()
        {
            var json = Encoding.UTF8.GetString(Json.Write(new UserRecord { Fields = new Dictionary<string, string> { ["a"] = "b" } }));
            Expect(json.Contains("\"fields\":{\"a\":\"b\"}"), json);
        }

        public void Unknown_members_are_skipped_and_missing_ones_are_null()
        {
            var e = Json.Read<JobEvent>(Encoding.UTF8.GetBytes(
                "{\"type\":\"result\",\"new\":{\"deep\":[1,{\"x\":null}]},\"durationMs\":1.5,\"prompt\":18446744073709551615,\"error\":null}"));
            Same("result", e.Type);
            Same(1.5, e.DurationMilliseconds);
            Same(ulong.MaxValue, e.Prompt);
            Expect(e.Error == null && e.Identity == null, "not null");
        }

        public void Secrets_take_their_places_in_a_message()
        {
            var secret = new SecureString();
            foreach (var c in "p\u00e4ss\"\\\u0001") secret.AppendChar(c);
            using (var secrets = new SecretBag())
            {
                var json = secrets.Write(new Auth { Kind = "certificate", Password = secrets.Add(secret) });
                Same("p\u00e4ss\"\\\u0001", Json.Read<Auth>(json).Password);
            }
        }

        public void A_refused_value_is_an_error_of_the_table()
        {
            var error = Fails(() =>
            {
                using (var secrets = new SecretBag())
                {
                    NativeSession.Open(new SessionConfig
                    {
                        Tenant = "contoso",
                        Endpoints = new Endpoints { Graph = "http://graph.example" },
                        Auth = new Auth { Kind = "host" },
                    }, secrets).Dispose();
                }
            });
            Same("SpoInsecureEndpoint", error.ErrorId);
            Expect(error.NextStep.Length > 0, "no next step");
        }

        public void A_sign_in_gives_one_connected_event_and_a_summary()
        {
            using (var session = tenant.Open())
            using (var job = NativeJob.Start(session, new JobRequest { Kind = "connect" }))
            {
                job.FinishInput();
                var events = Drain(job);
                var connected = events.Single(e => e.Type == "connected");
                Same("contoso", connected.Tenant);
                Expect(connected.Tokens.Length > 0 && connected.Tokens.All(token => token.AppOnly), "tokens");
                Same("summary", events.Last().Type);
            }
        }

        public void WhatIf_sends_no_write_and_a_synchronization_writes_every_user_once()
        {
            using (var session = tenant.Open())
            {
                tenant.Forget();
                Expect(Synchronize(session, true).All(result => result.Action == "WhatIf"), "WhatIf");
                Expect(!tenant.HasSeen("photo.upload"), "WhatIf has sent photos");
                var results = Synchronize(session, false);
                Expect(results.All(result => result.Action == "Uploaded"), string.Join(" ", results.Select(result => result.Action + " " + result.Error?.Message)));
                Expect(tenant.HasSeen("photo.upload"), "no photo was sent");
                Expect(Synchronize(session, false).All(result => result.Action == "Unchanged"), "Unchanged");
            }
        }

        public void A_full_queue_is_said_and_nothing_is_lost()
        {
            const int Records = 2000;
            using (var session = tenant.Open())
            using (var job = NativeJob.Start(session, new JobRequest { Kind = "photoStatus" }))
            {
                var results = new List<JobEvent>();
                for (var i = 0; i < Records; i++)
                {
                    var record = Json.Write(new UserRecord { Identity = "nobody" + i + "@nowhere.example", Kind = "text" });
                    while (!job.Push(record, null)) Take(job, results, 100);
                }
                job.FinishInput();
                results.AddRange(Drain(job));
                Same(Records, results.Where(e => e.Type == "status").Select(e => e.Identity).Distinct().Count());
            }
        }

        public void A_question_is_answered()
        {
            using (var session = tenant.Open(_ => new Auth { Kind = "host" }))
            using (var job = NativeJob.Start(session, new JobRequest { Kind = "photoStatus" }))
            {
                Expect(job.Push(Json.Write(new UserRecord { Identity = tenant.Users[0], Kind = "text" }), null), "full");
                job.FinishInput();
                var asked = 0;
                var events = Drain(job, e =>
                {
                    if (e.Type != "prompt") return;
                    asked++;
                    using (var secrets = new SecretBag()) job.Reply(e.Prompt, new PromptReply { Error = "the host has none" }, secrets);
                });
                Expect(asked > 0, "nothing was asked");
                var error = events.Select(e => e.Error).First(e => e != null);
                Expect(error.Message.Contains("the host has none"), error.Id + " " + error.Message);
            }
        }

        public void Cancelling_from_another_thread_ends_the_wait()
        {
            using (var session = tenant.Open())
            using (var job = NativeJob.Start(session, new JobRequest { Kind = "photoSync", Force = true }))
            {
                tenant.Forget();
                tenant.Hang("photo.upload");
                try
                {
                    Expect(job.Push(Record(tenant.Users[0]), Photo), "full");
                    job.FinishInput();
                    var canceller = new Thread(() =>
                    {
                        tenant.Wait("photo.upload");
                        job.Cancel();
                    });
                    canceller.Start();
                    var done = false;
                    while (!done) job.Next(Forever, out done);
                    canceller.Join();
                }
                finally
                {
                    tenant.Heal();
                }
            }
        }

        public void A_job_that_is_gone_is_an_error_and_no_crash()
        {
            using (var session = tenant.Open())
            {
                var job = NativeJob.Start(session, new JobRequest { Kind = "connect" });
                job.Dispose();
                job.Dispose();
                job.Cancel();
                Same("SpoInternal", Fails(() => job.Next(0, out _)).ErrorId);
                session.Dispose();
                _ = Fails(() => NativeJob.Start(session, new JobRequest { Kind = "connect" }));
            }
        }

        public void Forgotten_handles_are_released_by_the_finalizer()
        {
            var id = Forgotten();
            GC.Collect();
            GC.WaitForPendingFinalizers();
            // Mono's collector is conservative: one of the many must be gone, not each.
            Expect(id.Any(session => NativeMethods.spo_session_close(session) != Status.Ok), "no session was released");
        }

        static byte[] Photo => File.ReadAllBytes(Path.Combine(AppDomain.CurrentDomain.BaseDirectory, "photo.jpg"));

        static byte[] Record(string user) =>
            Json.Write(new UserRecord { Identity = user, Kind = "object", UserPrincipalName = user, Photo = PhotoKind.Bytes });

        ulong[] Forgotten() => Enumerable.Range(0, 20).Select(_ => tenant.Open().Id).ToArray();

        List<JobEvent> Synchronize(SessionHandle session, bool whatIf)
        {
            using (var job = NativeJob.Start(session, new JobRequest { Kind = "photoSync", WhatIf = whatIf }))
            {
                var results = new List<JobEvent>();
                foreach (var user in tenant.Users)
                {
                    var record = Record(user);
                    while (!job.Push(record, Photo)) Take(job, results, 100);
                }
                job.FinishInput();
                results.AddRange(Drain(job));
                results.RemoveAll(e => e.Type != "result");
                Same(tenant.Users.Length, results.Count);
                return results;
            }
        }

        static List<JobEvent> Drain(NativeJob job, Action<JobEvent> onEvent = null)
        {
            var events = new List<JobEvent>();
            while (true)
            {
                var e = job.Next(100, out var done);
                if (done) return events;
                if (e == null) continue;
                events.Add(e);
                onEvent?.Invoke(e);
            }
        }

        static void Take(NativeJob job, List<JobEvent> events, uint timeout)
        {
            var e = job.Next(timeout, out _);
            if (e != null) events.Add(e);
        }

        static SpoProfileException Fails(Action action)
        {
            try
            {
                action();
            }
            catch (SpoProfileException e)
            {
                return e;
            }
            throw new InvalidOperationException("no error");
        }

        static void Same<T>(T wanted, T found) => Expect(Equals(wanted, found), $"wanted {wanted}, found {found}");

        static void Expect(bool fact, string otherwise)
        {
            if (!fact) throw new InvalidOperationException(otherwise);
        }
    }
}
