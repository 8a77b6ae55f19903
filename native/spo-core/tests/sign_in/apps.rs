//! Apps: each proof is verified by the simulated sign-in service, and wrong ones are refused with cause and next step.

use crate::http_server::{Server, answer};
use crate::stage::{
    AUDIENCES, Host, app, client, outside, refused, scope, sign_in, tenant, thumbprint, try_client,
};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use spo_core::config::Service;
use spo_core::error::ErrorId;
use spo_tenant::{DemoApp, RunningTenant};
use std::path::PathBuf;

pub fn certificate(tenant: &RunningTenant) -> Value {
    let own = tenant.app();
    let pem = format!("{}\n{}", own.certificate_pem, own.private_key_pem);
    app(
        tenant,
        "certificate",
        json!({"certificate": STANDARD.encode(pem)}),
    )
}

#[tokio::test]
async fn a_certificate_signs_for_every_audience() {
    let tenant = tenant().await;
    let (client, scope) = (client(&tenant, certificate(&tenant)), scope(&tenant));
    sign_in(&client, &scope).await;
    sign_in(&client, &scope).await;
    assert_eq!(scope.meter.by_kind(), [("token", 4)].into());
}

#[tokio::test]
async fn the_host_program_signs_with_a_key_that_stays_there() {
    let tenant = tenant().await;
    let with = |x5t: &str| app(&tenant, "hostCertificate", json!({"x5tS256": x5t}));
    let own = thumbprint(&tenant.app());
    sign_in(&client(&tenant, with(&own)), &scope(&tenant)).await;

    let error = refused(&tenant, with(&"A".repeat(43))).await;
    assert!(error.message().contains("AADSTS700027"), "{error}");
    assert!(error.next_step().contains("Upload this certificate"));
    let malformed = try_client(&tenant, with("00:11")).map(drop).unwrap_err();
    assert_eq!(malformed.id(), ErrorId::InvalidArgument);

    let stranger = DemoApp {
        private_key_pem: include_str!("../certificates/app.pem").to_owned(),
        ..tenant.app()
    };
    let stranger = Host::new(stranger, String::new());
    let signed = client(&tenant, with(&own))
        .token_info(&stranger.scope(), Service::My)
        .await;
    assert!(signed.unwrap_err().message().contains("AADSTS700027"));
}

#[tokio::test]
async fn a_certificate_that_the_app_does_not_know_and_a_wrong_clock_are_told() {
    let tenant = tenant().await;
    let mut foreign = certificate(&tenant);
    foreign["certificate"] = json!(STANDARD.encode(include_bytes!("../certificates/app.pem")));
    let error = refused(&tenant, foreign).await;
    assert!(error.message().contains("AADSTS700027"), "{error}");
    assert!(error.next_step().contains("Upload this certificate"));

    tenant.settings_mut(|settings| settings.clock_skew_seconds = 7200);
    let x5t = thumbprint(&tenant.app());
    for auth in [
        certificate(&tenant),
        app(&tenant, "hostCertificate", json!({"x5tS256": x5t})),
    ] {
        let error = refused(&tenant, auth).await;
        assert!(error.message().contains("AADSTS700024"), "{error}");
        assert!(error.next_step().contains("clock"));
    }
}

#[tokio::test]
async fn a_secret_is_for_graph_and_refused_for_share_point_before_any_request() {
    let tenant = tenant().await;
    let with = |secret: &str| app(&tenant, "clientSecret", json!({"secret": secret}));
    let (client, scope) = (client(&tenant, with("demo-secret")), scope(&tenant));
    client.token_info(&scope, Service::Graph).await.unwrap();
    for service in [Service::Admin, Service::My, Service::Root] {
        let error = client.token_info(&scope, service).await.unwrap_err();
        assert_eq!(error.id(), ErrorId::TokenRefused);
        assert!(error.message().contains("only with a certificate"));
        assert!(error.next_step().contains("-CertificatePath"));
    }
    assert_eq!(scope.meter.requests(), 1);
    let error = refused(&tenant, with("wrong-secret")).await;
    assert!(error.message().contains("AADSTS7000215"), "{error}");
    assert!(error.next_step().contains("not its id"));
    assert!(!error.message().contains("wrong-secret"));
    let empty = try_client(&tenant, with(" ")).map(drop).unwrap_err();
    assert_eq!(empty.id(), ErrorId::InvalidArgument);
}

