//! The answer of the sign-in service to a token request.

use super::AccessToken;
use super::token::unix_now;
use crate::error::{Error, ErrorId, Result};
use crate::http::Response;
use zeroize::Zeroizing;

/// Next steps for the refusals administrators meet most, by the number after `AADSTS`.
const NEXT_STEPS: &[(&str, &str)] = &[
    (
        "700016",
        "Check the client id: the directory has no app of that id, or the app was registered in another directory.",
    ),
    (
        "700027",
        "Upload this certificate (its public part) to the app under Certificates & secrets, then connect again.",
    ),
    (
        "7000222",
        "The app's credential has expired: upload a new certificate under Certificates & secrets.",
    ),
    (
        "7000215",
        "Use a certificate: SharePoint refuses app-only tokens got with a client secret.",
    ),
    (
        "90002",
        "Check the tenant name: there is no such directory. Give the tenant id or a verified domain as -Tenant.",
    ),
    (
        "900023",
        "Check the tenant name: it is neither a tenant id nor a domain.",
    ),
    (
        "50034",
        "Check the account name: it does not exist in this directory.",
    ),
    (
        "700024",
        "Set this machine's clock: the signed request is not valid at the time of the sign-in service.",
    ),
    (
        "500011",
        "SharePoint is not known in this directory by that address: check the tenant name.",
    ),
    (
        "65001",
        "An administrator must consent to the app's permissions.",
    ),
    (
        "53003",
        "A Conditional Access policy blocks this sign-in: sign in from an allowed place or have the app excluded.",
    ),
];

/// The token in the answer. Errors: `AuthenticationFailed` with the first line of the service's text.
pub(super) fn token(response: &Response, resource: &str) -> Result<AccessToken> {
    let unexpected = || {
        let message = format!(
            "{} answered the sign-in with HTTP {} and no token.",
            response.host, response.status
        );
        Error::new(ErrorId::UnexpectedResponse, message)
            .with_response(response.status, &response.request_id)
    };
    let Ok(mut json) = response.json() else {
        return Err(if response.is_success() {
            unexpected()
        } else {
            refusal(response, "", resource)
        });
    };
    if !response.is_success() {
        return Err(refusal(
            response,
            json["error_description"].as_str().unwrap_or_default(),
            resource,
        ));
    }
    let lives = json["expires_in"]
        .as_i64()
        .or_else(|| json["expires_in"].as_str()?.parse().ok());
    match json["access_token"].take() {
        serde_json::Value::String(secret) if !secret.is_empty() => Ok(AccessToken::new(
            Zeroizing::new(secret),
            lives.map(|seconds| unix_now().saturating_add(seconds)),
        )),
        _ => Err(unexpected()),
    }
}

fn refusal(response: &Response, description: &str, resource: &str) -> Error {
    let line = description.lines().next().unwrap_or_default().trim();
    let line: String = line.chars().filter(|c| !c.is_control()).take(400).collect();
    let message = if line.is_empty() {
        format!(
            "{} refused the sign-in with HTTP {}.",
            response.host, response.status
        )
    } else {
        format!("The sign-in was refused: {line}")
    };
    let error = Error::new(ErrorId::AuthenticationFailed, message)
        .with_target(resource)
        .with_response(response.status, &response.request_id);
    let number = line.strip_prefix("AADSTS").map(|rest| {
        rest.split(|c: char| !c.is_ascii_digit())
            .next()
            .unwrap_or_default()
    });
    match NEXT_STEPS.iter().find(|(known, _)| number == Some(*known)) {
        Some((_, next_step)) => error.with_next_step(*next_step),
        None => error,
    }
}

#[cfg(test)]
mod tests {
    use super::token;
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
        token(&answer(status, body), "https://contoso.sharepoint.com")
            .map(drop)
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
            let left =
                token(&answer(200, body), "r").unwrap().expires().unwrap() - super::unix_now();
            assert!((3590..=3599).contains(&left));
        }
    }
}
