//! Tokens: from the sign-in service by certificate, and what the hosts make of them.

use crate::client::{ADMIN, Fixture, MY};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::signature::{RSA_PSS_SHA256, RsaKeyPair};
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use serde_json::{Value, json};
use spo_tenant::DemoApp;
use std::time::{SystemTime, UNIX_EPOCH};

fn now() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap()
        .as_secs()
}

fn assertion(app: &DemoApp, audience: &str, expires: u64) -> String {
    let certificate = CertificateDer::from_pem_slice(app.certificate_pem.as_bytes()).unwrap();
    let thumbprint = ring::digest::digest(&ring::digest::SHA256, &certificate);
    let header =
        json!({"alg": "PS256", "typ": "JWT", "x5t#S256": URL_SAFE_NO_PAD.encode(thumbprint)});
    let payload = json!({"aud": audience, "iss": app.client_id, "sub": app.client_id, "jti": "1", "nbf": expires - 600, "exp": expires});
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let signed = format!("{}.{}", part(&header), part(&payload));
    let key = PrivateKeyDer::from_pem_slice(app.private_key_pem.as_bytes()).unwrap();
    let pair = RsaKeyPair::from_pkcs8(key.secret_der()).unwrap();
    let mut signature = vec![0; pair.public().modulus_len()];
    pair.sign(
        &RSA_PSS_SHA256,
        &ring::rand::SystemRandom::new(),
        signed.as_bytes(),
        &mut signature,
    )
    .unwrap();
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
}

async fn sign_in(fixture: &Fixture, directory: &str, scope: &str, assertion: &str) -> (u16, Value) {
    let app = fixture.tenant.app();
    let form = [
        ("client_id", app.client_id.as_str()),
        ("scope", scope),
        ("grant_type", "client_credentials"),
        (
            "client_assertion_type",
            "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        ),
        ("client_assertion", assertion),
    ];
    let url = format!("{}/{directory}/oauth2/v2.0/token", fixture.at.login);
    let response = fixture.http.post(url).form(&form).send().await.unwrap();
    (response.status().as_u16(), response.json().await.unwrap())
}

const DIRECTORY: &str = "contoso.onmicrosoft.com";
const AUDIENCE: &str =
    "https://login.microsoftonline.com/contoso.onmicrosoft.com/oauth2/v2.0/token";

#[tokio::test]
async fn a_token_got_by_certificate_opens_its_host_and_no_other() {
    let fixture = Fixture::new().await;
    let app = fixture.tenant.app();
    let loopback = format!("{}/{DIRECTORY}/oauth2/v2.0/token", fixture.at.login);
    let scopes = [
        format!("{MY}/.default"),
        format!("{}/.default", fixture.at.my),
    ];
    for (audience, scope) in [AUDIENCE, &loopback].into_iter().zip(&scopes) {
        let (status, body) = sign_in(
            &fixture,
            DIRECTORY,
            scope,
            &assertion(&app, audience, now() + 600),
        )
        .await;
        assert_eq!(
            (status, &body["token_type"], &body["expires_in"]),
            (200, &json!("Bearer"), &json!(3599))
        );
        let token = body["access_token"].as_str().unwrap();
        let payload = URL_SAFE_NO_PAD
            .decode(token.split('.').nth(1).unwrap())
            .unwrap();
        let claims: Value = serde_json::from_slice(&payload).unwrap();
        assert_eq!(
            (&claims["aud"], &claims["idtyp"], &claims["appid"]),
            (&json!(MY), &json!("app"), &json!(app.client_id))
        );
        assert_eq!(
            claims["roles"],
            json!(["Sites.FullControl.All", "User.ReadWrite.All"])
        );
        let items = "/_api/web/lists/getbytitle('User%20Photos')/items";
        let status = async |host: &str| {
            fixture
                .http
                .get(format!("{host}{items}"))
                .bearer_auth(token)
                .send()
                .await
                .unwrap()
                .status()
        };
        assert_eq!(
            (
                status(&fixture.at.my).await.as_u16(),
                status(&fixture.at.admin).await.as_u16()
            ),
            (200, 401)
        );
    }
}

#[tokio::test]
async fn refusals_have_the_shape_and_number_of_the_service() {
    let fixture = Fixture::new().await;
    let app = fixture.tenant.app();
    let scope = format!("{ADMIN}/.default");
    let good = assertion(&app, AUDIENCE, now() + 600);
    let forged = format!("{}{}", &good[..good.len() - 8], "AAAAAAAA");
    let cases = [
        (DIRECTORY, scope.as_str(), forged, 401, 700_027),
        (
            DIRECTORY,
            &scope,
            assertion(&app, "https://elsewhere", now() + 600),
            401,
            700_023,
        ),
        (
            DIRECTORY,
            &scope,
            assertion(&app, AUDIENCE, now() - 600),
            401,
            700_024,
        ),
        (
            "fabrikam.onmicrosoft.com",
            &scope,
            good.clone(),
            400,
            90_002,
        ),
        (
            DIRECTORY,
            "https://fabrikam.sharepoint.com/.default",
            good.clone(),
            400,
            500_011,
        ),
        (DIRECTORY, "User.Read", good, 400, 1_002_012),
    ];
    for (directory, scope, assertion, status, code) in cases {
        let (got, body) = sign_in(&fixture, directory, scope, &assertion).await;
        assert_eq!(
            (got, &body["error_codes"]),
            (status, &json!([code])),
            "{body}"
        );
        assert!(
            body["error_description"]
                .as_str()
                .unwrap()
                .starts_with(&format!("AADSTS{code}: "))
        );
    }
    assert_eq!(fixture.tenant.requests().of(spo_tenant::Kind::Token), 6);
}

#[tokio::test]
async fn hosts_say_why_a_token_is_no_good() {
    let fixture = Fixture::new().await;
    let items = format!(
        "{}/_api/web/lists/getbytitle('User%20Photos')/items",
        fixture.at.my
    );
    let order = json!({"resource": MY, "expiresIn": -10});
    let expired: Value = fixture
        .http
        .post(format!("{}/control/token", fixture.at.control))
        .json(&order)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    let foreign = fixture.admin_token();
    let cases = [
        (expired["token"].as_str().unwrap(), "expired"),
        (&foreign, "Invalid issuer or signature."),
        ("abc", "Unsupported security token."),
    ];
    for (token, text) in cases {
        let response = fixture
            .http
            .get(&items)
            .bearer_auth(token)
            .send()
            .await
            .unwrap();
        assert_eq!(response.status(), 401);
        assert!(
            response.headers().contains_key("www-authenticate")
                && response.headers().contains_key("sprequestguid")
        );
        assert!(response.text().await.unwrap().contains(text));
    }
    assert_eq!(fixture.http.get(&items).send().await.unwrap().status(), 401);
}
