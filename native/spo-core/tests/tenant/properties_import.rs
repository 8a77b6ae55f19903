//! Differences that go by bulk import, or might: who decides, and what becomes of each user.

use crate::import_stage::{LIBRARY, stage};
use crate::properties::{records, sync, told, upn, value};
use crate::stage::{Ran, Stage, drive_seeing};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};
use spo_tenant::{AppOnlyWrite, Kind, Settings, TenantOptions};
use std::time::Duration;

fn phone(index: usize) -> Value {
    json!({"mobile": [format!("+49 30 {index}")]})
}

fn options(method: &str) -> Value {
    json!({"names": ["CellPhone"], "method": method, "pollSeconds": 1})
}

fn logs(ran: &Ran, level: &str) -> Vec<String> {
    let logs = ran.others.iter().filter(|event| event["level"] == level);
    logs.map(|log| log["message"].as_str().unwrap().to_owned())
        .collect()
}

/// Everything the libraries of the root site hold.
fn left_behind(stage: &Stage) -> Vec<String> {
    stage
        .tenant
        .documents()
        .into_iter()
        .filter(|path| !LIBRARY.contains(&path.as_str()))
        .collect()
}

#[test]
fn a_bulk_import_is_confirmed_by_reading_back_and_cleans_up() {
    let stage = stage(|_| {});
    let ran = sync(&stage, options("bulkImport"), records(&stage, 10, phone));
    assert_eq!(
        ran.counts("action"),
        [("Updated".to_owned(), 10)].into(),
        "{:?}",
        ran.users[0]
    );
    assert_eq!(ran.counts("method"), [("BulkImport".to_owned(), 10)].into());
    assert_eq!(value(&stage, 3, "CellPhone"), "+49 30 3");
    assert_eq!(stage.tenant.requests().of(Kind::ProfileWrite), 0);
    assert!(
        ran.others
            .iter()
            .any(|event| event["type"] == "importJob" && event["state"] == "Succeeded")
    );
    assert_eq!(left_behind(&stage), Vec::<String>::new());
    let last = ran
        .others
        .iter()
        .rev()
        .find(|event| event["type"] == "progress");
    assert_eq!(
        last.unwrap()["activity"],
        "Waiting for SharePoint's bulk import"
    );
}

#[test]
fn users_the_import_does_not_find_are_the_only_ones_that_fail() {
    let stage = stage(|settings| settings.import_step_seconds = 60);
    let gone = [upn(&stage, 2), upn(&stage, 7)];
    let job = json!({"kind": "propertySync", "properties": options("bulkImport")});
    let job = stage.session.start(serde_json::from_value(job).unwrap());
    let mut waiting = true;
    let ran = drive_seeing(&job, records(&stage, 10, phone), |event| {
        if waiting && event["type"] == "importJob" {
            waiting = false;
            let gone = gone.to_vec();
            stage
                .tenant
                .settings_mut(|settings| settings.profileless_users = gone);
            stage.tenant.advance(Duration::from_secs(600));
        }
    });
    for user in &ran.users {
        let failed = gone.iter().any(|upn| user["identity"] == upn.as_str());
        let error = &user["properties"][0]["error"];
        assert_eq!(user["action"] == "Failed", failed, "{user}");
        assert_eq!(
            error["id"] == "SpoImportIdentityNotFound",
            failed,
            "{error}"
        );
    }
    assert_eq!(ran.users.len(), 10);
    assert_eq!(left_behind(&stage), Vec::<String>::new());
}

#[test]
fn auto_writes_few_values_directly_and_says_why() {
    let stage = stage(|_| {});
    let ran = sync(&stage, options("auto"), records(&stage, 10, phone));
    assert_eq!(ran.counts("method"), [("Direct".to_owned(), 10)].into());
    assert!(
        logs(&ran, "verbose")
            .iter()
            .any(|line| line.starts_with("10 values differ")),
        "{:?}",
        logs(&ran, "verbose")
    );
}

