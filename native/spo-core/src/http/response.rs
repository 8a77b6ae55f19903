//! A final answer.

use crate::error::{Error, ErrorId, Result};
use bytes::Bytes;
use reqwest::header::HeaderMap;
use serde_json::Value;

/// A final answer: a success, or a refusal that trying again does not change.
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// The header fields.
    pub headers: HeaderMap,
    /// The body, decompressed.
    pub body: Bytes,
    /// What the service calls this request in its own logs: `SPRequestGuid` (SharePoint) or `request-id` (Graph); else empty.
    pub request_id: String,
    /// [`crate::http::Request::kind`] of the request answered.
    pub kind: &'static str,
    /// The host that answered, as `contoso-admin.sharepoint.com`.
    pub host: String,
}

impl Response {
    /// Puts an answer together and finds the request id.
    pub fn new(
        kind: &'static str,
        host: &str,
        status: u16,
        headers: HeaderMap,
        body: Bytes,
    ) -> Self {
        let request_id = ["SPRequestGuid", "request-id", "x-ms-request-id"]
            .iter()
            .find_map(|name| headers.get(*name)?.to_str().ok())
            .unwrap_or_default()
            .to_owned();
        Self {
            status,
            headers,
            body,
            request_id,
            kind,
            host: host.to_owned(),
        }
    }

    /// True for 2xx.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// The body as JSON. White space and a byte order mark around it are allowed.
    pub fn json(&self) -> Result<Value> {
        let text = self
            .body
            .strip_prefix(b"\xef\xbb\xbf".as_slice())
            .unwrap_or(&self.body);
        serde_json::from_slice(text).map_err(|error| {
            let message = format!(
                "{} answered '{}' with HTTP {} and {} bytes that are not JSON (line {}, column {}).",
                self.host,
                self.kind,
                self.status,
                self.body.len(),
                error.line(),
                error.column()
            );
            Error::new(ErrorId::UnexpectedResponse, message).with_response(self.status, &self.request_id)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Response;
    use crate::error::ErrorId;
    use bytes::Bytes;
    use reqwest::header::{HeaderMap, HeaderValue};

    fn answer(body: &'static [u8]) -> Response {
        let mut headers = HeaderMap::new();
        headers.insert("SPRequestGuid", HeaderValue::from_static("g1"));
        Response::new(
            "profile.read",
            "contoso.sharepoint.com",
            200,
            headers,
            Bytes::from_static(body),
        )
    }

    #[test]
    fn json_may_be_wrapped_in_white_space_and_a_mark() {
        assert_eq!(
            answer(b"\xef\xbb\xbf\r\n[1,\r2]\r\n").json().unwrap(),
            serde_json::json!([1, 2])
        );
    }

    #[test]
    fn what_is_not_json_is_told_with_kind_and_request_id() {
        let error = answer(b"<html>secret</html>").json().unwrap_err();
        assert_eq!(error.id(), ErrorId::UnexpectedResponse);
        assert!(error.message().contains("profile.read") && !error.message().contains("secret"));
        assert_eq!(serde_json::to_value(&error).unwrap()["requestId"], "g1");
    }
}
