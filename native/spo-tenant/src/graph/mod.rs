//! Microsoft Graph: users, their photos, and batches of such requests. Addresses are relative to `/v1.0`.

mod batch;
mod photo;
mod users;

use crate::call::Call;
use crate::clock::{iso8601, unix_now};
use crate::encoding::percent_decoded;
use crate::hosts::Service;
use crate::reply::{self, Reply, with_header};
use crate::tenant::Tenant;
use crate::tokens::{Claims, Refusal};
use axum::http::{Method, StatusCode};
use bytes::Bytes;
use serde_json::{Value, json};
use uuid::Uuid;

/// An answer before it becomes HTTP; a batch puts it into its own envelope instead.
pub(crate) enum Answer {
    Json(StatusCode, Value),
    Image { content: Bytes, etag: String },
}

impl Answer {
    /// An error in Graph's envelope (`graph-wire.md` 4.3).
    fn error(status: StatusCode, code: &str, message: &str) -> Self {
        let id = Uuid::new_v4();
        let date = iso8601(unix_now()).trim_end_matches('Z').to_owned();
        let inner = json!({"date": date, "request-id": id, "client-request-id": id});
        Self::Json(
            status,
            json!({"error": {"code": code, "message": message, "innerError": inner}}),
        )
    }

    fn reply(self) -> Reply {
        match self {
            Self::Json(status, value) => reply::json(status, &value),
            Self::Image { content, etag } => with_header(
                reply::body(StatusCode::OK, "image/jpeg", content),
                "etag",
                &etag,
            ),
        }
    }
}

/// Answers a request to Graph.
pub(crate) fn answer(tenant: &Tenant, call: &Call) -> Reply {
    let verified = crate::bearer::token(&call.headers)
        .ok_or(Refusal::Missing)
        .and_then(|token| {
            tenant
                .tokens
                .verify(token, &tenant.hosts.resource(Service::Graph))
        });
    let answer = match verified {
        Ok(claims) => routed(tenant, &claims, call),
        Err(refusal) => unauthorized(refusal),
    };
    with_request_id(answer.reply())
}

/// Adds the header every Graph answer carries.
pub(crate) fn with_request_id(reply: Reply) -> Reply {
    with_header(reply, "request-id", &Uuid::new_v4().to_string())
}

/// 401 (code documented as general knowledge, texts too).
fn unauthorized(refusal: Refusal) -> Answer {
    let message = match refusal {
        Refusal::Missing => "Access token is empty.",
        Refusal::Malformed => "JWT is not well formed.",
        Refusal::Signature => "Access token validation failure. Invalid signature.",
        Refusal::Audience => "Access token validation failure. Invalid audience.",
        Refusal::Expired => "Lifetime validation failed, the token is expired.",
    };
    Answer::error(
        StatusCode::UNAUTHORIZED,
        "InvalidAuthenticationToken",
        message,
    )
}

fn routed(tenant: &Tenant, claims: &Claims, call: &Call) -> Answer {
    let unknown = || {
        Answer::error(
            StatusCode::BAD_REQUEST,
            "BadRequest",
            "Resource not found for the segment.",
        )
    };
    let Some(route) = call.path.strip_prefix("/v1.0/") else {
        return unknown();
    };
    let Some(steps) = route
        .split('/')
        .map(percent_decoded)
        .collect::<Option<Vec<_>>>()
    else {
        return unknown();
    };
    let steps: Vec<&str> = steps.iter().map(String::as_str).collect();
    match (call.method.clone(), steps.as_slice()) {
        (Method::POST, ["$batch"]) => batch::answer(tenant, claims, call),
        (Method::GET, ["users"]) => users::list(tenant, claims, call),
        (Method::GET, ["users", name]) => users::single(tenant, claims, call, name),
        (Method::GET, ["users", name, "photo"]) => photo::metadata(tenant, claims, name),
        (Method::GET, ["users", name, "photo", "$value"]) => photo::content(tenant, claims, name),
        _ => unknown(),
    }
}

/// 403 (`graph-wire.md` 4.3).
fn denied() -> Answer {
    Answer::error(
        StatusCode::FORBIDDEN,
        "Authorization_RequestDenied",
        "Insufficient privileges to complete the operation.",
    )
}

/// 404 for a user nobody knows (`graph-wire.md` 4.3).
fn no_user(name: &str) -> Answer {
    let message = format!(
        "Resource '{name}' does not exist or one of its queried reference-property objects are not present."
    );
    Answer::error(StatusCode::NOT_FOUND, "Request_ResourceNotFound", &message)
}
