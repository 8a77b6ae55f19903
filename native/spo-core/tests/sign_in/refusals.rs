//! What the sign-in service and the services say no to, and tokens that end while they are used.

use crate::apps::certificate;
use crate::http_server::{Received, Reply, Server, answer, scope};
use crate::stage::{app, client, outside, refused, set, tenant, thumbprint};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use spo_core::config::{AuthConfig, Service};
use spo_core::error::ErrorId;
use spo_core::http::{Client, Request, Scope};
use spo_tenant::SignInRefusal;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;

const CLAIMS: &str = r#"{"access_token":{"nbf":{"essential":true,"value":"1"}}}"#;

fn by_certificate() -> AuthConfig {
    let file = STANDARD.encode(include_bytes!("../certificates/app.pem"));
    serde_json::from_value(json!({"kind": "certificate", "clientId": "a1", "certificate": file}))
        .unwrap()
}

fn is_sign_in(request: &Received) -> bool {
    request.line.contains("/oauth2/v2.0/token")
}

fn token(name: &str) -> Reply {
    let body = json!({"access_token": name, "expires_in": 3600});
    answer(200, body.to_string())
}

async fn bearer(server: &Server, client: &Client, scope: &Scope) -> String {
    let request = Request::get(Service::My, "photo.download", "/x");
    let response = client.send(scope, request).await.unwrap();
    assert!(response.is_success(), "{}", response.status);
    let seen = server.seen().into_iter().rev();
    let mut asked = seen.filter(|request| !is_sign_in(request));
    asked.next().unwrap().headers["authorization"].clone()
}

#[tokio::test]
async fn a_wrong_app_and_a_wrong_directory_are_refused_by_the_service() {
    let tenant = tenant().await;
    let mut auth = certificate(&tenant);
    auth["clientId"] = json!("00000000-0000-0000-0000-000000000000");
    let error = refused(&tenant, auth).await;
    assert!(error.message().contains("AADSTS700016") && error.next_step().contains("client id"));
    let mut auth = certificate(&tenant);
    auth["directory"] = json!("fabrikam.onmicrosoft.com");
    let error = refused(&tenant, auth).await;
    assert!(error.message().contains("AADSTS90002") && error.next_step().contains("tenant name"));
    set(&tenant, |sign_in| {
        sign_in.refusal = SignInRefusal::ConditionalAccess;
    });
    let error = refused(&tenant, certificate(&tenant)).await;
    assert!(error.message().contains("AADSTS53003"));
    assert!(!error.message().contains("Trace ID"), "{error}");
}

/// Every way an app proves itself, against what may be said to any of them.
#[tokio::test]
async fn every_kind_of_app_is_told_of_policies_busy_services_and_unknown_ids() {
    let tenant = tenant().await;
    let file = std::env::temp_dir().join(format!("spo-token-{}", uuid::Uuid::new_v4()));
    std::fs::write(&file, outside(json!({}))).unwrap();
    let body = json!({"oidcToken": outside(json!({}))}).to_string();
    let pipeline = Server::start(move |_, _| answer(200, body.clone())).await;
    let x5t = thumbprint(&tenant.app());
    let kinds = [
        certificate(&tenant),
        app(&tenant, "hostCertificate", json!({"x5tS256": x5t})),
        app(&tenant, "clientSecret", json!({"secret": "demo-secret"})),
        app(&tenant, "workloadIdentity", json!({"tokenFile": file})),
        app(&tenant, "federated", json!({})),
        app(
            &tenant,
            "azurePipelines",
            json!({"serviceConnectionId": "c1", "systemAccessToken": "s", "requestUri": pipeline.address}),
        ),
    ];
    for auth in kinds {
        let kind = auth["kind"].clone();
        set(&tenant, |sign_in| {
            sign_in.refusal = SignInRefusal::ConditionalAccess;
        });
        let error = refused(&tenant, auth.clone()).await;
        assert!(error.message().contains("AADSTS53003"), "{kind}: {error}");
        assert!(error.next_step().contains("Conditional Access"), "{kind}");

        set(&tenant, |sign_in| {
            sign_in.refusal = SignInRefusal::Throttled;
        });
        let mut scope = crate::stage::scope(&tenant);
        scope.budget = Duration::from_millis(500);
        let client = client(&tenant, auth.clone());
        let error = client.token_info(&scope, Service::Graph).await.unwrap_err();
        assert_eq!(error.id(), ErrorId::Throttled, "{kind}: {error}");
        assert!(error.next_step().contains("later"), "{kind}");

        set(&tenant, |sign_in| {
            sign_in.refusal = SignInRefusal::CredentialExpired;
        });
        let error = refused(&tenant, auth.clone()).await;
        assert!(error.message().contains("AADSTS7000222"), "{kind}: {error}");
        assert!(
            error.next_step().contains("add a new certificate"),
            "{kind}"
        );

        set(&tenant, |sign_in| sign_in.refusal = SignInRefusal::Nothing);
        let mut unknown = auth.clone();
        unknown["clientId"] = json!("00000000-0000-0000-0000-000000000000");
        let error = refused(&tenant, unknown).await;
        assert!(error.message().contains("AADSTS700016"), "{kind}: {error}");
        assert!(error.next_step().contains("client id"), "{kind}");
        let scope = crate::stage::scope(&tenant);
        client.token_info(&scope, Service::Graph).await.unwrap();
    }
    std::fs::remove_file(file).unwrap();
}

