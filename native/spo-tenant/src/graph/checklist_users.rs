//! The rows of the checklist of `graph-wire.md` 10 about users: pages, filters, delta.

use super::checklist::{WRITER, jpeg, put};
use crate::entra::Removal;
use crate::graph_settings::DeltaExpiry;
use crate::hosts::Service;
use crate::stage::{Answered, As, tenant};
use crate::tenant::Tenant;
use serde_json::{Map, json};

fn advanced(tenant: &Tenant, address: &str) -> Answered {
    let headers = [("consistencylevel", "eventual")];
    tenant.ask(
        Service::Graph,
        As::App(&["User.Read.All"]),
        "GET",
        address,
        &headers,
        "",
    )
}

fn count(answered: &Answered) -> usize {
    answered.json()["value"].as_array().unwrap().len()
}

#[test]
fn row_7_users_show_what_is_selected() {
    let tenant = tenant(20);
    let default = tenant.get("/users").json();
    assert_eq!(default["value"][0].as_object().unwrap().len(), 11);
    let one = tenant.get("/users?$select=mail,department&$top=1").json();
    assert_eq!(one["value"][0].as_object().unwrap().len(), 3);
    assert_eq!(
        tenant.get("/users?$select=skills").error(),
        (501, "NotImplemented".to_owned())
    );
    let user = tenant.directory.all()[0].clone();
    tenant.profiles.lock().set(&user, "SPS-Skills", "Chess|Go");
    let single = tenant
        .get(&format!("/users/{}?$select=skills", user.object_id))
        .json();
    assert_eq!(single["skills"], json!(["Chess", "Go"]));
    for top in ["0", "1000", "x"] {
        assert_eq!(tenant.get(&format!("/users?$top={top}")).status, 400);
    }
    let ids = json!({"ids": [user.object_id, uuid::Uuid::nil()], "types": ["user"]}).to_string();
    let who = As::App(&["User.Read.All"]);
    let found = tenant.ask(
        Service::Graph,
        who,
        "POST",
        "/directoryObjects/getByIds",
        &[],
        ids,
    );
    assert_eq!(count(&found), 1);
    assert_eq!(
        found.json()["value"][0]["@odata.type"],
        "#microsoft.graph.user"
    );
    let many = json!({"ids": vec![user.object_id; 1001]}).to_string();
    let refused = tenant.ask(
        Service::Graph,
        who,
        "POST",
        "/directoryObjects/getByIds",
        &[],
        many,
    );
    assert_eq!(refused.status, 400);
}

#[test]
fn row_7_filters_follow_the_consistency_rules() {
    let tenant = tenant(20);
    let user = &tenant.directory.all()[3];
    let upn = user.user_principal_name.replace('\'', "''");
    for filter in [
        format!("userPrincipalName eq '{upn}'"),
        format!("startsWith(userPrincipalName,'{upn}') and accountEnabled eq true"),
        format!("proxyAddresses/any(p:p eq 'smtp:{upn}')"),
        format!("mail in ('{upn}','nobody')"),
        format!("(mail eq 'nobody') or mail eq '{upn}'"),
    ] {
        assert_eq!(
            count(&tenant.get(&format!("/users?$filter={filter}"))),
            1,
            "{filter}"
        );
    }
    for filter in [
        format!("userPrincipalName ne '{upn}'"),
        format!("not(userPrincipalName eq '{upn}')"),
        "endsWith(mail,'.com')".to_owned(),
        "startsWith(mobilePhone,'+1')".to_owned(),
    ] {
        let address = format!("/users?$filter={}&$count=true", filter.replace('+', "%2B"));
        assert_eq!(
            tenant.get(&address).error(),
            (400, "Request_UnsupportedQuery".to_owned())
        );
        let answered = advanced(&tenant, &address);
        assert!(count(&answered) >= 19, "{filter}");
        assert_eq!(answered.json()["@odata.count"], count(&answered));
    }
    for filter in ["mail eq", "homePhone eq '1'", "mail like 'x'"] {
        assert_eq!(tenant.get(&format!("/users?$filter={filter}")).status, 400);
    }
    let many = vec!["'x'"; 16].join(",");
    assert_eq!(
        tenant
            .get(&format!("/users?$filter=mail in ({many})"))
            .status,
        400
    );
    assert_eq!(
        tenant.get("/users?$search=x").error().1,
        "Request_UnsupportedQuery"
    );
    assert_eq!(
        tenant
            .get("/users?$filter=mail eq 'x'&$orderby=displayName")
            .status,
        400
    );
    assert_eq!(
        tenant.get("/users/$count").error(),
        (400, "Request_BadRequest".to_owned())
    );
    assert_eq!(&advanced(&tenant, "/users/$count").body[..], b"20");
    assert!(
        tenant
            .get("/users?$count=true")
            .json()
            .get("@odata.count")
            .is_none()
    );
    let sorted = tenant.get("/users?$orderby=displayName desc").json();
    let names: Vec<_> = sorted["value"]
        .as_array()
        .unwrap()
        .iter()
        .map(|user| user["displayName"].as_str().unwrap().to_lowercase())
        .collect();
    assert!(names.windows(2).all(|pair| pair[0] >= pair[1]));
}

