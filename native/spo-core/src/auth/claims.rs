//! What a token says of itself. Nothing here is verified: the service does that; reading early gives better errors.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

/// The claims this module looks at, empty or `None` where the token has none.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Claims {
    pub audience: String,
    /// Seconds since 1970.
    pub expires: Option<i64>,
    pub account: String,
    pub app_id: String,
    pub app_only: bool,
    pub roles: Vec<String>,
    pub tenant_id: String,
}

impl Claims {
    /// Reads a JWT; `None` for anything else (an opaque token).
    pub fn read(token: &str) -> Option<Self> {
        let mut parts = token.split('.');
        let (Some(_), Some(payload), Some(_), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return None;
        };
        let json = URL_SAFE_NO_PAD.decode(payload.trim_end_matches('=')).ok()?;
        let claims: Value = serde_json::from_slice(&json).ok()?;
        claims.is_object().then(|| Self::of(&claims))
    }

    fn of(claims: &Value) -> Self {
        let text = |name: &str| claims[name].as_str().unwrap_or_default();
        let first = |names: &[&str]| {
            names
                .iter()
                .map(|name| text(name))
                .find(|value| !value.is_empty())
                .unwrap_or_default()
                .to_owned()
        };
        let delegated: Vec<String> = text("scp").split_whitespace().map(str::to_owned).collect();
        let granted = claims["roles"]
            .as_array()
            .map(Vec::as_slice)
            .unwrap_or_default();
        let granted: Vec<String> = granted
            .iter()
            .filter_map(|role| role.as_str().map(str::to_owned))
            .collect();
        // `idtyp` is an optional claim; without it an app-only token is known by having no scopes.
        let app_only = if text("idtyp").is_empty() {
            delegated.is_empty()
        } else {
            text("idtyp") == "app"
        };
        let audience = &claims["aud"];
        Self {
            audience: audience
                .as_str()
                .or_else(|| audience[0].as_str())
                .unwrap_or_default()
                .to_owned(),
            expires: unix_seconds(&claims["exp"]),
            account: first(&[
                "upn",
                "unique_name",
                "preferred_username",
                "app_displayname",
                "appid",
                "azp",
            ]),
            app_id: first(&["appid", "azp"]),
            app_only,
            roles: if app_only { granted } else { delegated },
            tenant_id: text("tid").to_owned(),
        }
    }
}

#[allow(
    clippy::cast_possible_truncation,
    reason = "a fraction of a second does not matter, and `as` saturates"
)]
fn unix_seconds(value: &Value) -> Option<i64> {
    value
        .as_i64()
        .or_else(|| value.as_f64().map(|seconds| seconds as i64))
        .or_else(|| value.as_str()?.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::Claims;
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use proptest::prelude::*;

    fn jwt(claims: &str) -> String {
        format!("e30.{}.c2ln", URL_SAFE_NO_PAD.encode(claims))
    }

    #[test]
    fn an_app_token_tells_app_and_roles() {
        let token = jwt(
            r#"{"aud":"https://contoso.sharepoint.com","exp":1790000000,"appid":"a1","app_displayname":"Sync","idtyp":"app",
            "tid":"t1","roles":["Sites.FullControl.All","User.ReadWrite.All"]}"#,
        );
        let claims = Claims::read(&token).unwrap();
        assert_eq!(
            (
                claims.account.as_str(),
                claims.app_id.as_str(),
                claims.tenant_id.as_str()
            ),
            ("Sync", "a1", "t1")
        );
        assert!(claims.app_only);
        assert_eq!(
            claims.roles,
            ["Sites.FullControl.All", "User.ReadWrite.All"]
        );
        assert_eq!(claims.expires, Some(1_790_000_000));
    }

    #[test]
    fn a_user_token_tells_user_and_scopes() {
        let claims = Claims::read(&jwt(r#"{"aud":["x"],"exp":"17","upn":"anna@contoso.com","scp":"User.Read AllSites.FullControl"}"#)).unwrap();
        assert_eq!(
            (
                claims.audience.as_str(),
                claims.expires,
                claims.account.as_str()
            ),
            ("x", Some(17), "anna@contoso.com")
        );
        assert!(!claims.app_only);
        assert_eq!(claims.roles, ["User.Read", "AllSites.FullControl"]);
    }

    #[test]
    fn what_is_not_a_jwt_is_opaque() {
        for token in [
            "",
            "opaque",
            "a.b",
            "a.b.c",
            "a.b.c.d",
            &jwt("[]"),
            &jwt("no json"),
        ] {
            assert_eq!(Claims::read(token), None, "{token}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_panic(payload in proptest::collection::vec(any::<u8>(), 0..300), text in ".*") {
            let _ = Claims::read(&text);
            let _ = Claims::read(&format!("e30.{}.x", URL_SAFE_NO_PAD.encode(&payload)));
        }

        #[test]
        fn no_values_panic(aud in ".*", exp in any::<f64>(), name in "aud|exp|scp|roles|tid|upn|idtyp", list in proptest::collection::vec(".*", 0..3)) {
            let mut claims = serde_json::json!({"aud": aud, "exp": exp});
            claims[name] = list.into();
            prop_assert!(Claims::read(&jwt(&claims.to_string())).is_some());
        }
    }
}
