//! What a refusal means: from status and body to a row of the error table.

use super::Response;
use crate::error::{Error, ErrorId};
use serde_json::Value;

/// Longer messages of the service are cut; they are for reading, not for keeping.
const LONGEST_MESSAGE: usize = 400;

impl Response {
    /// The error this answer stands for. `doing` completes "while": `reading profiles`.
    pub fn into_error(self, doing: &str) -> Error {
        let said = Said::read(&self.body);
        let mut message = format!("{} answered HTTP {} while {doing}", self.host, self.status);
        if said.text.is_empty() {
            message.push('.');
        } else {
            message.push_str(": ");
            message.push_str(&said.text);
        }
        let error =
            Error::new(self.meaning(&said), message).with_response(self.status, &self.request_id);
        match better_advice(self.status, &said) {
            Some(advice) => error.with_next_step(advice),
            None => error,
        }
    }

    fn meaning(&self, said: &Said) -> ErrorId {
        match self.status {
            ..=399 => ErrorId::UnexpectedResponse,
            401 => ErrorId::TokenRefused,
            403 => ErrorId::AccessDenied,
            404 if said.code.contains("ResourceNotFound") && self.kind.starts_with("graph.") => {
                ErrorId::UserNotFound
            }
            404 if self.kind.starts_with("library.") || said.text.starts_with("List '") => {
                ErrorId::LibraryNotFound
            }
            408 | 504 => ErrorId::Timeout,
            429 | 503 => ErrorId::Throttled,
            _ => ErrorId::ServiceError,
        }
    }
}

/// Next steps for refusals whose wording is known (spdocs issues 3711 and 5889, pnpjs issue 1501).
fn better_advice(status: u16, said: &Said) -> Option<&'static str> {
    let has = |part: &str| said.text.contains(part);
    match status {
        401 if has("Unsupported app only token") => Some(
            "SharePoint takes app-only tokens got with a certificate only: connect with -CertificatePath, not with a client secret.",
        ),
        401 if has("Invalid issuer or signature") || has("Unsupported security token") => Some(
            "The token is for another service. Get one for the SharePoint host named in the message and connect again.",
        ),
        403 if said.code == "Authorization_RequestDenied" => {
            Some("Grant the app the Microsoft Graph role User.Read.All, with admin consent.")
        }
        404 if said.text.starts_with("404 FILE NOT FOUND") => {
            Some("Check the tenant name: the host knows no such site.")
        }
        _ => None,
    }
}

/// What the body says of the failure.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Said {
    /// The service's code, for example `-2147024891, System.UnauthorizedAccessException` or `Request_ResourceNotFound`.
    pub code: String,
    /// The service's own sentence, one line, without tokens.
    pub text: String,
}

impl Said {
    /// Reads the bodies of SharePoint (no metadata and verbose), Graph, the token check (`error_description`) and plain text.
    pub fn read(body: &[u8]) -> Self {
        let body = body
            .strip_prefix(b"\xef\xbb\xbf".as_slice())
            .unwrap_or(body);
        let Ok(json) = serde_json::from_slice::<Value>(body) else {
            return Self {
                code: String::new(),
                text: plain_text(body),
            };
        };
        Self::of_json(&json)
    }

    /// The same for a body that is JSON already, as in a batch.
    pub fn of_json(json: &Value) -> Self {
        let text_of = |value: &Value| value.as_str().map(one_line);
        if let Some(description) = json.get("error_description").and_then(text_of) {
            return Self {
                code: json["error"].as_str().map(one_line).unwrap_or_default(),
                text: description,
            };
        }
        let error = json
            .get("odata.error")
            .or_else(|| json.get("error"))
            .unwrap_or(json);
        let message = error.get("message").unwrap_or(&Value::Null);
        let text = text_of(message)
            .or_else(|| message.get("value").and_then(text_of))
            .unwrap_or_default();
        Self {
            code: error.get("code").and_then(text_of).unwrap_or_default(),
            text,
        }
    }
}

/// Text as it is; of a page only that it is one.
fn plain_text(body: &[u8]) -> String {
    let start = String::from_utf8_lossy(&body[..body.len().min(4 * LONGEST_MESSAGE)]);
    if start.trim_start().starts_with('<') {
        "(a web page)".to_owned()
    } else {
        one_line(&start)
    }
}

