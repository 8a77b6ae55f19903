//! Signing in by certificate: every form of file, every way it can be wrong, and what is sent.

#![allow(
    clippy::unwrap_used,
    reason = "tests say what they expect by panicking"
)]

mod http_server;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use http_server::{Server, answer, scope};
use ring::signature::{RSA_PSS_2048_8192_SHA256, UnparsedPublicKey};
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject as _;
use serde_json::{Value, json};
use spo_core::config::{AuthConfig, Service};
use spo_core::error::{Error, ErrorId};
use std::collections::HashMap;
use x509_parser::prelude::{FromDer as _, X509Certificate};

macro_rules! file {
    ($name:literal) => {
        include_bytes!(concat!("certificates/", $name)).as_slice()
    };
}

fn config(file: &[u8], password: &str) -> AuthConfig {
    AuthConfig::Certificate {
        client_id: "11111111-2222-3333-4444-555555555555".to_owned(),
        directory: String::new(),
        certificate: STANDARD.encode(file).into(),
        password: password.to_owned().into(),
    }
}

fn refused(file: &[u8], password: &str) -> Error {
    spo_core::auth::credential(config(file, password), "contoso.onmicrosoft.com")
        .map(drop)
        .unwrap_err()
}

/// A certificate of the test key with other dates.
fn dated(from: i32, to: i32) -> Vec<u8> {
    let pem = std::str::from_utf8(file!("app.pem")).unwrap();
    let key = &pem[pem.find("-----BEGIN PRIVATE KEY").unwrap()..];
    let key = rcgen::KeyPair::from_pkcs8_pem_and_sign_algo(key, &rcgen::PKCS_RSA_SHA256).unwrap();
    let mut wanted = rcgen::CertificateParams::new(vec!["test".to_owned()]).unwrap();
    wanted.not_before = rcgen::date_time_ymd(from, 1, 1);
    wanted.not_after = rcgen::date_time_ymd(to, 1, 1);
    format!(
        "{}{}",
        wanted.self_signed(&key).unwrap().pem(),
        key.serialize_pem()
    )
    .into_bytes()
}

#[test]
fn files_of_every_form_are_taken() {
    let files = [
        (file!("app.pfx"), "secret"),
        (file!("app-legacy.pfx"), "secret"),
        (file!("app-no-password.pfx"), ""),
        (file!("app.pem"), ""),
        (file!("app-pkcs1.pem"), "ignored"),
        (file!("app-encrypted.pem"), "secret"),
        (&dated(2020, 2120), ""),
    ];
    for (number, (file, password)) in files.into_iter().enumerate() {
        let credential =
            spo_core::auth::credential(config(file, password), "contoso.onmicrosoft.com");
        assert_eq!(
            credential.map(|credential| credential.kind()),
            Ok("certificate"),
            "file {number}"
        );
    }
}

#[test]
fn wrong_and_missing_passwords_are_told_apart() {
    for file in [
        file!("app.pfx"),
        file!("app-legacy.pfx"),
        file!("app-encrypted.pem"),
    ] {
        let (wrong, missing) = (refused(file, "wrong"), refused(file, ""));
        assert_eq!(
            (wrong.id(), missing.id()),
            (ErrorId::CertificatePassword, ErrorId::CertificatePassword)
        );
        assert!(
            wrong.message().contains("does not open")
                && missing.message().contains("needs a password")
        );
    }
}

#[test]
fn files_that_cannot_be_used_say_why() {
    let pem = file!("app.pem");
    let key_only = &pem[pem
        .windows(17)
        .position(|window| window == b"-----BEGIN PRIVAT")
        .unwrap()..];
    let foreign = [file!("cert.pem"), file!("ec.pem")].concat();
    let cases: [(&[u8], &str); 9] = [
        (file!("cert.pem"), "no private key"),
        (key_only, "no certificate"),
        (file!("ec.pem"), "RSA key is needed"),
        (&foreign, "RSA key is needed"),
        (file!("app-old-encrypted.pem"), "old PEM form"),
        (b"garbage", "neither PFX nor PEM"),
        (b"", "neither PFX nor PEM"),
        (&dated(2020, 2021), "expired at Fri, 01 Jan 2021"),
        (&dated(2100, 2120), "not valid before Fri, 01 Jan 2100"),
    ];
    for (file, part) in cases {
        let error = refused(file, "secret");
        assert_eq!(error.id(), ErrorId::CertificateInvalid, "{error}");
        assert!(error.message().contains(part), "{error}");
    }
    assert_eq!(
        refused(&file!("app.pfx")[..900], "secret").id(),
        ErrorId::CertificateInvalid
    );
}

