//! The path when the service is busy, breaks, refuses, or is slow to answer a stop.

use crate::stage::{Ran, Stage, faults};
use serde_json::json;
use spo_core::job::{Job, Next, Push};
use spo_tenant::{AppOnlyWrite, Kind, TenantOptions};
use std::time::Duration;

fn all_right(stage: &Stage, ran: &Ran, users: usize) {
    assert_eq!(ran.failed, None);
    assert_eq!(
        ran.counts("action"),
        [("Uploaded".to_owned(), users)].into(),
        "{:?}",
        ran.users
    );
    stage.tenant.set_faults(vec![]);
    assert_eq!(
        stage.status(stage.records(users)).counts("state"),
        [("InSync".to_owned(), users)].into()
    );
}

#[test]
fn a_fifth_of_all_answers_being_errors_leaves_every_user_right_and_no_file_sent_twice() {
    let stage = Stage::new(30);
    stage.tenant.set_faults(faults(json!([
        {"kind": "*", "action": "respond", "status": 429, "retryAfter": "1", "percent": 7},
        {"kind": "*", "action": "respond", "status": 503, "percent": 7},
        {"kind": "*", "action": "resetBefore", "percent": 8},
    ])));
    let ran = stage.sync(stage.records(30));
    all_right(&stage, &ran, 30);
    assert!(
        ran.summary["throttled"].as_u64().unwrap() > 0,
        "the faults took place: {}",
        ran.summary
    );
    let uploads: Vec<_> = stage
        .tenant
        .files()
        .iter()
        .map(|file| file.uploads)
        .filter(|uploads| *uploads > 0)
        .collect();
    assert_eq!(uploads, [1; 90]);
}

#[test]
fn a_write_whose_answer_was_lost_is_repeated_and_right() {
    let stage = Stage::new(10);
    stage.tenant.set_faults(faults(json!([
        {"kind": "photo.upload", "action": "resetAfter", "count": 5},
        {"kind": "profile.write", "action": "resetAfter", "count": 1},
    ])));
    let ran = stage.sync(stage.records(10));
    all_right(&stage, &ran, 10);
}

#[test]
fn retry_after_as_a_date_is_honoured() {
    let stage = Stage::new(3);
    stage.tenant.set_faults(faults(json!([{"kind": "*", "action": "respond", "status": 429, "retryAfter": "date", "count": 4}])));
    let ran = stage.sync(stage.records(3));
    all_right(&stage, &ran, 3);
    assert_eq!(ran.summary["throttled"], 4);
}

/// Starts a sync that cannot end by itself, stops it when the tenant has seen an upload, and returns when the job is over.
fn stopped_at_upload(stage: &Stage, rule: serde_json::Value) {
    stage.tenant.set_faults(faults(rule));
    let job = stage
        .session
        .start(serde_json::from_value(json!({"kind": "photoSync"})).unwrap());
    for (record, photo) in stage.records(5) {
        assert_eq!(
            job.push(serde_json::from_value(record).unwrap(), photo.into())
                .unwrap(),
            Push::Taken
        );
    }
    job.finish_input();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            stage.block_on(stage.tenant.wait_for(Kind::PhotoUpload, 1));
            job.cancel();
        });
        let results = drain(&job);
        assert_eq!(results, 0, "nobody was finished");
    });
    assert!(stage.tenant.requests().of(Kind::ProfileWrite) == 0);
}

fn drain(job: &Job) -> usize {
    let mut results = 0;
    loop {
        match job.next(Duration::from_secs(600)) {
            Next::Done => return results,
            Next::Event(event) => {
                results += usize::from(matches!(*event, spo_core::event::Event::Result(_)));
            }
            Next::Timeout => panic!("a stopped job ends"),
        }
    }
}

#[test]
fn a_job_stops_during_an_upload_that_is_never_answered() {
    stopped_at_upload(
        &Stage::new(5),
        json!([{"kind": "photo.upload", "action": "hang"}]),
    );
}

