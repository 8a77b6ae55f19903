//! The signed statement by which an app proves that it holds its certificate's key
//! (Microsoft's article on certificate credentials: PS256, `x5t#S256`, life of 5 to 10 minutes).

use super::key::SigningKey;
use crate::error::Result;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;
use zeroize::Zeroizing;

const LIFE_SECONDS: i64 = 600;

/// A JWT for the token endpoint `audience`, valid from `now` (seconds since 1970).
pub(super) fn signed(
    key: &SigningKey,
    client_id: &str,
    audience: &str,
    now: i64,
) -> Result<Zeroizing<String>> {
    let header =
        json!({"alg": "PS256", "typ": "JWT", "x5t#S256": URL_SAFE_NO_PAD.encode(key.thumbprint())});
    let claims = json!({
        "aud": audience,
        "iss": client_id,
        "sub": client_id,
        "jti": uuid::Uuid::new_v4().to_string(),
        "nbf": now,
        "iat": now,
        "exp": now + LIFE_SECONDS,
    });
    let signed = format!(
        "{}.{}",
        URL_SAFE_NO_PAD.encode(header.to_string()),
        URL_SAFE_NO_PAD.encode(claims.to_string())
    );
    let signature = key.sign(signed.as_bytes())?;
    Ok(Zeroizing::new(format!(
        "{signed}.{}",
        URL_SAFE_NO_PAD.encode(signature)
    )))
}
