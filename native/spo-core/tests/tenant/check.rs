//! Knowing before the run what will be refused: the checks, and the look at the tokens with which every photo job begins.

use crate::stage::{Ran, Stage, certificate, drive, faults, open};
use serde_json::{Value, json};
use spo_core::session::Session;
use spo_tenant::{AppOnlyWrite, Kind, Settings, TenantOptions};

fn checks(ran: &Ran) -> Vec<&Value> {
    let found = ran.others.iter().filter(|event| event["type"] == "check");
    found.collect()
}

fn check<'a>(ran: &'a Ran, name: &str) -> &'a Value {
    checks(ran)
        .into_iter()
        .find(|check| check["name"] == name)
        .unwrap_or_else(|| panic!("no '{name}' in {:#?}", ran.others))
}

fn stage(change: impl FnOnce(&mut Settings)) -> Stage {
    let mut settings = Settings::default();
    change(&mut settings);
    Stage::with(TenantOptions {
        users: 3,
        settings,
        ..TenantOptions::default()
    })
}

/// The user who has a picture of the photo library from the start.
fn with_picture(stage: &Stage) -> String {
    let users = stage.tenant.users();
    let pictured = users.iter().find(|user| {
        let profile = stage.tenant.profile(&user.user_principal_name).unwrap();
        !profile["PictureURL"].is_empty()
    });
    pictured.unwrap().user_principal_name.clone()
}

fn run(stage: &Stage, write_probe: bool) -> Ran {
    let user = with_picture(stage);
    stage.run(
        json!({"kind": "check", "writeProbe": write_probe, "probeUser": user}),
        vec![],
    )
}

#[test]
fn a_healthy_tenant_passes_everything() {
    let stage = stage(|_| ());
    let ran = run(&stage, true);
    assert_eq!(ran.failed, None);
    for check in checks(&ran) {
        // The demo app may not read the tenant's photo policy, and pictures from Exchange are worth a warning.
        let name = check["name"].as_str().unwrap();
        let expected: &[&str] = match name {
            "Photo update settings" => &["Passed", "Skipped"],
            "Exchange synchronization of the probe user" => &["Passed", "Warning"],
            _ => &["Passed"],
        };
        assert!(
            expected.contains(&check["status"].as_str().unwrap()),
            "{check:#}"
        );
        let passed = check["status"] == "Passed";
        assert_eq!(check["fix"].as_str().unwrap().is_empty(), passed, "{check}");
        assert!(!check["detail"].as_str().unwrap().is_empty(), "{check}");
    }
    let token = &check(&ran, "Token for contoso-my.sharepoint.com")["detail"];
    assert!(
        token.as_str().unwrap().contains("without a user"),
        "{token}"
    );
    assert_eq!(checks(&ran).len(), 20, "{:#?}", checks(&ran));
    assert!(ran.requests() > 0);
}

#[test]
fn the_write_probe_leaves_no_trace() {
    let stage = stage(|_| ());
    let user = with_picture(&stage);
    let before = (stage.tenant.files(), stage.tenant.profile(&user));
    let ran = run(&stage, true);
    assert_eq!(check(&ran, "Photo library is writable")["status"], "Passed");
    assert_eq!(
        check(&ran, "Profile properties are writable")["status"],
        "Passed"
    );
    let requests = stage.tenant.requests();
    assert_eq!(
        (
            requests.of(Kind::PhotoUpload),
            requests.of(Kind::ProfileWrite)
        ),
        (1, 1)
    );
    assert_eq!((stage.tenant.files(), stage.tenant.profile(&user)), before);
}

#[test]
fn a_probe_file_that_cannot_be_removed_is_named_and_removed_by_the_next_probe() {
    let stage = stage(|_| ());
    let before = stage.tenant.files();
    stage.tenant.set_faults(faults(
        json!([{"kind": "other", "action": "respond", "status": 403}]),
    ));
    let ran = run(&stage, true);
    let told = check(&ran, "Photo library is writable");
    assert_eq!(told["status"], "Warning", "{told}");
    let fix = told["fix"].as_str().unwrap();
    assert!(
        fix.contains("spoprofilesync_write_probe_SThumb.jpg"),
        "{fix}"
    );
    assert_eq!(stage.tenant.files().len(), before.len() + 1);
    stage.tenant.set_faults(vec![]);
    run(&stage, true);
    assert_eq!(stage.tenant.files(), before);
}

#[test]
fn nothing_is_written_without_a_write_probe() {
    let stage = stage(|_| ());
    let ran = run(&stage, false);
    for name in [
        "Photo library is writable",
        "Profile properties are writable",
    ] {
        assert_eq!(check(&ran, name)["status"], "Skipped");
        let fix = check(&ran, name)["fix"].as_str().unwrap();
        assert!(fix.contains("-WriteProbe"), "{fix}");
    }
    let requests = stage.tenant.requests();
    assert_eq!(requests.of(Kind::PhotoUpload), 0);
    assert_eq!(requests.of(Kind::ProfileWrite), 0);
    assert_eq!(check(&ran, "Photo library")["status"], "Passed");
}

