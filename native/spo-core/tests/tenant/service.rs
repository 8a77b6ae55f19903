//! Other tenants than the plain English one: languages, pages, TLS, names; users listed by Graph; ways of signing in.

use crate::stage::{PHOTO, Stage, certificate, drive, open};
use serde_json::json;
use spo_tenant::{NullQuery, Settings, TenantOptions};

#[test]
fn the_folder_is_found_in_every_language() {
    for (locale, folder) in [
        ("nl-NL", "Profielafbeeldingen"),
        ("en-US", "Profile%20Pictures"),
    ] {
        let stage = Stage::with(TenantOptions {
            users: 3,
            locale: locale.to_owned(),
            ..TenantOptions::default()
        });
        let upn = stage.tenant.users()[0].user_principal_name.clone();
        stage.tenant.set_profile_property(&upn, "PictureURL", "");
        let ran = stage.sync(stage.records(3));
        assert_eq!(
            ran.counts("action"),
            [("Uploaded".to_owned(), 3)].into(),
            "{:?}",
            ran.users
        );
        let url = stage.tenant.profile(&upn).unwrap()["PictureURL"].clone();
        assert!(url.contains(folder), "{url}");
    }
}

#[test]
fn a_library_of_many_pages_is_read_to_its_end() {
    let settings = Settings {
        page_size: 7,
        null_query: NullQuery::Absent,
        ..Settings::default()
    };
    let stage = Stage::with(TenantOptions {
        users: 30,
        settings,
        ..TenantOptions::default()
    });
    stage.sync(stage.records(30));
    let again = stage.sync(stage.records(30));
    assert_eq!(
        again.counts("action"),
        [("Unchanged".to_owned(), 30)].into(),
        "{:?}",
        again.users
    );
    assert!(
        again.summary["requestsByKind"]["library.list"]
            .as_u64()
            .unwrap()
            > 10
    );
}

#[test]
fn the_same_works_over_tls_with_a_root_given() {
    let stage = Stage::with(TenantOptions {
        users: 3,
        https: true,
        ..TenantOptions::default()
    });
    assert_eq!(
        stage.sync(stage.records(3)).counts("action"),
        [("Uploaded".to_owned(), 3)].into()
    );
}

#[test]
fn names_with_apostrophes_reach_their_files() {
    let stage = Stage::new(200);
    let (index, user) = stage
        .tenant
        .users()
        .iter()
        .enumerate()
        .find(|(_, user)| user.user_principal_name.contains('\''))
        .unwrap();
    let record = json!({"identity": user.display_name, "userPrincipalName": user.user_principal_name, "photo": "bytes"});
    stage
        .tenant
        .set_profile_property(&user.user_principal_name, "PictureURL", "");
    let ran = stage.sync(vec![(record, stage.tenant.ad_photo(index))]);
    assert_eq!(ran.users[0]["action"], "Uploaded", "{:?}", ran.users);
    assert!(stage.tenant.profile(&user.user_principal_name).unwrap()["PictureURL"].contains("%27"));
}

#[test]
fn users_are_found_by_id_and_mail() {
    let stage = Stage::new(8);
    let users = stage.tenant.users();
    let ran = stage.status(vec![
        (json!({"identity": "by id", "kind": "graphUser", "objectId": users[0].object_id, "photo": "bytes"}), PHOTO.to_vec()),
        (json!({"identity": "by mail", "mail": users[1].mail, "photo": "bytes"}), PHOTO.to_vec()),
        (json!({"identity": "by logon name", "samAccountName": users[2].sam_account_name, "photo": "bytes"}), PHOTO.to_vec()),
        (json!({"identity": "nobody", "mail": "nobody@example.com", "photo": "bytes"}), PHOTO.to_vec()),
    ]);
    for (event, user) in ran.users.iter().zip(users) {
        if event["identity"] != "nobody" {
            assert_eq!(event["accountName"], user.account_name.as_str(), "{event}");
        }
    }
    assert_eq!(ran.users[3]["state"], "Failed");
    assert_eq!(ran.users[3]["error"]["id"], "SpoUserNotFound");
}

