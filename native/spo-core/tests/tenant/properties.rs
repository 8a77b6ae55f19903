//! Properties on the simulated tenant: what differs is written, in few requests, and nothing else is.

use crate::stage::{Ran, Stage};
use serde::Serialize;
use serde_json::{Value, json};
use spo_tenant::{AppOnlyWrite, Kind};

/// Records of the first users, with values made from their number.
pub fn records(
    stage: &Stage,
    count: usize,
    values: impl Fn(usize) -> Value,
) -> Vec<(Value, Vec<u8>)> {
    let users = stage.tenant.users().iter().take(count).enumerate();
    users
        .map(|(index, user)| {
            let upn = &user.user_principal_name;
            let record = json!({"identity": upn, "kind": "adUser", "userPrincipalName": upn, "values": values(index)});
            (record, Vec::new())
        })
        .collect()
}

pub fn sync(stage: &Stage, options: impl Serialize, records: Vec<(Value, Vec<u8>)>) -> Ran {
    stage.run(
        json!({"kind": "propertySync", "properties": &options}),
        records,
    )
}

pub fn upn(stage: &Stage, index: usize) -> String {
    stage.tenant.users()[index].user_principal_name.clone()
}

pub fn value(stage: &Stage, index: usize, property: &str) -> String {
    stage.tenant.profile(&upn(stage, index)).unwrap()[property].clone()
}

/// State and action of one property of one user.
pub fn told(ran: &Ran, user: usize, property: &str) -> (String, String) {
    let all = ran.users[user]["properties"].as_array().unwrap();
    let found = all.iter().find(|entry| entry["property"] == property);
    let found = found.unwrap_or_else(|| panic!("{property} is not in {all:?}"));
    let text = |name: &str| found[name].as_str().unwrap().to_owned();
    (text("state"), text("action"))
}

fn phone(index: usize) -> Value {
    json!({"mobile": [format!("+49 30 {index}")]})
}

#[test]
fn what_differs_is_written_once_and_then_nothing() {
    let stage = Stage::new(120);
    let options = json!({"names": ["CellPhone"], "method": "direct"});
    let first = sync(&stage, options.clone(), records(&stage, 120, phone));
    assert_eq!(first.failed, None);
    assert_eq!(
        first.counts("action"),
        [("Updated".to_owned(), 120)].into(),
        "{:?}",
        first.users[0]
    );
    assert_eq!(first.counts("method"), [("Direct".to_owned(), 120)].into());
    assert_eq!(value(&stage, 7, "CellPhone"), "+49 30 7");
    assert_eq!(
        first.requests(),
        10,
        "a token, three to read, three to write, three to read back"
    );

    stage.tenant.clear_requests();
    let second = sync(&stage, options, records(&stage, 120, phone));
    assert_eq!(
        second.counts("action"),
        [("Unchanged".to_owned(), 120)].into()
    );
    assert_eq!(stage.tenant.requests().of(Kind::ProfileWrite), 0);
    assert_eq!(second.requests(), 3);
}

#[test]
fn a_job_first_names_the_values_it_wants() {
    let stage = Stage::new(1);
    let ran = stage.run(
        json!({"kind": "propertyStatus", "properties": {"names": ["cellphone"]}}),
        Vec::new(),
    );
    assert_eq!(ran.others[0]["type"], "fields");
    let names = ran.others[0]["names"].as_array().unwrap();
    assert!(names.contains(&json!("mobile")), "{names:?}");
    assert_eq!(ran.requests(), 0, "nobody was given");
}

#[test]
fn a_few_changes_among_ten_thousand_users_share_their_requests() {
    const USERS: usize = 10_000;
    let stage = Stage::new(USERS);
    let values = |index: usize| json!({"mobile": [format!("+49 1{index}")], "homePhone": [format!("+49 2{index}")], "facsimileTelephoneNumber": [format!("+49 3{index}")]});
    for index in 0..USERS {
        let upn = upn(&stage, index);
        // One user in twenty has changed, in one property after the other.
        let changed = (index % 20 == 0).then_some(index / 20 % 3);
        for (number, property) in ["CellPhone", "HomePhone", "Fax"].into_iter().enumerate() {
            if changed != Some(number) {
                let value = format!("+49 {}{index}", number + 1);
                stage.tenant.set_profile_property(&upn, property, &value);
            }
        }
    }
    let options = json!({"names": ["CellPhone", "HomePhone", "Fax"]});
    let ran = sync(&stage, options, records(&stage, USERS, values));
    let actions = ran.counts("action");
    assert_eq!(
        (actions["Updated"], actions["Unchanged"]),
        (500, 9_500),
        "{actions:?}"
    );
    // A token, 200 to read, 10 to write, 10 to read back; at most 0.05 a user is what was asked for.
    assert!(ran.requests() <= 221, "{}", ran.summary);
}

