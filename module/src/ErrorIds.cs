using System.Management.Automation;

namespace SpoProfileSync
{
    /// <summary>
    /// The rows of the error table that this layer itself can report; all others arrive from the core. The table is
    /// native/spo-core/src/error.rs, and a test compares ids, categories and advice.
    /// </summary>
    sealed class ErrorIds
    {
        public static readonly ErrorIds InvalidArgument = new ErrorIds(
            "SpoInvalidArgument", ErrorCategory.InvalidArgument, "Correct the value and run the command again.");

        public static readonly ErrorIds CertificateInvalid = new ErrorIds(
            "SpoCertificateInvalid", ErrorCategory.InvalidData,
            "Give a PFX or PEM file that holds the certificate and its RSA private key.");

        public static readonly ErrorIds PropertyMapInvalid = new ErrorIds(
            "SpoPropertyMapInvalid", ErrorCategory.InvalidData,
            "Correct the map file; about_SpoProfilePropertyMap shows its form.");

        public static readonly ErrorIds NotConnected = new ErrorIds(
            "SpoNotConnected", ErrorCategory.ConnectionError, "Run Connect-SpoProfile first, or pass -Connection.");

        public static readonly ErrorIds NativeMissing = new ErrorIds(
            "SpoNativeMissing", ErrorCategory.ResourceUnavailable, "Install the module again; in a checkout run ./build.ps1 -Task Build.");

        public static readonly ErrorIds NativeBitness = new ErrorIds(
            "SpoNativeBitness", ErrorCategory.ResourceUnavailable,
            "Start the 64-bit PowerShell, not the one named x86, and run the command again.");

        public static readonly ErrorIds NativePlatform = new ErrorIds(
            "SpoNativePlatform", ErrorCategory.ResourceUnavailable,
            "Use a PowerShell for one of the platforms in the message, or install a module that has this one.");

        public static readonly ErrorIds NativeMusl = new ErrorIds(
            "SpoNativeMusl", ErrorCategory.ResourceUnavailable,
            "Use a system or container image with glibc, such as Debian, Ubuntu or Red Hat; Alpine has musl.");

        public static readonly ErrorIds NativeGlibc = new ErrorIds(
            "SpoNativeGlibc", ErrorCategory.ResourceUnavailable,
            "Use a newer release of the system or container image, one that has the glibc version in the message.");

        public static readonly ErrorIds NativeDependency = new ErrorIds(
            "SpoNativeDependency", ErrorCategory.ResourceUnavailable, "Install what the message names, or update the system.");

        public static readonly ErrorIds NativeDamaged = new ErrorIds(
            "SpoNativeDamaged", ErrorCategory.InvalidData, "Install the module again.");

        public static readonly ErrorIds NativeBlocked = new ErrorIds(
            "SpoNativeBlocked", ErrorCategory.SecurityError,
            "Have the file in the message allowed by those who manage the policy, and check that this account may read and execute it.");

        public static readonly ErrorIds NativeLoadFailed = new ErrorIds(
            "SpoNativeLoadFailed", ErrorCategory.ResourceUnavailable, "Look up what the system said in the message, and report it.");

        public static readonly ErrorIds NativeAbiMismatch = new ErrorIds(
            "SpoNativeAbiMismatch", ErrorCategory.ResourceUnavailable,
            "Start a new PowerShell session: another version of the module is loaded in this one.");

        public static readonly ErrorIds DemoTenantFailed = new ErrorIds(
            "SpoDemoTenantFailed", ErrorCategory.ResourceUnavailable,
            "Build it with ./build.ps1 -Task Build, then try again.");

        public static readonly ErrorIds Internal = new ErrorIds(
            "SpoInternal", ErrorCategory.NotSpecified, "Report this with the message and the steps that led to it.");

        ErrorIds(string id, ErrorCategory category, string nextStep)
        {
            Id = id;
            Category = category;
            NextStep = nextStep;
        }

        public string Id { get; }

        public ErrorCategory Category { get; }

        public string NextStep { get; }
    }
}
