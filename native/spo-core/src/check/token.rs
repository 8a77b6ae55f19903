//! A token for each audience: who is signed in, as app or user, and until when.

use super::{Checks, Tokens, finding, host, of_error, passed};
use crate::auth::TokenInfo;
use crate::config::Service;
use crate::error::Result;
use crate::event::{CheckStatus, Finding};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// A token that ends sooner is one that nobody renews.
const SHORT: i64 = 300;

pub(super) async fn check(checks: &Checks) -> Result<Tokens> {
    let mut tokens = Tokens::new();
    for service in [Service::Admin, Service::My, Service::Root, Service::Graph] {
        let name = format!("Token for {}", checks.host(service));
        match checks.client.token_info(&checks.scope, service).await {
            Ok(token) => {
                checks.tell(described(name, &token, unix_now())).await?;
                tokens.insert(service, token);
            }
            Err(error) => {
                let status = host::failure(service);
                checks.tell(of_error(name, status, &error)).await?;
            }
        }
    }
    Ok(tokens)
}

fn described(name: String, token: &TokenInfo, now: i64) -> Finding {
    let who = match (token.account.is_empty(), token.app_only) {
        (true, _) => "It does not show who it is for".to_owned(),
        (false, true) => format!("App '{}' ({}), without a user", token.account, token.app_id),
        (false, false) => format!("User {} by app {}", token.account, token.app_id),
    };
    if token.expires == 0 {
        return passed(name, format!("{who}; it does not show when it expires."));
    }
    let detail = format!("{who}, until {}.", utc(token.expires));
    if token.expires - now >= SHORT {
        return passed(name, detail);
    }
    finding(
        name,
        CheckStatus::Warning,
        detail,
        "It ends within minutes. Connect again, or with a credential from which new tokens can be got.",
    )
}

fn unix_now() -> i64 {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}

fn utc(unix: i64) -> String {
    // The last second of the year 9999 is the last one that can be written so.
    let seconds = u64::try_from(unix).unwrap_or_default().min(253_402_300_799);
    httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_secs(seconds))
}

#[cfg(test)]
mod tests {
    use super::described;
    use crate::auth::TokenInfo;
    use crate::event::CheckStatus;

    fn token(account: &str, app_only: bool) -> TokenInfo {
        TokenInfo {
            account: account.to_owned(),
            app_id: "a-1".to_owned(),
            app_only,
            expires: 1_790_000_000,
            ..TokenInfo::default()
        }
    }

    #[test]
    fn app_user_and_opaque_tokens_are_told_apart() {
        let detail = |token: &TokenInfo| described("t".to_owned(), token, 0).detail;
        assert_eq!(
            detail(&token("Photos", true)),
            "App 'Photos' (a-1), without a user, until Mon, 21 Sep 2026 14:13:20 GMT."
        );
        assert!(detail(&token("anna@contoso.com", false)).starts_with("User anna@contoso.com by"));
        assert!(detail(&TokenInfo::default()).contains("does not show when"));
    }

    #[test]
    fn a_token_about_to_end_is_a_warning() {
        let status = |now| described("t".to_owned(), &token("a", true), now).status;
        assert_eq!(status(1_790_000_000 - 300), CheckStatus::Passed);
        assert_eq!(status(1_790_000_000 - 299), CheckStatus::Warning);
    }
}
