//! The signed statement by which an app proves that it holds its certificate's key
//! (Microsoft's article on certificate credentials: PS256, `x5t#S256`, life of 5 to 10 minutes).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;
use zeroize::Zeroizing;

const LIFE_SECONDS: i64 = 600;

/// What is to be signed: header and claims of a JWT for the token endpoint `audience`, valid from `now` (seconds since 1970).
/// `thumbprint` is the SHA-256 of the certificate in base64url.
pub(super) fn unsigned(thumbprint: &str, client_id: &str, audience: &str, now: i64) -> String {
    let header = json!({"alg": "PS256", "typ": "JWT", "x5t#S256": thumbprint});
    let claims = json!({
        "aud": audience,
        "iss": client_id,
        "sub": client_id,
        "jti": uuid::Uuid::new_v4().to_string(),
        "nbf": now,
        "iat": now,
        "exp": now + LIFE_SECONDS,
    });
    format!(
        "{}.{}",
        URL_SAFE_NO_PAD.encode(header.to_string()),
        URL_SAFE_NO_PAD.encode(claims.to_string())
    )
}

/// The JWT with its signature.
pub(super) fn complete(unsigned: &str, signature: &[u8]) -> Zeroizing<String> {
    let signature = URL_SAFE_NO_PAD.encode(signature);
    Zeroizing::new(format!("{unsigned}.{signature}"))
}