/// Found by the fuzzer: such a key was taken, and the sign-in failed later.
#[test]
fn a_key_that_does_not_sign_is_refused_when_it_is_read() {
    let mut pem = file!("app.pem").to_vec();
    let end = pem.len() - "-----END PRIVATE KEY-----\n".len();
    // Within the exponent of the second prime, which only signing uses.
    let letter = &mut pem[end - 250];
    *letter = if *letter == b'A' { b'B' } else { b'A' };
    let error = refused(&pem, "");
    assert_eq!(error.id(), ErrorId::CertificateInvalid);
    assert!(error.message().contains("does not sign"), "{error}");
}

#[tokio::test]
async fn the_assertion_is_signed_for_the_services_own_name() {
    let server = Server::start(|_, request| match request.line.split(' ').nth(1) {
        Some("/contoso.onmicrosoft.com/oauth2/v2.0/token") => answer(
            200,
            r#"{"token_type":"Bearer","expires_in":3599,"access_token":"granted"}"#,
        ),
        _ => answer(200, "{}"),
    })
    .await;
    let (client, scope) = (server.client(config(file!("app.pfx"), "secret")), scope());
    for _ in 0..2 {
        assert!(
            client
                .send(
                    &scope,
                    spo_core::http::Request::get(Service::Admin, "profile.read", "/x")
                )
                .await
                .unwrap()
                .is_success()
        );
    }
    let seen = server.seen();
    assert_eq!(
        (seen.len(), seen[1].headers["authorization"].as_str()),
        (3, "Bearer granted")
    );
    assert_eq!(
        scope.meter.by_kind(),
        [("profile.read", 2), ("token", 1)].into()
    );
    assert!(!seen[0].headers.contains_key("authorization"));

    let form: HashMap<String, String> = url::form_urlencoded::parse(&seen[0].body)
        .into_owned()
        .collect();
    assert_eq!(
        form["scope"],
        "https://contoso-admin.sharepoint.com/.default"
    );
    assert_eq!(form["grant_type"], "client_credentials");
    assert_eq!(
        form["client_assertion_type"],
        "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
    );
    let (signed, signature) = form["client_assertion"].rsplit_once('.').unwrap();
    let (header, claims) = signed.split_once('.').unwrap();
    let read = |part: &str| {
        serde_json::from_slice::<Value>(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
    };

    let der = CertificateDer::from_pem_slice(file!("cert.pem")).unwrap();
    let (_, certificate) = X509Certificate::from_der(&der).unwrap();
    let key = UnparsedPublicKey::new(
        &RSA_PSS_2048_8192_SHA256,
        &certificate.public_key().subject_public_key.data,
    );
    key.verify(
        signed.as_bytes(),
        &URL_SAFE_NO_PAD.decode(signature).unwrap(),
    )
    .unwrap();
    let thumbprint = URL_SAFE_NO_PAD.encode(ring::digest::digest(&ring::digest::SHA256, &der));
    assert_eq!(
        read(header),
        json!({"alg": "PS256", "typ": "JWT", "x5t#S256": thumbprint})
    );
    let claims = read(claims);
    assert_eq!(
        claims["aud"],
        "https://login.microsoftonline.com/contoso.onmicrosoft.com/oauth2/v2.0/token"
    );
    assert_eq!(
        (&claims["iss"], &claims["sub"]),
        (&json!(form["client_id"]), &json!(form["client_id"]))
    );
    assert_eq!(
        claims["exp"].as_i64().unwrap() - claims["nbf"].as_i64().unwrap(),
        600
    );
    assert!(uuid::Uuid::parse_str(claims["jti"].as_str().unwrap()).is_ok());
}

#[tokio::test]
async fn a_refused_sign_in_says_what_the_service_said() {
    let body = r#"{"error":"invalid_client","error_description":"AADSTS700027: The certificate is not registered.\r\nTrace ID: 1"}"#;
    let server = Server::start(move |_, _| answer(401, body)).await;
    let client = server.client(config(file!("app.pem"), ""));
    let error = client
        .token_info(&scope(), Service::Admin)
        .await
        .unwrap_err();
    assert_eq!(error.id(), ErrorId::AuthenticationFailed);
    assert_eq!(
        error.message(),
        "The sign-in was refused: AADSTS700027: The certificate is not registered."
    );
    assert!(error.next_step().contains("Upload this certificate"));
    assert_eq!(server.seen().len(), 1);
}
