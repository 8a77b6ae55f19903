//! The certificate file: PFX (PKCS#12, current and old encryptions) or PEM (PKCS#8, encrypted PKCS#8, PKCS#1), with an RSA
//! key. No OpenSSL: the containers are read in Rust, the key itself by ring.

use super::token::{unix_now, utc};
use crate::error::{Error, ErrorId, Result};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use p12_keystore::Pkcs12Archive;
use p12_keystore::error::Error as PfxError;
use pkcs8::EncryptedPrivateKeyInfoRef;
use ring::digest::{SHA256, digest};
use ring::rand::SystemRandom;
use ring::rsa::KeyPair;
use ring::signature::{KeyPair as _, RSA_PSS_SHA256};
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use x509_parser::prelude::{FromDer as _, X509Certificate};
use zeroize::Zeroizing;

const CONVERT: &str = "Make a PFX of it: openssl pkcs12 -export -inkey key.pem -in certificate.pem -out app.pfx, with an RSA key of 2048 bits or more.";

/// An RSA key and the thumbprint of its certificate.
pub(super) struct SigningKey {
    key: KeyPair,
    thumbprint: [u8; 32],
}

/// What was found in a file: keys as PKCS#8 or PKCS#1, and certificates, all DER.
#[derive(Default)]
struct Contents {
    keys: Vec<KeyPair>,
    /// Why keys that are there cannot be used.
    unusable: Option<String>,
    certificates: Vec<Vec<u8>>,
}

impl SigningKey {
    /// Reads a certificate file given in base64.
    /// Errors: `CertificatePassword`; `CertificateInvalid` for no, an unusable or a foreign key, and an expired certificate.
    pub fn load(file: &str, password: &str) -> Result<Self> {
        let compact = Zeroizing::new(file.split_whitespace().collect::<String>());
        let bytes = STANDARD
            .decode(compact.as_bytes())
            .map_err(|_| invalid("The certificate did not arrive as base64."))?;
        let bytes = Zeroizing::new(bytes);
        let is_pem = bytes.windows(11).any(|window| window == b"-----BEGIN ");
        let contents = if is_pem {
            read_pem(&bytes, password)?
        } else {
            read_pfx(&bytes, password)?
        };
        contents.into_key()
    }

    /// SHA-256 of the certificate.
    pub fn thumbprint(&self) -> &[u8] {
        &self.thumbprint
    }

    /// An RSA-PSS signature with SHA-256.
    pub fn sign(&self, message: &[u8]) -> Result<Vec<u8>> {
        let mut signature = vec![0; self.key.public().modulus_len()];
        self.key
            .sign(
                &RSA_PSS_SHA256,
                &SystemRandom::new(),
                message,
                &mut signature,
            )
            .map_err(|_| {
                Error::new(
                    ErrorId::Internal,
                    "The sign-in request could not be signed.",
                )
            })?;
        Ok(signature)
    }
}

impl Contents {
    fn add_key(&mut self, key: Result<KeyPair, ring::error::KeyRejected>) {
        match key {
            Ok(key) => self.keys.push(key),
            Err(why) => self.unusable = Some(why.to_string()),
        }
    }

    /// The key with the certificate that carries its public half; a file may hold a chain, and in any order.
    fn into_key(self) -> Result<SigningKey> {
        if self.keys.is_empty() {
            return Err(match self.unusable {
                Some(why) => invalid(&format!(
                    "The private key in the certificate file cannot be used ({why}); an RSA key is needed."
                )),
                None => invalid("The certificate file holds no private key."),
            });
        }
        for key in self.keys {
            for der in &self.certificates {
                let Ok((_, certificate)) = X509Certificate::from_der(der) else {
                    continue;
                };
                if certificate.public_key().subject_public_key.data.as_ref()
                    != key.public_key().as_ref()
                {
                    continue;
                }
                check_dates(&certificate)?;
                let mut thumbprint = [0; 32];
                thumbprint.copy_from_slice(digest(&SHA256, der).as_ref());
                let key = SigningKey { key, thumbprint };
                // A damaged key may be read and still not sign: that is known before anything is sent.
                return match key.sign(&thumbprint) {
                    Ok(_) => Ok(key),
                    Err(_) => Err(invalid(
                        "The private key in the certificate file is damaged: it does not sign.",
                    )),
                };
            }
        }
        Err(invalid(
            "The certificate file holds a private key, and no certificate that belongs to it.",
        ))
    }
}

