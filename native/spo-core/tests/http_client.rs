//! The client against a server: tokens, retries, counting.

#![allow(
    clippy::unwrap_used,
    reason = "tests say what they expect by panicking"
)]

mod http_server;

use http_server::{Numbered, Reply, Server, answer, scope};
use spo_core::config::{AuthConfig, Service};
use spo_core::error::ErrorId;
use spo_core::http::{Meter, Request, Scope};
use std::sync::Arc;
use std::sync::atomic::Ordering::SeqCst;

fn read(service: Service) -> Request {
    Request::get(service, "profile.read", "/_api/x?y=%20z")
}

#[tokio::test]
async fn a_request_carries_what_the_service_expects() {
    let server = Server::start(|_, _| answer(200, "{}")).await;
    let client = server.client(AuthConfig::Host);
    client.send(&scope(), read(Service::Admin)).await.unwrap();
    client
        .send(
            &scope(),
            Request::post(
                Service::Graph,
                "graph.users",
                "/v1.0/$batch",
                "application/json",
                "{}",
            ),
        )
        .await
        .unwrap();
    let seen = server.seen();
    assert_eq!(seen[0].line, "GET /_api/x?y=%20z HTTP/1.1");
    assert_eq!(
        seen[0].headers["accept"],
        "application/json;odata=nometadata"
    );
    assert!(seen[0].headers["user-agent"].starts_with("NONISV|SpoProfileSync|SpoProfileSync/"));
    assert_eq!(seen[0].headers["authorization"], "Bearer token-1");
    assert!(!seen[0].headers.contains_key("client-request-id"));
    assert_eq!(
        (seen[1].headers["content-type"].as_str(), &seen[1].body[..]),
        ("application/json", &b"{}"[..])
    );
    assert!(uuid::Uuid::parse_str(&seen[1].headers["client-request-id"]).is_ok());
}

#[tokio::test]
async fn throttled_and_reset_requests_go_again_and_every_one_is_counted() {
    let server = Server::start(|number, _| match number {
        0 => Reply(429, "Retry-After: 0\r\n", String::new()),
        1 => answer(0, ""),
        _ => answer(200, "done"),
    })
    .await;
    let job = Meter::new();
    let scope = scope().with_meter(Meter::child(&job));
    let upload = Request::post(
        Service::My,
        "photo.upload",
        "/_api/add",
        "image/jpeg",
        "12345",
    )
    .writing();
    let response = server
        .client(AuthConfig::Host)
        .send(&scope, upload)
        .await
        .unwrap();
    assert_eq!(&response.body[..], b"done");
    assert!(
        server
            .seen()
            .iter()
            .all(|request| &request.body[..] == b"12345")
    );
    assert_eq!(
        (job.requests(), job.bytes_sent(), job.throttled()),
        (3, 15, 1)
    );
    assert_eq!(job.by_kind(), [("photo.upload", 3)].into());
}

#[tokio::test]
async fn a_401_costs_one_new_token_and_a_second_one_is_final() {
    let server = Server::start(
        |_, request| match request.headers["authorization"].as_str() {
            "Bearer token-2" => answer(200, "{}"),
            _ => answer(
                401,
                r#"{"error_description":"Invalid issuer or signature."}"#,
            ),
        },
    )
    .await;
    let (client, scope) = (server.client(AuthConfig::Host), scope());
    assert!(
        client
            .send(&scope, read(Service::Admin))
            .await
            .unwrap()
            .is_success()
    );
    assert!(
        client
            .send(&scope, read(Service::Admin))
            .await
            .unwrap()
            .is_success()
    );
    assert_eq!(server.seen().len(), 3);
    let refused = client.send(&scope, read(Service::My)).await.unwrap();
    assert_eq!(server.seen().len(), 5);
    let error = refused.into_error("reading profiles");
    assert_eq!(error.id(), ErrorId::TokenRefused);
    assert!(error.message().contains("Invalid issuer") && !error.message().contains("token-"));
}

#[tokio::test]
async fn a_given_token_that_is_refused_is_not_sent_again() {
    let server = Server::start(|_, _| answer(401, "")).await;
    let client = server.client(AuthConfig::Tokens {
        tokens: vec!["opaque".to_owned().into()],
    });
    assert_eq!(
        client
            .send(&scope(), read(Service::Admin))
            .await
            .unwrap()
            .status,
        401
    );
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test]
async fn concurrent_requests_share_one_token_per_service() {
    let server = Server::start(|_, _| answer(200, "{}")).await;
    let client = server.client(AuthConfig::Host);
    let prompter = Arc::new(Numbered::default());
    let scope = Scope::new(Arc::clone(&prompter) as _, true, Meter::new());
    let one = || client.send(&scope, read(Service::Admin));
    let (a, b, c, d) = tokio::join!(one(), one(), one(), client.send(&scope, read(Service::My)));
    assert!([a, b, c, d].iter().all(Result::is_ok));
    assert_eq!(prompter.0.load(SeqCst), 2);
}

#[tokio::test]
async fn a_read_only_job_sends_no_write() {
    let server = Server::start(|_, _| answer(200, "{}")).await;
    let mut scope = scope();
    scope.read_only = true;
    let write = Request::post(Service::My, "photo.upload", "/x", "image/jpeg", "1").writing();
    let error = server
        .client(AuthConfig::Host)
        .send(&scope, write)
        .await
        .map(drop)
        .unwrap_err();
    assert_eq!(error.id(), ErrorId::InvalidArgument);
    assert_eq!((server.seen().len(), scope.meter.requests()), (0, 0));
}

#[tokio::test]
async fn a_redirect_is_an_answer_and_is_not_followed() {
    let server = Server::start(|_, _| {
        Reply(
            302,
            "Location: /_layouts/15/Throttle.htm\r\n",
            String::new(),
        )
    })
    .await;
    let response = server
        .client(AuthConfig::Host)
        .send(&scope(), read(Service::Root))
        .await
        .unwrap();
    assert_eq!((response.status, server.seen().len()), (302, 1));
}

#[tokio::test]
async fn roots_that_are_not_certificates_are_refused() {
    let endpoints = spo_core::config::Endpoints::new(
        "contoso",
        &spo_core::config::EndpointOverrides::default(),
    )
    .unwrap();
    let credential =
        spo_core::auth::credential(AuthConfig::Host, "contoso.onmicrosoft.com").unwrap();
    let error = spo_core::http::Client::new(endpoints, "not pem", credential)
        .map(drop)
        .unwrap_err();
    assert_eq!(error.id(), ErrorId::InvalidArgument);
}