#[test]
fn without_records_the_tenants_users_are_listed() {
    let settings = Settings {
        graph_page_size: 60,
        ..Settings::default()
    };
    let stage = Stage::with(TenantOptions {
        users: 130,
        settings,
        ..TenantOptions::default()
    });
    let folder = tempfile(&stage);
    let ran = stage.run(json!({"kind": "photoStatus", "enumerate": true, "photoFolder": folder, "fileNameTemplate": "{UserPrincipalName}"}), vec![]);
    assert_eq!(ran.users.len(), 130);
    let photo = ran
        .users
        .iter()
        .filter(|user| user["sourceBytes"].as_u64().unwrap() > 0)
        .count();
    assert_eq!(photo, 2, "two files are in the folder");
    assert_eq!(ran.counts("state")["NoSource"], 128);
}

/// A folder with the photos of two users.
fn tempfile(stage: &Stage) -> std::path::PathBuf {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("photos of two");
    std::fs::create_dir_all(&folder).unwrap();
    for user in &stage.tenant.users()[..2] {
        std::fs::write(
            folder.join(format!("{}.JPG", user.user_principal_name)),
            PHOTO,
        )
        .unwrap();
    }
    folder
}

#[test]
fn verify_finds_a_file_of_the_same_length_with_other_bytes() {
    let stage = Stage::new(2);
    stage.sync(stage.records(2));
    let prefix = stage
        .tenant
        .profile(&stage.tenant.users()[0].user_principal_name)
        .unwrap()["PictureURL"]
        .clone();
    let name = prefix
        .rsplit('/')
        .next()
        .unwrap()
        .replace("%27", "'")
        .replace("_MThumb", "_LThumb");
    stage.tenant.spoil_file(&name);
    assert_eq!(
        stage.status(stage.records(2)).counts("state"),
        [("InSync".to_owned(), 2)].into()
    );
    let verified = stage.run(
        json!({"kind": "photoStatus", "verify": true}),
        stage.records(2),
    );
    let states: Vec<_> = verified
        .users
        .iter()
        .map(|user| user["state"].clone())
        .collect();
    assert_eq!(states, ["Stale", "InSync"]);
}

#[test]
fn connecting_says_who_is_signed_in_and_never_the_token() {
    let stage = Stage::new(1);
    let ran = drive(
        &stage
            .session
            .start(serde_json::from_value(json!({"kind": "connect"})).unwrap()),
        vec![],
    );
    let connected = ran
        .others
        .iter()
        .find(|event| event["type"] == "connected")
        .unwrap();
    assert_eq!(connected["appId"], stage.tenant.app().client_id);
    assert_eq!(connected["cloud"], "public");
    assert_eq!(
        connected["tokens"][0]["resource"],
        "https://contoso-admin.sharepoint.com"
    );
    assert!(
        connected["tokens"][0]["roles"]
            .as_array()
            .unwrap()
            .contains(&json!("User.ReadWrite.All"))
    );
    assert!(!connected.to_string().contains("eyJ"), "{connected}");
}

#[test]
fn tokens_are_chosen_by_audience() {
    let stage = Stage::new(2);
    let token = |resource: &str| stage.tenant.issue_token(resource, None).unwrap();
    let both = json!({"kind": "tokens", "tokens": [token("https://contoso-my.sharepoint.com"), token("https://contoso-admin.sharepoint.com")]});
    let ran = drive(
        &open(&stage.tenant, &both)
            .start(serde_json::from_value(json!({"kind": "photoSync"})).unwrap()),
        stage.records(2),
    );
    assert_eq!(
        ran.counts("action"),
        [("Uploaded".to_owned(), 2)].into(),
        "{:?}",
        ran.failed
    );
    let wrong = json!({"kind": "tokens", "tokens": [token("https://graph.microsoft.com")]});
    let ran = drive(
        &open(&stage.tenant, &wrong)
            .start(serde_json::from_value(json!({"kind": "connect"})).unwrap()),
        vec![],
    );
    let failed = ran.failed.unwrap();
    assert_eq!(failed["id"], "SpoTokenRefused");
    assert!(
        failed["message"]
            .as_str()
            .unwrap()
            .contains("contoso-admin.sharepoint.com"),
        "{failed}"
    );
}

#[test]
fn an_unknown_app_is_refused_with_the_reason() {
    let stage = Stage::new(1);
    let mut auth = certificate(&stage.tenant);
    auth["clientId"] = json!("00000000-0000-0000-0000-000000000001");
    let ran = drive(
        &open(&stage.tenant, &auth)
            .start(serde_json::from_value(json!({"kind": "connect"})).unwrap()),
        vec![],
    );
    let failed = ran.failed.unwrap();
    assert_eq!(failed["id"], "SpoAuthenticationFailed");
    assert!(
        failed["message"].as_str().unwrap().contains("AADSTS"),
        "{failed}"
    );
}
