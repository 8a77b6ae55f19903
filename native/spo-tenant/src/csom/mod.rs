//! CSOM: `ProcessQuery`. The request's XML becomes a tree, its actions run in order on objects found by path, and their results become the JSON array
//! of the answer. Every failure of an operation is HTTP 200 with `ErrorInfo` (`spo-wire.md` 1.6 and 2.2).

mod document;
mod execution;
mod methods;
mod objects;
mod parameter;
mod response;

use crate::hosts::Service;
use crate::reply::{self, Reply};
use crate::tenant::Tenant;
use crate::tokens::Claims;
use axum::http::StatusCode;
use document::Element;

/// A failed operation, as in `ErrorInfo`.
#[derive(Debug, Clone, PartialEq, Eq)]
struct CsomError {
    message: String,
    code: i64,
    type_name: &'static str,
}

impl CsomError {
    fn new(code: i64, type_name: &'static str, message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            code,
            type_name,
        }
    }

    /// A request the service cannot make sense of (type general knowledge, code assumed).
    fn invalid_request(message: impl Into<String>) -> Self {
        Self::new(
            -1,
            "Microsoft.SharePoint.Client.InvalidClientQueryException",
            message,
        )
    }
}

/// Answers the body of a `ProcessQuery` request.
pub(crate) fn answer(tenant: &Tenant, claims: &Claims, service: Service, body: &[u8]) -> Reply {
    let text = std::str::from_utf8(body)
        .map_err(|_| CsomError::invalid_request("The request is not UTF-8."));
    let outcome = text
        .and_then(Element::parse)
        .and_then(|request| execution::run(tenant, claims, service, &request));
    reply::body(
        StatusCode::OK,
        "application/json; charset=utf-8",
        response::render(outcome),
    )
}
