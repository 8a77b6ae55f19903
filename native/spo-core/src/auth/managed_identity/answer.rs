//! The answer of a token service. Platforms differ in every member but `access_token`.

use super::date;
use crate::auth::AccessToken;
use crate::auth::token::unix_now;
use crate::error::{Error, ErrorId, Result};
use crate::http::{Response, Said};
use serde_json::Value;
use zeroize::Zeroizing;

/// The token in the answer. Errors: `AuthenticationFailed` with the service's own sentence.
pub(in crate::auth) fn token(response: &Response, resource: &str) -> Result<AccessToken> {
    let mut json = response.json().unwrap_or_default();
    if !response.is_success() {
        return Err(refused(response, resource));
    }
    let ends = ends(&json);
    match json.get_mut("access_token").map(Value::take) {
        Some(Value::String(token)) if !token.is_empty() => {
            Ok(AccessToken::new(Zeroizing::new(token), ends))
        }
        _ => {
            let message = format!(
                "{} answered with HTTP {} and no token.",
                response.host, response.status
            );
            Err(Error::new(ErrorId::UnexpectedResponse, message)
                .with_target(resource)
                .with_response(response.status, &response.request_id))
        }
    }
}

/// Seconds since 1970, from `expires_on` (number, text or date) or `expires_in`; without both the token itself says it.
fn ends(json: &Value) -> Option<i64> {
    let on = &json["expires_on"];
    let absolute = number(on).or_else(|| date::unix(on.as_str()?));
    absolute
        .filter(|ends| *ends > 0)
        .or_else(|| Some(unix_now().saturating_add(number(&json["expires_in"])?)))
}

#[allow(
    clippy::cast_possible_truncation,
    reason = "a fraction of a second does not matter, and `as` saturates"
)]
fn number(value: &Value) -> Option<i64> {
    value
        .as_i64()
        .or_else(|| value.as_f64().map(|seconds| seconds as i64))
        .or_else(|| value.as_str()?.trim().parse().ok())
}

fn refused(response: &Response, resource: &str) -> Error {
    let said = Said::read(&response.body).text;
    let message = match said.as_str() {
        "" => format!(
            "{} gave no token for the managed identity (HTTP {}).",
            response.host, response.status
        ),
        said => format!("The managed identity got no token: {said}"),
    };
    let (id, next) = match response.status {
        404 | 410 | 500.. => (
            ErrorId::ServiceError,
            "The token service of this machine is not ready: try again in a minute or two.",
        ),
        _ => (
            ErrorId::AuthenticationFailed,
            "Check that the identity is switched on for this resource, and give the id of a user-assigned one.",
        ),
    };
    Error::new(id, message)
        .with_target(resource)
        .with_response(response.status, &response.request_id)
        .with_next_step(next)
}

#[cfg(test)]
mod tests {
    use super::ends;
    use serde_json::json;

    #[test]
    fn the_end_is_read_in_every_shape() {
        for on in [
            json!(1_790_000_000),
            json!("1790000000"),
            json!(1_790_000_000.5),
            json!("2026-09-21T14:13:20Z"),
            json!("2026-09-21 14:13:20Z"),
            json!("9/21/2026 2:13:20 PM +00:00"),
        ] {
            assert_eq!(
                ends(&json!({"expires_on": on})),
                Some(1_790_000_000),
                "{on}"
            );
        }
        let now = super::unix_now();
        for rest in [
            json!({"expires_in": "600"}),
            json!({"expires_in": 600, "expires_on": "soon"}),
            json!({"expires_in": 600, "expires_on": null}),
        ] {
            assert!(
                (now + 600..now + 610).contains(&ends(&rest).unwrap()),
                "{rest}"
            );
        }
        assert_eq!(ends(&json!({})), None);
    }
}
