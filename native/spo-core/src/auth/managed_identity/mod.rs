//! The identity of a machine, function or runbook. `platform` knows where each platform gives tokens and how it is asked,
//! `answer` reads what comes in all its shapes, `date` one of them, `key_file` the proof that Azure Arc wants.
//!
//! `azure_identity` has this credential too, without Arc and the old form, and refuses answers whose `expires_on` is a number
//! or whose `resource` is missing.

pub(super) mod answer;
mod date;
mod key_file;
mod platform;

use super::{AccessToken, BoxFuture, Credential, Wanted};
use crate::config::ManagedIdentityConfig;
use crate::error::{Error, ErrorId, Result};
use crate::http::{Client, Scope};
use platform::Platform;
use reqwest::header::WWW_AUTHENTICATE;
use std::path::PathBuf;
use zeroize::Zeroizing;

/// An identity that the platform vouches for.
pub(super) struct ManagedIdentity {
    platform: Platform,
    /// Where Arc's key files are.
    key_folder: PathBuf,
}

impl ManagedIdentity {
    /// Errors: an address is neither https nor of this machine, or the platform has no user-assigned identities.
    pub fn new(config: ManagedIdentityConfig) -> Result<Self> {
        Ok(Self {
            platform: Platform::of(config)?,
            key_folder: key_file::folder(),
        })
    }

    async fn fetch(&self, client: &Client, scope: &Scope, resource: &str) -> Result<AccessToken> {
        let request = self.platform.request(resource)?;
        let mut response = client.ask(scope, &request).await.map_err(|error| {
            if error.id() == ErrorId::ConnectionFailed {
                error.with_next_step(platform::ABSENT)
            } else {
                error
            }
        })?;
        if self.platform.challenges() && response.status == 401 {
            let challenge = response.headers.get(WWW_AUTHENTICATE);
            let challenge = challenge.and_then(|value| value.to_str().ok());
            let key = self.key(challenge.unwrap_or_default()).await?;
            let basic = Zeroizing::new(format!("Basic {}", key.trim()));
            let proven = request.secret("authorization", &basic)?;
            response = client.ask(scope, &proven).await?;
        }
        answer::token(&response, resource)
    }

    async fn key(&self, challenge: &str) -> Result<Zeroizing<String>> {
        let (challenge, folder) = (challenge.to_owned(), self.key_folder.clone());
        let read = tokio::task::spawn_blocking(move || key_file::read(&challenge, &folder)).await;
        read.map_err(|_| Error::new(ErrorId::Internal, "The key file could not be read."))?
    }
}

impl Credential for ManagedIdentity {
    fn kind(&self) -> &'static str {
        "managedIdentity"
    }

    fn token<'a>(
        &'a self,
        client: &'a Client,
        scope: &'a Scope,
        wanted: Wanted<'a>,
    ) -> BoxFuture<'a, Result<AccessToken>> {
        let resource = client.endpoints().resource(wanted.service);
        Box::pin(self.fetch(client, scope, resource))
    }
}

#[cfg(test)]
mod tests;
