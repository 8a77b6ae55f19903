//! Bearer tokens: made by the sign-in service and the control service, verified by the hosts. Their key lives as long as the program.

use crate::clock::unix_now;
use crate::encoding::{base64url, from_base64url};
use ring::hmac;
use serde::{Deserialize, Serialize};

/// What a token says. Member names are those of Entra access tokens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Claims {
    pub(crate) aud: String,
    pub(crate) iss: String,
    pub(crate) iat: u64,
    pub(crate) nbf: u64,
    /// Seconds since 1970-01-01 UTC.
    pub(crate) exp: u64,
    pub(crate) tid: String,
    pub(crate) appid: String,
    pub(crate) app_displayname: String,
    /// `app`, or `user` with `upn`.
    pub(crate) idtyp: String,
    #[serde(default)]
    pub(crate) roles: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) upn: Option<String>,
    /// Delegated permissions, separated by blanks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) scp: Option<String>,
    /// Directory roles of the user, by template id.
    #[serde(default)]
    pub(crate) wids: Vec<String>,
    /// How the app proved itself: `0` not at all, `1` by secret, `2` by certificate.
    #[serde(default)]
    pub(crate) appidacr: String,
}

/// Template id of the role.
const GLOBAL_ADMINISTRATOR: &str = "62e90394-69f5-4237-9190-012177145e10";

impl Claims {
    /// True when no user is signed in.
    pub(crate) fn is_app_only(&self) -> bool {
        self.idtyp == "app"
    }

    /// True when this user is signed in.
    pub(crate) fn is_of(&self, upn: &str) -> bool {
        let signed_in = self.upn.as_deref();
        signed_in.is_some_and(|signed_in| signed_in.eq_ignore_ascii_case(upn))
    }

    /// True for a signed-in Global Administrator or User Administrator.
    pub(crate) fn is_administrator(&self) -> bool {
        self.has_role(&[GLOBAL_ADMINISTRATOR, "fe930be7-5e62-47db-91af-98c3a49a38b1"])
    }

    /// True for a signed-in Global Administrator or SharePoint Administrator.
    pub(crate) fn administers_profiles(&self) -> bool {
        self.has_role(&[GLOBAL_ADMINISTRATOR, "f28a1f50-f6e7-4571-818b-6a12f2af6b6c"])
    }

    fn has_role(&self, roles: &[&str]) -> bool {
        self.wids.iter().any(|role| roles.contains(&role.as_str()))
    }

    /// True when one of the permissions was granted, to the app or to its user.
    pub(crate) fn permits(&self, permissions: &[&str]) -> bool {
        let scopes = self.scp.as_deref().unwrap_or_default().split(' ');
        self.roles
            .iter()
            .map(String::as_str)
            .chain(scopes)
            .any(|granted| permissions.contains(&granted))
    }
}

/// Why a token was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    Missing,
    Malformed,
    Signature,
    Audience,
    Expired,
    /// An app signed in with a secret where a certificate is needed.
    Secret,
}

/// Makes and verifies tokens.
#[derive(Debug)]
pub(crate) struct TokenKey(hmac::Key);

impl TokenKey {
    /// A key of this run.
    pub(crate) fn new() -> std::io::Result<Self> {
        let random = ring::rand::SystemRandom::new();
        hmac::Key::generate(hmac::HMAC_SHA256, &random)
            .map(Self)
            .map_err(|_| std::io::Error::other("no random numbers"))
    }

    pub(crate) fn issue(&self, claims: &Claims) -> String {
        // Claims are strings and numbers, which always serialise.
        let payload = serde_json::to_vec(claims).unwrap_or_default();
        let signed = format!(
            "{}.{}",
            base64url(br#"{"typ":"JWT","alg":"HS256"}"#),
            base64url(&payload)
        );
        let tag = hmac::sign(&self.0, signed.as_bytes());
        format!("{signed}.{}", base64url(tag.as_ref()))
    }

    /// The claims of a token for the audience.
    pub(crate) fn verify(&self, token: &str, audience: &str) -> Result<Claims, Refusal> {
        let (signed, tag) = token.rsplit_once('.').ok_or(Refusal::Malformed)?;
        let (_, payload) = signed.split_once('.').ok_or(Refusal::Malformed)?;
        let payload = from_base64url(payload).ok_or(Refusal::Malformed)?;
        let claims: Claims = serde_json::from_slice(&payload).map_err(|_| Refusal::Malformed)?;
        let tag = from_base64url(tag).ok_or(Refusal::Malformed)?;
        hmac::verify(&self.0, signed.as_bytes(), &tag).map_err(|_| Refusal::Signature)?;
        if !claims.aud.eq_ignore_ascii_case(audience) {
            return Err(Refusal::Audience);
        }
        if claims.exp <= unix_now() {
            return Err(Refusal::Expired);
        }
        Ok(claims)
    }
}

#[cfg(test)]
mod tests {
    use super::{Claims, Refusal, TokenKey};
    use crate::clock::unix_now;

    fn claims(exp: u64) -> Claims {
        let text = |text: &str| text.to_owned();
        Claims {
            aud: text("https://a"),
            iss: text("i"),
            iat: 0,
            nbf: 0,
            exp,
            tid: text("t"),
            appid: text("a"),
            app_displayname: text("d"),
            idtyp: text("app"),
            roles: vec![text("R")],
            upn: None,
            scp: None,
            wids: Vec::new(),
            appidacr: text("2"),
        }
    }

    #[test]
    fn a_token_is_good_for_its_audience_until_it_expires() {
        let key = TokenKey::new().unwrap();
        let good = claims(unix_now() + 60);
        let token = key.issue(&good);
        assert_eq!(key.verify(&token, "https://A"), Ok(good));
        assert_eq!(key.verify(&token, "https://b"), Err(Refusal::Audience));
        assert_eq!(
            key.verify(&key.issue(&claims(unix_now())), "https://a"),
            Err(Refusal::Expired)
        );
        assert_eq!(
            TokenKey::new().unwrap().verify(&token, "https://a"),
            Err(Refusal::Signature)
        );
        assert_eq!(key.verify("x.y", "https://a"), Err(Refusal::Malformed));
    }
}
