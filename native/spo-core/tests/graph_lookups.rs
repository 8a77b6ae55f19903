//! Users and photos by page and by batch, against a server.

#![allow(
    clippy::unwrap_used,
    reason = "tests say what they expect by panicking"
)]

mod http_server;

use http_server::{Received, Server, answer, scope};
use serde_json::{Value, json};
use spo_core::config::AuthConfig;
use spo_core::error::ErrorId;
use spo_core::graph::{UserKey, UserPages, find_users, get_photos};

/// Answers every part of a batch by its number and url, last part first.
fn batch(request: &Received, part: impl Fn(&str) -> Value) -> String {
    let json: Value = serde_json::from_slice(&request.body).unwrap();
    let reply = |asked: &Value| {
        let mut reply = part(asked["url"].as_str().unwrap());
        reply["id"] = asked["id"].clone();
        reply
    };
    let parts: Vec<Value> = json["requests"]
        .as_array()
        .unwrap()
        .iter()
        .rev()
        .map(reply)
        .collect();
    json!({ "responses": parts }).to_string()
}

fn asked(request: &Received) -> usize {
    serde_json::from_slice::<Value>(&request.body).unwrap()["requests"]
        .as_array()
        .unwrap()
        .len()
}

#[tokio::test]
async fn pages_are_followed_to_the_end_and_an_empty_one_is_no_end() {
    let server = Server::start(|number, request| {
        let next = format!("http://{}/v1.0/users?$skiptoken={}%20x", request.headers["host"], number + 1);
        answer(200, match number {
            0 => json!({"@odata.nextLink": next, "value": [{"id": "1", "userPrincipalName": "anna@contoso.com", "mail": null, "accountEnabled": true, "mobilePhone": "+1", "faxNumber": null, "businessPhones": ["+2"], "onPremisesExtensionAttributes": {"extensionAttribute1": "x", "extensionAttribute2": null}}]}),
            1 => json!({"@odata.nextLink": next, "value": []}),
            _ => json!({"value": [{"id": "2"}, {"id": "3"}]}),
        }.to_string())
    })
    .await;
    let (client, scope) = (server.client(AuthConfig::Host), scope());
    let more = ["mobilePhone", "faxNumber", "businessPhones", "Mail"].map(str::to_owned);
    let mut pages = UserPages::new(&client, &scope, &more);
    let first = pages.next().await.unwrap().unwrap();
    assert_eq!(
        (
            first[0].user_principal_name.as_str(),
            first[0].mail.as_str(),
            first[0].account_enabled
        ),
        ("anna@contoso.com", "", Some(true))
    );
    let values = first[0].values();
    assert_eq!(values["mobilePhone"], ["+1"]);
    assert_eq!(values["businessPhones"], ["+2"]);
    assert!(values["faxNumber"].is_empty() && values["mail"].is_empty());
    assert_eq!(values["extensionAttribute1"], ["x"]);
    assert!(values["extensionAttribute2"].is_empty());
    assert!(!values.contains_key("jobTitle"), "nobody asked for it");
    assert_eq!(pages.next().await.unwrap().unwrap().len(), 0);
    assert_eq!(pages.next().await.unwrap().unwrap().len(), 2);
    assert_eq!(pages.next().await.unwrap(), None);
    let lines: Vec<String> = server
        .seen()
        .into_iter()
        .map(|request| request.line)
        .collect();
    assert!(lines[0].contains("$top=999") && lines[0].contains("$select=id,userPrincipalName"));
    assert!(
        lines[0].contains("accountEnabled,mobilePhone,faxNumber,businessPhones&"),
        "each once: {}",
        lines[0]
    );
    assert_eq!(lines[2], "GET /v1.0/users?$skiptoken=2%20x HTTP/1.1");
}

#[tokio::test]
async fn a_next_link_to_elsewhere_is_not_followed() {
    for link in [
        "https://graph.example.com/v1.0/users?x",
        "/v1.0/users?x",
        "http://127.0.0.1:1/v1.0/users",
    ] {
        let body = json!({"@odata.nextLink": link, "value": []}).to_string();
        let server = Server::start(move |_, _| answer(200, body.clone())).await;
        let (client, scope) = (server.client(AuthConfig::Host), scope());
        let error = UserPages::new(&client, &scope, &[])
            .next()
            .await
            .unwrap_err();
        assert_eq!(error.id(), ErrorId::UnexpectedResponse);
    }
}