/// One line of bounded length, with everything that looks like a token left out.
fn one_line(text: &str) -> String {
    let words = text
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty());
    let mut line = String::new();
    for word in words {
        let word = if word.contains("eyJ") {
            "(token)"
        } else {
            word
        };
        if line.len() + 1 + word.len() > LONGEST_MESSAGE {
            line.push_str(" ...");
            break;
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

#[cfg(test)]
mod tests {
    use super::{LONGEST_MESSAGE, Said};
    use crate::error::ErrorId;
    use crate::http::Response;
    use bytes::Bytes;
    use proptest::prelude::*;
    use reqwest::header::HeaderMap;

    fn refusal(kind: &'static str, status: u16, body: &'static str) -> crate::error::Error {
        let body = Bytes::from_static(body.as_bytes());
        Response::new(
            kind,
            "contoso.sharepoint.com",
            status,
            HeaderMap::new(),
            body,
        )
        .into_error("reading profiles")
    }

    #[test]
    fn every_shape_of_body_gives_the_services_own_sentence() {
        let said = |body: &str| {
            let said = Said::read(body.as_bytes());
            (said.code, said.text)
        };
        let pair = |code: &str, text: &str| (code.to_owned(), text.to_owned());
        let nometadata = r#"{"odata.error":{"code":"-2147024894, System.IO.FileNotFoundException","message":{"lang":"en-US","value":"File Not Found."}}}"#;
        assert_eq!(
            said(nometadata),
            pair(
                "-2147024894, System.IO.FileNotFoundException",
                "File Not Found."
            )
        );
        let verbose = r#"{"error":{"code":"-1, X","message":{"lang":"en-US","value":"No."}}}"#;
        assert_eq!(said(verbose), pair("-1, X", "No."));
        let graph =
            r#"{"error":{"code":"Request_ResourceNotFound","message":"Gone","innerError":{}}}"#;
        assert_eq!(said(graph), pair("Request_ResourceNotFound", "Gone"));
        assert_eq!(
            said(r#"{"error_description":"Unsupported app only token."}"#),
            pair("", "Unsupported app only token.")
        );
        assert_eq!(said("404 FILE NOT FOUND"), pair("", "404 FILE NOT FOUND"));
        assert_eq!(
            said("<html><body>x</body></html>"),
            pair("", "(a web page)")
        );
        assert_eq!(said("null"), pair("", ""));
    }

    #[test]
    fn statuses_have_their_row() {
        let denied = refusal(
            "profile.write",
            403,
            r#"{"odata.error":{"code":"-2147024891, System.UnauthorizedAccessException","message":{"lang":"en-US","value":"Access denied."}}}"#,
        );
        assert_eq!(denied.id(), ErrorId::AccessDenied);
        assert_eq!(
            denied.message(),
            "contoso.sharepoint.com answered HTTP 403 while reading profiles: Access denied."
        );
        let secret = refusal(
            "profile.read",
            401,
            r#"{"error_description":"Unsupported app only token."}"#,
        );
        assert_eq!(secret.id(), ErrorId::TokenRefused);
        assert!(secret.next_step().contains("certificate"));
        let gone = r#"{"error":{"code":"Request_ResourceNotFound","message":"Gone"}}"#;
        assert_eq!(
            refusal("graph.users", 404, gone).id(),
            ErrorId::UserNotFound
        );
        assert_eq!(
            refusal("library.find", 404, "").id(),
            ErrorId::LibraryNotFound
        );
        assert_eq!(refusal("photo.upload", 500, "").id(), ErrorId::ServiceError);
        assert_eq!(
            refusal("photo.upload", 302, "").id(),
            ErrorId::UnexpectedResponse
        );
    }

    #[test]
    fn a_token_in_a_body_is_left_out() {
        let error = refusal(
            "profile.read",
            400,
            r#"{"error":{"code":"x","message":"bad header 'Bearer eyJhbGciOi.eyJhdWQi.c2ln' sent"}}"#,
        );
        assert_eq!(
            error.message(),
            "contoso.sharepoint.com answered HTTP 400 while reading profiles: bad header 'Bearer (token) sent"
        );
    }

    proptest! {
        #[test]
        fn no_body_panics(body in proptest::collection::vec(any::<u8>(), 0..2000)) {
            prop_assert!(Said::read(&body).text.len() <= LONGEST_MESSAGE + 4);
        }

        #[test]
        fn no_text_panics(code in ".*", text in ".*") {
            let body = serde_json::json!({"odata.error": {"code": code, "message": {"value": text}}}).to_string();
            prop_assert!(Said::read(body.as_bytes()).text.len() <= LONGEST_MESSAGE + 4);
        }
    }
}
