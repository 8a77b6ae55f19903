//! What this folder reads from outside, for the fuzz targets.

use super::key::SigningKey;
use super::{AccessToken, login, managed_identity};
use crate::http::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

pub(crate) fn read_certificate(file: &[u8]) {
    for password in ["", "secret"] {
        if let Ok(key) = SigningKey::load(&STANDARD.encode(file), password) {
            assert!(key.sign(b"message").is_ok() && key.thumbprint().len() == 32);
        }
    }
}

/// As an answer of the sign-in service, of a machine's token service, and as a token.
pub(crate) fn read_answers(response: &Response) {
    let _ = login::granted(response, "https://graph.microsoft.com");
    let _ = managed_identity::answer::token(response, "https://graph.microsoft.com");
    let text = String::from_utf8_lossy(&response.body).into_owned();
    let _ = AccessToken::new(Zeroizing::new(text), None).info("https://graph.microsoft.com");
}
