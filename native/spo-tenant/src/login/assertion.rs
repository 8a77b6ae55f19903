//! The client's signed assertion: a JWT by the registered certificate, for this token endpoint, valid now.

use super::Refused;
use crate::demo_app::Registration;
use crate::encoding::from_base64url;
use ring::signature::{
    RSA_PKCS1_2048_8192_SHA256, RSA_PSS_2048_8192_SHA256, RsaParameters, UnparsedPublicKey,
};
use serde::Deserialize;

/// How far clocks may differ, seconds (general knowledge: five minutes).
const SKEW: u64 = 300;

#[derive(Deserialize)]
struct Header {
    alg: String,
    #[serde(default)]
    x5t: Option<String>,
    #[serde(default, rename = "x5t#S256")]
    x5t_s256: Option<String>,
}

#[derive(Deserialize)]
struct Payload {
    aud: String,
    iss: String,
    sub: String,
    exp: u64,
    #[serde(default)]
    nbf: u64,
}

/// Checks an assertion at the given time (seconds since 1970-01-01 UTC).
pub(super) fn check(
    jwt: &str,
    app: &Registration,
    audiences: &[String],
    now: u64,
) -> Result<(), Refused> {
    let malformed = || {
        Refused::request(
            "invalid_request",
            50_027,
            "JWT token is invalid or malformed.",
        )
    };
    let (signed, signature) = jwt.rsplit_once('.').ok_or_else(malformed)?;
    let (header, payload) = signed.split_once('.').ok_or_else(malformed)?;
    let part = |text: &str| from_base64url(text).ok_or_else(malformed);
    let header: Header = serde_json::from_slice(&part(header)?).map_err(|_| malformed())?;
    let payload: Payload = serde_json::from_slice(&part(payload)?).map_err(|_| malformed())?;

    let by_sha256 = header
        .x5t_s256
        .as_deref()
        .map(|thumbprint| thumbprint == app.sha256);
    let by_sha1 = header
        .x5t
        .as_deref()
        .map(|thumbprint| thumbprint == app.sha1);
    let known = by_sha256
        .into_iter()
        .chain(by_sha1)
        .reduce(|left, right| left && right)
        .unwrap_or(false);
    if !known {
        let text = format!(
            "Client assertion contains an invalid signature. [Reason - The key was not found. The app has the key '{}'.]",
            app.sha1_hex
        );
        return Err(Refused::client(700_027, text));
    }
    let algorithm: &'static RsaParameters = match header.alg.as_str() {
        "PS256" => &RSA_PSS_2048_8192_SHA256,
        "RS256" => &RSA_PKCS1_2048_8192_SHA256,
        _ => return Err(malformed()),
    };
    let key = UnparsedPublicKey::new(algorithm, &app.public_key);
    if key.verify(signed.as_bytes(), &part(signature)?).is_err() {
        return Err(Refused::client(
            700_027,
            "Client assertion contains an invalid signature. [Reason - The key was found, but use of the key to verify the signature failed.]",
        ));
    }
    if payload.iss != app.client_id || payload.sub != app.client_id {
        return Err(Refused::client(
            700_021,
            "Client assertion application identifier doesn't match 'client_id' parameter.",
        ));
    }
    if !audiences.contains(&payload.aud) {
        return Err(Refused::client(
            700_023,
            "Client assertion audience claim does not match Realm issuer.",
        ));
    }
    if payload.exp + SKEW < now || payload.nbf > now + SKEW {
        let text = format!(
            "Client assertion is not within its valid time range. Current time: {now}, assertion valid from {} to {}.",
            payload.nbf, payload.exp
        );
        return Err(Refused::client(700_024, text));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::demo_app::{DemoApp, Registration};
    use crate::encoding::base64url;
    use ring::signature::{RSA_PKCS1_SHA256, RSA_PSS_SHA256, RsaKeyPair};
    use rustls_pki_types::PrivateKeyDer;
    use rustls_pki_types::pem::PemObject as _;
    use serde_json::{Value, json};

    const NOW: u64 = 1_800_000_000;

    fn app() -> (DemoApp, Registration) {
        let app = DemoApp::new("app".to_owned());
        let registration = app.registration().unwrap();
        (app, registration)
    }

    fn jwt(app: &DemoApp, header: &Value, payload: &Value) -> String {
        let key = PrivateKeyDer::from_pem_slice(app.private_key_pem.as_bytes()).unwrap();
        let pair = RsaKeyPair::from_pkcs8(key.secret_der()).unwrap();
        let signed = format!(
            "{}.{}",
            base64url(header.to_string().as_bytes()),
            base64url(payload.to_string().as_bytes())
        );
        let mut signature = vec![0; pair.public().modulus_len()];
        let random = ring::rand::SystemRandom::new();
        let padding: &dyn ring::signature::RsaEncoding = if header["alg"] == "PS256" {
            &RSA_PSS_SHA256
        } else {
            &RSA_PKCS1_SHA256
        };
        pair.sign(padding, &random, signed.as_bytes(), &mut signature)
            .unwrap();
        format!("{signed}.{}", base64url(&signature))
    }

    fn payload() -> Value {
        json!({"aud": "https://login", "iss": "app", "sub": "app", "nbf": NOW - 10, "exp": NOW + 600})
    }

    fn code(jwt: &str, registration: &Registration) -> u32 {
        check(jwt, registration, &["https://login".to_owned()], NOW)
            .map_or_else(|refused| refused.code, |()| 0)
    }

    #[test]
    fn both_algorithms_and_both_thumbprints_are_taken() {
        let (app, registration) = app();
        let modern = json!({"alg": "PS256", "typ": "JWT", "x5t#S256": registration.sha256});
        let older = json!({"alg": "RS256", "typ": "JWT", "x5t": registration.sha1});
        assert_eq!(code(&jwt(&app, &modern, &payload()), &registration), 0);
        assert_eq!(code(&jwt(&app, &older, &payload()), &registration), 0);
    }

    #[test]
    fn each_fault_of_an_assertion_has_its_number() {
        let (app, registration) = app();
        let header = json!({"alg": "PS256", "x5t#S256": registration.sha256});
        let with = |member: &str, value: Value| {
            let mut payload = payload();
            payload[member] = value;
            code(&jwt(&app, &header, &payload), &registration)
        };
        assert_eq!(with("aud", json!("https://other")), 700_023);
        assert_eq!(with("iss", json!("other")), 700_021);
        assert_eq!(with("exp", json!(NOW - 301)), 700_024);
        assert_eq!(with("nbf", json!(NOW + 301)), 700_024);
        let unknown = json!({"alg": "PS256", "x5t#S256": "AAAA"});
        assert_eq!(
            code(&jwt(&app, &unknown, &payload()), &registration),
            700_027
        );
        let wrong_algorithm = jwt(&app, &header, &payload()).replacen(
            &base64url(header.to_string().as_bytes()),
            &base64url(
                json!({"alg": "RS256", "x5t#S256": registration.sha256})
                    .to_string()
                    .as_bytes(),
            ),
            1,
        );
        assert_eq!(code(&wrong_algorithm, &registration), 700_027);
        assert_eq!(code("a.b", &registration), 50_027);
    }
}
