//! One request, before address and token are added.

use crate::config::Service;
use bytes::Bytes;
use reqwest::Method;
use std::fmt;

/// One request, before address and token are added.
#[derive(Clone)]
pub struct Request {
    /// Which host it goes to.
    pub service: Service,
    /// The word it is counted under: `token`, `graph.users`, `graph.photo`, `profile.read`, `profile.write`, `library.find`,
    /// `library.list`, `photo.upload`, `photo.download`, `file.remove`, `graph.policy`, `host.reach`,
    /// `import.folder`, `import.upload`, `import.queue`, `import.read`, `import.log`, `import.withdraw`.
    pub kind: &'static str,
    /// `GET` or `POST`.
    pub method: Method,
    /// Path and query, percent-encoded, starting with `/`.
    pub path: String,
    /// `Accept`.
    pub accept: &'static str,
    /// `Content-Type`, empty for none.
    pub content_type: &'static str,
    /// Further header fields.
    pub headers: Vec<(&'static str, &'static str)>,
    /// The body; kept so that it can be sent again.
    pub body: Bytes,
    /// True when it changes something in the tenant; such a request is refused in a job that may only read.
    pub writes: bool,
}

impl Request {
    /// A reading request that asks for JSON without `OData` metadata.
    pub fn get(service: Service, kind: &'static str, path: impl Into<String>) -> Self {
        Self {
            service,
            kind,
            method: Method::GET,
            path: path.into(),
            accept: "application/json;odata=nometadata",
            content_type: "",
            headers: Vec::new(),
            body: Bytes::new(),
            writes: false,
        }
    }

    /// A request with a body. It counts as reading until [`Request::writing`] says otherwise.
    pub fn post(
        service: Service,
        kind: &'static str,
        path: impl Into<String>,
        content_type: &'static str,
        body: impl Into<Bytes>,
    ) -> Self {
        Self {
            method: Method::POST,
            content_type,
            body: body.into(),
            ..Self::get(service, kind, path)
        }
    }

    /// Marks it as changing something in the tenant.
    #[must_use]
    pub const fn writing(mut self) -> Self {
        self.writes = true;
        self
    }

    /// Adds a header field.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: &'static str) -> Self {
        self.headers.push((name, value));
        self
    }

    /// Replaces the `Accept` header.
    #[must_use]
    pub const fn accept(mut self, accept: &'static str) -> Self {
        self.accept = accept;
        self
    }
}

/// Without the body: sign-in requests carry a signed assertion there.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("service", &self.service)
            .field("kind", &self.kind)
            .field("method", &self.method)
            .field("path", &self.path)
            .field("body_bytes", &self.body.len())
            .field("writes", &self.writes)
            .finish_non_exhaustive()
    }
}