#[test]
fn row_7_pages_forget_headers_and_may_be_empty() {
    let tenant = tenant(20);
    let first = advanced(&tenant, "/users?$top=8&$count=true&$filter=mail ne 'x'").json();
    assert_eq!(first["@odata.count"], 20);
    let next = first["@odata.nextLink"].as_str().unwrap();
    assert_eq!(tenant.get(next).status, 400);
    let second = advanced(&tenant, next).json();
    assert!(second.get("@odata.count").is_none() && second["@odata.nextLink"].is_string());
    tenant.settings.lock().graph.empty_middle_page = true;
    let mut link = "/users?$top=8".to_owned();
    let mut sizes = Vec::new();
    loop {
        let page = tenant.get(&link);
        sizes.push(count(&page));
        match page.json()["@odata.nextLink"].as_str() {
            Some(next) => link = next.to_owned(),
            None => break,
        }
    }
    assert_eq!(sizes, [8, 0, 8, 0, 4]);
}

#[test]
fn row_8_delta_reports_changes_and_removals_and_no_photos() {
    let tenant = tenant(250);
    let mut link = "/users/delta?$select=displayName,jobTitle".to_owned();
    let (mut users, mut delta) = (0, String::new());
    while delta.is_empty() {
        let page = tenant.get(&link);
        users += count(&page);
        let body = page.json();
        link = body["@odata.nextLink"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        delta = body["@odata.deltaLink"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
    }
    assert_eq!(users, 250);
    put(&tenant, WRITER, 0, jpeg(48));
    assert_eq!(count(&tenant.get(&delta)), 0);
    let change = |name: &str| Map::from_iter([(name.to_owned(), json!("New"))]);
    {
        let mut accounts = tenant.accounts.lock();
        accounts.change(1, change("jobTitle"));
        accounts.change(2, change("department"));
        accounts.set_removal(3, Some(Removal::Soft));
        accounts.set_removal(4, Some(Removal::Permanent));
    }
    tenant.settings.lock().graph.delta_repeats = true;
    assert_eq!(count(&tenant.get(&delta)), 6);
    tenant.settings.lock().graph.delta_repeats = false;
    let body = tenant.get(&delta).json();
    assert_eq!(body["value"][0]["jobTitle"], "New");
    assert_eq!(body["value"][1]["@removed"]["reason"], "changed");
    assert_eq!(body["value"][2]["@removed"]["reason"], "deleted");
    assert_eq!(tenant.get(&format!("/users/{}", tenant.upn(3))).status, 404);
    assert_eq!(
        count(&tenant.get(body["@odata.deltaLink"].as_str().unwrap())),
        0
    );
    let latest = tenant.get("/users/delta?$deltatoken=latest");
    assert!(count(&latest) == 0 && latest.json()["@odata.deltaLink"].is_string());
    assert_eq!(tenant.get("/users/delta?$top=5").status, 400);
    tenant.settings.lock().graph.delta_token_lifetime = 0;
    assert_eq!(
        tenant.get(&delta).error(),
        (400, "syncStateNotFound".to_owned())
    );
    tenant.settings.lock().graph.delta_expiry = DeltaExpiry::Gone;
    let gone = tenant.get(&delta);
    assert_eq!(gone.status, 410);
    assert!(
        gone.header("location")
            .ends_with("/v1.0/users/delta?$deltatoken=")
    );
}
