//! The one closed table of errors: id, PowerShell category, whether trying again can help, and what the administrator does next.
//! The cmdlets, the documentation and the tests are checked against it.

use serde::Serialize;
use std::fmt;

macro_rules! error_table {
    ($($(#[$doc:meta])* $name:ident, $category:literal, $retryable:literal, $next:literal;)+) => {
        /// What went wrong. The name with the prefix `Spo` is the error id that scripts see.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum ErrorId { $($(#[$doc])* $name,)+ }

        impl ErrorId {
            /// Every row of the table, in order.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The id scripts match on, for example `SpoThrottled`.
            pub const fn id(self) -> &'static str {
                match self { $(Self::$name => concat!("Spo", stringify!($name)),)+ }
            }

            /// The name of PowerShell's `ErrorCategory`.
            pub const fn category(self) -> &'static str {
                match self { $(Self::$name => $category,)+ }
            }

            /// True when the same call may succeed later without anything being changed.
            pub const fn retryable(self) -> bool {
                match self { $(Self::$name => $retryable,)+ }
            }

            /// What to do next, when the place that failed knows nothing better.
            pub const fn next_step(self) -> &'static str {
                match self { $(Self::$name => $next,)+ }
            }
        }
    };
}

error_table! {
    /// A parameter or message that cannot be meant.
    InvalidArgument, "InvalidArgument", false, "Correct the value and run the command again.";
    /// An address that is not https and not loopback.
    InsecureEndpoint, "SecurityError", false, "Use an https address; plain http is accepted for loopback only.";
    /// The input object has nothing that names a user.
    IdentityMissing, "InvalidData", false, "Pipe objects with a UserPrincipalName, or give user principal names as text.";
    /// Nobody of that name in the directory.
    UserNotFound, "ObjectNotFound", false, "Check the name in the Entra admin center; give the user principal name.";
    /// The user has no entry in the profile store (yet).
    ProfileNotFound, "ObjectNotFound", true, "SharePoint creates profiles some time after the account; check that the user is licensed and try again later.";
    /// The bytes are not a picture that can be decoded.
    PhotoInvalid, "InvalidData", false, "Open the photo, save it again as JPEG, and try again.";
    /// The bytes are not of a supported picture format.
    PhotoFormat, "InvalidType", false, "Use a JPEG, PNG, GIF, BMP or WebP picture.";
    /// More than 20 MB.
    PhotoTooManyBytes, "LimitsExceeded", false, "Save the photo smaller than 20 MB.";
    /// More than 16,384 pixels on one side.
    PhotoSideTooLong, "LimitsExceeded", false, "Scale the photo to less than 16,384 pixels a side.";
    /// More than 50 million pixels.
    PhotoTooManyPixels, "LimitsExceeded", false, "Scale the photo to less than 50 million pixels.";
    /// The text `System.Byte[]` where a photo should be.
    PhotoLostInCsv, "InvalidData", false, "Export-Csv cannot carry photos. Export with Export-Clixml, or pipe Get-ADUser directly.";
    /// No file of that name.
    PhotoFileMissing, "ObjectNotFound", false, "Check the path, the photo folder and the file name template.";
    /// The file is there and cannot be read.
    PhotoFileUnreadable, "ReadError", false, "Check that the account running the command may read the file.";
    /// No row of the property map, or no property of that name in SharePoint.
    PropertyUnknown, "InvalidArgument", false, "List the names with Get-SpoProfilePropertyMap, or add a row with -Map.";
    /// A property that nothing but SharePoint may write.
    PropertyNotWritable, "InvalidOperation", false, "Leave the property out; Get-SpoProfilePropertyMap says why.";
    /// A value that the property cannot hold, or that a transform cannot read.
    PropertyValueInvalid, "InvalidData", false, "Correct the value in the source.";
    /// More than 3,600 characters.
    PropertyValueTooLong, "LimitsExceeded", false, "Shorten the value in the source to 3,600 characters.";
    /// The bulk import refuses properties that users may edit.
    PropertyEditableByUser, "InvalidOperation", false, "Use -Method Direct, or clear 'Allow users to edit values' of the property in the SharePoint admin center.";
    /// The property map file cannot be used.
    PropertyMapInvalid, "InvalidData", false, "Correct the map file; about_SpoProfilePropertyMap shows its form.";
    /// The state file cannot be used.
    StateFileInvalid, "InvalidData", false, "Give another file with -StatePath, or delete this one.";
    /// A bulk import job ended in an error.
    ImportFailed, "InvalidResult", false, "Read the job's log folder, then run the command again.";
    /// The bulk import does not find the user.
    ImportIdentityNotFound, "ObjectNotFound", true, "Check that the user has a profile; SharePoint creates it some time after the account.";
    /// A bulk import job did not end in the time allowed.
    ImportTimeout, "OperationTimeout", true, "The job goes on in SharePoint: watch it with Wait-SpoProfileImportJob, then run the command again.";
    /// No bulk import job of that id.
    ImportJobNotFound, "ObjectNotFound", false, "List the jobs with Get-SpoProfileImportJob.";
    /// The sign-in service refused.
    AuthenticationFailed, "AuthenticationError", false, "Check the client id, the certificate and the tenant name.";
    /// The token is of another audience, expired, or not a token.
    TokenRefused, "AuthenticationError", false, "Get a token for the resource named in the message and connect again.";
    /// The certificate file cannot be used.
    CertificateInvalid, "InvalidData", false, "Give a PFX or PEM file that holds the certificate and its RSA private key.";
    /// The certificate password is wrong or missing.
    CertificatePassword, "AuthenticationError", false, "Give the right password with -CertificatePassword.";
    /// Signed in, and not allowed.
    AccessDenied, "PermissionDenied", false, "Grant the app the SharePoint roles Sites.FullControl.All and User.ReadWrite.All, with admin consent.";
    /// The service kept asking to slow down until the time allowed was over.
    Throttled, "ResourceBusy", true, "Run the command again later; users already done will be skipped.";
    /// No answer in time.
    Timeout, "OperationTimeout", true, "Run the command again; users already done will be skipped.";
    /// No connection, or it broke.
    ConnectionFailed, "ConnectionError", true, "Check network, proxy and name resolution, then run the command again.";
    /// The service answered with an error of its own.
    ServiceError, "InvalidResult", true, "Try again later; give the request id in the message to Microsoft support if it persists.";
    /// An answer that is not what the service is known to send.
    UnexpectedResponse, "InvalidResult", false, "Run again with -Verbose and report the request id.";
    /// The library `User Photos` or its folder cannot be found.
    LibraryNotFound, "ObjectNotFound", false, "Let one user with a mailbox photo open their profile page once, so that SharePoint creates the library's folder.";
    /// The store does not hold what was written.
    VerifyFailed, "InvalidResult", true, "Run the command again; if it persists, something else writes the same users.";
    /// Stopped on request.
    Cancelled, "OperationStopped", false, "Run the command again; users already done will be skipped.";
    /// No connection in this session.
    NotConnected, "ConnectionError", false, "Run Connect-SpoProfile first, or pass -Connection.";
    /// The native library is not where it belongs.
    NativeMissing, "ResourceUnavailable", false, "Install the module again; in a checkout run ./build.ps1 -Task Build.";
    /// A 32-bit PowerShell, and a native library of 64 bits.
    NativeBitness, "ResourceUnavailable", false, "Start the 64-bit PowerShell, not the one named x86, and run the command again.";
    /// The module has no native library for this system and processor.
    NativePlatform, "ResourceUnavailable", false, "Use a PowerShell for one of the platforms in the message, or install a module that has this one.";
    /// The native library is for glibc, the system has musl.
    NativeMusl, "ResourceUnavailable", false, "Use a system or container image with glibc, such as Debian, Ubuntu or Red Hat; Alpine has musl.";
    /// The system's glibc is older than the native library needs.
    NativeGlibc, "ResourceUnavailable", false, "Use a newer release of the system or container image, one that has the glibc version in the message.";
    /// The native library needs another library that is not there.
    NativeDependency, "ResourceUnavailable", false, "Install what the message names, or update the system.";
    /// The native library is incomplete or was changed.
    NativeDamaged, "InvalidData", false, "Install the module again.";
    /// A policy, an antivirus program or permissions keep the native library from being loaded.
    NativeBlocked, "SecurityError", false, "Have the file in the message allowed by those who manage the policy, and check that this account may read and execute it.";
    /// The native library does not load, for a reason that is not in this table.
    NativeLoadFailed, "ResourceUnavailable", false, "Look up what the system said in the message, and report it.";
    /// The native library is of another version than the cmdlets.
    NativeAbiMismatch, "ResourceUnavailable", false, "Start a new PowerShell session: another version of the module is loaded in this one.";
    /// The simulated tenant did not start.
    DemoTenantFailed, "ResourceUnavailable", false, "Build it with ./build.ps1 -Task Build, then try again.";
    /// A defect of this module.
    Internal, "NotSpecified", false, "Report this with the message and the steps that led to it.";
}