fn check_dates(certificate: &X509Certificate<'_>) -> Result<()> {
    let (from, to) = (
        certificate.validity().not_before.timestamp(),
        certificate.validity().not_after.timestamp(),
    );
    let renew = "Make a new certificate, upload it to the app under Certificates & secrets, and connect with it.";
    if to < unix_now() {
        let message = format!("The certificate expired at {}.", utc(to));
        return Err(Error::new(ErrorId::CertificateInvalid, message).with_next_step(renew));
    }
    if from > unix_now() {
        let message = format!("The certificate is not valid before {}.", utc(from));
        return Err(Error::new(ErrorId::CertificateInvalid, message)
            .with_next_step("Check this machine's clock, or wait until then."));
    }
    Ok(())
}

fn read_pfx(bytes: &[u8], password: &str) -> Result<Contents> {
    let archive = Pkcs12Archive::from_pkcs12(bytes, password).map_err(|error| match error {
        PfxError::MacError(_) | PfxError::Pkcs5Error(_) | PfxError::UnpadError => {
            wrong_password(password)
        }
        PfxError::UnsupportedEncryptionScheme | PfxError::UnsupportedMacAlgorithm => {
            invalid("The certificate file is encrypted in a way that is not supported.")
        }
        _ => invalid("The certificate file is neither PFX nor PEM, or it is damaged."),
    })?;
    let mut contents = Contents::default();
    for bag in &archive.keys {
        contents.add_key(KeyPair::from_pkcs8(bag.key.as_der()));
    }
    contents.certificates = archive
        .certs
        .iter()
        .map(|bag| bag.cert.as_der().to_vec())
        .collect();
    Ok(contents)
}

fn read_pem(bytes: &[u8], password: &str) -> Result<Contents> {
    let damaged = || invalid("The PEM file is damaged.");
    let text = std::str::from_utf8(bytes).map_err(|_| damaged())?;
    if text.contains("Proc-Type: 4,ENCRYPTED") {
        return Err(invalid("The private key is encrypted in the old PEM form."));
    }
    let mut contents = Contents::default();
    for certificate in CertificateDer::pem_slice_iter(bytes) {
        contents
            .certificates
            .push(certificate.map_err(|_| damaged())?.to_vec());
    }
    for key in PrivateKeyDer::pem_slice_iter(bytes) {
        match key.map_err(|_| damaged())? {
            PrivateKeyDer::Pkcs1(key) => {
                contents.add_key(KeyPair::from_der(key.secret_pkcs1_der()));
            }
            PrivateKeyDer::Pkcs8(key) => {
                contents.add_key(KeyPair::from_pkcs8(key.secret_pkcs8_der()));
            }
            _ => contents.unusable = Some("an elliptic curve key".to_owned()),
        }
    }
    for section in encrypted_sections(text) {
        let (_, der) = pkcs8::SecretDocument::from_pem(section).map_err(|_| damaged())?;
        let encrypted =
            EncryptedPrivateKeyInfoRef::try_from(der.as_bytes()).map_err(|_| damaged())?;
        let plain = encrypted
            .decrypt(password)
            .map_err(|_| wrong_password(password))?;
        contents.add_key(KeyPair::from_pkcs8(plain.as_bytes()));
    }
    Ok(contents)
}

fn encrypted_sections(text: &str) -> impl Iterator<Item = &str> {
    const END: &str = "-----END ENCRYPTED PRIVATE KEY-----";
    text.match_indices("-----BEGIN ENCRYPTED PRIVATE KEY-----")
        .filter_map(|(start, _)| {
            let end = start + text[start..].find(END)? + END.len();
            Some(&text[start..end])
        })
}

fn invalid(message: &str) -> Error {
    Error::new(ErrorId::CertificateInvalid, message).with_next_step(CONVERT)
}

fn wrong_password(password: &str) -> Error {
    let message = if password.is_empty() {
        "The certificate file needs a password."
    } else {
        "The password does not open the certificate file."
    };
    Error::new(ErrorId::CertificatePassword, message)
}