#[test]
fn missing_roles_are_named_with_the_command_that_grants_them() {
    let stage = stage(|settings| {
        settings.share_point_roles = vec!["Sites.FullControl.All".into(), "User.Read.All".into()];
    });
    let ran = run(&stage, true);
    let granted = |name: &str| check(&ran, name)["status"] == "Passed";
    assert!(granted("Permission to read profiles and photos"));
    assert!(granted("Permission to write photos"));
    for name in [
        "Permission to write profile properties",
        "Permission to import profile properties in bulk",
    ] {
        let found = check(&ran, name);
        assert_eq!(found["status"], "Failed");
        let (detail, fix) = (
            found["detail"].as_str().unwrap(),
            found["fix"].as_str().unwrap(),
        );
        assert!(
            detail.ends_with("permission User.ReadWrite.All."),
            "{detail}"
        );
        assert!(fix.contains("-AppRoleId 741f803b-c850-494e-b5df-cde7c675a1ca"));
        assert!(fix.contains(&format!("--id {}", stage.tenant.app().client_id)));
        assert!(!fix.contains("678536fe"), "granted already: {fix}");
    }
    // The probe shows the same from the other side.
    assert_eq!(
        check(&ran, "Profile properties are writable")["status"],
        "Failed"
    );
}

#[test]
fn refused_writes_are_findings_and_the_other_checks_go_on() {
    for refusal in [AppOnlyWrite::DenyUnauthorized, AppOnlyWrite::DenyOwnData] {
        let stage = stage(|settings| {
            settings.app_only_write = refusal;
            settings.library_read_only = true;
        });
        let before = stage.tenant.files();
        let ran = run(&stage, true);
        assert_eq!(ran.failed, None);
        let write = check(&ran, "Profile properties are writable");
        assert_eq!(write["status"], "Failed", "{write}");
        assert!(!write["fix"].as_str().unwrap().is_empty());
        let library = check(&ran, "Photo library is writable");
        assert_eq!(library["status"], "Failed", "{library}");
        check(&ran, "Photo update settings");
        assert_eq!(stage.tenant.files(), before);
    }
}

#[test]
fn a_wrong_clock_is_told() {
    for (skew, status) in [(30, "Passed"), (-150, "Warning"), (3600, "Failed")] {
        let stage = stage(|settings| settings.clock_skew_seconds = skew);
        let ran = run(&stage, false);
        let clock = check(&ran, "Clock");
        assert_eq!(clock["status"], status, "{clock}");
    }
}

#[test]
fn a_missing_library_and_an_unknown_user_are_findings() {
    let stage = stage(|settings| settings.list_title = "Fotos".to_owned());
    let ran = stage.run(
        json!({"kind": "check", "writeProbe": true, "probeUser": "nobody@contoso.onmicrosoft.com"}),
        vec![],
    );
    assert_eq!(check(&ran, "Photo library")["status"], "Failed");
    assert_eq!(
        check(&ran, "Exchange synchronization of the probe user")["status"],
        "Failed"
    );
    assert_eq!(stage.tenant.requests().of(Kind::PhotoUpload), 0);
    assert_eq!(ran.failed, None);
}

#[test]
fn without_a_token_the_rest_is_skipped_and_told() {
    let stage = stage(|_| ());
    let token = stage
        .tenant
        .issue_token("https://graph.microsoft.com", None);
    let session = open(&stage.tenant, &json!({"kind": "tokens", "tokens": [token]}));
    let job = json!({"kind": "check", "writeProbe": true, "probeUser": "anna@contoso.com"});
    let ran = drive(&session.start(serde_json::from_value(job).unwrap()), vec![]);
    assert_eq!(ran.failed, None);
    let failed = check(&ran, "Token for contoso-my.sharepoint.com");
    assert_eq!(failed["status"], "Failed");
    assert_eq!(
        check(&ran, "Token for graph.microsoft.com")["status"],
        "Passed"
    );
    assert_eq!(
        check(&ran, "Permission to write photos")["status"],
        "Skipped"
    );
    assert_eq!(check(&ran, "Photo library")["status"], "Skipped");
    assert_eq!(stage.tenant.requests().of(Kind::ProfileRead), 0);
}

fn readers_only(settings: &mut Settings) {
    settings.share_point_roles = vec!["Sites.Read.All".into(), "User.Read.All".into()];
}

