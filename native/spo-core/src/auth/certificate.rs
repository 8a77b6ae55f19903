//! App-only by certificate: the client credentials grant with a signed assertion (RFC 7523).

use super::app::App;
use super::key::SigningKey;
use super::{AccessToken, BoxFuture, Credential, Wanted, assertion};
use crate::error::Result;
use crate::http::{Client, Scope};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// An app and the key it signs with.
pub(super) struct CertificateCredential {
    app: App,
    key: SigningKey,
}

impl CertificateCredential {
    /// `file` is the certificate file in base64.
    pub fn new(app: App, file: &str, password: &str) -> Result<Self> {
        let key = SigningKey::load(file, password)?;
        Ok(Self { app, key })
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
        wanted: Wanted<'a>,
    ) -> BoxFuture<'a, Result<AccessToken>> {
        Box::pin(async move {
            let thumbprint = URL_SAFE_NO_PAD.encode(self.key.thumbprint());
            let unsigned = self.app.unsigned(client, &thumbprint);
            let signature = self.key.sign(unsigned.as_bytes())?;
            let assertion = assertion::complete(&unsigned, &signature);
            self.app.assert(client, scope, wanted, &assertion).await
        })
    }
}
