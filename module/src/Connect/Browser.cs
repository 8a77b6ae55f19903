using System;
using System.ComponentModel;
using System.Diagnostics;
using System.IO;

namespace SpoProfileSync
{
    /// <summary>The browser of this machine.</summary>
    static class Browser
    {
        /// <summary>Opens an address; false where there is no browser (a server, a container, a remote session).</summary>
        public static bool Open(string url)
        {
            try
            {
                // Null when a browser that already runs has taken the address.
                using (Process.Start(new ProcessStartInfo(url) { UseShellExecute = true })) return true;
            }
            catch (Exception e) when (e is Win32Exception || e is FileNotFoundException || e is PlatformNotSupportedException)
            {
                return false;
            }
        }
    }
}
