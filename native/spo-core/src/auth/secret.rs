//! App-only by client secret, which Graph takes and `SharePoint` does not.

use super::app::App;
use super::{AccessToken, BoxFuture, Credential, Wanted};
use crate::config::Service;
use crate::error::{Error, ErrorId, Result};
use crate::http::{Client, Scope};
use zeroize::Zeroizing;

/// An app and its secret.
pub(super) struct ClientSecret {
    app: App,
    secret: Zeroizing<String>,
}

impl ClientSecret {
    /// Errors: the secret is empty.
    pub fn new(app: App, secret: Zeroizing<String>) -> Result<Self> {
        if secret.trim().is_empty() {
            let message = "The client secret is empty.";
            return Err(Error::new(ErrorId::InvalidArgument, message));
        }
        Ok(Self { app, secret })
    }
}

impl Credential for ClientSecret {
    fn kind(&self) -> &'static str {
        "clientSecret"
    }

    fn services(&self) -> &'static [Service] {
        &[Service::Graph]
    }

    fn token<'a>(
        &'a self,
        client: &'a Client,
        scope: &'a Scope,
        wanted: Wanted<'a>,
    ) -> BoxFuture<'a, Result<AccessToken>> {
        Box::pin(async move {
            if wanted.service != Service::Graph {
                let resource = client.endpoints().resource(wanted.service);
                return Err(refused(resource));
            }
            let proof = [("client_secret", self.secret.as_str())];
            self.app.credentials(client, scope, wanted, &proof).await
        })
    }
}

/// Said before any request: `SharePoint` would answer "Unsupported app only token" (Microsoft's rule for app-only access).
fn refused(resource: &str) -> Error {
    let message = format!(
        "A client secret cannot be used for {resource}: SharePoint accepts app-only tokens only with a certificate."
    );
    Error::new(ErrorId::TokenRefused, message)
        .with_target(resource)
        .with_next_step("Upload a certificate to the app under Certificates & secrets and connect with -CertificatePath.")
}
