//! Signing in: where tokens come from, and how long they are kept.
//!
//! The client asks the `TokenCache` for the token of a service; the cache asks the session's [`Credential`] when it has none
//! that lasts, and says when the next is due. A credential answers from tokens given at connect time (`given`), asks the
//! embedding program (`host`), the platform (`managed_identity`, `azure_cli`) or a person (`interactive`, `device_code`), or
//! sends the sign-in service a proof: an assertion signed here (`certificate`) or by the embedding program
//! (`host_certificate`), a `secret`, or the token of an outside issuer (`workload`, `federated`, `pipelines`).
//! A further way of signing in is a further implementation of [`Credential`].
//!
//! Every request for a token goes through the client and its governors, like all others. That, and wiping secrets from memory,
//! is why neither `azure_identity` nor `oauth2` is used; `docs/wire-notes.md` has the facts.

mod app;
mod assertion;
mod azure_cli;
mod cache;
mod certificate;
mod challenge;
mod claims;
mod device_code;
mod federated;
mod given;
mod host;
mod host_certificate;
mod interactive;
mod key;
mod listener;
mod login;
mod managed_identity;
#[cfg(any(test, feature = "fuzz"))]
mod outside;
mod person;
mod pipelines;
mod refusal;
mod secret;
mod token;
mod workload;

pub(crate) use cache::{Due, TokenCache};
pub(crate) use challenge::wanted_claims;
#[cfg(any(test, feature = "fuzz"))]
pub(crate) use outside::{read_answers, read_certificate};
pub use token::{AccessToken, TokenInfo};

use crate::config::{AuthConfig, Service};
use crate::error::{Error, ErrorId, Result};
use crate::event::Event;
use crate::http::{Client, Scope};
use app::App;
use person::Person;
use std::pin::Pin;
use zeroize::Zeroizing;

/// A future behind a pointer, so that traits with asynchronous functions can be objects.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// The program that embeds the core answers what only it can. One that has no keys, no outside tokens and nobody to tell
/// anything needs to answer for tokens alone.
pub trait Prompter: Send + Sync {
    /// A bearer token for a resource, for example `https://contoso-my.sharepoint.com`.
    fn token<'a>(&'a self, resource: &'a str) -> BoxFuture<'a, Result<Zeroizing<String>>>;

    /// An RSA-PSS signature with SHA-256 of these bytes by the key that the program keeps.
    fn sign<'a>(&'a self, _data: &'a [u8]) -> BoxFuture<'a, Result<Vec<u8>>> {
        Box::pin(async { Err(cannot("sign with a certificate's key")) })
    }

    /// A token of the outside issuer that the app trusts, for this audience.
    fn federated_token(&self, _audience: &'static str) -> BoxFuture<'_, Result<Zeroizing<String>>> {
        Box::pin(async { Err(cannot("get tokens of an outside issuer")) })
    }

    /// Tells the person at the machine something: a code to enter, a page to open.
    fn tell(&self, _event: Event) -> BoxFuture<'_, Result<()>> {
        Box::pin(async { Err(cannot("show anything to a person")) })
    }
}

fn cannot(what: &str) -> Error {
    let message = format!("The embedding program cannot {what}.");
    Error::new(ErrorId::AuthenticationFailed, message).with_next_step("Connect in another way.")
}

/// The token that is wanted.
#[derive(Clone, Copy)]
pub struct Wanted<'a> {
    /// For this service.
    pub service: Service,
    /// The claims that a service asked for, JSON; empty for none.
    pub claims: &'a str,
    /// True in the background: no person is asked to sign in.
    pub quietly: bool,
}

/// Where tokens come from; one implementation per way of signing in.
pub trait Credential: Send + Sync {
    /// The word the connection shows: the `kind` of the session's JSON.
    fn kind(&self) -> &'static str;

    /// The services whose tokens prove the sign-in: those of the photo jobs, unless this credential cannot serve them.
    fn services(&self) -> &'static [Service] {
        &[Service::Admin, Service::My]
    }

    /// A token, not cached. May be dropped at any time.
    fn token<'a>(
        &'a self,
        client: &'a Client,
        scope: &'a Scope,
        wanted: Wanted<'a>,
    ) -> BoxFuture<'a, Result<AccessToken>>;
}

/// The credential a session was opened with. `directory` (`contoso.onmicrosoft.com`) is taken where the configuration names
/// none. Errors: a value is missing or cannot be used. No network.
pub fn credential(config: AuthConfig, directory: &str) -> Result<Box<dyn Credential>> {
    let app = |client_id, given: String| App::new(client_id, &given, directory);
    Ok(match config {
        AuthConfig::Host => Box::new(host::HostCredential),
        AuthConfig::Tokens { tokens } => Box::new(given::GivenTokens::new(tokens)?),
        AuthConfig::Certificate {
            client_id,
            directory,
            certificate,
            password,
        } => {
            let app = app(client_id, directory)?;
            Box::new(certificate::CertificateCredential::new(
                app,
                &certificate,
                &password,
            )?)
        }
        AuthConfig::HostCertificate {
            client_id,
            directory,
            thumbprint,
        } => {
            let app = app(client_id, directory)?;
            Box::new(host_certificate::HostCertificate::new(app, &thumbprint)?)
        }
        AuthConfig::ClientSecret {
            client_id,
            directory,
            secret,
        } => Box::new(secret::ClientSecret::new(
            app(client_id, directory)?,
            secret,
        )?),
        AuthConfig::Interactive {
            client_id,
            directory,
            login_hint,
        } => {
            let person = Person::new(app(client_id, directory)?);
            Box::new(interactive::Interactive::new(person, login_hint))
        }
        AuthConfig::DeviceCode {
            client_id,
            directory,
        } => {
            let person = Person::new(app(client_id, directory)?);
            Box::new(device_code::DeviceCode(person))
        }
        AuthConfig::ManagedIdentity(config) => {
            Box::new(managed_identity::ManagedIdentity::new(config)?)
        }
        AuthConfig::WorkloadIdentity {
            client_id,
            directory,
            token_file,
        } => Box::new(workload::WorkloadIdentity::new(
            app(client_id, directory)?,
            token_file,
        )),
        AuthConfig::Federated {
            client_id,
            directory,
        } => Box::new(federated::Federated(app(client_id, directory)?)),
        AuthConfig::AzurePipelines {
            client_id,
            directory,
            service_connection_id,
            system_access_token,
            request_uri,
        } => Box::new(pipelines::AzurePipelines::new(
            app(client_id, directory)?,
            &service_connection_id,
            system_access_token,
            &request_uri,
        )?),
        AuthConfig::AzureCli { directory } => Box::new(azure_cli::AzureCli::new(directory)?),
    })
}
