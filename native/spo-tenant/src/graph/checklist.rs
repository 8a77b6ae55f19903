//! The rows of the checklist of `graph-wire.md` 10 about photos and batches.

use crate::entra::visit::{Visit, visit};
use crate::graph_settings::{NoPhoto, PhotoId};
use crate::hosts::Service;
use crate::photo::{Picture, render};
use crate::stage::{Answered, As, tenant};
use crate::tenant::Tenant;
use crate::{Action, Fault, Kind};
use serde_json::{Value, json};

pub(super) const WRITER: As<'_> = As::App(&["ProfilePhoto.ReadWrite.All"]);

pub(super) fn put(tenant: &Tenant, who: As<'_>, user: usize, content: Vec<u8>) -> Answered {
    let address = format!(
        "/users/{}/photo/$value",
        tenant.directory.all()[user].object_id
    );
    let headers = [("content-type", "image/jpeg")];
    tenant.ask(Service::Graph, who, "PUT", &address, &headers, content)
}

fn photo(tenant: &Tenant, user: usize, rest: &str) -> Answered {
    let id = tenant.directory.all()[user].object_id;
    tenant.get(&format!("/users/{id}/{rest}"))
}

pub(super) fn jpeg(side: u32) -> Vec<u8> {
    render(9, 1, Picture::Former(side))
}

#[test]
fn row_1_photos_have_the_nine_sizes_not_above_the_original() {
    let tenant = tenant(6);
    assert_eq!(put(&tenant, WRITER, 0, jpeg(504)).status, 200);
    let sizes = photo(&tenant, 0, "photos").json();
    assert_eq!(sizes["value"].as_array().unwrap().len(), 8);
    let metadata = photo(&tenant, 0, "photo").json();
    assert_eq!(
        (&metadata["id"], &metadata["width"]),
        (&json!("504x504"), &json!(504))
    );
    let etag = metadata["@odata.mediaEtag"].as_str().unwrap().to_owned();
    assert!(etag.len() == 10 && etag.starts_with('"') && etag.ends_with('"'));
    let content = photo(&tenant, 0, "photo/$value");
    assert_eq!(
        (content.header("etag"), &content.body[..]),
        (etag.as_str(), &jpeg(504)[..])
    );
    let small = photo(&tenant, 0, "photos/48x48/$value");
    assert_eq!(spo_photo::inspect(&small.body).unwrap().width, 48);
    assert_eq!(photo(&tenant, 0, "photos/648x648").status, 404);
    for (style, id) in [(PhotoId::Upper, "504X504"), (PhotoId::Default, "default")] {
        tenant.settings.lock().graph.photo_id = style;
        assert_eq!(photo(&tenant, 0, "photo").json()["id"], id);
    }
}

#[test]
fn row_2_no_photo_has_every_shape_that_was_seen() {
    let tenant = tenant(6);
    for (shape, code) in [
        (NoPhoto::ImageNotFound, "ImageNotFound"),
        (NoPhoto::EntityNotFound, "ErrorEntityNotFound"),
        (NoPhoto::ItemNotFound, "ErrorItemNotFound"),
        (NoPhoto::NonExistentMailbox, "ErrorNonExistentMailbox"),
        (NoPhoto::MailboxOnPremises, "MailboxNotEnabledForRESTAPI"),
        (NoPhoto::Wrapped, "UnknownError"),
    ] {
        tenant.settings.lock().graph.no_photo = shape;
        for rest in ["photo", "photos", "photo/$value"] {
            assert_eq!(photo(&tenant, 0, rest).error(), (404, code.to_owned()));
        }
    }
    tenant.settings.lock().graph.no_photo = NoPhoto::Pixel;
    let pixel = photo(&tenant, 0, "photo");
    assert_eq!((pixel.status, &pixel.json()["id"]), (200, &json!("1x1")));
    assert_eq!(pixel.json()["@odata.mediaContentType"], "image/gif");
    assert_eq!(photo(&tenant, 0, "photo/$value").status, 404);
    tenant.settings.lock().graph.batch_null_bodies = true;
    let item = json!({"id": "1", "method": "GET", "url": format!("/users/{}/photo/$value", tenant.upn(0))});
    let body = batch(&tenant, &json!([item])).json();
    assert_eq!(
        body["responses"][0],
        json!({"id": "1", "status": 404, "body": null})
    );
}

