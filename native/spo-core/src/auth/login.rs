//! The answer of the sign-in service to a token request.

use super::AccessToken;
use super::refusal;
use super::token::unix_now;
use crate::error::{Error, ErrorId};
use crate::http::Response;
use serde_json::Value;
use zeroize::Zeroizing;

/// What the service gave.
pub(super) struct Granted {
    pub token: AccessToken,
    /// For a person who allowed `offline_access`.
    pub refresh: Option<Zeroizing<String>>,
}

/// Why it gave nothing.
pub(super) struct Refusal {
    /// OAuth's word: `invalid_grant`, `authorization_pending`; empty when the service said none.
    pub code: String,
    pub error: Box<Error>,
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self {
            code: String::new(),
            error: Box::new(error),
        }
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        *refusal.error
    }
}

/// The token in the answer. Errors: `AuthenticationFailed` with the first line of the service's text.
pub(super) fn granted(response: &Response, resource: &str) -> Result<Granted, Refusal> {
    let mut json = members(response, resource)?;
    let lives = json["expires_in"]
        .as_i64()
        .or_else(|| json["expires_in"].as_str()?.parse().ok());
    let mut secret = |name: &str| match json[name].take() {
        Value::String(secret) if !secret.is_empty() => Some(Zeroizing::new(secret)),
        _ => None,
    };
    let refresh = secret("refresh_token");
    let token = secret("access_token").ok_or_else(|| unexpected(response))?;
    let ends = lives.map(|seconds| unix_now().saturating_add(seconds));
    Ok(Granted {
        token: AccessToken::new(token, ends),
        refresh,
    })
}

/// The members of a successful answer.
pub(super) fn members(response: &Response, resource: &str) -> Result<Value, Refusal> {
    let json = response.json().unwrap_or_default();
    if response.is_success() {
        return match json {
            Value::Object(_) => Ok(json),
            _ => Err(unexpected(response).into()),
        };
    }
    let text = |name: &str| json[name].as_str().unwrap_or_default();
    Err(Refusal {
        code: text("error").to_owned(),
        error: Box::new(refusal::error(
            response,
            text("error_description"),
            resource,
        )),
    })
}

fn unexpected(response: &Response) -> Error {
    let message = format!(
        "{} answered the sign-in with HTTP {} and no token.",
        response.host, response.status
    );
    Error::new(ErrorId::UnexpectedResponse, message)
        .with_response(response.status, &response.request_id)
}

#[cfg(test)]
mod tests {
    use super::{granted, unix_now};
    use crate::error::{Error, ErrorId};
    use crate::http::Response;
    use bytes::Bytes;
    use reqwest::header::HeaderMap;

    fn answer(status: u16, body: &'static str) -> Response {
        Response::new(
            "token",
            "login.microsoftonline.com",
            status,
            HeaderMap::new(),
            Bytes::from_static(body.as_bytes()),
        )
    }

    fn error(status: u16, body: &'static str) -> Error {
        granted(&answer(status, body), "https://contoso.sharepoint.com")
            .map(drop)
            .map_err(Error::from)
            .unwrap_err()
    }

    #[test]
    fn a_refusal_says_the_first_line_and_what_to_do() {
        let body = r#"{"error":"unauthorized_client","error_description":"AADSTS700016: Application with identifier 'x' was not found.\r\nTrace ID: 1","error_codes":[700016]}"#;
        let error = error(400, body);
        assert_eq!(error.id(), ErrorId::AuthenticationFailed);
        assert_eq!(
            error.message(),
            "The sign-in was refused: AADSTS700016: Application with identifier 'x' was not found."
        );
        assert!(error.next_step().contains("client id"));
        assert_eq!(error.http_status(), 400);
    }

    #[test]
    fn refusals_and_answers_of_no_known_form_are_told_apart() {
        assert_eq!(error(400, "<html>").id(), ErrorId::AuthenticationFailed);
        assert_eq!(error(200, "<html>").id(), ErrorId::UnexpectedResponse);
        assert_eq!(
            error(200, r#"{"access_token":""}"#).id(),
            ErrorId::UnexpectedResponse
        );
    }

    #[test]
    fn the_end_of_the_token_is_read_from_number_or_text() {
        for body in [
            r#"{"access_token":"t","expires_in":3599}"#,
            r#"{"access_token":"t","expires_in":"3599"}"#,
        ] {
            let granted = granted(&answer(200, body), "r").map_err(Error::from);
            let left = granted.unwrap().token.expires().unwrap() - unix_now();
            assert!((3590..=3599).contains(&left));
        }
    }
}
