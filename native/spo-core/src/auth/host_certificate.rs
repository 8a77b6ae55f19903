//! App-only by a certificate whose key never leaves the host program: the Windows certificate store, a smart card, a TPM.

use super::app::App;
use super::{AccessToken, BoxFuture, Credential, Wanted, assertion};
use crate::error::{Error, ErrorId, Result};
use crate::http::{Client, Scope};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// An app and the thumbprint of the certificate that the host program signs with.
pub(super) struct HostCertificate {
    app: App,
    /// SHA-256 in base64url.
    thumbprint: String,
}

impl HostCertificate {
    /// Errors: the thumbprint is not a SHA-256 in base64url.
    pub fn new(app: App, thumbprint: &str) -> Result<Self> {
        let thumbprint = thumbprint.trim().trim_end_matches('=');
        let length = URL_SAFE_NO_PAD.decode(thumbprint).map(|hash| hash.len());
        if length != Ok(32) {
            return Err(Error::new(
                ErrorId::InvalidArgument,
                "The certificate's thumbprint is not a SHA-256 in base64url.",
            ));
        }
        Ok(Self {
            app,
            thumbprint: thumbprint.to_owned(),
        })
    }
}

impl Credential for HostCertificate {
    fn kind(&self) -> &'static str {
        "hostCertificate"
    }

    fn token<'a>(
        &'a self,
        client: &'a Client,
        scope: &'a Scope,
        wanted: Wanted<'a>,
    ) -> BoxFuture<'a, Result<AccessToken>> {
        Box::pin(async move {
            let unsigned = self.app.unsigned(client, &self.thumbprint);
            let signature = scope.prompter.sign(unsigned.as_bytes()).await?;
            let assertion = assertion::complete(&unsigned, &signature);
            self.app.assert(client, scope, wanted, &assertion).await
        })
    }
}
