//! A bearer token and what may be shown of it.

use super::claims::Claims;
use crate::error::{Error, ErrorId, Result};
use reqwest::header::HeaderValue;
use serde::Serialize;
use std::time::{SystemTime, UNIX_EPOCH};
use zeroize::Zeroizing;

/// A bearer token. Has no `Debug`: it is a secret.
pub struct AccessToken {
    secret: Zeroizing<String>,
    expires: Option<i64>,
}

/// What a token says of itself; nothing of it is secret.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TokenInfo {
    /// The resource it was asked for, for example `https://contoso-admin.sharepoint.com`.
    pub resource: String,
    /// Seconds since 1970-01-01 UTC, 0 when unknown.
    pub expires: i64,
    /// User principal name, display name of the app, or app id; empty when unknown.
    pub account: String,
    /// Application (client) id, empty when unknown.
    pub app_id: String,
    /// True when no user is signed in.
    pub app_only: bool,
    /// App roles, or the scopes of a user's token.
    pub roles: Vec<String>,
    /// Id of the tenant that issued it, empty when unknown.
    pub tenant_id: String,
}

impl AccessToken {
    /// A token that expires at `expires` (seconds since 1970), or when its own claim says so.
    pub fn new(secret: Zeroizing<String>, expires: Option<i64>) -> Self {
        let expires = expires.or_else(|| Claims::read(&secret)?.expires);
        Self { secret, expires }
    }

    /// A token from outside, checked for the mistakes that would else come back as a bare 401.
    /// Errors: `TokenRefused` for another audience, one that has expired, and what cannot be a token.
    pub fn checked(secret: &str, resource: &str) -> Result<Self> {
        let trimmed = Zeroizing::new(
            secret
                .trim()
                .trim_start_matches("Bearer ")
                .trim()
                .to_owned(),
        );
        let refuse =
            |why: String| Err(Error::new(ErrorId::TokenRefused, why).with_target(resource));
        if trimmed.is_empty() || HeaderValue::from_str(&trimmed).is_err() {
            return refuse(format!("What was given for {resource} is not a token."));
        }
        if let Some(claims) = Claims::read(&trimmed)
            && !is_audience(&claims.audience, resource)
        {
            return refuse(format!(
                "The token is for '{}'; {resource} is needed.",
                claims.audience
            ));
        }
        let token = Self::new(trimmed, None);
        if let Some(expires) = token.expires.filter(|expires| *expires <= unix_now()) {
            return refuse(format!(
                "The token for {resource} expired at {}.",
                utc(expires)
            ));
        }
        Ok(token)
    }

    /// What may be shown of it.
    pub fn info(&self, resource: &str) -> TokenInfo {
        let claims = Claims::read(&self.secret).unwrap_or_default();
        TokenInfo {
            resource: resource.to_owned(),
            expires: self.expires.unwrap_or_default(),
            account: claims.account,
            app_id: claims.app_id,
            app_only: claims.app_only,
            roles: claims.roles,
            tenant_id: claims.tenant_id,
        }
    }

    /// Seconds since 1970, `None` when unknown.
    pub const fn expires(&self) -> Option<i64> {
        self.expires
    }

    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.secret == other.secret
    }

    /// The `Authorization` header, marked so that it is never printed.
    pub(crate) fn header(&self) -> Option<HeaderValue> {
        let mut value =
            HeaderValue::from_str(&Zeroizing::new(format!("Bearer {}", self.secret.as_str())))
                .ok()?;
        value.set_sensitive(true);
        Some(value)
    }
}

/// The audiences a service takes: its address, or the id of its resource application (Graph
/// `00000003-0000-0000-c000-000000000000`; SharePoint `00000003-0000-0ff1-ce00-000000000000`, there also followed by
/// `/{host}@{tenant}` in tokens of the old form).
pub(super) fn is_audience(audience: &str, resource: &str) -> bool {
    let audience = audience.trim_end_matches('/').to_ascii_lowercase();
    let resource = resource.trim_end_matches('/').to_ascii_lowercase();
    let app = if crate::cloud::is_graph(&resource) {
        "00000003-0000-0000-c000-000000000000"
    } else {
        "00000003-0000-0ff1-ce00-000000000000"
    };
    let host = resource.trim_start_matches("https://");
    audience == resource
        || audience.strip_prefix(app).is_some_and(|rest| {
            rest.is_empty()
                || rest
                    .strip_prefix('/')
                    .is_some_and(|rest| rest.split('@').next() == Some(host))
        })
}

/// Now, in seconds since 1970.
pub(super) fn unix_now() -> i64 {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}

/// A time for a sentence.
pub(super) fn utc(unix: i64) -> String {
    // The last second of the year 9999 is the last one that can be written so.
    let seconds = u64::try_from(unix).unwrap_or_default().min(253_402_300_799);
    httpdate::fmt_http_date(UNIX_EPOCH + std::time::Duration::from_secs(seconds))
}

#[cfg(test)]
mod tests {
    use super::is_audience;

    #[test]
    fn audiences_are_matched_by_address_and_by_resource_application() {
        let (my, graph) = (
            "https://contoso-my.sharepoint.com",
            "https://graph.microsoft.com",
        );
        assert!(is_audience("https://Contoso-My.sharepoint.com/", my));
        assert!(is_audience("00000003-0000-0ff1-ce00-000000000000", my));
        assert!(is_audience(
            "00000003-0000-0ff1-ce00-000000000000/contoso-my.sharepoint.com@t1",
            my
        ));
        assert!(!is_audience(
            "00000003-0000-0ff1-ce00-000000000000/contoso.sharepoint.com@t1",
            my
        ));
        assert!(is_audience("00000003-0000-0000-c000-000000000000", graph));
        assert!(!is_audience("00000003-0000-0ff1-ce00-000000000000", graph));
        assert!(!is_audience("https://contoso.sharepoint.com", my));
        assert!(!is_audience("", my));
    }
}
