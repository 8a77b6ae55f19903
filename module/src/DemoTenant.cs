using System;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Runtime.Serialization;
using System.Text;
using SpoProfileSync.Native;
using SpoProfileSync.Wire;

namespace SpoProfileSync
{
    /// <summary>
    /// The process of the simulated tenant. It ends when its standard input does, so that it never outlives this process, even when
    /// nobody disposes it.
    /// </summary>
    sealed class DemoTenant : IDisposable
    {
        const int ExitMilliseconds = 1000;
        const int PermissionDenied = 13;

        readonly Process process;
        readonly StringBuilder errors = new StringBuilder();

        DemoTenant(Process process) => this.process = process;

        public DemoReady Ready { get; private set; }

        public string Control => Ready?.Control ?? "";

        /// <summary>Starts the program; <see cref="WaitReady"/> tells where it listens.</summary>
        /// <exception cref="SpoProfileException">SpoDemoTenantFailed.</exception>
        public static DemoTenant Start(int users) =>
            // The quotas of a real tenant stretch 200 uploads over a minute; a clock sixty times as fast gives them back in seconds.
            Start(string.Format(CultureInfo.InvariantCulture, "--users {0} --seed 1 --time-scale 60", users));

        /// <summary>Starts the program with options that say what the tenant is like.</summary>
        /// <exception cref="SpoProfileException">SpoDemoTenantFailed.</exception>
        public static DemoTenant Start(string options)
        {
            var path = Path.Combine(NativeLoader.Folder, NativeLoader.ProgramName("spo-tenant"));
            if (!File.Exists(path))
                throw new SpoProfileException(ErrorIds.DemoTenantFailed, $"The simulated tenant '{path}' is not there.", null, path);
            var tenant = new DemoTenant(new Process
            {
                StartInfo = new ProcessStartInfo(path, options + " --ready-json --exit-with-stdin")
                {
                    UseShellExecute = false,
                    CreateNoWindow = true,
                    RedirectStandardInput = true,
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                },
            });
            try
            {
                tenant.Launch();
            }
            catch (Win32Exception e)
            {
                throw new SpoProfileException(ErrorIds.DemoTenantFailed, $"The simulated tenant '{path}' does not start: {e.Message}", null, path);
            }
            tenant.process.ErrorDataReceived += tenant.OnError;
            tenant.process.BeginErrorReadLine();
            return tenant;
        }

        // Install-Module unpacks without file modes, so on Linux the program is not executable the first time.
        void Launch()
        {
            try
            {
                process.Start();
            }
            catch (Win32Exception e) when (e.NativeErrorCode == PermissionDenied && Path.DirectorySeparatorChar == '/')
            {
                MakeExecutable(process.StartInfo.FileName);
                process.Start();
            }
        }

        // .NET Framework's profile has no call for it. Where it is refused, the second start fails with the reason of the first.
        static void MakeExecutable(string path)
        {
            var start = new ProcessStartInfo("chmod", "+x \"" + path + "\"") { UseShellExecute = false, RedirectStandardError = true };
            using (var chmod = Process.Start(start))
            {
                chmod.StandardError.ReadToEnd();
                chmod.WaitForExit();
            }
        }

        /// <summary>Reads the line that says where the tenant listens. Disposing from another thread ends the wait.</summary>
        /// <exception cref="SpoProfileException">SpoDemoTenantFailed, with what the program wrote to standard error.</exception>
        public void WaitReady()
        {
            var line = process.StandardOutput.ReadLine();
            try
            {
                if (line != null) Ready = Json.Read<DemoReady>(Encoding.UTF8.GetBytes(line));
            }
            catch (SerializationException)
            {
                // The line is quoted below: a program of another version says something else.
            }
            if (Ready?.App != null) return;
            process.WaitForExit(ExitMilliseconds);
            string text;
            lock (errors) text = (line + " " + errors).Trim();
            throw new SpoProfileException(ErrorIds.DemoTenantFailed, "The simulated tenant ended before it was ready: " + text);
        }

        void OnError(object sender, DataReceivedEventArgs line)
        {
            lock (errors)
            {
                if (line.Data != null) errors.AppendLine(line.Data);
            }
        }

        public void Dispose()
        {
            try
            {
                process.StandardInput.Close();
                if (!process.WaitForExit(ExitMilliseconds)) process.Kill();
            }
            catch (Exception e) when (e is InvalidOperationException || e is IOException || e is Win32Exception)
            {
                // It has ended by itself, which is all that was wanted.
            }
            process.Dispose();
        }
    }
}