#[tokio::test]
async fn users_are_found_twenty_a_request_in_the_order_asked() {
    let server = Server::start(|_, request| {
        answer(200, batch(request, |url| match url.split(['/', '?']).nth(2) {
            Some(filter) if filter.starts_with("$filter=mail%20eq%20%27o%27%27neil%40contoso.com%27") => json!({"status": 200, "body": {"value": [{"id": "oneil"}]}}),
            Some(filter) if filter.starts_with("$filter") => json!({"status": 200, "body": {"value": []}}),
            Some("gone%23EXT%23") => json!({"status": 404, "body": {"error": {"code": "Request_ResourceNotFound", "message": "x"}}}),
            Some("denied") => json!({"status": 403, "body": {"error": {"code": "Authorization_RequestDenied", "message": "Insufficient privileges"}}}),
            id => json!({"status": 200, "body": {"id": id}}),
        }))
    })
    .await;
    let mut keys: Vec<UserKey> = (0..20)
        .map(|number| UserKey::Id(format!("u{number}")))
        .collect();
    keys.extend(["gone#EXT#", "denied"].map(|id| UserKey::Id(id.to_owned())));
    keys.extend(
        ["o'neil@contoso.com", "nobody@contoso.com"].map(|mail| UserKey::Mail(mail.to_owned())),
    );
    let scope = scope();
    let found = find_users(&server.client(AuthConfig::Host), &scope, &keys).await;
    for (number, user) in found.iter().take(20).enumerate() {
        assert_eq!(user.as_ref().unwrap().id, format!("u{number}"));
    }
    let errors: Vec<_> = found[20..]
        .iter()
        .map(|user| {
            user.as_ref()
                .map(|user| user.id.as_str())
                .map_err(spo_core::error::Error::id)
        })
        .collect();
    assert_eq!(
        errors,
        [
            Err(ErrorId::UserNotFound),
            Err(ErrorId::AccessDenied),
            Ok("oneil"),
            Err(ErrorId::UserNotFound)
        ]
    );
    assert_eq!(server.seen().iter().map(asked).collect::<Vec<_>>(), [20, 4]);
    assert_eq!(scope.meter.by_kind(), [("graph.users", 2)].into());
}

#[tokio::test]
async fn a_batch_that_is_refused_is_the_error_of_every_key() {
    let server =
        Server::start(|_, _| answer(400, r#"{"error":{"code":"BadRequest","message":"no"}}"#))
            .await;
    let keys = [UserKey::Id("a".to_owned()), UserKey::Id("b".to_owned())];
    let found = find_users(&server.client(AuthConfig::Host), &scope(), &keys).await;
    assert!(
        found.len() == 2
            && found
                .iter()
                .all(|user| user.as_ref().unwrap_err().http_status() == 400)
    );
}

#[tokio::test]
async fn throttled_parts_alone_are_asked_for_again() {
    let server = Server::start(|number, request| {
        answer(200, batch(request, |url| match url {
            "/users/busy/photo/$value" if number == 0 => json!({"status": 429, "headers": {"Retry-After": "0"}, "body": {"error": {"code": "TooManyRequests"}}}),
            "/users/none/photo/$value" => json!({"status": 404, "body": null}),
            "/users/dot/photo/$value" => json!({"status": 200, "body": "R0lGODlhAQABAIAA"}),
            _ => json!({"status": 200, "headers": {"Content-Type": "image/jpeg"}, "body": "_9j_4A"}),
        }))
    })
    .await;
    let scope = scope();
    let photos = get_photos(
        &server.client(AuthConfig::Host),
        &scope,
        &["anna", "busy", "none", "dot"],
    )
    .await;
    let photos: Vec<Option<Vec<u8>>> = photos
        .into_iter()
        .map(|photo| photo.unwrap().map(Into::into))
        .collect();
    let jpeg = Some(vec![0xff, 0xd8, 0xff, 0xe0]);
    assert_eq!(photos, [jpeg.clone(), jpeg, None, None]);
    assert_eq!(server.seen().iter().map(asked).collect::<Vec<_>>(), [4, 1]);
    assert_eq!((scope.meter.requests(), scope.meter.throttled()), (2, 1));
}