#[test]
fn auto_imports_when_the_service_lets_apps_not_write_directly() {
    let stage = stage(|settings| settings.app_only_write = AppOnlyWrite::DenyUnauthorized);
    let ran = sync(&stage, options("auto"), records(&stage, 10, phone));
    assert_eq!(
        ran.counts("method"),
        [("BulkImport".to_owned(), 10)].into(),
        "{:?}",
        ran.users[0]
    );
    assert_eq!(ran.counts("action"), [("Updated".to_owned(), 10)].into());
    assert_eq!(
        logs(&ran, "warning").len(),
        1,
        "{:?}",
        logs(&ran, "warning")
    );
}

#[test]
fn what_users_may_edit_fails_by_import_alone() {
    let stage = stage(|settings| settings.user_editable_properties = vec!["CellPhone".to_owned()]);
    let values = |_: usize| json!({"mobile": ["+1"], "homePhone": ["+2"]});
    let both =
        json!({"names": ["CellPhone", "HomePhone"], "method": "bulkImport", "pollSeconds": 1});
    let ran = sync(&stage, both, records(&stage, 3, values));
    assert_eq!(told(&ran, 0, "CellPhone").1, "Failed");
    assert_eq!(told(&ran, 0, "HomePhone").1, "Updated");
    let cell = &ran.users[0]["properties"][0];
    assert_eq!(cell["error"]["id"], "SpoPropertyEditableByUser", "{cell}");
    assert_eq!(cell["error"]["target"], upn(&stage, 0));
}

#[test]
fn above_a_number_auto_imports_and_writes_directly_what_users_may_edit() {
    let settings = Settings {
        licences: 60_000,
        import_step_seconds: 0,
        user_editable_properties: vec!["CellPhone".to_owned()],
        ..Settings::default()
    };
    let stage = Stage::with(TenantOptions {
        users: 1600,
        settings,
        ..TenantOptions::default()
    });
    let values = |_: usize| json!({"mobile": ["+1"], "homePhone": ["+2"]});
    let both = json!({"names": ["CellPhone", "HomePhone"], "method": "auto", "pollSeconds": 1});
    let ran = sync(&stage, both, records(&stage, 1600, values));
    assert_eq!(
        ran.counts("action"),
        [("Updated".to_owned(), 1600)].into(),
        "{:?}",
        ran.users[0]
    );
    assert_eq!(
        ran.counts("method"),
        [("BulkImport".to_owned(), 1600)].into()
    );
    assert!(
        logs(&ran, "verbose")
            .iter()
            .any(|line| line.contains("CellPhone is written directly"))
    );
    assert_eq!(value(&stage, 1599, "CellPhone"), "+1");
    assert_eq!(value(&stage, 1599, "HomePhone"), "+2");
    assert!(
        ran.requests() < 110,
        "32 to read, 32 to write, 32 to read back twice at most: {}",
        ran.summary
    );
}

#[test]
fn a_list_goes_by_calls_of_its_own_beside_an_import() {
    let stage = stage(|_| {});
    let map = json!([{"Property": "SPS-Skills", "From": "skills", "MultiValue": true}]).to_string();
    let values = |_: usize| json!({"mobile": ["+1"], "skills": ["Rust", "C#"]});
    let both = json!({"names": ["CellPhone", "SPS-Skills"], "mapJson": map, "method": "bulkImport", "pollSeconds": 1});
    let ran = sync(&stage, both, records(&stage, 2, values));
    assert_eq!(
        ran.counts("action"),
        [("Updated".to_owned(), 2)].into(),
        "{:?}",
        ran.users[0]
    );
    assert_eq!(value(&stage, 1, "CellPhone"), "+1");
    let skills = value(&stage, 1, "SPS-Skills");
    let mut skills: Vec<_> = skills.split('|').collect();
    skills.sort_unstable();
    assert_eq!(skills, ["C#", "Rust"]);
}

