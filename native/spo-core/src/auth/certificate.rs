//! App-only by certificate: the client credentials grant with a signed assertion (RFC 7523).

use super::key::SigningKey;
use super::{AccessToken, BoxFuture, Credential, assertion, login, token};
use crate::config::Service;
use crate::error::{Error, ErrorId, Result};
use crate::http::{Client, Request, Scope};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use url::form_urlencoded::Serializer;

/// Dots and hyphens stay as they are: the sign-in service compares the address literally.
const DOMAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'.').remove(b'-');

/// An app and the key it signs with.
pub(super) struct CertificateCredential {
    client_id: String,
    /// `/{directory}/oauth2/v2.0/token`
    path: String,
    key: SigningKey,
}

impl CertificateCredential {
    /// `file` is the certificate file in base64; an empty directory means `{tenant}.onmicrosoft.com`.
    pub fn new(
        client_id: String,
        directory: String,
        file: &str,
        password: &str,
        tenant: &str,
    ) -> Result<Self> {
        if client_id.trim().is_empty() {
            return Err(Error::new(
                ErrorId::InvalidArgument,
                "The client id is missing.",
            ));
        }
        let directory = if directory.is_empty() {
            format!("{tenant}.onmicrosoft.com")
        } else {
            directory
        };
        let directory = utf8_percent_encode(&directory, DOMAIN).to_string();
        Ok(Self {
            client_id,
            path: format!("/{directory}/oauth2/v2.0/token"),
            key: SigningKey::load(file, password)?,
        })
    }

    async fn fetch(&self, client: &Client, scope: &Scope, service: Service) -> Result<AccessToken> {
        let resource = client.endpoints().resource(service);
        // The audience is the service's own name even when requests go to a simulated one.
        let audience = format!(
            "{}{}",
            client.endpoints().resource(Service::Login),
            self.path
        );
        let assertion =
            assertion::signed(&self.key, &self.client_id, &audience, token::unix_now())?;
        let form = Serializer::new(String::new())
            .append_pair("client_id", &self.client_id)
            .append_pair("scope", &format!("{resource}/.default"))
            .append_pair("grant_type", "client_credentials")
            .append_pair(
                "client_assertion_type",
                "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            )
            .append_pair("client_assertion", &assertion)
            .finish();
        let request = Request::post(
            Service::Login,
            "token",
            self.path.clone(),
            "application/x-www-form-urlencoded",
            form,
        )
        .accept("application/json");
        login::token(&client.send(scope, request).await?, resource)
    }
}

impl Credential for CertificateCredential {
    fn kind(&self) -> &'static str {
        "certificate"
    }

    fn token<'a>(
        &'a self,
        client: &'a Client,
        scope: &'a Scope,
        service: Service,
    ) -> BoxFuture<'a, Result<AccessToken>> {
        Box::pin(self.fetch(client, scope, service))
    }
}
