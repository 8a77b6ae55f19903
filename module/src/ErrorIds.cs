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
            "SpoNativeMissing", ErrorCategory.ResourceUnavailable, "Install the module again for this platform.");

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
