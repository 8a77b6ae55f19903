//! A person's sign-in, kept for the session: the refresh token of the first service gets the tokens of the others.

use super::app::App;
use super::login::{Granted, Refusal};
use super::{AccessToken, Wanted};
use crate::error::{Error, ErrorId, Result};
use crate::http::{Client, Scope};
use tokio::sync::Mutex;
use zeroize::Zeroizing;

/// An app that people sign in to, and the refresh token of who did. Kept in memory alone.
pub(super) struct Person {
    pub app: App,
    /// Locked during a sign-in, so that services wanted at the same time do not ask the person twice.
    refresh: Mutex<Option<Zeroizing<String>>>,
}

impl Person {
    pub const fn new(app: App) -> Self {
        Self {
            app,
            refresh: Mutex::const_new(None),
        }
    }

    /// The permissions to ask for: all that the app has for this service, and a refresh token.
    pub fn scopes(client: &Client, wanted: Wanted<'_>) -> String {
        let resource = client.endpoints().resource(wanted.service);
        format!("{resource}/.default offline_access openid profile")
    }

    /// A token by the refresh token; without one, or when it has ended, by `sign_in`, which asks the person.
    pub async fn token<F>(
        &self,
        client: &Client,
        scope: &Scope,
        wanted: Wanted<'_>,
        sign_in: impl FnOnce() -> F,
    ) -> Result<AccessToken>
    where
        F: Future<Output = Result<Granted>>,
    {
        let mut held = self.refresh.lock().await;
        if let Some(refresh) = held.clone() {
            match self.refreshed(client, scope, wanted, &refresh).await {
                Ok(granted) => return Ok(keep(&mut held, granted)),
                Err(refusal) if !is_for_the_person(&refusal.code) || wanted.quietly => {
                    return Err(refusal.into());
                }
                Err(_) => *held = None,
            }
        }
        if wanted.quietly {
            let message = "The sign-in has ended, and nobody is asked in the background.";
            return Err(Error::new(ErrorId::AuthenticationFailed, message));
        }
        let granted = sign_in().await?;
        Ok(keep(&mut held, granted))
    }

    async fn refreshed(
        &self,
        client: &Client,
        scope: &Scope,
        wanted: Wanted<'_>,
        refresh: &str,
    ) -> Result<Granted, Refusal> {
        let scopes = Self::scopes(client, wanted);
        let fields = [
            ("grant_type", "refresh_token"),
            ("refresh_token", refresh),
            ("scope", &scopes),
        ];
        self.app.redeem(client, scope, wanted, &fields).await
    }
}

/// A new refresh token replaces the old one; without one the old one goes on.
fn keep(held: &mut Option<Zeroizing<String>>, granted: Granted) -> AccessToken {
    if granted.refresh.is_some() {
        *held = granted.refresh;
    }
    granted.token
}

/// Refusals that a new sign-in answers: ended, revoked, or more is wanted of the person (multi-factor authentication).
fn is_for_the_person(code: &str) -> bool {
    matches!(
        code,
        "invalid_grant" | "interaction_required" | "login_required" | "consent_required"
    )
}
