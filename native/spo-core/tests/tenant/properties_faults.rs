//! Properties when the service is busy, breaks, or shows late what was written.

use crate::import_stage::stage;
use crate::properties::{records, sync, told, upn, value};
use crate::stage::{Stage, faults};
use serde_json::{Value, json};
use spo_tenant::Kind;

fn phone(index: usize) -> Value {
    json!({"mobile": [format!("+49 30 {index}")]})
}

fn options() -> Value {
    json!({"names": ["CellPhone"], "method": "direct"})
}

#[test]
fn errors_on_every_way_leave_every_value_right() {
    let stage = Stage::new(120);
    stage.tenant.set_faults(faults(json!([
        {"kind": "*", "action": "respond", "status": 429, "retryAfter": "1", "percent": 15},
        {"kind": "profile.write", "action": "resetAfter", "count": 1},
        {"kind": "profile.read", "action": "resetBefore", "count": 2},
    ])));
    let ran = sync(&stage, options(), records(&stage, 120, phone));
    assert_eq!(ran.failed, None);
    assert_eq!(
        ran.counts("action"),
        [("Updated".to_owned(), 120)].into(),
        "{:?}",
        ran.users[0]
    );
    for index in 0..120 {
        assert_eq!(value(&stage, index, "CellPhone"), format!("+49 30 {index}"));
    }
}

#[test]
fn a_value_that_shows_late_is_waited_for_and_one_that_never_shows_is_no_success() {
    let stage = Stage::new(2);
    stage
        .tenant
        .settings_mut(|settings| settings.profile_propagation_seconds = 1);
    let late = sync(&stage, options(), records(&stage, 1, phone));
    assert_eq!(told(&late, 0, "CellPhone").1, "Updated");

    stage
        .tenant
        .settings_mut(|settings| settings.profile_propagation_seconds = 3600);
    let mut second = records(&stage, 2, phone);
    second.remove(0);
    let never = sync(&stage, options(), second);
    assert_eq!(told(&never, 0, "CellPhone").1, "Failed");
    let error = &never.users[0]["properties"][0]["error"];
    assert_eq!(error["id"], "SpoVerifyFailed");
    assert_eq!(error["target"], upn(&stage, 1));
}

#[test]
fn a_job_stopped_while_an_import_runs_leaves_its_job_alone() {
    let stage = stage(|settings| settings.import_step_seconds = 3600);
    let job = json!({"kind": "propertySync", "properties": {"names": ["CellPhone"], "method": "bulkImport", "pollSeconds": 1}});
    let job = stage.session.start(serde_json::from_value(job).unwrap());
    let mut stopped = false;
    let ran = crate::stage::drive_seeing(&job, records(&stage, 3, phone), |event| {
        if event["type"] == "importJob" && !stopped {
            stopped = true;
            job.cancel();
        }
    });
    assert!(stopped && ran.users.is_empty() && ran.failed.is_none());
    let jobs = stage.run(json!({"kind": "importJobs"}), Vec::new());
    let jobs: Vec<_> = jobs
        .others
        .iter()
        .filter(|event| event["type"] == "importJob")
        .collect();
    assert_eq!(jobs.len(), 1);
    assert_eq!(jobs[0]["ended"], false);
    assert_eq!(stage.tenant.requests().of(Kind::ProfileWrite), 0);
}
