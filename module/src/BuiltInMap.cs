using System;
using System.Collections.Generic;
using System.Diagnostics;
using SpoProfileSync.Credentials;
using SpoProfileSync.Native;
using SpoProfileSync.Wire;

namespace SpoProfileSync
{
    /// <summary>The property map of the library, which needs no tenant and no sign-in.</summary>
    static class BuiltInMap
    {
        // Completion is typed against; better no names than a wait.
        static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

        static PropertyMapRow[] rows;

        /// <summary>A session that nobody is signed in to. The name of its tenant is never used.</summary>
        public static Connection OpenSession()
        {
            var nobody = new NoCredential();
            using (var secrets = new SecretBag())
            {
                var config = new SessionConfig { Tenant = "nobody", Auth = nobody.Describe(secrets) };
                return new Connection(NativeSession.Open(config, secrets), null, nobody);
            }
        }

        /// <summary>The rows, read once in a process; as far as they came in time.</summary>
        public static IReadOnlyList<PropertyMapRow> Rows()
        {
            if (rows != null) return rows;
            var found = new List<PropertyMapRow>();
            using (var session = OpenSession())
            using (var job = session.Start(new JobRequest { Kind = "propertyMap" }))
            {
                var watch = Stopwatch.StartNew();
                var isWhole = false;
                job.FinishInput();
                while (!isWhole && watch.Elapsed < Patience)
                {
                    var e = job.Next(100, out isWhole);
                    if (e?.Type == "propertyRow") found.Add(new PropertyMapRow(e));
                }
                if (isWhole) rows = found.ToArray();
            }
            return found;
        }
    }
}
