//! A person signs in on any device by a short code (RFC 8628 with Microsoft's names of errors).

use super::challenge::asked_claims;
use super::login::{self, Granted};
use super::person::Person;
use super::token::unix_now;
use super::{AccessToken, BoxFuture, Credential, Wanted};
use crate::error::{Error, ErrorId, Result};
use crate::event::Event;
use crate::http::{Client, Scope};
use serde_json::Value;
use std::time::Duration;
use zeroize::Zeroizing;

const GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";
/// RFC 8628: the pause where the service names none, and by how much `slow_down` lengthens it.
const PAUSE: u64 = 5;

/// An app that people sign in to elsewhere.
pub(super) struct DeviceCode(pub Person);

/// A sign-in that waits for its person.
struct Begun {
    code: Zeroizing<String>,
    pause: u64,
    expires: i64,
}

impl DeviceCode {
    async fn sign_in(&self, client: &Client, scope: &Scope, wanted: Wanted<'_>) -> Result<Granted> {
        let mut begun = self.begin(client, scope, wanted).await?;
        loop {
            tokio::time::sleep(Duration::from_secs(begun.pause)).await;
            let fields = [("grant_type", GRANT), ("device_code", begun.code.as_str())];
            let refusal = match self.0.app.redeem(client, scope, wanted, &fields).await {
                Ok(granted) => return Ok(granted),
                Err(refusal) => refusal,
            };
            match refusal.code.as_str() {
                "authorization_pending" => {}
                "slow_down" => begun.pause += PAUSE,
                "expired_token" | "bad_verification_code" => return Err(late()),
                "authorization_declined" | "access_denied" => {
                    let error = *refusal.error;
                    let next = "Connect again and approve the sign-in in the browser.";
                    return Err(error.with_next_step(next));
                }
                _ => return Err(refusal.into()),
            }
            if unix_now() >= begun.expires {
                return Err(late());
            }
        }
    }

    /// Gets a code and tells the person.
    async fn begin(&self, client: &Client, scope: &Scope, wanted: Wanted<'_>) -> Result<Begun> {
        let scopes = Person::scopes(client, wanted);
        let claims = asked_claims(wanted.claims);
        let fields = [("scope", scopes.as_str()), ("claims", &claims)];
        let app = &self.0.app;
        let answer = app.post(client, scope, "devicecode", &fields).await?;
        let resource = client.endpoints().resource(wanted.service);
        let mut json = login::members(&answer, resource)?;
        let Value::String(code) = json["device_code"].take() else {
            let message = format!("{} gave no device code.", answer.host);
            return Err(Error::new(ErrorId::UnexpectedResponse, message));
        };
        let code = Zeroizing::new(code);
        let text = |name: &str| json[name].as_str().unwrap_or_default().to_owned();
        let lives = json["expires_in"].as_i64().unwrap_or(900);
        let begun = Begun {
            code,
            pause: json["interval"].as_u64().unwrap_or(PAUSE).max(1),
            expires: unix_now().saturating_add(lives),
        };
        let event = Event::DeviceCode {
            message: text("message"),
            user_code: text("user_code"),
            verification_uri: text("verification_uri"),
            expires: begun.expires,
        };
        scope.prompter.tell(event).await?;
        Ok(begun)
    }
}

fn late() -> Error {
    let message = "The code was not entered in time.";
    Error::new(ErrorId::AuthenticationFailed, message)
        .with_next_step("Connect again and enter the new code within its quarter of an hour.")
}

impl Credential for DeviceCode {
    fn kind(&self) -> &'static str {
        "deviceCode"
    }

    fn token<'a>(
        &'a self,
        client: &'a Client,
        scope: &'a Scope,
        wanted: Wanted<'a>,
    ) -> BoxFuture<'a, Result<AccessToken>> {
        let sign_in = move || self.sign_in(client, scope, wanted);
        Box::pin(self.0.token(client, scope, wanted, sign_in))
    }
}
