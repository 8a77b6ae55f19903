//! Answers in the shapes the services share.

use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};
use bytes::Bytes;
use serde_json::Value;

/// An answer on its way to the client.
pub(crate) type Reply = Response<Body>;

/// Any body with its content type.
pub(crate) fn body(
    status: StatusCode,
    content_type: &'static str,
    content: impl Into<Bytes>,
) -> Reply {
    let mut reply = Response::new(Body::from(content.into()));
    *reply.status_mut() = status;
    reply
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    reply
}

/// JSON.
pub(crate) fn json(status: StatusCode, value: &Value) -> Reply {
    body(status, "application/json; charset=utf-8", value.to_string())
}

/// Plain text.
pub(crate) fn text(status: StatusCode, content: &'static str) -> Reply {
    body(status, "text/plain; charset=utf-8", content)
}

/// Status, content type and content of an answer. All answers made here are complete, so that one poll yields everything.
pub(crate) fn parts(reply: Reply) -> (StatusCode, String, Bytes) {
    use http_body_util::BodyExt as _;
    use std::task::{Context, Poll, Waker};
    let (head, body) = reply.into_parts();
    let kind = head.headers.get(header::CONTENT_TYPE);
    let kind = kind
        .and_then(|kind| kind.to_str().ok())
        .unwrap_or_default()
        .to_owned();
    let collected = std::pin::pin!(body.collect());
    let content = match collected.poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(Ok(collected)) => collected.to_bytes(),
        _ => Bytes::new(),
    };
    (head.status, kind, content)
}

/// Sets a header whose value is made here; one that cannot be a header value is left out.
pub(crate) fn with_header(mut reply: Reply, name: &'static str, value: &str) -> Reply {
    if let Ok(value) = HeaderValue::from_str(value) {
        reply
            .headers_mut()
            .insert(header::HeaderName::from_static(name), value);
    }
    reply
}
