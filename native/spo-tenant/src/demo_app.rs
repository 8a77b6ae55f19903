//! The app registered in the tenant, and its key pair, which is public.

use crate::encoding::{base64url, hex};
use ring::digest::{SHA1_FOR_LEGACY_USE_ONLY, SHA256, digest};
use ring::signature::KeyPair as _;
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use serde::Serialize;
use std::io;

const CERTIFICATE: &str = include_str!("../app/demo-app.cert.pem");
const PRIVATE_KEY: &str = include_str!("../app/demo-app.key.pem");

/// What a client needs to sign in. The private key is the demo tenant's throwaway key: public, and trusted by nobody else.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DemoApp {
    /// Application (client) id.
    pub client_id: String,
    /// Its certificate, PEM.
    pub certificate_pem: String,
    /// The certificate's RSA key, PKCS#8 PEM.
    pub private_key_pem: String,
}

impl std::fmt::Debug for DemoApp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DemoApp")
            .field("client_id", &self.client_id)
            .finish_non_exhaustive()
    }
}

/// The registration: what the sign-in service knows of the app.
#[derive(Debug)]
pub(crate) struct Registration {
    pub(crate) client_id: String,
    /// Display name, in tokens as `app_displayname`.
    pub(crate) name: &'static str,
    /// The certificate's public key, PKCS#1 DER.
    pub(crate) public_key: Vec<u8>,
    /// Thumbprints of the certificate in the forms of an assertion's header.
    pub(crate) sha1: String,
    pub(crate) sha256: String,
    /// The SHA-1 thumbprint as error messages show it.
    pub(crate) sha1_hex: String,
}

impl DemoApp {
    pub(crate) fn new(client_id: String) -> Self {
        Self {
            client_id,
            certificate_pem: CERTIFICATE.to_owned(),
            private_key_pem: PRIVATE_KEY.to_owned(),
        }
    }

    pub(crate) fn registration(&self) -> io::Result<Registration> {
        let certificate =
            CertificateDer::from_pem_slice(CERTIFICATE.as_bytes()).map_err(io::Error::other)?;
        let key =
            PrivateKeyDer::from_pem_slice(PRIVATE_KEY.as_bytes()).map_err(io::Error::other)?;
        let pair = ring::rsa::KeyPair::from_pkcs8(key.secret_der())
            .map_err(|error| io::Error::other(error.to_string()))?;
        let sha1 = digest(&SHA1_FOR_LEGACY_USE_ONLY, &certificate);
        Ok(Registration {
            client_id: self.client_id.clone(),
            name: "SpoProfileSync demo",
            public_key: pair.public_key().as_ref().to_vec(),
            sha1: base64url(sha1.as_ref()),
            sha256: base64url(digest(&SHA256, &certificate).as_ref()),
            sha1_hex: hex(sha1.as_ref()).to_uppercase(),
        })
    }
}
