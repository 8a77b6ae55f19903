//! The job kind that lists bulk import jobs and waits for them: those of others, too.

use crate::import_stage::files;
use crate::stage::{Ran, Stage};
use serde_json::{Value, json};
use spo_core::job::Next;
use spo_tenant::{Settings, TenantOptions};
use std::time::Duration;

const UNKNOWN: &str = "3f2504e0-4f89-41d3-9a0c-0305e82c3301";

fn stage(step: u64) -> Stage {
    let settings = Settings {
        import_step_seconds: step,
        user_editable_properties: Vec::new(),
        ..Settings::default()
    };
    Stage::with(TenantOptions {
        users: 2,
        settings,
        ..TenantOptions::default()
    })
}

/// Queues a job the way another program does, by REST. Its id.
fn queue(stage: &Stage, name: &str, file: &str) -> String {
    let folder = "/Shared Documents";
    stage
        .tenant
        .put_document(folder, name, file.as_bytes().to_vec());
    let token = stage
        .tenant
        .issue_token("https://contoso-admin.sharepoint.com", None);
    let at = stage.tenant.endpoints().admin;
    let url = format!(
        "{at}/_api/Microsoft.Online.SharePoint.TenantManagement.Office365Tenant/QueueImportProfileProperties"
    );
    let order = json!({
        "idType": 2, "sourceDataIdProperty": "Id", "propertyMap": [{"Key": "Mobile", "Value": "CellPhone", "ValueType": "Edm.String"}],
        "sourceUri": format!("https://contoso.sharepoint.com/Shared%20Documents/{name}"),
    });
    stage.block_on(async {
        let http = reqwest::Client::new();
        let call = http.post(url).bearer_auth(token.unwrap());
        let call = call.header("Accept", "application/json;odata=nometadata");
        let call = call.header("Content-Type", "application/json");
        let answer = call.body(order.to_string()).send().await.unwrap();
        let body: Value = serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap();
        body["value"].as_str().unwrap().to_owned()
    })
}

fn jobs(ran: &Ran) -> Vec<&Value> {
    let events = ran.others.iter();
    events
        .filter(|event| event["type"] == "importJob")
        .collect()
}

fn list(stage: &Stage, options: &Value) -> Ran {
    let mut job = json!({"kind": "importJobs"});
    job.as_object_mut()
        .unwrap()
        .extend(options.as_object().unwrap().clone());
    stage.run(job, vec![])
}

#[test]
fn jobs_of_others_are_listed_with_what_became_of_them() {
    let stage = stage(0);
    let upn = &stage.tenant.users()[0].user_principal_name;
    let good = queue(
        &stage,
        "good.json",
        &format!(r#"{{"value":[{{"Id":"{upn}","Mobile":"1"}}]}}"#),
    );
    let unmapped = queue(
        &stage,
        "unmapped.json",
        &format!(r#"{{"value":[{{"Id":"{upn}","City":"Helsinki"}}]}}"#),
    );
    let gone = queue(&stage, "gone.json", "");
    let ran = list(&stage, &json!({}));
    assert_eq!(ran.failed, None);
    let found: Vec<_> = jobs(&ran)
        .iter()
        .map(|job| {
            (
                job["jobId"].clone(),
                job["state"].clone(),
                job["jobError"].clone(),
            )
        })
        .collect();
    let expected = |id: &String, state: &str, error: &str| (json!(id), json!(state), json!(error));
    assert_eq!(
        found,
        [
            expected(&good, "Succeeded", "NoError"),
            expected(&unmapped, "Error", "InvalidDataFile"),
            expected(&gone, "Error", "InvalidDataFile"),
        ]
    );
    assert!(
        jobs(&ran).iter().all(|job| job["ended"] == true
            && job["logFolderUri"].as_str().unwrap().contains("Documents"))
    );
    assert_eq!(
        (
            ran.summary["requestsByKind"]["import.read"].as_u64(),
            ran.requests()
        ),
        (Some(1), 2)
    );
    assert_eq!(files(&stage, "json").len(), 3, "files of others stay");
}

#[test]
fn jobs_are_found_by_id_and_an_unknown_one_is_told() {
    let stage = stage(60);
    let id = queue(&stage, "a.json", "{}");
    let ran = list(
        &stage,
        &json!({"jobIds": [id.to_uppercase(), UNKNOWN, id, "no guid"]}),
    );
    assert_eq!(
        (jobs(&ran).len(), &jobs(&ran)[0]["state"]),
        (1, &json!("Submitted"))
    );
    assert_eq!(ran.failed, None);
    let warnings: Vec<_> = ran
        .others
        .iter()
        .filter(|event| event["level"] == "warning")
        .collect();
    assert!(
        warnings.len() == 2 && warnings[0]["message"].as_str().unwrap().contains(UNKNOWN),
        "{warnings:?}"
    );
    for only in [UNKNOWN, "no guid"] {
        let ran = list(&stage, &json!({"jobIds": [only]}));
        let failed = ran.failed.unwrap();
        assert_eq!(
            (&failed["id"], &failed["target"]),
            (&json!("SpoImportJobNotFound"), &json!(only))
        );
    }
}

#[test]
fn waiting_tells_every_change_until_all_have_ended() {
    let stage = stage(60);
    let id = queue(&stage, "a.json", r#"{"value":[]}"#);
    let request = json!({"kind": "importJobs", "wait": true, "pollSeconds": 1, "jobIds": [id]});
    let job = stage
        .session
        .start(serde_json::from_value(request).unwrap());
    job.finish_input();
    let mut states = Vec::new();
    loop {
        match job.next(Duration::from_secs(60)) {
            Next::Event(event) => {
                let event = serde_json::to_value(&*event).unwrap();
                if event["type"] == "importJob" {
                    states.push(event["state"].as_str().unwrap().to_owned());
                    // The tenant's next minutes pass while the client waits a second.
                    let step = if states.len() == 1 { 60 } else { 120 };
                    stage.tenant.advance(Duration::from_secs(step));
                }
            }
            Next::Done => break,
            Next::Timeout => panic!("nothing came"),
        }
    }
    assert_eq!(states, ["Submitted", "Processing", "Succeeded"]);
    // All have ended: there is nothing to wait for.
    let ran = list(&stage, &json!({"wait": true}));
    assert_eq!((jobs(&ran).len(), ran.requests()), (1, 1));
}

#[test]
fn waiting_ends_with_the_time_allowed() {
    let stage = stage(60);
    let id = queue(&stage, "a.json", "{}");
    let ran = list(&stage, &json!({"wait": true, "timeoutSeconds": 0}));
    let failed = ran.failed.as_ref().unwrap();
    assert_eq!(
        (&failed["id"], &failed["target"], jobs(&ran).len()),
        (&json!("SpoImportTimeout"), &json!(id), 1)
    );
}

#[test]
fn missing_permissions_are_named_before_anything_is_sent() {
    let stage = stage(0);
    stage.tenant.settings_mut(|settings| {
        settings.share_point_roles = vec!["User.ReadWrite.All".to_owned()];
    });
    let ran = list(&stage, &json!({}));
    let failed = ran.failed.as_ref().unwrap();
    assert_eq!(failed["id"], "SpoAccessDenied");
    assert!(
        failed["message"]
            .as_str()
            .unwrap()
            .contains("Sites.FullControl.All"),
        "{failed}"
    );
    assert_eq!(stage.tenant.requests().total, 1, "the token");
}
