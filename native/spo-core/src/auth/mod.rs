//! Signing in: where tokens come from, and how long they are kept.
//!
//! The client asks the `TokenCache` for the token of a service; the cache asks the session's [`Credential`] when it has none
//! that lasts. A credential answers from tokens given at connect time, asks the embedding program, or sends a signed
//! assertion to the sign-in service. A further way of signing in is a further implementation of [`Credential`].

mod assertion;
mod cache;
mod certificate;
mod claims;
mod given;
mod host;
mod key;
mod login;
mod token;

pub(crate) use cache::TokenCache;
pub use token::{AccessToken, TokenInfo};

use crate::config::{AuthConfig, Service};
use crate::error::Result;
use crate::http::{Client, Scope};
use std::pin::Pin;
use zeroize::Zeroizing;

/// A future behind a pointer, so that traits with asynchronous functions can be objects.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// The program that embeds the core answers what only it can: here, tokens.
pub trait Prompter: Send + Sync {
    /// A bearer token for a resource, for example `https://contoso-my.sharepoint.com`.
    fn token<'a>(&'a self, resource: &'a str) -> BoxFuture<'a, Result<Zeroizing<String>>>;
}

/// Where tokens come from; one implementation per way of signing in.
pub trait Credential: Send + Sync {
    /// The word the connection shows: `host`, `tokens` or `certificate`.
    fn kind(&self) -> &'static str;

    /// A token for a service, not cached. May be dropped at any time.
    fn token<'a>(
        &'a self,
        client: &'a Client,
        scope: &'a Scope,
        service: Service,
    ) -> BoxFuture<'a, Result<AccessToken>>;
}

/// The credential a session was opened with. `tenant` is the host prefix (`contoso`), from which the directory of a
/// certificate sign-in is derived when none is given. Errors: the certificate or its password cannot be used. No network.
pub fn credential(config: AuthConfig, tenant: &str) -> Result<Box<dyn Credential>> {
    Ok(match config {
        AuthConfig::Host => Box::new(host::HostCredential),
        AuthConfig::Tokens { tokens } => Box::new(given::GivenTokens::new(tokens)?),
        AuthConfig::Certificate {
            client_id,
            directory,
            certificate,
            password,
        } => Box::new(certificate::CertificateCredential::new(
            client_id,
            directory,
            &certificate,
            &password,
            tenant,
        )?),
    })
}
