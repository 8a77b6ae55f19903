//! Every request leaves through here: address and token are added, the governor of the host decides when it may go and
//! whether it goes again, and the meter of the job counts it. Callers see final answers only.

use crate::config::Service;
use bytes::Bytes;

/// One request, before address and token are added.
#[derive(Debug, Clone)]
pub struct Request {
    /// Which host it goes to.
    pub service: Service,
    /// The word it is counted under: `token`, `graph.users`, `graph.photo`, `profile.read`, `profile.write`, `library.find`,
    /// `library.list`, `photo.upload`, `photo.download`.
    pub kind: &'static str,
    /// `GET` or `POST`.
    pub method: reqwest::Method,
    /// Path and query, percent-encoded, starting with `/`.
    pub path: String,
    /// `Accept`.
    pub accept: &'static str,
    /// `Content-Type`, empty for none.
    pub content_type: &'static str,
    /// The body; kept so that it can be sent again.
    pub body: Bytes,
    /// True when it changes something in the tenant; such a request is refused in a job that may only read.
    pub writes: bool,
}
