//! The control service.

use crate::client::{Fixture, GRAPH, MY, SEAN};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use spo_tenant::TenantOptions;

async fn send(
    fixture: &Fixture,
    method: Method,
    path: &str,
    body: Option<Value>,
) -> (StatusCode, Value) {
    let mut request = fixture
        .http
        .request(method, format!("{}/control/{path}", fixture.at.control));
    if let Some(body) = body {
        request = request.json(&body);
    }
    let response = request.send().await.unwrap();
    let status = response.status();
    (
        status,
        serde_json::from_str(&response.text().await.unwrap()).unwrap_or_default(),
    )
}

async fn get(fixture: &Fixture, path: &str) -> Value {
    let (status, body) = send(fixture, Method::GET, path, None).await;
    assert_eq!(status, 200, "{path}");
    body
}

#[tokio::test]
async fn requests_are_counted_logged_and_forgotten() {
    let fixture = Fixture::new().await;
    fixture
        .get(&format!("{}/v1.0/users?$top=1", fixture.at.graph), GRAPH)
        .await;
    fixture.get(&format!("{}/nothing", fixture.at.my), MY).await;
    let counts = get(&fixture, "requests").await;
    assert_eq!(
        (
            &counts["total"],
            &counts["byKind"]["graph.users"],
            &counts["byKind"]["other"]
        ),
        (&json!(2), &json!(1), &json!(1))
    );
    assert_eq!(counts["byKind"]["photo.upload"], 0);
    let log = get(&fixture, "requests/log").await;
    assert_eq!(
        log[0],
        json!({"seq": 1, "kind": "graph.users", "service": "graph", "method": "GET", "path": "/v1.0/users", "status": 200})
    );
    assert_eq!(
        (&log[1]["service"], &log[1]["status"]),
        (&json!("my"), &json!(404))
    );
    assert_eq!(
        get(&fixture, "requests/wait?kind=graph.users&count=1").await["total"],
        2
    );
    assert_eq!(
        send(&fixture, Method::GET, "requests/wait?kind=nonsense", None)
            .await
            .0,
        400
    );
    assert_eq!(
        send(&fixture, Method::DELETE, "requests", None).await.0,
        204
    );
    assert_eq!(
        (
            &get(&fixture, "requests").await["total"],
            get(&fixture, "requests/log").await
        ),
        (&json!(0), json!([]))
    );
}

#[tokio::test]
async fn waiting_ends_when_the_request_arrives() {
    let fixture = Fixture::new().await;
    let url = format!(
        "{}/control/requests/wait?kind=graph.users&count=2",
        fixture.at.control
    );
    let waiting = tokio::spawn(fixture.http.get(url).send());
    let users = format!("{}/v1.0/users", fixture.at.graph);
    fixture.get(&users, GRAPH).await;
    fixture.get(&users, GRAPH).await;
    let counts: Value = waiting.await.unwrap().unwrap().json().await.unwrap();
    assert_eq!(counts["byKind"]["graph.users"], 2);
}

#[tokio::test]
async fn faults_are_set_checked_and_cleared() {
    let fixture = Fixture::new().await;
    let rules = json!([{"kind": "graph.users", "action": "respond", "status": 503, "retryAfter": "1", "count": 1}]);
    assert_eq!(
        send(&fixture, Method::POST, "faults", Some(rules)).await.0,
        204
    );
    let users = format!("{}/v1.0/users", fixture.at.graph);
    let struck = fixture.get(&users, GRAPH).await;
    assert_eq!(
        (
            struck.status().as_u16(),
            struck.headers()["retry-after"].to_str().unwrap()
        ),
        (503, "1")
    );
    assert_eq!(fixture.get(&users, GRAPH).await.status(), 200);
    assert_eq!(get(&fixture, "faults").await[0]["hits"], 1);
    let (status, body) = send(
        &fixture,
        Method::POST,
        "faults",
        Some(json!([{"kind": "x", "action": "hang"}])),
    )
    .await;
    assert_eq!(
        (status.as_u16(), &body["error"]),
        (400, &json!("'x' is not a kind of request"))
    );
    assert_eq!(send(&fixture, Method::DELETE, "faults", None).await.0, 204);
    assert_eq!(get(&fixture, "faults").await, json!([]));
}

#[tokio::test]
async fn profiles_files_and_settings_can_be_seen_and_changed() {
    let fixture = Fixture::new().await;
    let users = get(&fixture, "users").await;
    assert_eq!(
        (&users[1]["userPrincipalName"], &users[1]["samAccountName"]),
        (&json!(SEAN), &json!("soneill"))
    );
    assert_eq!(users[1]["accountName"], format!("i:0#.f|membership|{SEAN}"));
    let profile = format!("profiles/{}", SEAN.replace('\'', "%27"));
    assert_eq!(
        send(
            &fixture,
            Method::PUT,
            &profile,
            Some(json!({"CellPhone": "1"}))
        )
        .await
        .0,
        204
    );
    assert_eq!(get(&fixture, &profile).await["CellPhone"], "1");
    assert_eq!(
        send(&fixture, Method::GET, "profiles/nobody", None).await.0,
        404
    );
    let files = get(&fixture, "files").await;
    assert_eq!(
        (
            &files[0]["uploads"],
            files[0]["sha256"].as_str().unwrap().len()
        ),
        (&json!(0), 64)
    );
    let name = files[0]["name"].as_str().unwrap().replace('\'', "%27");
    assert_eq!(
        send(&fixture, Method::DELETE, &format!("files/{name}"), None)
            .await
            .0,
        204
    );
    assert_eq!(
        send(&fixture, Method::DELETE, &format!("files/{name}"), None)
            .await
            .0,
        404
    );
    let (_, settings) = send(
        &fixture,
        Method::POST,
        "settings",
        Some(json!({"pageSize": 3})),
    )
    .await;
    assert_eq!(
        (&settings["pageSize"], &settings["appOnlyWrite"]),
        (&json!(3), &json!("allow"))
    );
    assert_eq!(get(&fixture, "settings").await, settings);
    assert_eq!(
        send(
            &fixture,
            Method::POST,
            "settings",
            Some(json!({"pages": 3}))
        )
        .await
        .0,
        400
    );
    let (status, _) = send(
        &fixture,
        Method::POST,
        "token",
        Some(json!({"resource": "https://example.com"})),
    )
    .await;
    assert_eq!(status, 400);
}

#[tokio::test]
async fn ports_are_as_asked_and_free_again_afterwards() {
    let first = Fixture::new().await;
    let port = |address: &str| address.rsplit(':').next().unwrap().parse::<u16>().unwrap();
    let same_ports = TenantOptions {
        users: 1,
        port_base: Some(port(&first.at.login)),
        ..TenantOptions::default()
    };
    assert!(spo_tenant::RunningTenant::start(same_ports).await.is_err());
    assert!(
        spo_tenant::RunningTenant::start(TenantOptions {
            locale: "xx".to_owned(),
            ..TenantOptions::default()
        })
        .await
        .is_err()
    );
    let users = format!("{}/v1.0/users", first.at.graph);
    let token = first.tenant.issue_token(GRAPH, None).unwrap();
    assert_eq!(
        first
            .http
            .get(&users)
            .bearer_auth(&token)
            .send()
            .await
            .unwrap()
            .status(),
        200
    );
    let Fixture { tenant, http, .. } = first;
    drop(tenant);
    tokio::task::yield_now().await;
    assert!(
        http.get(&users).bearer_auth(&token).send().await.is_err(),
        "connections end with the tenant"
    );
}
