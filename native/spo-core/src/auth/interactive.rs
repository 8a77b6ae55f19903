//! A person signs in with a browser on this machine: authorisation code with PKCE (RFC 7636), answered on loopback (RFC 8252).

use super::challenge::asked_claims;
use super::listener::{Answer, Listener};
use super::login::Granted;
use super::person::Person;
use super::{AccessToken, BoxFuture, Credential, Wanted, refusal};
use crate::config::Service;
use crate::error::{Error, ErrorId, Result};
use crate::event::Event;
use crate::http::{Client, Scope};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::digest::{SHA256, digest};
use ring::rand::{SecureRandom as _, SystemRandom};
use std::time::Duration;
use tokio::time::timeout;
use url::Url;
use zeroize::Zeroizing;

/// How long a person may take.
const PATIENCE: Duration = Duration::from_secs(900);

/// An app that people sign in to here.
pub(super) struct Interactive {
    person: Person,
    /// The account to offer first; empty for none.
    hint: String,
}

impl Interactive {
    pub const fn new(person: Person, hint: String) -> Self {
        Self { person, hint }
    }

    async fn sign_in(&self, client: &Client, scope: &Scope, wanted: Wanted<'_>) -> Result<Granted> {
        let listener = Listener::open().await?;
        let (verifier, state) = (random()?, random()?);
        let redirect = listener.address();
        let scopes = Person::scopes(client, wanted);
        let url = self.page(client, wanted, &scopes, &redirect, &verifier, &state)?;
        scope.prompter.tell(Event::Browser { url }).await?;
        let answer = timeout(PATIENCE, listener.answer(&state))
            .await
            .map_err(|_| {
                Error::new(
                    ErrorId::Timeout,
                    "Nobody signed in within a quarter of an hour.",
                )
                .with_next_step(
                    "Connect again, or use -DeviceCode if the browser runs on another machine.",
                )
            })??;
        let code = match answer {
            Answer::Code(code) => code,
            Answer::Refused(description) => return Err(refusal::by_browser(&description)),
        };
        let fields = [
            ("grant_type", "authorization_code"),
            ("code", code.as_str()),
            ("redirect_uri", &redirect),
            ("code_verifier", &verifier),
            ("scope", &scopes),
        ];
        let redeemed = self.person.app.redeem(client, scope, wanted, &fields).await;
        Ok(redeemed?)
    }

    /// The page to open.
    fn page(
        &self,
        client: &Client,
        wanted: Wanted<'_>,
        scopes: &str,
        redirect: &str,
        verifier: &str,
        state: &str,
    ) -> Result<String> {
        let login = client.endpoints().base(Service::Login);
        let app = &self.person.app;
        let mut url = Url::parse(&format!("{login}{}", app.path("authorize"))).map_err(|_| {
            Error::new(
                ErrorId::InvalidArgument,
                "The sign-in page has no valid address.",
            )
        })?;
        let challenge = URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.as_bytes()));
        let mut query = url.query_pairs_mut();
        query
            .append_pair("client_id", &app.client_id)
            .append_pair("response_type", "code")
            .append_pair("response_mode", "query")
            .append_pair("redirect_uri", redirect)
            .append_pair("scope", scopes)
            .append_pair("state", state)
            .append_pair("code_challenge", &challenge)
            .append_pair("code_challenge_method", "S256");
        if self.hint.is_empty() {
            query.append_pair("prompt", "select_account");
        } else {
            query.append_pair("login_hint", &self.hint);
        }
        query.append_pair("claims", &asked_claims(wanted.claims));
        drop(query);
        Ok(url.into())
    }
}

/// 256 random bits in base64url: 43 letters, as RFC 7636 asks of a verifier.
fn random() -> Result<Zeroizing<String>> {
    let mut bytes = Zeroizing::new([0; 32]);
    SystemRandom::new().fill(bytes.as_mut()).map_err(|_| {
        Error::new(
            ErrorId::Internal,
            "The operating system gives no random numbers.",
        )
    })?;
    Ok(Zeroizing::new(URL_SAFE_NO_PAD.encode(bytes.as_ref())))
}

impl Credential for Interactive {
    fn kind(&self) -> &'static str {
        "interactive"
    }

    fn token<'a>(
        &'a self,
        client: &'a Client,
        scope: &'a Scope,
        wanted: Wanted<'a>,
    ) -> BoxFuture<'a, Result<AccessToken>> {
        let sign_in = move || self.sign_in(client, scope, wanted);
        Box::pin(self.person.token(client, scope, wanted, sign_in))
    }
}
