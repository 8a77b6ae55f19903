//! The whole path on the simulated tenant: who is sent what, and what it costs.

use crate::stage::{PHOTO, Stage};
use serde_json::{Value, json};
use spo_tenant::Kind;

#[test]
fn the_first_sync_sends_what_is_missing_and_the_second_nothing() {
    let stage = Stage::new(200);
    let begun = std::time::Instant::now();
    let first = stage.sync(stage.records(200));
    let shown = first
        .others
        .iter()
        .filter(|event| event["type"] == "progress")
        .count();
    assert!(
        shown as u128 <= begun.elapsed().as_millis() / 250 + 2,
        "{shown} updates are more than four a second"
    );
    assert_eq!(first.failed, None);
    assert_eq!(
        first.counts("action"),
        [("Uploaded".to_owned(), 200)].into(),
        "{:?}",
        first.users
    );
    assert!(
        first.requests() <= 640,
        "at most 3.2 requests a user: {}",
        first.summary
    );
    assert_eq!(
        first.requests(),
        stage.tenant.requests().total,
        "what the client counts is what the tenant saw"
    );

    stage.tenant.clear_requests();
    let second = stage.sync(stage.records(200));
    assert_eq!(
        second.counts("action"),
        [("Unchanged".to_owned(), 200)].into(),
        "{:?}",
        second.users
    );
    assert!(second.requests() <= 10, "{}", second.summary);
    assert_eq!(stage.tenant.requests().of(Kind::PhotoUpload), 0);
    assert_eq!(stage.tenant.requests().of(Kind::ProfileWrite), 0);
}

#[test]
fn each_record_is_answered_once_and_each_batch_in_its_order() {
    let stage = Stage::new(120);
    let ran = stage.status(stage.records(120));
    let users = stage.tenant.users();
    let place = |event: &Value| {
        users
            .iter()
            .position(|user| event["identity"] == user.user_principal_name.as_str())
            .unwrap()
    };
    let places: Vec<_> = ran.users.iter().map(place).collect();
    for batch in [0..50, 50..100, 100..120] {
        let answered: Vec<_> = places
            .iter()
            .copied()
            .filter(|place| batch.contains(place))
            .collect();
        assert_eq!(answered, batch.collect::<Vec<_>>());
    }
}

#[test]
fn what_is_written_is_what_sharepoint_shows() {
    let stage = Stage::new(3);
    let upn = stage.tenant.users()[0].user_principal_name.clone();
    stage.tenant.set_profile_property(&upn, "PictureURL", "");
    let ran = stage.sync(vec![(
        json!({"identity": upn, "userPrincipalName": upn, "photo": "bytes"}),
        PHOTO.to_vec(),
    )]);
    assert_eq!(ran.users[0]["action"], "Uploaded", "{:?}", ran.users);
    let profile = stage.tenant.profile(&upn).unwrap();
    let prefix = upn.replace(['@', '.'], "_");
    let url = format!(
        "https://contoso-my.sharepoint.com:443/User%20Photos/Profile%20Pictures/{prefix}_MThumb.jpg"
    );
    assert_eq!(profile["PictureURL"], url);
    assert_eq!(ran.users[0]["pictureUrl"], url);
    assert_eq!(profile["SPS-PicturePlaceholderState"], "0");
    assert!(
        profile["SPS-PictureTimestamp"].parse::<i64>().unwrap() > 63_900_000_000,
        "seconds since the year 1"
    );
    let files: Vec<_> = stage
        .tenant
        .files()
        .into_iter()
        .filter(|file| file.name.starts_with(&prefix) && file.uploads > 0)
        .collect();
    assert_eq!(files.len(), 3);
    let sent: usize = files.iter().map(|file| file.length).sum();
    assert_eq!(ran.users[0]["bytesSent"], sent);
    assert_eq!(ran.users[0]["requests"], 3);
}

#[test]
fn what_if_sends_no_write_and_says_what_it_would_do() {
    let stage = Stage::new(20);
    let ran = stage.run(
        json!({"kind": "photoSync", "whatIf": true, "confirm": true}),
        stage.records(20),
    );
    assert_eq!(ran.counts("action"), [("WhatIf".to_owned(), 20)].into());
    assert_eq!(
        ran.others
            .iter()
            .filter(|event| event["kind"] == "confirm")
            .count(),
        20
    );
    let seen = stage.tenant.requests();
    assert_eq!(
        (seen.of(Kind::PhotoUpload), seen.of(Kind::ProfileWrite)),
        (0, 0)
    );
    let without_questions = stage.run(
        json!({"kind": "photoSync", "whatIf": true}),
        stage.records(20),
    );
    assert_eq!(
        without_questions.counts("action"),
        [("WhatIf".to_owned(), 20)].into()
    );
}

