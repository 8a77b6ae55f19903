//! Errors of the REST interface, in the shape and with the codes of `spo-wire.md` 2.5.

use axum::http::StatusCode;
use std::borrow::Cow;

/// An error on its way to the client.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct RestError {
    pub(crate) status: StatusCode,
    pub(crate) code: Cow<'static, str>,
    pub(crate) message: String,
}

impl RestError {
    pub(crate) fn new(
        status: StatusCode,
        code: impl Into<Cow<'static, str>>,
        message: impl Into<String>,
    ) -> Self {
        Self {
            status,
            code: code.into(),
            message: message.into(),
        }
    }

    /// Signed in, and not allowed (status assumed).
    pub(crate) fn denied(message: impl Into<String>) -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "-2147024891, System.UnauthorizedAccessException",
            message,
        )
    }

    /// A malformed address or body (assumed).
    pub(crate) fn malformed(message: impl Into<String>) -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "-1, Microsoft.SharePoint.Client.InvalidClientQueryException",
            message,
        )
    }

    /// An address that names nothing (general knowledge).
    pub(crate) fn no_resource(path: &str) -> Self {
        let message = format!("Cannot find resource for the request {path}.");
        Self::new(
            StatusCode::NOT_FOUND,
            "-1, Microsoft.SharePoint.Client.ResourceNotFoundException",
            message,
        )
    }

    /// No such folder or file (recorded).
    pub(crate) fn file_not_found() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "-2147024894, System.IO.FileNotFoundException",
            "File Not Found.",
        )
    }
}

/// What the service says to an app that may not use the place.
pub(crate) const ACCESS_DENIED: &str =
    "Access denied. You do not have permission to perform this action or access this resource.";
