//! A service that refuses a token may say which claims the next one must have (claims challenge: continuous access evaluation,
//! authentication contexts of Conditional Access). It does so only to clients that declare that they understand it: the capability `cp1`,
//! which is itself a claim of every request for a token.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use reqwest::header::{HeaderMap, WWW_AUTHENTICATE};
use serde_json::{Value, json};

/// Services write base64 with and without padding.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The claims in `Bearer ..., error="insufficient_claims", claims="<base64>"`, as JSON; `None` without such a challenge.
pub(crate) fn wanted_claims(headers: &HeaderMap) -> Option<String> {
    let fields = headers.get_all(WWW_AUTHENTICATE).into_iter();
    let mut texts = fields.filter_map(|field| field.to_str().ok());
    texts.find_map(|text| {
        if parameter(text, "error")? != "insufficient_claims" {
            return None;
        }
        let claims = parameter(text, "claims")?
            .replace('-', "+")
            .replace('_', "/");
        let json = String::from_utf8(LENIENT.decode(claims).ok()?).ok()?;
        serde_json::from_str::<serde_json::Map<_, _>>(&json).ok()?;
        Some(json)
    })
}

/// The claims to ask the sign-in service for: the declared capability, beside those that a service asked for.
pub(super) fn asked_claims(challenge: &str) -> String {
    let mut claims: Value = serde_json::from_str(challenge)
        .ok()
        .filter(Value::is_object)
        .unwrap_or_else(|| json!({}));
    if !claims["access_token"].is_object() {
        claims["access_token"] = json!({});
    }
    claims["access_token"]["xms_cc"] = json!({"values": ["cp1"]});
    claims.to_string()
}

/// The value of `name="value"`.
fn parameter<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let mut rest = text;
    while let Some(at) = rest.find(name) {
        let is_whole = rest[..at]
            .chars()
            .next_back()
            .is_none_or(|before| before == ' ' || before == ',');
        rest = &rest[at + name.len()..];
        if is_whole && let Some(value) = rest.strip_prefix("=\"") {
            return value.split('"').next();
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{asked_claims, wanted_claims};
    use base64::Engine as _;
    use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
    use proptest::prelude::*;
    use reqwest::header::{HeaderMap, HeaderValue, WWW_AUTHENTICATE};

    const CLAIMS: &str = r#"{"access_token":{"nbf":{"essential":true,"value":"1700000000"}}}"#;

    fn read(text: &str) -> Option<String> {
        let mut headers = HeaderMap::new();
        headers.insert(WWW_AUTHENTICATE, HeaderValue::from_str(text).ok()?);
        wanted_claims(&headers)
    }

    #[test]
    fn claims_are_read_from_a_challenge_alone() {
        for encoded in [STANDARD.encode(CLAIMS), URL_SAFE_NO_PAD.encode(CLAIMS)] {
            let text = format!(
                r#"Bearer realm="", authorization_uri="https://login", error="insufficient_claims", claims="{encoded}", error_description="x""#
            );
            assert_eq!(read(&text).as_deref(), Some(CLAIMS));
            assert_eq!(
                read(&text.replace("insufficient_claims", "invalid_token")),
                None
            );
        }
        assert_eq!(read(r#"Bearer error="insufficient_claims""#), None);
        assert_eq!(
            read(r#"Bearer error="insufficient_claims", claims="e""#),
            None
        );
        assert_eq!(
            read(r#"Bearer error="insufficient_claims", claims="W10=""#),
            None
        );
    }

    #[test]
    fn the_capability_is_declared_beside_what_was_asked_for() {
        let alone = r#"{"access_token":{"xms_cc":{"values":["cp1"]}}}"#;
        for nothing in ["", "{}", "[]", "no json", r#"{"access_token":1}"#] {
            assert_eq!(asked_claims(nothing), alone, "{nothing}");
        }
        let both = r#"{"access_token":{"nbf":{"essential":true,"value":"1700000000"},"xms_cc":{"values":["cp1"]}}}"#;
        assert_eq!(asked_claims(CLAIMS), both);
        let other = asked_claims(r#"{"id_token":{"x":null}}"#);
        assert_eq!(
            other,
            r#"{"access_token":{"xms_cc":{"values":["cp1"]}},"id_token":{"x":null}}"#
        );
    }

    proptest! {
        #[test]
        fn no_header_panics(text in ".*") {
            let _ = read(&text);
            let _ = read(&format!("Bearer error=\"insufficient_claims\", claims={text}"));
        }
    }
}