#[tokio::test]
async fn a_busy_sign_in_service_is_waited_for_within_the_budget() {
    let tenant = tenant().await;
    set(&tenant, |sign_in| {
        sign_in.refusal = SignInRefusal::Throttled;
    });
    let mut scope = crate::stage::scope(&tenant);
    scope.budget = Duration::from_millis(500);
    let client = client(&tenant, certificate(&tenant));
    let error = client.token_info(&scope, Service::My).await.unwrap_err();
    assert_eq!((error.id(), error.http_status()), (ErrorId::Throttled, 429));
    assert_eq!(scope.meter.throttled(), 1);
    set(&tenant, |sign_in| sign_in.refusal = SignInRefusal::Nothing);
    let scope = crate::stage::scope(&tenant);
    client.token_info(&scope, Service::My).await.unwrap();
}

#[tokio::test]
async fn common_refusals_have_a_next_step_of_their_own() {
    let common = [
        700_016, 90_002, 700_027, 700_023, 700_024, 7_000_222, 7_000_215, 7_000_112, 50_076,
        50_079, 53_003, 65_001, 50_034, 700_213, 70_021,
    ];
    for number in common {
        let body = json!({
            "error": "invalid_client", "error_codes": [number],
            "error_description": format!("AADSTS{number}: It is so.\r\nTrace ID: 1"),
        });
        let server = Server::start(move |_, _| answer(400, body.to_string())).await;
        let client = server.client(by_certificate());
        let got = client.token_info(&scope(), Service::My).await;
        let error = got.unwrap_err();
        assert_eq!(error.id(), ErrorId::AuthenticationFailed);
        assert_eq!(
            error.message(),
            format!("The sign-in was refused: AADSTS{number}: It is so.")
        );
        assert_ne!(error.next_step(), error.id().next_step(), "{number}");
    }
}

/// Every request but those for tokens is refused with this status and the challenge, as often as said.
async fn challenging(status: u16, times: usize) -> Server {
    let refused = std::sync::atomic::AtomicUsize::new(0);
    let challenge = format!(
        "WWW-Authenticate: Bearer realm=\"\", error=\"insufficient_claims\", claims=\"{}\"\r\n",
        STANDARD.encode(CLAIMS)
    );
    let challenge: &'static str = challenge.leak();
    Server::start(move |number, request| {
        if is_sign_in(request) {
            return token(&format!("t{number}"));
        }
        if refused.fetch_add(1, std::sync::atomic::Ordering::SeqCst) < times {
            return Reply(status, challenge, String::new());
        }
        answer(200, "{}")
    })
    .await
}