#[test]
fn an_import_that_cannot_begin_fails_its_users_and_the_job_goes_on() {
    let stage = stage(|_| {});
    let nowhere = json!({"names": ["CellPhone"], "method": "bulkImport", "importFolder": "/No such library/x"});
    let ran = sync(&stage, nowhere, records(&stage, 3, phone));
    assert_eq!(ran.failed, None);
    assert_eq!(
        ran.counts("action"),
        [("Failed".to_owned(), 3)].into(),
        "{:?}",
        ran.users
    );
    assert_eq!(
        ran.users[0]["properties"][0]["error"]["target"],
        upn(&stage, 0)
    );
}

/// Values as hostile as a profile can hold: quotes, backslashes, line ends, markup, commas, emoji, right-to-left text.
fn hostile() -> impl Strategy<Value = String> {
    let pieces = prop_oneof![
        Just("\"".to_owned()),
        Just("\\".to_owned()),
        Just("\n".to_owned()),
        Just("\r\n".to_owned()),
        Just("'".to_owned()),
        Just("</Parameter>&amp;<![CDATA[".to_owned()),
        Just(",;|:#{}[]%20".to_owned()),
        Just("\u{1F469}\u{200D}\u{1F680}".to_owned()),
        Just("\u{202E}\u{5E9}\u{5DC}\u{5D5}\u{5DD}".to_owned()),
        Just("\u{FEFF}\u{2028}\t".to_owned()),
        Just("null".to_owned()),
        "[^\\p{Cc}\u{FFFE}\u{FFFF}]{1,30}",
    ];
    // Transforms trim, and a lost type name is refused; both have tests of their own.
    let whole = proptest::collection::vec(pieces, 1..12)
        .prop_map(|pieces| format!("<{}>", pieces.concat()));
    whole.prop_filter("longer than a property holds", |value| {
        value.encode_utf16().count() <= 3600
    })
}

#[test]
fn hostile_values_arrive_unchanged_by_either_way() {
    let stage = stage(|_| {});
    let map = json!([{"Property": "CellPhone", "From": "x"}]).to_string();
    let mut runner = TestRunner::new(Config {
        cases: 12,
        failure_persistence: None,
        ..Config::default()
    });
    for method in ["direct", "bulkImport"] {
        let values = proptest::collection::vec(hostile(), 5);
        let arrives = |values: Vec<String>| {
            for index in 0..values.len() {
                stage
                    .tenant
                    .set_profile_property(&upn(&stage, index), "CellPhone", "old");
            }
            let options =
                json!({"names": ["CellPhone"], "mapJson": map, "method": method, "pollSeconds": 1});
            let ran = sync(
                &stage,
                options,
                records(&stage, values.len(), |index| json!({"x": [values[index]]})),
            );
            for (index, wanted) in values.iter().enumerate() {
                let stored = value(&stage, index, "CellPhone");
                prop_assert_eq!(
                    stored.replace("\r\n", "\n"),
                    wanted.replace("\r\n", "\n"),
                    "{:?}",
                    ran.users[index]
                );
                prop_assert_eq!(&ran.users[index]["action"], "Updated");
            }
            Ok(())
        };
        runner.run(&values, arrives).unwrap();
    }
}

#[test]
fn values_the_store_cannot_hold_are_refused_before_anything_is_sent() {
    let stage = stage(|_| {});
    let values = |index: usize| match index {
        0 => json!({"mobile": ["\u{1}"]}),
        1 => json!({"mobile": ["x".repeat(3601)]}),
        _ => json!({"mobile": ["x".repeat(3600)]}),
    };
    let ran = sync(&stage, options("direct"), records(&stage, 3, values));
    let ids: Vec<_> = ran
        .users
        .iter()
        .map(|user| user["properties"][0]["error"]["id"].clone())
        .collect();
    assert_eq!(
        ids[..2],
        [
            json!("SpoPropertyValueInvalid"),
            json!("SpoPropertyValueTooLong")
        ],
        "{:?}",
        ran.users
    );
    assert_eq!(value(&stage, 2, "CellPhone").len(), 3600);
}