/// One failure, ready to be shown: what, why, about whom, and what to do.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Error {
    #[serde(serialize_with = "as_id")]
    id: ErrorId,
    category: &'static str,
    message: String,
    next_step: String,
    target: String,
    retryable: bool,
    http_status: u16,
    request_id: String,
}

#[allow(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands over a reference"
)]
fn as_id<S: serde::Serializer>(
    id: &ErrorId,
    serializer: S,
) -> std::result::Result<S::Ok, S::Error> {
    serializer.serialize_str(id.id())
}

/// The result of everything in this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// An error of the table with a sentence of its own.
    pub fn new(id: ErrorId, message: impl Into<String>) -> Self {
        Self {
            id,
            category: id.category(),
            message: message.into(),
            next_step: id.next_step().to_owned(),
            target: String::new(),
            retryable: id.retryable(),
            http_status: 0,
            request_id: String::new(),
        }
    }

    /// Names the user, file or address it is about.
    #[must_use]
    pub fn with_target(mut self, target: impl Into<String>) -> Self {
        self.target = target.into();
        self
    }

    /// Replaces the table's advice by a better one.
    #[must_use]
    pub fn with_next_step(mut self, next_step: impl Into<String>) -> Self {
        self.next_step = next_step.into();
        self
    }

    /// Adds what the response said of itself: the HTTP status and the service's request id.
    #[must_use]
    pub fn with_response(mut self, http_status: u16, request_id: impl Into<String>) -> Self {
        self.http_status = http_status;
        self.request_id = request_id.into();
        self
    }

    /// The row of the table.
    pub const fn id(&self) -> ErrorId {
        self.id
    }

    /// The sentence for the administrator.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// What to do next.
    pub fn next_step(&self) -> &str {
        &self.next_step
    }

    /// The HTTP status, 0 when there was no response.
    pub const fn http_status(&self) -> u16 {
        self.http_status
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.id.id(), self.message)
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests {
    use super::{Error, ErrorId};

    #[test]
    fn every_row_has_a_next_step_and_a_unique_id() {
        let ids: std::collections::HashSet<_> = ErrorId::ALL.iter().map(|id| id.id()).collect();
        assert_eq!(ids.len(), ErrorId::ALL.len());
        assert!(
            ErrorId::ALL
                .iter()
                .all(|id| id.next_step().ends_with('.') && !id.category().is_empty())
        );
    }

    #[test]
    fn an_error_is_json_the_cmdlets_can_read() {
        let error = Error::new(ErrorId::Throttled, "slow down")
            .with_target("anna")
            .with_response(429, "r1");
        let json: serde_json::Value = serde_json::to_value(&error).unwrap();
        assert_eq!(json["id"], "SpoThrottled");
        assert_eq!(json["category"], "ResourceBusy");
        assert_eq!(json["httpStatus"], 429);
        assert_eq!(json["nextStep"], ErrorId::Throttled.next_step());
    }
}
