using System;
using System.Collections.Generic;

// The parts of the module below its cmdlets on Mono: the loader, JSON, sessions, jobs, cancellation. The assembly is the one that ships; the
// engine of PowerShell is not there, only the definitions of its types. Each test is a method of InteropTests; a test that hangs is a failure
// that the build's time limit ends.
namespace SpoProfileSync.MonoTests
{
    /// <summary>Runs every test and counts: the exit code is the number of failures.</summary>
    static class Program
    {
        static int Main()
        {
            int passed = 0, failed = 0;
            using (var tenant = Tenant.Start())
            {
                foreach (var test in Tests(new InteropTests(tenant)))
                {
                    try
                    {
                        test.Value();
                        passed++;
                    }
                    catch (Exception e)
                    {
                        Console.WriteLine("FAILED " + test.Key + ": " + e);
                        failed++;
                    }
                }
            }
            Console.WriteLine($"mono: {passed} passed, {failed} failed");
            return failed;
        }

        static IEnumerable<KeyValuePair<string, Action>> Tests(InteropTests tests)
        {
            foreach (var method in typeof(InteropTests).GetMethods())
            {
                if (method.DeclaringType != typeof(InteropTests) || method.ReturnType != typeof(void)) continue;
                yield return new KeyValuePair<string, Action>(method.Name, (Action)Delegate.CreateDelegate(typeof(Action), tests, method));
            }
        }
    }
}
