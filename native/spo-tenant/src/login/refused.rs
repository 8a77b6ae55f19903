//! Errors of the sign-in service (`graph-wire.md` 6.1). Numbers and texts of AADSTS errors are general knowledge unless a reference names them.

use crate::clock::{iso8601, unix_now};
use crate::reply::{self, Reply, with_header};
use axum::http::StatusCode;
use serde_json::json;
use uuid::Uuid;

/// Why a token request was refused.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Refused {
    status: StatusCode,
    error: &'static str,
    pub(super) code: u32,
    text: String,
}

impl Refused {
    pub(super) fn new(
        status: StatusCode,
        error: &'static str,
        code: u32,
        text: impl Into<String>,
    ) -> Self {
        Self {
            status,
            error,
            code,
            text: text.into(),
        }
    }

    pub(super) fn client(code: u32, text: impl Into<String>) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "invalid_client", code, text)
    }

    pub(super) fn request(error: &'static str, code: u32, text: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, error, code, text)
    }

    pub(super) fn grant(code: u32, text: impl Into<String>) -> Self {
        Self::request("invalid_grant", code, text)
    }

    pub(super) fn reply(self) -> Reply {
        let (trace, correlation) = (Uuid::new_v4(), Uuid::new_v4());
        let timestamp = iso8601(unix_now()).replace('T', " ");
        let description = format!(
            "AADSTS{}: {} Trace ID: {trace} Correlation ID: {correlation} Timestamp: {timestamp}",
            self.code, self.text
        );
        let body = json!({
            "error": self.error, "error_description": description, "error_codes": [self.code], "timestamp": timestamp,
            "trace_id": trace, "correlation_id": correlation,
        });
        let reply = reply::json(self.status, &body);
        if self.status == StatusCode::TOO_MANY_REQUESTS {
            with_header(reply, "retry-after", "1")
        } else {
            reply
        }
    }
}