#[test]
fn a_sync_that_cannot_succeed_ends_before_its_first_request() {
    let stage = stage(readers_only);
    let ran = stage.sync(stage.records(3));
    let failed = ran.failed.unwrap();
    assert_eq!(failed["id"], "SpoAccessDenied", "{failed}");
    let message = failed["message"].as_str().unwrap();
    assert!(
        message.contains("Sites.FullControl.All and User.ReadWrite.All"),
        "{message}"
    );
    let next = failed["nextStep"].as_str().unwrap();
    assert!(next.contains("New-MgServicePrincipalAppRoleAssignment"));
    let requests = stage.tenant.requests();
    assert_eq!(requests.total, requests.of(Kind::Token), "{requests:?}");
    assert!(ran.users.is_empty());
}

#[test]
fn a_listing_of_users_does_not_begin_either() {
    let stage = stage(readers_only);
    let ran = stage.run(
        json!({"kind": "photoSync", "enumerate": true, "photoFolder": env!("CARGO_TARGET_TMPDIR")}),
        vec![],
    );
    assert_eq!(ran.failed.unwrap()["id"], "SpoAccessDenied");
    assert_eq!(stage.tenant.requests().of(Kind::GraphUsers), 0);
}

#[test]
fn a_token_that_hides_its_roles_is_not_held_against_the_user() {
    let stage = stage(|_| ());
    let session = open(
        &stage.tenant,
        &json!({"kind": "tokens", "tokens": ["opaque"]}),
    );
    let job = serde_json::from_value(json!({"kind": "photoSync"})).unwrap();
    let ran = drive(&session.start(job), stage.records(1));
    // The service is asked, and it is the service that refuses.
    assert_eq!(stage.tenant.requests().of(Kind::ProfileRead), 1);
    assert_ne!(ran.failed.unwrap()["id"], "SpoAccessDenied");
}

#[test]
fn a_job_over_everybody_is_stopped_before_its_first_request_without_the_graph_role() {
    let stage = stage(|settings| settings.graph_roles = vec!["ProfilePhoto.Read.All".into()]);
    let told = check(&run(&stage, false), "Permission to list the tenant's users").clone();
    assert_eq!(told["status"], "Warning", "{told}");
    assert!(
        told["fix"]
            .as_str()
            .unwrap()
            .contains("00000003-0000-0000-c000-000000000000")
    );
    stage.tenant.clear_requests();
    let ran = stage.run(json!({"kind": "photoStatus", "enumerate": true}), vec![]);
    let error = ran.failed.unwrap();
    assert_eq!(error["id"], "SpoAccessDenied");
    assert!(
        error["message"]
            .as_str()
            .unwrap()
            .contains("Microsoft Graph application permission User.Read.All"),
        "{error}"
    );
    assert_eq!(stage.tenant.requests().of(Kind::GraphUsers), 0);
    let piped = stage.status(stage.records(1));
    assert_eq!(piped.failed, None, "who pipes users does without");
}

#[test]
fn reading_jobs_need_the_reading_roles_only() {
    let stage = stage(readers_only);
    let status = stage.status(stage.records(3));
    assert_eq!(status.failed, None);
    assert_eq!(status.users.len(), 3);
    let what_if = stage.run(
        json!({"kind": "photoSync", "whatIf": true}),
        stage.records(3),
    );
    assert_eq!(what_if.failed, None);
    assert_eq!(what_if.users.len(), 3);
}

#[test]
fn looking_at_the_tokens_costs_no_request() {
    let stage = stage(|_| ());
    let ran = stage.status(stage.records(3));
    // One token for each of the two hosts, the profiles, the folder and the files.
    assert_eq!(ran.requests(), 5, "{}", ran.summary);
}

#[test]
fn a_host_out_of_reach_is_told_and_the_others_are_looked_at() {
    let stage = stage(|_| ());
    let at = stage.tenant.endpoints();
    // Nobody listens at the first port; a free one might be taken by another test.
    let graph = "http://127.0.0.1:1";
    let config = json!({
        "tenant": "contoso", "auth": certificate(&stage.tenant),
        "endpoints": {"login": at.login, "graph": graph, "root": at.root, "admin": at.admin, "my": at.my},
    });
    let session = Session::open(serde_json::from_value(config).unwrap()).unwrap();
    let job = serde_json::from_value(json!({"kind": "check"})).unwrap();
    let ran = drive(&session.start(job), vec![]);
    assert_eq!(ran.failed, None);
    let graph = check(&ran, "Reach graph.microsoft.com");
    assert_eq!(graph["status"], "Warning", "{graph}");
    assert!(graph["fix"].as_str().unwrap().contains("proxy"), "{graph}");
    assert_eq!(check(&ran, "Photo library")["status"], "Passed");
    assert_eq!(checks(&ran).len(), 20);
}
