using System;
using System.Reflection;
using System.Runtime.InteropServices;

namespace SpoProfileSync.Native
{
    /// <summary>
    /// The class NativeLibrary of .NET, which netstandard2.0 and .NET Framework lack; reached by its name. With it a library is loaded from
    /// exactly one file, and a failure says what the system's loader said.
    /// </summary>
    static class RuntimeLibrary
    {
        const string Namespace = "System.Runtime.InteropServices.";

        static readonly Type Class = Find("NativeLibrary");
        static IntPtr loaded;

        /// <summary>False on .NET Framework and Mono.</summary>
        public static bool Exists => Class != null;

        /// <summary>Loads the file; the imported functions of this assembly are then those of this file.</summary>
        /// <exception cref="DllNotFoundException">With the loader's text.</exception>
        /// <exception cref="BadImageFormatException">The same.</exception>
        public static void Load(string path)
        {
            var first = loaded == IntPtr.Zero;
            loaded = (IntPtr)Call("Load", new[] { typeof(string) }, path);
            if (!first) return;
            // PowerShell's own search finds the same file, but not in 7.4.0 and 7.4.1, where it is broken outside Windows.
            var resolver = Find("DllImportResolver");
            var method = typeof(RuntimeLibrary).GetMethod(nameof(Resolve), BindingFlags.Static | BindingFlags.NonPublic);
            _ = Call("SetDllImportResolver", new[] { typeof(Assembly), resolver }, typeof(RuntimeLibrary).Assembly, Delegate.CreateDelegate(resolver, method));
        }

        static IntPtr Resolve(string name, Assembly assembly, DllImportSearchPath? search) =>
            name == NativeMethods.Library ? loaded : IntPtr.Zero;

        static Type Find(string name) => Type.GetType(Namespace + name + ", System.Runtime.InteropServices");

        static object Call(string method, Type[] parameters, params object[] arguments)
        {
            try
            {
                return Class.GetMethod(method, parameters).Invoke(null, arguments);
            }
            catch (TargetInvocationException e)
            {
                System.Runtime.ExceptionServices.ExceptionDispatchInfo.Capture(e.InnerException).Throw();
                throw;
            }
        }
    }
}
