//! The registered app that signs in, and the form by which it asks for a token.

use super::challenge::asked_claims;
use super::login::{self, Granted, Refusal};
use super::{AccessToken, Wanted, assertion, token};
use crate::config::Service;
use crate::error::{Error, ErrorId, Result};
use crate::http::{Client, Request, Response, Scope};
use bytes::Bytes;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use url::form_urlencoded::Serializer;
use zeroize::Zeroizing;

/// Dots and hyphens stay as they are: the sign-in service compares the address literally.
const DOMAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'.').remove(b'-');
const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// A registered app in its directory.
pub(super) struct App {
    pub client_id: String,
    /// Percent-encoded.
    directory: String,
}

impl App {
    /// An empty directory means the tenant's own, `contoso.onmicrosoft.com`. Errors: the client id is missing.
    pub fn new(client_id: String, directory: &str, own_directory: &str) -> Result<Self> {
        if client_id.trim().is_empty() {
            return Err(Error::new(
                ErrorId::InvalidArgument,
                "The client id is missing.",
            ));
        }
        let directory = match directory.trim() {
            "" => own_directory.to_owned(),
            given => given.to_owned(),
        };
        Ok(Self {
            client_id,
            directory: utf8_percent_encode(&directory, DOMAIN).to_string(),
        })
    }

    /// Path of an endpoint of the sign-in service: `token`, `devicecode`, `authorize`.
    pub fn path(&self, endpoint: &str) -> String {
        format!("/{}/oauth2/v2.0/{endpoint}", self.directory)
    }

    /// The assertion that the key of a certificate is to sign. Its audience is the service's own name, even when requests go to a
    /// simulated one. `thumbprint`: SHA-256 of the certificate, base64url.
    pub fn unsigned(&self, client: &Client, thumbprint: &str) -> String {
        let login = client.endpoints().resource(Service::Login);
        let audience = format!("{login}{}", self.path("token"));
        assertion::unsigned(thumbprint, &self.client_id, &audience, token::unix_now())
    }

    /// Client credentials with an assertion, the app's own or one of a trusted issuer (RFC 7523).
    pub async fn assert(
        &self,
        client: &Client,
        scope: &Scope,
        wanted: Wanted<'_>,
        assertion: &str,
    ) -> Result<AccessToken> {
        let proof = [
            ("client_assertion_type", ASSERTION_TYPE),
            ("client_assertion", assertion),
        ];
        self.credentials(client, scope, wanted, &proof).await
    }

    /// Client credentials with this proof.
    pub async fn credentials(
        &self,
        client: &Client,
        scope: &Scope,
        wanted: Wanted<'_>,
        proof: &[(&str, &str)],
    ) -> Result<AccessToken> {
        let resource = client.endpoints().resource(wanted.service);
        let asked = format!("{resource}/.default");
        let mut fields = vec![
            ("scope", asked.as_str()),
            ("grant_type", "client_credentials"),
        ];
        fields.extend(proof);
        Ok(self.redeem(client, scope, wanted, &fields).await?.token)
    }

    /// Sends these fields to the token endpoint, with the claims that are wanted.
    pub async fn redeem(
        &self,
        client: &Client,
        scope: &Scope,
        wanted: Wanted<'_>,
        fields: &[(&str, &str)],
    ) -> Result<Granted, Refusal> {
        let claims = asked_claims(wanted.claims);
        let mut fields = fields.to_vec();
        fields.push(("claims", &claims));
        let answer = self.post(client, scope, "token", &fields).await?;
        login::granted(&answer, client.endpoints().resource(wanted.service))
    }

    /// Sends a form of this app to an endpoint of the sign-in service.
    pub async fn post(
        &self,
        client: &Client,
        scope: &Scope,
        endpoint: &str,
        fields: &[(&str, &str)],
    ) -> Result<Response> {
        client.send(scope, self.request(endpoint, fields)).await
    }

    fn request(&self, endpoint: &str, fields: &[(&str, &str)]) -> Request {
        let mut form = Serializer::new(String::new());
        form.append_pair("client_id", &self.client_id);
        form.extend_pairs(fields);
        let form = Secret(Zeroizing::new(form.finish().into_bytes()));
        let request = Request::post(
            Service::Login,
            "token",
            self.path(endpoint),
            "application/x-www-form-urlencoded",
            Bytes::from_owner(form),
        );
        request.accept("application/json")
    }
}

/// A form that may hold a secret; wiped with the last copy of the request.
struct Secret(Zeroizing<Vec<u8>>);

impl AsRef<[u8]> for Secret {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}