#[test]
fn a_job_stops_during_the_pause_the_service_asked_for() {
    stopped_at_upload(
        &Stage::new(5),
        json!([{"kind": "photo.upload", "action": "respond", "status": 429, "retryAfter": "200"}]),
    );
}

#[test]
fn refused_profile_writes_fail_each_user_with_the_permission_to_grant() {
    for refusal in [AppOnlyWrite::DenyUnauthorized, AppOnlyWrite::DenyOwnData] {
        let stage = Stage::new(4);
        stage
            .tenant
            .settings_mut(|settings| settings.app_only_write = refusal);
        let ran = stage.sync(stage.records(4));
        assert_eq!(ran.users.len(), 4);
        for user in &ran.users {
            assert_eq!(user["action"], "Failed");
            assert_eq!(user["error"]["id"], "SpoAccessDenied", "{user}");
            assert_eq!(user["error"]["target"], user["identity"]);
            assert!(
                user["error"]["nextStep"]
                    .as_str()
                    .unwrap()
                    .contains("User.ReadWrite.All")
            );
        }
    }
}

#[test]
fn one_refused_user_does_not_stop_the_others() {
    let stage = Stage::new(4);
    let late = stage.tenant.users()[1].user_principal_name.clone();
    stage
        .tenant
        .settings_mut(|settings| settings.profileless_users.push(late.clone()));
    let ran = stage.sync(stage.records(4));
    let actions: Vec<_> = ran
        .users
        .iter()
        .map(|user| user["action"].as_str().unwrap())
        .collect();
    assert_eq!(actions, ["Uploaded", "Skipped", "Uploaded", "Uploaded"]);
    assert_eq!(ran.users[1]["state"], "NoProfile");
}

#[test]
fn a_read_only_library_fails_each_user() {
    let stage = Stage::new(3);
    stage
        .tenant
        .settings_mut(|settings| settings.library_read_only = true);
    let ran = stage.sync(stage.records(3));
    assert_eq!(ran.counts("action"), [("Failed".to_owned(), 3)].into());
    assert_eq!(ran.users[0]["error"]["id"], "SpoAccessDenied");
    assert!(
        stage.tenant.requests().of(Kind::ProfileWrite) == 0,
        "no profile points to a file that was refused"
    );
}

#[test]
fn a_missing_library_ends_the_job_with_one_error() {
    let stage = Stage::new(3);
    stage
        .tenant
        .settings_mut(|settings| "Fotos".clone_into(&mut settings.list_title));
    let ran = stage.sync(stage.records(3));
    assert_eq!(ran.failed.unwrap()["id"], "SpoLibraryNotFound");
    assert_eq!(ran.users.len(), 0);
}

#[test]
fn an_app_that_may_not_read_profiles_is_told_so_once() {
    let stage = Stage::new(3);
    stage.tenant.settings_mut(|settings| {
        settings.share_point_roles = vec!["Sites.FullControl.All".to_owned()];
    });
    let ran = stage.sync(stage.records(3));
    let ids: Vec<_> = ran
        .failed
        .iter()
        .chain(ran.users.iter().map(|user| &user["error"]))
        .map(|error| error["id"].clone())
        .collect();
    assert!(
        !ids.is_empty() && ids.iter().all(|id| id == "SpoAccessDenied"),
        "{ids:?}"
    );
}

#[test]
fn connections_that_end_in_order_cost_nothing() {
    let stage = Stage::with(TenantOptions {
        users: 30,
        https: true,
        ..TenantOptions::default()
    });
    stage.tenant.set_faults(faults(
        json!([{"kind": "*", "action": "closeAfter", "percent": 60}]),
    ));
    let ran = stage.sync(stage.records(30));
    assert_eq!(ran.failed, None);
    assert_eq!(
        ran.counts("action"),
        [("Uploaded".to_owned(), 30)].into(),
        "{:?}",
        ran.users
    );
}
