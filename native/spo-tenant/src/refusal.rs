//! Answers that send a client away: throttled by a quota, or refused by a fault.

use crate::call::Call;
use crate::clock::Clock;
use crate::graph;
use crate::hosts::Service;
use crate::reply::{self, Reply, with_header};
use crate::settings::{BodyForm, RetryAfterForm};
use crate::sharepoint;
use axum::http::StatusCode;
use serde_json::{Value, json};
use std::time::Duration;

const PAGE: &str = "<!DOCTYPE html><html><head><title>Something's not right</title></head><body><h1>Something's not right</h1>\
<p>The page you requested is temporarily unavailable. We apologize for the inconvenience, please check back in a few minutes.</p></body></html>";

/// The answer with a body of the form asked for, and no `Retry-After` yet.
pub(crate) fn reply(call: &Call, status: StatusCode, form: BodyForm) -> Reply {
    let reply = match form {
        BodyForm::Html => reply::body(status, "text/html; charset=utf-8", PAGE),
        BodyForm::Text => reply::text(status, "Please retry again later."),
        BodyForm::TooManyRequests => reply::text(status, "429 TOO MANY REQUESTS"),
        BodyForm::Service => usual(call, status),
    };
    match call.service {
        Service::Graph => graph::with_request_id(reply),
        Service::Login | Service::Identity => reply,
        Service::Root | Service::Admin | Service::My => sharepoint::with_service_headers(reply),
    }
}

/// Graph's body is documented (`graph-wire.md` 4.2); SharePoint's was never recorded, and clients must not read it.
fn usual(call: &Call, status: StatusCode) -> Reply {
    match call.service {
        Service::Graph => reply::json(status, &graph_error(status)),
        Service::Login | Service::Identity => reply::json(
            status,
            &json!({"error": "temporarily_unavailable", "error_description": call.kind().name()}),
        ),
        Service::Root | Service::Admin | Service::My => reply::text(
            status,
            "The request was not processed by the simulated tenant.",
        ),
    }
}

/// The error object of Graph for a request to be made again later.
pub(crate) fn graph_error(status: StatusCode) -> Value {
    let code = if status == StatusCode::TOO_MANY_REQUESTS {
        "TooManyRequests"
    } else {
        "serviceNotAvailable"
    };
    let inner = json!({"code": status.as_u16().to_string(), "status": status.as_u16().to_string()});
    json!({"error": {"code": code, "message": "Please retry again later.", "innerError": inner}})
}

/// The value of `Retry-After` for a wait of so many seconds of the tenant; `None` when the header is to be missing.
pub(crate) fn retry_after(clock: &Clock, form: RetryAfterForm, seconds: u64) -> Option<String> {
    let told = clock.told_seconds(seconds);
    match form {
        RetryAfterForm::Seconds => Some(told.to_string()),
        RetryAfterForm::Date => Some(date(clock, told)),
        RetryAfterForm::Missing => None,
    }
}

/// An HTTP date so many real seconds ahead, by the clock of the hosts.
pub(crate) fn date(clock: &Clock, seconds: u64) -> String {
    httpdate::fmt_http_date(clock.told_now() + Duration::from_secs(seconds))
}

/// Adds a header when there is a value for it.
pub(crate) fn with_optional(reply: Reply, name: &'static str, value: Option<&str>) -> Reply {
    match value {
        Some(value) => with_header(reply, name, value),
        None => reply,
    }
}