#[test]
fn a_status_run_names_every_state_and_writes_nothing() {
    let stage = Stage::new(100);
    let ran = stage.status(stage.records(100));
    let states = ran.counts("state");
    for state in [
        "Missing",
        "Stale",
        "PlaceholderShown",
        "ExchangeManaged",
        "FileMissing",
    ] {
        assert!(states.contains_key(state), "{state} is among {states:?}");
    }
    assert!(
        ran.users
            .iter()
            .all(|user| !user["reason"].as_str().unwrap().is_empty()
                && !user["nextStep"].as_str().unwrap().is_empty())
    );
    assert!(ran.requests() <= 8, "{}", ran.summary);
    stage.sync(stage.records(100));
    assert_eq!(
        stage.status(stage.records(100)).counts("state"),
        [("InSync".to_owned(), 100)].into()
    );
}

#[test]
fn an_existing_prefix_is_kept_and_another_users_file_is_never_touched() {
    let stage = Stage::new(20);
    let users = stage.tenant.users();
    let (one, two) = (&users[0], &users[1]);
    let shared =
        "https://contoso-my.sharepoint.com:443/User%20Photos/Profile%20Pictures/shared_MThumb.jpg";
    for user in [one, two] {
        stage
            .tenant
            .set_profile_property(&user.user_principal_name, "PictureURL", shared);
    }
    let ran = stage.sync(stage.records(2));
    assert_eq!(
        ran.counts("action"),
        [("Uploaded".to_owned(), 2)].into(),
        "{:?}",
        ran.users
    );
    let urls: Vec<_> = [one, two]
        .map(|user| stage.tenant.profile(&user.user_principal_name).unwrap()["PictureURL"].clone())
        .into();
    assert!(
        urls.contains(&shared.to_owned()) && urls[0] != urls[1],
        "{urls:?}"
    );
}

#[test]
fn a_user_given_twice_is_done_once() {
    let stage = Stage::new(5);
    let mut records = stage.records(1);
    let upper = records[0].0["userPrincipalName"]
        .as_str()
        .unwrap()
        .to_uppercase();
    records.push((
        json!({"identity": "again", "userPrincipalName": upper, "photo": "bytes"}),
        PHOTO.to_vec(),
    ));
    let ran = stage.sync(records);
    let actions: Vec<_> = ran
        .users
        .iter()
        .map(|user| user["action"].clone())
        .collect();
    assert_eq!(actions, ["Uploaded", "Skipped"]);
}

#[test]
fn records_that_bring_no_photo_are_told_apart() {
    let stage = Stage::new(10);
    let upn = |index: usize| stage.tenant.users()[index].user_principal_name.clone();
    let records: Vec<(Value, Vec<u8>)> = vec![
        (
            json!({"identity": "no photo", "userPrincipalName": upn(0), "photo": "none"}),
            vec![],
        ),
        (
            json!({"identity": "not asked for", "kind": "adUser", "userPrincipalName": upn(1), "photo": "notLoaded"}),
            vec![],
        ),
        (
            json!({"identity": "csv", "userPrincipalName": upn(2), "photo": "lostInCsv"}),
            vec![],
        ),
        (
            json!({"identity": "garbage", "userPrincipalName": upn(3), "photo": "bytes"}),
            b"not a picture".to_vec(),
        ),
        (
            json!({"identity": "no file", "userPrincipalName": upn(4), "photo": "path", "photoPath": "/nowhere/x.jpg"}),
            vec![],
        ),
        (json!({"identity": "nobody"}), vec![]),
        (
            json!({"identity": "ghost", "userPrincipalName": "ghost@contoso.onmicrosoft.com", "photo": "bytes"}),
            PHOTO.to_vec(),
        ),
    ];
    let ran = stage.sync(records);
    let seen: Vec<_> = ran
        .users
        .iter()
        .map(|user| {
            [
                user["identity"].as_str().unwrap(),
                user["action"].as_str().unwrap(),
                user["state"].as_str().unwrap(),
                user["error"]["id"].as_str().unwrap_or("-"),
            ]
        })
        .collect();
    assert_eq!(
        seen,
        [
            ["no photo", "Skipped", "NoSource", "-"],
            ["not asked for", "Skipped", "PhotoNotLoaded", "-"],
            ["csv", "Failed", "SourceInvalid", "SpoPhotoLostInCsv"],
            ["garbage", "Failed", "SourceInvalid", "SpoPhotoFormat"],
            ["no file", "Failed", "SourceInvalid", "SpoPhotoFileMissing"],
            ["nobody", "Failed", "Failed", "SpoIdentityMissing"],
            ["ghost", "Skipped", "NoProfile", "-"],
        ]
    );
    assert_eq!(ran.users[2]["error"]["target"], "csv");
    assert!(
        ran.users[1]["nextStep"]
            .as_str()
            .unwrap()
            .contains("-Properties thumbnailPhoto")
    );
    assert_eq!(stage.tenant.requests().of(Kind::PhotoUpload), 0);
}
