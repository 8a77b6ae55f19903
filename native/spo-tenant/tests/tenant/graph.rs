//! Users and photos through Graph.

use crate::client::{Fixture, GRAPH, MY, SEAN};
use reqwest::Method;
use serde_json::{Value, json};

#[tokio::test]
async fn users_come_in_pages_with_what_was_selected() {
    let fixture = Fixture::new().await;
    let mut next = Some(format!(
        "{}/v1.0/users?$select=id,userPrincipalName,onPremisesImmutableId&$top=13",
        fixture.at.graph
    ));
    let mut names = Vec::new();
    let mut sizes = Vec::new();
    while let Some(url) = next {
        let page = fixture.get_json(&url, GRAPH).await;
        let users = page["value"].as_array().unwrap();
        sizes.push(users.len());
        assert!(
            users
                .iter()
                .all(|user| user.as_object().unwrap().len() == 3)
        );
        names.extend(
            users
                .iter()
                .map(|user| user["userPrincipalName"].as_str().unwrap().to_owned()),
        );
        next = page["@odata.nextLink"].as_str().map(str::to_owned);
    }
    assert_eq!(sizes, [13, 13, 4]);
    let expected: Vec<_> = fixture
        .tenant
        .users()
        .iter()
        .map(|user| user.user_principal_name.clone())
        .collect();
    assert_eq!(names, expected);
    let too_many = fixture
        .get(&format!("{}/v1.0/users?$top=1000", fixture.at.graph), GRAPH)
        .await;
    assert_eq!(too_many.status(), 400);
}

#[tokio::test]
async fn one_user_is_found_by_name_and_by_id() {
    let fixture = Fixture::new().await;
    let by_name = fixture
        .get_json(
            &format!(
                "{}/v1.0/users/sean.o%27neill%40contoso.onmicrosoft.com",
                fixture.at.graph
            ),
            GRAPH,
        )
        .await;
    assert_eq!(
        (&by_name["userPrincipalName"], &by_name["surname"]),
        (&json!(SEAN), &json!("O'Neill"))
    );
    let id = by_name["id"].as_str().unwrap();
    assert_eq!(
        fixture
            .get_json(&format!("{}/v1.0/users/{id}", fixture.at.graph), GRAPH)
            .await,
        by_name
    );
    let unknown = fixture
        .get(&format!("{}/v1.0/users/nobody", fixture.at.graph), GRAPH)
        .await;
    assert_eq!(unknown.status(), 404);
    assert!(unknown.headers().contains_key("request-id"));
    let body: Value = unknown.json().await.unwrap();
    assert_eq!(body["error"]["code"], "Request_ResourceNotFound");
}

#[tokio::test]
async fn photos_are_there_for_exchange_users_only() {
    let fixture = Fixture::new().await;
    let users = fixture.tenant.users();
    let at = |index: usize, rest: &str| {
        format!(
            "{}/v1.0/users/{}/photo{rest}",
            fixture.at.graph, users[index].object_id
        )
    };
    let metadata = fixture.get_json(&at(5, ""), GRAPH).await;
    let bytes = fixture.get(&at(5, "/$value"), GRAPH).await;
    assert_eq!(
        bytes.headers()["etag"].to_str().unwrap(),
        metadata["@odata.mediaEtag"]
    );
    assert!(bytes.bytes().await.unwrap().starts_with(&[0xFF, 0xD8]));
    let none = fixture.get(&at(0, "/$value"), GRAPH).await;
    assert_eq!(none.status(), 404);
    let body: Value = none.json().await.unwrap();
    assert_eq!(body["error"]["code"], "ImageNotFound");
}

#[tokio::test]
async fn a_batch_answers_each_read_in_an_order_of_its_own() {
    let fixture = Fixture::new().await;
    let users = fixture.tenant.users();
    let requests: Vec<Value> = (0..20)
        .map(|index| json!({"id": index.to_string(), "method": "GET", "url": format!("/users/{}/photo/$value", users[index].object_id)}))
        .collect();
    let send = async |requests: &[Value]| {
        let url = format!("{}/v1.0/$batch", fixture.at.graph);
        fixture
            .signed(Method::POST, &url, GRAPH)
            .json(&json!({"requests": requests}))
            .send()
            .await
            .unwrap()
    };
    let body: Value = send(&requests).await.json().await.unwrap();
    let responses = body["responses"].as_array().unwrap();
    let order: Vec<&str> = responses
        .iter()
        .map(|response| response["id"].as_str().unwrap())
        .collect();
    assert_ne!(
        order,
        (0..20).map(|index| index.to_string()).collect::<Vec<_>>()
    );
    let of = |id: &str| {
        responses
            .iter()
            .find(|response| response["id"] == id)
            .unwrap()
    };
    assert_eq!(of("0")["status"], 404);
    assert_eq!(
        (&of("5")["status"], &of("5")["headers"]["Content-Type"]),
        (&json!(200), &json!("image/jpeg"))
    );
    assert!(
        of("5")["body"].as_str().unwrap().starts_with("/9j/"),
        "base64 of a JPEG"
    );
    let mut too_many = requests.clone();
    too_many.push(json!({"id": "x", "method": "GET", "url": "/users"}));
    assert_eq!(send(&too_many).await.status(), 400);
    let twice = [requests[0].clone(), requests[0].clone()];
    assert_eq!(send(&twice).await.status(), 400);
}

#[tokio::test]
async fn a_token_of_another_host_or_without_roles_is_refused() {
    let fixture = Fixture::new().await;
    let url = format!("{}/v1.0/users", fixture.at.graph);
    let foreign = fixture.get(&url, MY).await;
    assert_eq!(foreign.status(), 401);
    let body: Value = foreign.json().await.unwrap();
    assert_eq!(body["error"]["code"], "InvalidAuthenticationToken");
    let token = fixture.tenant.issue_token(GRAPH, Some(Vec::new())).unwrap();
    assert_eq!(
        fixture
            .http
            .get(url)
            .bearer_auth(token)
            .send()
            .await
            .unwrap()
            .status(),
        403
    );
}