#[tokio::test]
async fn outside_tokens_come_from_a_prompt() {
    let tenant = tenant().await;
    let auth = || app(&tenant, "federated", json!({}));
    sign_in(&client(&tenant, auth()), &scope(&tenant)).await;
    for (claims, number, advice) in [
        (json!({"sub": "repo:contoso/x"}), "AADSTS70021", "subject"),
        (json!({"aud": "other"}), "AADSTS700212", "audience"),
        (json!({"exp": 1}), "AADSTS700024", "clock"),
    ] {
        let host = Host::new(tenant.app(), outside(claims));
        let got = client(&tenant, auth())
            .token_info(&host.scope(), Service::My)
            .await;
        let error = got.unwrap_err();
        assert!(error.message().contains(number), "{error}");
        assert!(error.next_step().contains(advice), "{}", error.next_step());
    }
}

fn token_file(content: &str) -> PathBuf {
    let name = format!("spo-token-{}", uuid::Uuid::new_v4());
    let path = std::env::temp_dir().join(name);
    std::fs::write(&path, content).unwrap();
    path
}

#[tokio::test]
async fn the_token_file_is_read_again_for_each_token() {
    let tenant = tenant().await;
    let path = token_file(&outside(json!({})));
    let auth = app(&tenant, "workloadIdentity", json!({"tokenFile": path}));
    let (client, scope) = (client(&tenant, auth), scope(&tenant));
    client.token_info(&scope, Service::My).await.unwrap();
    std::fs::write(&path, outside(json!({"sub": "someone else"}))).unwrap();
    let error = client.token_info(&scope, Service::Admin).await.unwrap_err();
    assert!(error.message().contains("AADSTS70021"), "{error}");
    std::fs::write(&path, " \n").unwrap();
    let error = client.token_info(&scope, Service::Admin).await.unwrap_err();
    assert!(error.message().contains("it is empty"), "{error}");
    std::fs::remove_file(&path).unwrap();
    let error = client.token_info(&scope, Service::Admin).await.unwrap_err();
    assert!(error.next_step().contains("workload identity"));
}

#[tokio::test]
async fn a_pipeline_gives_outside_tokens_on_request() {
    let tenant = tenant().await;
    let body = json!({"oidcToken": outside(json!({}))}).to_string();
    let pipeline = Server::start(move |_, _| answer(200, body.clone())).await;
    let with = |server: &Server| {
        let more = json!({
            "serviceConnectionId": "c1", "systemAccessToken": "system-token",
            "requestUri": format!("{}/oidc?x=1", server.address),
        });
        app(&tenant, "azurePipelines", more)
    };
    sign_in(&client(&tenant, with(&pipeline)), &scope(&tenant)).await;
    let seen = pipeline.seen();
    assert_eq!(seen.len(), AUDIENCES.len());
    assert_eq!(
        seen[0].line,
        "POST /oidc?x=1&api-version=7.1&serviceConnectionId=c1 HTTP/1.1"
    );
    assert_eq!(seen[0].headers["authorization"], "Bearer system-token");
    assert_eq!(seen[0].headers["x-tfs-fedauthredirect"], "Suppress");

    for nothing in ["[1]", "5", "{}"] {
        let server = Server::start(move |_, _| answer(200, nothing)).await;
        let error = refused(&tenant, with(&server)).await;
        assert_eq!(error.id(), ErrorId::AuthenticationFailed, "{nothing}");
    }
    let closed = Server::start(|_, _| answer(302, "")).await;
    let error = refused(&tenant, with(&closed)).await;
    assert_eq!(error.id(), ErrorId::AuthenticationFailed);
    assert!(error.next_step().contains("SYSTEM_ACCESSTOKEN"));
    let insecure = json!({"serviceConnectionId": "c", "systemAccessToken": "t", "requestUri": "http://example.com"});
    let error = try_client(&tenant, app(&tenant, "azurePipelines", insecure)).map(drop);
    assert_eq!(error.unwrap_err().id(), ErrorId::InsecureEndpoint);
}
