//! Managed identities, against the simulated token services and, for forms those do not have, a server of one page.

use crate::http_server::{Received, Server, answer};
use crate::stage::{client, scope, set, sign_in, tenant, try_client};
use serde_json::{Value, json};
use spo_core::config::Service;
use spo_core::error::ErrorId;
use spo_tenant::{ExpiresOn, RunningTenant};

const GRAPH: &str = "resource=https%3A%2F%2Fgraph.microsoft.com";

fn identity(more: Value) -> Value {
    let mut auth = json!({"kind": "managedIdentity"});
    let members = auth.as_object_mut().unwrap();
    members.extend(more.as_object().unwrap().clone());
    auth
}

pub fn hosted(tenant: &RunningTenant) -> Value {
    let at = tenant.endpoints();
    identity(json!({
        "identityEndpoint": format!("{}/msi/token", at.identity), "identityHeader": at.identity_header,
    }))
}

fn machine(tenant: &RunningTenant) -> Value {
    identity(json!({"imdsEndpoint": tenant.endpoints().identity}))
}

#[tokio::test]
async fn both_forms_serve_every_audience_in_every_shape_of_answer() {
    let tenant = tenant().await;
    let omitted: [&[&str]; 3] = [
        &[],
        &[
            "resource",
            "token_type",
            "client_id",
            "expires_in",
            "not_before",
        ],
        &["expires_on", "ext_expires_in"],
    ];
    for shape in [ExpiresOn::Text, ExpiresOn::Number, ExpiresOn::Date] {
        for omits in omitted {
            set(&tenant, |sign_in| {
                sign_in.expires_on = shape;
                sign_in.identity_omits = omits.iter().map(|name| (*name).to_owned()).collect();
            });
            for auth in [hosted(&tenant), machine(&tenant)] {
                sign_in(&client(&tenant, auth), &scope(&tenant)).await;
            }
        }
    }
}

#[tokio::test]
async fn a_wrong_header_and_an_absent_service_are_told() {
    let tenant = tenant().await;
    let mut auth = hosted(&tenant);
    auth["identityHeader"] = json!("wrong-header");
    let error = crate::stage::refused(&tenant, auth).await;
    assert_eq!(error.id(), ErrorId::AuthenticationFailed);
    assert!(
        error
            .message()
            .contains("identity header is missing or wrong")
    );
    assert!(!error.message().contains("wrong-header"));
    for address in ["http://10.0.0.1/msi/token", "http://example.com/msi/token"] {
        let auth = identity(json!({"identityEndpoint": address, "identityHeader": "h"}));
        let error = try_client(&tenant, auth).map(drop).unwrap_err();
        assert_eq!(error.id(), ErrorId::InsecureEndpoint);
    }
}

/// What the server is asked when the identity is this; the word SERVER stands for its address.
async fn asked(tenant: &RunningTenant, auth: Value) -> Received {
    let body = json!({"access_token": "opaque", "expires_on": 4_000_000_000_u64}).to_string();
    let server = Server::start(move |_, _| answer(200, body.clone())).await;
    let auth = auth.to_string().replace("SERVER", &server.address);
    let client = client(tenant, serde_json::from_str(&auth).unwrap());
    let info = client.token_info(&scope(tenant), Service::Graph).await;
    assert_eq!(info.unwrap().expires, 4_000_000_000);
    server.seen().remove(0)
}

#[tokio::test]
async fn each_platform_is_asked_in_its_own_form() {
    let tenant = tenant().await;
    let endpoint = json!({"identityEndpoint": "SERVER/msi/token", "identityHeader": "h1"});
    for (id, member) in [
        ("clientId", "client_id"),
        ("objectId", "principal_id"),
        ("resourceId", "mi_res_id"),
    ] {
        let mut auth = identity(endpoint.clone());
        auth[id] = json!("u1");
        let seen = asked(&tenant, auth).await;
        let line = format!("GET /msi/token?api-version=2019-08-01&{GRAPH}&{member}=u1 HTTP/1.1");
        assert_eq!(seen.line, line);
        assert_eq!(seen.headers["x-identity-header"], "h1");
    }
    for (id, member) in [
        ("clientId", "client_id"),
        ("objectId", "object_id"),
        ("resourceId", "msi_res_id"),
    ] {
        let auth = identity(json!({"imdsEndpoint": "SERVER/", id: "u1"}));
        let seen = asked(&tenant, auth).await;
        let line = format!(
            "GET /metadata/identity/oauth2/token?api-version=2018-02-01&{GRAPH}&{member}=u1 HTTP/1.1"
        );
        assert_eq!(seen.line, line);
        assert_eq!(seen.headers["metadata"], "true");
    }
    let old = json!({"msiEndpoint": "SERVER/old", "msiSecret": "s1", "clientId": "u1"});
    let seen = asked(&tenant, identity(old)).await;
    let line = format!("GET /old?api-version=2017-09-01&{GRAPH}&clientid=u1 HTTP/1.1");
    assert_eq!((seen.line, seen.headers["secret"].as_str()), (line, "s1"));
    let shell = asked(&tenant, identity(json!({"msiEndpoint": "SERVER/old"}))).await;
    assert_eq!(shell.line, "POST /old HTTP/1.1");
    assert_eq!(
        (shell.headers["metadata"].as_str(), &*shell.body),
        ("true", GRAPH.as_bytes())
    );
}

#[tokio::test]
async fn ids_that_a_platform_does_not_know_are_refused_at_once() {
    let tenant = tenant().await;
    for more in [
        json!({"identityEndpoint": "http://localhost:40342/x", "imdsEndpoint": "http://localhost:40342", "clientId": "u"}),
        json!({"msiEndpoint": "http://localhost:1/x", "msiSecret": "s", "objectId": "u"}),
        json!({"msiEndpoint": "http://localhost:1/x", "clientId": "u"}),
    ] {
        let error = try_client(&tenant, identity(more)).map(drop).unwrap_err();
        assert_eq!(error.id(), ErrorId::InvalidArgument);
    }
}

#[tokio::test]
async fn a_busy_service_is_asked_again_and_an_unready_one_is_told_as_such() {
    let tenant = tenant().await;
    let busy = Server::start(|number, _| match number {
        0 => crate::http_server::Reply(429, "Retry-After: 0\r\n", String::new()),
        _ => answer(200, r#"{"access_token":"opaque"}"#),
    })
    .await;
    let at = |server: &Server| identity(json!({"imdsEndpoint": server.address}));
    let scope = scope(&tenant);
    let info = client(&tenant, at(&busy))
        .token_info(&scope, Service::My)
        .await;
    assert_eq!((info.unwrap().expires, scope.meter.throttled()), (0, 1));
    for nothing in ["[1]", "5", "{}", "\"access_token\""] {
        let server = Server::start(move |_, _| answer(200, nothing)).await;
        let error = crate::stage::refused(&tenant, at(&server)).await;
        assert_eq!(error.id(), ErrorId::UnexpectedResponse, "{nothing}");
    }
    let unready = Server::start(|_, _| answer(410, "")).await;
    let error = crate::stage::refused(&tenant, at(&unready)).await;
    assert_eq!(error.id(), ErrorId::ServiceError);
    assert!(error.next_step().contains("try again"));
}