#[test]
fn row_3_writes_are_validated_and_gated() {
    let tenant = tenant(6);
    let upn = tenant.upn(0).to_owned();
    let status = |answered: Answered| answered.status;
    assert_eq!(status(put(&tenant, WRITER, 0, jpeg(23))), 400);
    assert_eq!(status(put(&tenant, WRITER, 0, b"text".to_vec())), 400);
    assert_eq!(
        status(put(&tenant, WRITER, 0, vec![0; 4 * 1024 * 1024 + 1])),
        413
    );
    assert_eq!(
        status(put(&tenant, As::App(&["User.Read.All"]), 0, jpeg(48))),
        403
    );
    {
        let graph = &mut tenant.settings.lock().graph;
        graph.mailboxless_users = vec![upn.clone()];
        graph.mailboxless_photo_limit = true;
    }
    let mut large = jpeg(48);
    large.resize(101 * 1024, 0);
    assert_eq!(status(put(&tenant, WRITER, 0, large.clone())), 404);
    assert_eq!(status(put(&tenant, WRITER, 1, large)), 200);
    let own = As::User(&upn, "User.ReadWrite");
    assert_eq!(status(put(&tenant, own, 0, jpeg(48))), 200);
    assert_eq!(status(put(&tenant, own, 1, jpeg(48))), 403);
    let admin = As::User(&upn, "ProfilePhoto.ReadWrite.All");
    assert_eq!(status(put(&tenant, admin, 1, jpeg(48))), 200);
    tenant.settings.lock().sign_in.user_roles.clear();
    assert_eq!(status(put(&tenant, admin, 1, jpeg(48))), 403);
    let delete = |who| {
        let address = format!("/users/{upn}/photo/$value");
        status(tenant.ask(Service::Graph, who, "DELETE", &address, &[], ""))
    };
    assert_eq!((delete(WRITER), delete(WRITER)), (204, 404));
}

