//! An answer before it becomes HTTP; a batch puts it into its own envelope instead.

use crate::clock::{iso8601, unix_now};
use crate::reply::{self, Reply, with_header};
use axum::http::StatusCode;
use bytes::Bytes;
use serde_json::{Value, json};
use uuid::Uuid;

pub(crate) enum Content {
    Nothing,
    Json(Value),
    Text(String),
    Image(&'static str, Bytes),
}

pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) content: Content,
}

impl Answer {
    pub(crate) const fn new(status: StatusCode, content: Content) -> Self {
        Self {
            status,
            headers: Vec::new(),
            content,
        }
    }

    pub(crate) const fn json(value: Value) -> Self {
        Self::new(StatusCode::OK, Content::Json(value))
    }

    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// An error in Graph's envelope (`graph-wire.md` 4.3).
    pub(crate) fn error(status: StatusCode, code: &str, message: &str) -> Self {
        let id = Uuid::new_v4();
        let date = iso8601(unix_now()).trim_end_matches('Z').to_owned();
        let inner = json!({"date": date, "request-id": id, "client-request-id": id});
        let error = json!({"error": {"code": code, "message": message, "innerError": inner}});
        Self::new(status, Content::Json(error))
    }

    /// 400 `Request_BadRequest`.
    pub(crate) fn bad_request(message: &str) -> Self {
        Self::error(StatusCode::BAD_REQUEST, "Request_BadRequest", message)
    }

    /// 400 for what needs the advanced query mode (`graph-wire.md` 3.2).
    pub(crate) fn unsupported_query(message: &str) -> Self {
        Self::error(StatusCode::BAD_REQUEST, "Request_UnsupportedQuery", message)
    }

    /// 403 (`graph-wire.md` 4.3).
    pub(crate) fn denied() -> Self {
        let message = "Insufficient privileges to complete the operation.";
        Self::error(
            StatusCode::FORBIDDEN,
            "Authorization_RequestDenied",
            message,
        )
    }

    /// 404 for a user nobody knows (`graph-wire.md` 4.3).
    pub(crate) fn no_user(name: &str) -> Self {
        let message = format!(
            "Resource '{name}' does not exist or one of its queried reference-property objects are not present."
        );
        Self::error(StatusCode::NOT_FOUND, "Request_ResourceNotFound", &message)
    }

    pub(crate) fn reply(self) -> Reply {
        let reply = match self.content {
            Content::Nothing => {
                let mut reply = Reply::new(axum::body::Body::empty());
                *reply.status_mut() = self.status;
                reply
            }
            Content::Json(value) => reply::json(self.status, &value),
            Content::Text(text) => reply::body(self.status, "text/plain", text),
            Content::Image(content_type, content) => {
                reply::body(self.status, content_type, content)
            }
        };
        let headers = self.headers.into_iter();
        headers.fold(reply, |reply, (name, value)| {
            with_header(reply, name, &value)
        })
    }
}