fn claims(request: &Received) -> Value {
    let fields: HashMap<_, _> = url::form_urlencoded::parse(&request.body)
        .into_owned()
        .collect();
    serde_json::from_str(&fields["claims"]).unwrap()
}

#[tokio::test]
async fn a_claims_challenge_is_answered_once() {
    for status in [401, 403] {
        let server = challenging(status, 1).await;
        let (client, scope) = (server.client(by_certificate()), scope());
        assert_eq!(bearer(&server, &client, &scope).await, "Bearer t2");
        let seen = server.seen();
        assert_eq!(seen.len(), 4);
        let capability = json!({"values": ["cp1"]});
        assert_eq!(
            claims(&seen[0]),
            json!({"access_token": {"xms_cc": capability}})
        );
        let mut asked: Value = serde_json::from_str(CLAIMS).unwrap();
        asked["access_token"]["xms_cc"] = capability;
        assert_eq!(claims(&seen[2]), asked);

        let server = challenging(status, 99).await;
        let client = server.client(by_certificate());
        let request = Request::get(Service::My, "photo.download", "/x");
        let response = client.send(&scope, request).await.unwrap();
        assert_eq!((response.status, server.seen().len()), (status, 4));
    }
}

/// Moves the clock to where the token is due.
async fn until_due() {
    tokio::time::pause();
    tokio::time::advance(Duration::from_secs(3001)).await;
    tokio::time::resume();
}

#[tokio::test]
async fn a_token_is_renewed_in_the_background_while_the_old_one_is_used() {
    let gate = Arc::new(Semaphore::new(0));
    let asked = Arc::clone(&gate);
    let server = Server::start(move |number, request| {
        if is_sign_in(request) {
            asked.add_permits(1);
            return token(&format!("t{number}"));
        }
        answer(200, "{}")
    })
    .await;
    let (client, scope) = (server.client(by_certificate()), scope());
    assert_eq!(bearer(&server, &client, &scope).await, "Bearer t0");
    gate.acquire().await.unwrap().forget();
    until_due().await;
    assert_eq!(bearer(&server, &client, &scope).await, "Bearer t0");
    gate.acquire().await.unwrap().forget();
    while bearer(&server, &client, &scope).await == "Bearer t0" {}
    let tokens = server.seen().iter().filter(|seen| is_sign_in(seen)).count();
    assert_eq!(tokens, 2);
}

#[tokio::test]
async fn a_renewal_that_fails_does_not_fail_the_job() {
    let gate = Arc::new(Semaphore::new(0));
    let asked = Arc::clone(&gate);
    let server = Server::start(move |number, request| {
        if number > 0 && is_sign_in(request) {
            asked.add_permits(1);
            return answer(400, r#"{"error":"invalid_client"}"#);
        }
        if is_sign_in(request) {
            return token("t0");
        }
        answer(200, "{}")
    })
    .await;
    let (client, scope) = (server.client(by_certificate()), scope());
    bearer(&server, &client, &scope).await;
    until_due().await;
    bearer(&server, &client, &scope).await;
    gate.acquire().await.unwrap().forget();
    for _ in 0..3 {
        assert_eq!(bearer(&server, &client, &scope).await, "Bearer t0");
    }
}

#[tokio::test]
async fn nobody_is_asked_to_sign_in_in_the_background() {
    let tenant = tenant().await;
    let host = crate::stage::Host::new(tenant.app(), String::new());
    let auth: Value = app(&tenant, "deviceCode", json!({}));
    let client = client(&tenant, auth);
    let wanted = spo_core::auth::Wanted {
        service: Service::My,
        claims: "",
        quietly: true,
    };
    let config = serde_json::from_value(app(&tenant, "deviceCode", json!({}))).unwrap();
    let credential = spo_core::auth::credential(config, "contoso.onmicrosoft.com").unwrap();
    let scope = host.scope();
    let error = credential.token(&client, &scope, wanted).await.map(drop);
    assert_eq!(error.unwrap_err().id(), ErrorId::AuthenticationFailed);
    assert_eq!(scope.meter.requests(), 0);
    assert!(host.events.lock().await.is_empty());
}