#[test]
fn a_read_only_run_and_what_if_write_nothing() {
    let stage = Stage::new(30);
    let status = stage.run(
        json!({"kind": "propertyStatus", "properties": {"names": ["CellPhone"]}}),
        records(&stage, 30, phone),
    );
    assert_eq!(
        status.counts("action"),
        [("Skipped".to_owned(), 30)].into(),
        "{:?}",
        status.users[0]
    );
    for method in ["auto", "direct", "bulkImport"] {
        let ran = stage.run(
            json!({"kind": "propertySync", "whatIf": true, "confirm": true, "properties": {"names": ["CellPhone"], "method": method}}),
            records(&stage, 30, phone),
        );
        assert_eq!(
            ran.counts("action"),
            [("WhatIf".to_owned(), 30)].into(),
            "{method}"
        );
        let asked: Vec<_> = ran
            .others
            .iter()
            .filter(|event| event["kind"] == "confirm")
            .map(|event| &event["action"])
            .collect();
        assert_eq!(asked.len(), 30);
        assert!(
            asked.contains(&&json!("Set CellPhone to '+49 30 7'")),
            "{asked:?}"
        );
    }
    let seen = stage.tenant.requests();
    assert_eq!(seen.of(Kind::ProfileWrite), 0);
    assert!(stage.tenant.files().iter().all(|file| file.uploads == 0));
}

#[test]
fn native_rows_are_reported_and_written_only_when_forced() {
    let stage = Stage::new(3);
    let values = |_: usize| json!({"department": ["Moon base"]});
    let options = json!({"names": ["Department"], "method": "direct"});
    let ran = sync(&stage, options, records(&stage, 3, values));
    for user in 0..3 {
        assert_eq!(
            told(&ran, user, "Department"),
            ("WaitingForNativeSync".to_owned(), "Skipped".to_owned())
        );
    }
    assert_eq!(stage.tenant.requests().of(Kind::ProfileWrite), 0);
    let forced =
        json!({"names": ["Department"], "forceNative": ["department"], "method": "direct"});
    let ran = sync(&stage, forced, records(&stage, 3, values));
    assert_eq!(ran.counts("action"), [("Updated".to_owned(), 3)].into());
    assert_eq!(value(&stage, 0, "Department"), "Moon base");
}

#[test]
fn an_empty_source_clears_only_when_asked_and_an_unloaded_one_never() {
    let stage = Stage::new(2);
    for index in 0..2 {
        stage
            .tenant
            .set_profile_property(&upn(&stage, index), "CellPhone", "+1");
    }
    let values = |index: usize| {
        if index == 0 {
            json!({"mobile": []})
        } else {
            json!({})
        }
    };
    let options =
        |clear: bool| json!({"names": ["CellPhone"], "clearEmpty": clear, "method": "direct"});
    let ran = sync(&stage, options(false), records(&stage, 2, values));
    assert_eq!(told(&ran, 0, "CellPhone").0, "SourceEmpty");
    assert_eq!(told(&ran, 1, "CellPhone").0, "SourceNotLoaded");
    assert_eq!(value(&stage, 0, "CellPhone"), "+1");
    let ran = sync(&stage, options(true), records(&stage, 2, values));
    let actions = ran.counts("action");
    assert_eq!(
        (actions["Updated"], actions["Skipped"]),
        (1, 1),
        "{:?}",
        ran.users
    );
    assert_eq!(
        (value(&stage, 0, "CellPhone"), value(&stage, 1, "CellPhone")),
        (String::new(), "+1".to_owned())
    );
}

#[test]
fn one_refused_value_takes_nothing_else_with_it() {
    let stage = Stage::new(2);
    let map = json!([{"Property": "NoSuchProperty", "From": "office"}]).to_string();
    let values = |_: usize| json!({"mobile": ["+1 2"], "office": ["x"]});
    let options = json!({"names": ["CellPhone", "NoSuchProperty"], "mapJson": map, "mapName": "map.json", "method": "direct"});
    let ran = sync(&stage, options, records(&stage, 2, values));
    assert_eq!(ran.counts("action"), [("Failed".to_owned(), 2)].into());
    assert_eq!(told(&ran, 0, "CellPhone").1, "Updated");
    assert_eq!(told(&ran, 0, "NoSuchProperty").1, "Failed");
    assert_eq!(value(&stage, 1, "CellPhone"), "+1 2");
}