#[test]
fn row_3_the_photo_policy_forbids_changes() {
    let tenant = tenant(6);
    let manager = As::App(&["PeopleSettings.ReadWrite.All"]);
    let policy = |method: &str, body: &str| {
        let address = "/beta/admin/people/photoupdatesettings";
        tenant.ask(
            Service::Graph,
            manager,
            method,
            address,
            &[],
            body.to_owned(),
        )
    };
    assert_eq!(policy("GET", "").json()["source"], Value::Null);
    assert_eq!(policy("PATCH", r#"{"source":"onPremises"}"#).status, 200);
    assert_eq!(
        put(&tenant, WRITER, 0, jpeg(48)).error(),
        (403, "ErrorAccessDenied".to_owned())
    );
    assert_eq!(policy("DELETE", "").status, 204);
    assert_eq!(put(&tenant, WRITER, 0, jpeg(48)).status, 200);
    let roles = r#"{"allowedRoles":[" fe930be7-5e62-47db-91af-98c3a49a38b1"]}"#;
    let set = policy("PATCH", roles).json();
    assert_eq!(
        set["allowedRoles"],
        json!(["fe930be7-5e62-47db-91af-98c3a49a38b1"])
    );
    let upn = tenant.upn(0).to_owned();
    assert_eq!(
        put(&tenant, As::User(&upn, "User.ReadWrite"), 0, jpeg(48)).status,
        403
    );
    assert_eq!(put(&tenant, WRITER, 0, jpeg(48)).status, 200);
    tenant.settings.lock().graph.allowed_roles_bind_apps = true;
    assert_eq!(put(&tenant, WRITER, 0, jpeg(48)).status, 403);
    assert_eq!(
        policy("PATCH", r#"{"allowedRoles":{}}"#).json()["allowedRoles"],
        json!([])
    );
    assert_eq!(policy("PATCH", r#"{"source":"elsewhere"}"#).status, 400);
}

#[test]
fn row_4_a_change_shows_after_so_many_reads() {
    let tenant = tenant(6);
    tenant.settings.lock().graph.photo_stale_reads = 2;
    put(&tenant, WRITER, 0, jpeg(48));
    let statuses = [(); 3].map(|()| photo(&tenant, 0, "photo").status);
    assert_eq!(statuses, [404, 404, 200]);
}

#[test]
fn row_4_share_point_pulls_the_photo_on_a_visit_once_a_day() {
    let tenant = tenant(6);
    let user = &tenant.directory.all()[0];
    assert_eq!(put(&tenant, WRITER, 0, jpeg(240)).status, 200);
    let pulled = || {
        let profile = tenant.profile(&user.user_principal_name).unwrap();
        (
            profile["PictureURL"].contains(&user.object_id.to_string()),
            profile["SPS-PictureExchangeSyncState"].clone(),
        )
    };
    assert_eq!(pulled(), (false, "0".to_owned()));
    assert_eq!(visit(&tenant, user), Visit::Pulled);
    assert_eq!(pulled(), (true, "1".to_owned()));
    let large = format!("{}_LThumb.jpg", user.object_id);
    let width = |bytes: &[u8]| spo_photo::inspect(bytes).unwrap().width;
    assert_eq!(
        width(&tenant.library.lock().file(&large).unwrap().bytes()),
        200
    );
    assert_eq!(visit(&tenant, user), Visit::TooSoon);
    tenant.settings.lock().graph.visit_interval = 0;
    assert_eq!(visit(&tenant, user), Visit::Pulled);
    assert_eq!(visit(&tenant, &tenant.directory.all()[2]), Visit::NoPhoto);
}

#[test]
fn row_5_if_none_match_is_ignored_unless_asked_for() {
    let tenant = tenant(6);
    let etag = photo(&tenant, 5, "photo/$value").header("etag").to_owned();
    let ask = || {
        let address = format!("/users/{}/photo/$value", tenant.upn(5));
        let who = As::App(&["ProfilePhoto.Read.All"]);
        let headers = [("if-none-match", etag.as_str())];
        tenant
            .ask(Service::Graph, who, "GET", &address, &headers, "")
            .status
    };
    assert_eq!(ask(), 200);
    tenant.settings.lock().graph.honor_if_none_match = true;
    assert_eq!(ask(), 304);
}

fn batch(tenant: &Tenant, requests: &Value) -> Answered {
    let who = As::App(&["User.Read.All", "ProfilePhoto.ReadWrite.All"]);
    let body = json!({"requests": requests}).to_string();
    tenant.ask(Service::Graph, who, "POST", "/$batch", &[], body)
}

fn part<'a>(body: &'a Value, id: &str) -> &'a Value {
    let mut parts = body["responses"].as_array().unwrap().iter();
    parts.find(|part| part["id"] == id).unwrap()
}

#[test]
fn row_6_batches_are_limited_shuffled_and_chained() {
    let tenant = tenant(6);
    let get = |id: usize| json!({"id": id.to_string(), "method": "GET", "url": format!("/users/{}", tenant.upn(id % 6))});
    assert_eq!(batch(&tenant, &(0..21).map(get).collect()).status, 400);
    assert_eq!(batch(&tenant, &json!([get(1), get(1)])).status, 400);
    let full = batch(&tenant, &(0..20).map(get).collect()).json();
    let ids: Vec<_> = full["responses"]
        .as_array()
        .unwrap()
        .iter()
        .map(|part| part["id"].clone())
        .collect();
    assert_eq!(ids.len(), 20);
    assert_ne!(
        ids,
        (0..20).map(|id| json!(id.to_string())).collect::<Vec<_>>()
    );
    let chained = batch(&tenant, &json!([
        {"id": "b", "method": "GET", "url": "/users", "dependsOn": ["a"]},
        {"id": "a", "method": "GET", "url": "/users/nobody"},
        {"id": "c", "method": "GET", "url": "/users/$count", "headers": {"ConsistencyLevel": "eventual"}},
    ])).json();
    assert_eq!(
        (
            &part(&chained, "a")["status"],
            &part(&chained, "b")["status"]
        ),
        (&json!(404), &json!(424))
    );
    assert_eq!(part(&chained, "c")["body"], "6");
    tenant.faults.lock().set(vec![Fault {
        retry_after: "7".to_owned(),
        count: 1,
        ..Fault::new(Some(Kind::GraphBatchItem), Action::Respond)
    }]);
    let throttled = batch(&tenant, &json!([get(1), get(2)]));
    assert_eq!(throttled.status, 200);
    let throttled = throttled.json();
    assert_eq!(part(&throttled, "1")["status"], 429);
    assert_eq!(part(&throttled, "1")["headers"]["Retry-After"], "7");
    assert_eq!(part(&throttled, "2")["status"], 200);
}

#[test]
fn row_6_bytes_are_base64_both_ways() {
    let tenant = tenant(6);
    let url = format!("users/{}/photo/$value", tenant.upn(0));
    let body = batch(&tenant, &json!([
        {"id": "put", "method": "PUT", "url": url, "headers": {"Content-Type": "image/jpeg"}, "body": crate::encoding::base64url(&jpeg(48))},
        {"id": "get", "method": "GET", "url": url, "dependsOn": ["put"]},
    ])).json();
    let got = part(&body, "get");
    assert_eq!(got["body"], crate::encoding::base64(&jpeg(48)));
    assert_eq!(got["headers"]["Content-Type"], "image/jpeg");
    assert_eq!(got["headers"]["ETag"].as_str().unwrap().len(), 10);
    let without_type = json!([{"id": "1", "method": "PUT", "url": url, "body": "x"}]);
    assert_eq!(batch(&tenant, &without_type).status, 400);
}
