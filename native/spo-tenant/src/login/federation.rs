//! Workload identity: an assertion of another issuer in place of the app's own. Its signature is not checked (nobody publishes keys here);
//! issuer, subject, audience and time are, against the settings. Numbers are general knowledge.

use super::Refused;
use crate::encoding::from_base64url;
use crate::sign_in_settings::SignInSettings;
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
struct Payload {
    iss: String,
    sub: String,
    aud: Value,
    exp: u64,
}

/// The claims of an assertion that the app has not issued itself; `None` when it is none.
fn foreign(jwt: &str, client_id: &str) -> Option<Payload> {
    let payload = from_base64url(jwt.split('.').nth(1)?)?;
    let payload: Payload = serde_json::from_slice(&payload).ok()?;
    (payload.iss != client_id).then_some(payload)
}

/// Whether the assertion is federated, and then whether it is trusted. One of the app's own is for `assertion` to check.
pub(super) fn check(
    jwt: &str,
    client_id: &str,
    settings: &SignInSettings,
    now: u64,
) -> Option<Result<(), Refused>> {
    let payload = foreign(jwt, client_id)?;
    if payload.iss != settings.federated_issuer {
        // An app's assertion with a wrong issuer is refused by its own check, with its own number.
        return None;
    }
    let names_audience = match &payload.aud {
        Value::String(audience) => *audience == settings.federated_audience,
        Value::Array(audiences) => audiences
            .iter()
            .any(|audience| audience.as_str() == Some(&settings.federated_audience)),
        _ => false,
    };
    let outcome = if payload.sub != settings.federated_subject {
        let text = format!(
            "No matching federated identity record found for presented assertion subject '{}'.",
            payload.sub
        );
        Err(Refused::client(70_021, text))
    } else if !names_audience {
        let text = "No matching federated identity record found for presented assertion audience.";
        Err(Refused::client(700_212, text))
    } else if payload.exp <= now {
        let text = "Client assertion is not within its valid time range.";
        Err(Refused::client(700_024, text))
    } else {
        Ok(())
    };
    Some(outcome)
}