#[test]
fn a_state_file_tells_a_users_own_value_from_an_old_one() {
    let stage = Stage::new(2);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("état.json");
    let options = json!({"names": ["CellPhone"], "method": "direct", "keepUserEdited": true, "stateFile": file});
    for index in 0..2 {
        stage
            .tenant
            .set_profile_property(&upn(&stage, index), "CellPhone", "");
    }
    sync(&stage, options.clone(), records(&stage, 2, phone));
    stage
        .tenant
        .set_profile_property(&upn(&stage, 0), "CellPhone", "+49 typed");
    let moved = |index: usize| json!({"mobile": [format!("+49 40 {index}")]});
    let ran = sync(&stage, options, records(&stage, 2, moved));
    assert_eq!(
        told(&ran, 0, "CellPhone"),
        ("UserEdited".to_owned(), "Skipped".to_owned())
    );
    assert_eq!(
        told(&ran, 1, "CellPhone"),
        ("Different".to_owned(), "Updated".to_owned())
    );
    assert_eq!(value(&stage, 0, "CellPhone"), "+49 typed");
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(!text.contains("+49"), "values are hashed: {text}");
}

#[test]
fn photo_and_properties_share_reading_and_writing() {
    let stage = Stage::new(40);
    let mut records = stage.records(40);
    for (index, (record, _)) in records.iter_mut().enumerate() {
        record["values"] = phone(index);
    }
    let ran = stage.run(
        json!({"kind": "profileSync", "confirm": true, "properties": {"names": ["CellPhone"], "method": "direct"}}),
        records,
    );
    assert_eq!(
        ran.counts("action"),
        [("Uploaded".to_owned(), 40)].into(),
        "{:?}",
        ran.users
    );
    assert_eq!(ran.users[0]["photo"]["action"], "Uploaded");
    assert_eq!(ran.users[0]["photo"]["nextStep"], "");
    assert_eq!(told(&ran, 0, "CellPhone").1, "Updated");
    let questions = ran.others.iter().filter(|event| event["kind"] == "confirm");
    assert_eq!(questions.count(), 40, "one question a user");
    let seen = stage.tenant.requests();
    assert_eq!(
        (
            seen.of(Kind::PhotoUpload),
            seen.of(Kind::ProfileRead),
            seen.of(Kind::ProfileWrite)
        ),
        (120, 2, 1)
    );
}

#[test]
fn a_photo_that_fails_leaves_the_properties_alone() {
    let stage = Stage::new(1);
    let mut records = records(&stage, 1, phone);
    records[0].0["photo"] = json!("bytes");
    records[0].1 = b"not a picture".to_vec();
    let ran = stage.run(
        json!({"kind": "profileSync", "properties": {"names": ["CellPhone"], "method": "direct"}}),
        records,
    );
    assert_eq!(ran.users[0]["action"], "Failed");
    assert_eq!(ran.users[0]["photo"]["error"]["id"], "SpoPhotoFormat");
    assert_eq!(told(&ran, 0, "CellPhone").1, "Updated");
}

#[test]
fn a_user_without_a_profile_has_none_of_the_properties() {
    let stage = Stage::new(2);
    let ghost = json!({"identity": "ghost", "userPrincipalName": "ghost@contoso.onmicrosoft.com", "values": {"mobile": ["+1"]}});
    let ran = sync(
        &stage,
        json!({"names": ["CellPhone"]}),
        vec![(ghost, Vec::new())],
    );
    assert_eq!(
        told(&ran, 0, "CellPhone"),
        ("NoProfile".to_owned(), "Skipped".to_owned())
    );
    assert!(
        ran.users[0]["nextStep"]
            .as_str()
            .unwrap()
            .starts_with("Wait"),
        "{:?}",
        ran.users
    );
}

#[test]
fn everybody_of_the_directory_is_brought_what_entra_holds() {
    let stage = Stage::new(60);
    let ran = stage.run(
        json!({"kind": "propertySync", "enumerate": true, "properties": {"names": ["CellPhone"], "method": "direct"}}),
        Vec::new(),
    );
    assert_eq!(ran.failed, None);
    assert_eq!(ran.users.len(), 60);
    let held: Vec<_> = ran
        .users
        .iter()
        .filter(|user| {
            !user["properties"][0]["sourceValue"]
                .as_array()
                .unwrap()
                .is_empty()
        })
        .collect();
    assert!(!held.is_empty());
    for user in held {
        let profile = stage
            .tenant
            .profile(user["identity"].as_str().unwrap())
            .unwrap();
        assert_eq!(
            profile["CellPhone"],
            user["properties"][0]["sourceValue"][0].as_str().unwrap()
        );
    }
}

#[test]
fn a_sign_in_that_may_not_write_is_told_for_each_value() {
    let stage = Stage::new(2);
    stage
        .tenant
        .settings_mut(|settings| settings.app_only_write = AppOnlyWrite::DenyUnauthorized);
    let ran = sync(
        &stage,
        json!({"names": ["CellPhone"], "method": "direct"}),
        records(&stage, 2, phone),
    );
    let error = &ran.users[0]["properties"][0]["error"];
    assert_eq!(error["id"], "SpoAccessDenied", "{:?}", ran.users);
    assert_eq!(error["target"], upn(&stage, 0));
}
