//! The bulk import from changes to profiles, on the tenant's own import engine.

use crate::stage::{Stage, certificate, faults};
use proptest::prelude::*;
use serde_json::{Value, json};
use spo_core::account::AccountName;
use spo_core::auth::{BoxFuture, Prompter, credential};
use spo_core::config::{EndpointOverrides, Endpoints};
use spo_core::error::{Error, ErrorId, Result};
use spo_core::event::Event;
use spo_core::http::{Client, Meter, Scope};
use spo_core::import::{ImportChange, Imported, import_changes};
use spo_tenant::{ImportLog, Settings, TenantOptions};
use std::collections::BTreeMap;
use std::sync::Arc;
use tokio::sync::mpsc;
use zeroize::Zeroizing;

const LIBRARY: [&str; 1] = ["/Shared Documents/"];

/// Is never asked: the sign-in is by certificate.
struct Nobody;

impl Prompter for Nobody {
    fn token<'a>(&'a self, _: &'a str) -> BoxFuture<'a, Result<Zeroizing<String>>> {
        Box::pin(async { Err(Error::new(ErrorId::Internal, "nobody is to be asked")) })
    }
}

/// A tenant of ten users whose jobs are carried out as soon as anybody looks, and whose users may edit nothing but `AboutMe`.
fn stage(change: impl FnOnce(&mut Settings)) -> Stage {
    let mut settings = Settings {
        licences: 60_000,
        import_step_seconds: 0,
        user_editable_properties: vec!["AboutMe".to_owned()],
        ..Settings::default()
    };
    change(&mut settings);
    Stage::with(TenantOptions {
        users: 10,
        settings,
        ..TenantOptions::default()
    })
}

fn client(stage: &Stage) -> Client {
    let at = stage.tenant.endpoints();
    let overrides = EndpointOverrides {
        login: at.login,
        graph: at.graph,
        root: at.root,
        admin: at.admin,
        my: at.my,
    };
    let endpoints = Endpoints::new("contoso", &overrides).unwrap();
    let auth = serde_json::from_value(certificate(&stage.tenant)).unwrap();
    let credential = credential(auth, &endpoints.directory()).unwrap();
    Client::new(endpoints, stage.tenant.trusted_root_pem(), credential).unwrap()
}

/// What an import came to, what it told, and what it sent.
struct Ran {
    imported: Result<Imported>,
    events: Vec<Value>,
    sent: BTreeMap<&'static str, u64>,
}

impl Ran {
    fn results(&self) -> Vec<Option<ErrorId>> {
        let results = self.imported.as_ref().unwrap().results.iter();
        results
            .map(|result| result.as_ref().err().map(Error::id))
            .collect()
    }

    fn refused(&self) -> Vec<(&str, ErrorId)> {
        let refused = self.imported.as_ref().unwrap().refused.iter();
        refused
            .map(|one| (one.name.as_str(), one.error.id()))
            .collect()
    }

    fn states(&self) -> Vec<&str> {
        let jobs = self
            .events
            .iter()
            .filter(|event| event["type"] == "importJob");
        jobs.map(|job| job["state"].as_str().unwrap()).collect()
    }

    fn warnings(&self) -> Vec<&str> {
        let logs = self
            .events
            .iter()
            .filter(|event| event["level"] == "warning");
        logs.map(|log| log["message"].as_str().unwrap()).collect()
    }
}

fn import(stage: &Stage, options: Value, changes: &[ImportChange]) -> Ran {
    import_within(stage, options, changes, false)
}

fn import_within(stage: &Stage, options: Value, changes: &[ImportChange], read_only: bool) -> Ran {
    let client = client(stage);
    let scope = Scope::new(Arc::new(Nobody), read_only, Meter::new());
    let options = serde_json::from_value(options).unwrap();
    let (sender, mut receiver) = mpsc::channel(1000);
    let imported = stage.block_on(import_changes(&client, &scope, &options, changes, &sender));
    drop(sender);
    let mut events = Vec::new();
    while let Some(event) = receiver.blocking_recv() {
        let event: Event = event;
        events.push(serde_json::to_value(event).unwrap());
    }
    Ran {
        imported,
        events,
        sent: scope.meter.by_kind(),
    }
}

/// The same values for the first users of the tenant, by object id.
fn changes(stage: &Stage, count: usize, values: &[(&str, &str)]) -> Vec<ImportChange> {
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    let users = stage.tenant.users().iter().take(count);
    users
        .map(|user| ImportChange {
            account: AccountName::from_upn(&user.user_principal_name),
            object_id: user.object_id.to_string(),
            values: values.iter().map(owned).collect(),
        })
        .collect()
}

fn profile(stage: &Stage, user: usize, property: &str) -> String {
    let upn = &stage.tenant.users()[user].user_principal_name;
    stage
        .tenant
        .profile(upn)
        .unwrap()
        .remove(property)
        .unwrap_or_default()
}

#[test]
fn values_arrive_and_nothing_is_left_in_the_library() {
    let stage = stage(|_| ());
    let mut all = changes(&stage, 10, &[("CellPhone", "+49 30 1"), ("HomePhone", "")]);
    let upn = &stage.tenant.users()[0].user_principal_name;
    assert!(stage.tenant.set_profile_property(upn, "HomePhone", "old"));
    all[4].object_id.clear();
    let ran = import(
        &stage,
        json!({"importFolder": "/Shared Documents/Profile import/ü #1"}),
        &all,
    );
    assert_eq!(ran.results(), [None; 10]);
    for user in 0..10 {
        assert_eq!(profile(&stage, user, "CellPhone"), "+49 30 1");
    }
    assert_eq!(profile(&stage, 0, "HomePhone"), "", "an empty value clears");
    assert_eq!(
        ran.states(),
        ["Succeeded", "Succeeded"],
        "one job by object id, one by name"
    );
    assert_eq!(ran.warnings(), [""; 0]);
    let folders = [
        "/Shared Documents/",
        "/Shared Documents/Profile import/",
        "/Shared Documents/Profile import/ü #1/",
    ];
    assert_eq!(stage.tenant.documents(), folders);
    for (kind, count) in [
        ("import.upload", 2),
        ("import.queue", 2),
        ("import.read", 2),
    ] {
        assert_eq!(ran.sent[kind], count, "{kind}");
    }
    // The folder is there now, and takes one request to find.
    let ran = import(
        &stage,
        json!({"importFolder": "/Shared Documents/Profile import/ü #1"}),
        &all[..1],
    );
    assert_eq!((ran.sent["import.folder"], ran.results().len()), (1, 1));
}

#[test]
fn nothing_to_write_sends_nothing() {
    let stage = stage(|_| ());
    for none in [Vec::new(), changes(&stage, 3, &[])] {
        let ran = import(&stage, json!({}), &none);
        assert_eq!(ran.results(), vec![None; none.len()]);
        assert!(ran.sent.is_empty(), "{:?}", ran.sent);
    }
}

#[test]
fn a_partial_failure_is_that_of_the_right_users() {
    for (log, partial_succeeds) in [(ImportLog::JobId, false), (ImportLog::FileName, true)] {
        let stage = stage(|settings| {
            settings.import_log = log;
            settings.import_partial_succeeds = partial_succeeds;
        });
        let users = stage.tenant.users();
        let without = [2, 7].map(|user: usize| users[user].user_principal_name.clone());
        stage
            .tenant
            .settings_mut(|settings| settings.profileless_users = without.to_vec());
        let mut all = changes(&stage, 10, &[("Fax", "9")]);
        all[2].object_id.clear();
        let ran = import(&stage, json!({}), &all);
        let results = &ran.imported.as_ref().unwrap().results;
        for (user, result) in results.iter().enumerate() {
            let failed = user == 2 || user == 7;
            assert_eq!(result.is_err(), failed, "{user}: {result:?}");
            assert_eq!(profile(&stage, user, "Fax") == "9", !failed, "{user}");
        }
        let error = serde_json::to_value(results[7].as_ref().unwrap_err()).unwrap();
        assert_eq!(error["id"], "SpoImportIdentityNotFound");
        assert_eq!(error["target"], without[1].as_str());
        assert_eq!(
            (ran.warnings(), stage.tenant.documents()),
            (vec![], LIBRARY.map(str::to_owned).to_vec())
        );
    }
}

#[test]
fn a_partial_failure_without_a_log_is_left_to_the_reading_back() {
    let stage = stage(|settings| settings.import_log = ImportLog::Missing);
    let upn = stage.tenant.users()[1].user_principal_name.clone();
    stage
        .tenant
        .settings_mut(|settings| settings.profileless_users = vec![upn]);
    let ran = import(&stage, json!({}), &changes(&stage, 3, &[("Fax", "9")]));
    assert_eq!(ran.results(), [None; 3]);
    let warnings = ran.warnings();
    assert!(
        warnings[0].contains("its log does not tell whom") && warnings.len() == 1,
        "{warnings:?}"
    );
    assert_eq!(stage.tenant.documents(), LIBRARY);
}

#[test]
fn refused_properties_are_left_out_and_handed_back() {
    let stage = stage(|settings| settings.custom_properties = vec!["CostCenter".to_owned()]);
    let values = [
        ("AboutMe", "x"),
        ("CostCenter", "K1"),
        ("Department", "x"),
        ("NoSuch", "x"),
    ];
    let mut all = changes(&stage, 3, &values);
    all[1].values.retain(|(name, _)| name == "AboutMe");
    let ran = import(&stage, json!({}), &all);
    assert_eq!(ran.results(), [None; 3]);
    let mut refused = ran.refused();
    refused.sort_unstable_by_key(|(name, _)| *name);
    assert_eq!(
        refused,
        [
            ("AboutMe", ErrorId::PropertyEditableByUser),
            ("Department", ErrorId::PropertyNotWritable),
            ("NoSuch", ErrorId::PropertyUnknown),
        ]
    );
    let center = |user| profile(&stage, user, "CostCenter");
    assert_eq!([center(0), center(1), center(2)], ["K1", "", "K1"]);
    assert_eq!(
        (stage.tenant.documents(), ran.states()),
        (LIBRARY.map(str::to_owned).to_vec(), vec!["Succeeded"])
    );
    // With nothing left there is no job.
    let ran = import(&stage, json!({}), &changes(&stage, 2, &[("AboutMe", "x")]));
    assert_eq!(
        (ran.results(), ran.refused().len(), ran.states()),
        (vec![None; 2], 1, vec![])
    );
    assert_eq!(stage.tenant.documents(), LIBRARY);
}

#[test]
fn a_job_that_fails_as_a_whole_fails_its_users() {
    let stage = stage(|settings| settings.import_max_bytes = 10);
    let mut all = changes(&stage, 2, &[("Fax", "9")]);
    all[1].object_id.clear();
    let ran = import(&stage, json!({}), &all);
    assert_eq!(
        ran.results(),
        [Some(ErrorId::ImportFailed); 2],
        "the second job is tried too"
    );
    let error = ran.imported.as_ref().unwrap().results[0]
        .as_ref()
        .unwrap_err();
    let job = ran
        .events
        .iter()
        .find(|event| event["type"] == "importJob")
        .unwrap();
    for part in ["jobId", "error", "logFolderUri"] {
        let part = job[part].as_str().unwrap();
        assert!(
            !part.is_empty() && error.message().contains(part),
            "{error} / {job}"
        );
    }
    let left = stage.tenant.documents();
    assert!(left.iter().all(|path| !path.ends_with(".json")), "{left:?}");
    assert_eq!(
        left.iter().filter(|path| path.ends_with(".log")).count(),
        2,
        "the logs stay for the administrator"
    );
}

#[test]
fn a_job_that_takes_too_long_keeps_its_file_and_no_further_one_is_queued() {
    let stage = stage(|settings| settings.import_step_seconds = 60);
    let mut all = changes(&stage, 2, &[("Fax", "9")]);
    all[1].object_id.clear();
    let ran = import(&stage, json!({"importTimeoutSeconds": 0}), &all);
    assert_eq!(ran.results(), [Some(ErrorId::ImportTimeout); 2]);
    assert_eq!(
        (ran.states(), ran.sent["import.queue"]),
        (vec!["Submitted"], 1)
    );
    let files: Vec<_> = stage
        .tenant
        .documents()
        .into_iter()
        .filter(|path| path.ends_with(".json"))
        .collect();
    assert!(
        files.len() == 1 && ran.warnings()[0].contains(&files[0]),
        "{:?}",
        ran.warnings()
    );
}

#[test]
fn a_queue_request_whose_answer_was_lost_makes_one_job() {
    // The first job waits, so that the second of the same file can be withdrawn.
    let stage = stage(|settings| settings.import_step_seconds = 60);
    let all = changes(&stage, 1, &[("Fax", "9")]);
    // To the tenant's faults the queue request is the first of the kind.
    stage.tenant.set_faults(faults(
        json!([{"kind": "profile.read", "action": "resetAfter", "count": 1}]),
    ));
    let ran = import(&stage, json!({"importTimeoutSeconds": 0}), &all);
    assert_eq!(
        (ran.sent["import.queue"], ran.sent["import.withdraw"]),
        (2, 1)
    );
    let listed = stage.run(json!({"kind": "importJobs"}), vec![]);
    let jobs = listed
        .others
        .iter()
        .filter(|event| event["type"] == "importJob");
    assert_eq!(jobs.count(), 1);
}

#[test]
fn a_missing_library_and_a_wrong_path_are_told_before_anything_is_sent() {
    let stage = stage(|_| ());
    let all = changes(&stage, 1, &[("Fax", "9")]);
    let ran = import(
        &stage,
        json!({"importFolder": "/Freigegebene Dokumente/x"}),
        &all,
    );
    let error = ran.imported.unwrap_err();
    assert_eq!(error.id(), ErrorId::LibraryNotFound);
    assert!(
        error.message().contains("/Freigegebene Dokumente")
            && error.next_step().contains("-ImportFolder")
    );
    let ran = import(
        &stage,
        json!({"importFolder": "https://contoso.sharepoint.com/x"}),
        &all,
    );
    assert_eq!(ran.imported.unwrap_err().id(), ErrorId::InvalidArgument);
    assert_eq!(stage.tenant.documents(), LIBRARY);
}

#[test]
fn without_permission_nothing_is_imported_and_the_file_goes() {
    let stage =
        stage(|settings| settings.share_point_roles = vec!["Sites.FullControl.All".to_owned()]);
    let ran = import(&stage, json!({}), &changes(&stage, 1, &[("Fax", "9")]));
    assert_eq!(
        ran.imported.as_ref().unwrap_err().id(),
        ErrorId::AccessDenied
    );
    assert_eq!(
        (stage.tenant.documents(), ran.warnings()),
        (LIBRARY.map(str::to_owned).to_vec(), vec![])
    );
}

#[test]
fn a_job_that_may_only_read_uploads_nothing() {
    let stage = stage(|_| ());
    let all = changes(&stage, 1, &[("Fax", "9")]);
    let ran = import_within(&stage, json!({}), &all, true);
    assert_eq!(ran.imported.unwrap_err().id(), ErrorId::InvalidArgument);
    let sent: Vec<_> = ran.sent.keys().copied().collect();
    assert_eq!(sent, ["import.folder", "token"]);
    assert_eq!(stage.tenant.documents(), LIBRARY);
}

#[test]
fn any_text_arrives_unchanged() {
    let stage = stage(|settings| settings.user_editable_properties.clear());
    let text = prop_oneof![
        any::<String>(),
        "[\"\\\\',\u{202e}\u{200f}\u{1F600}\r\n\t\u{1}\u{7f}א-ת]{1,40}"
    ];
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(8));
    let values = proptest::collection::vec(text, 10);
    let checked = runner.run(&values, |values| {
        let mut all = changes(&stage, 10, &[]);
        for (change, value) in all.iter_mut().zip(&values) {
            change.values.push(("AboutMe".to_owned(), value.clone()));
        }
        let ran = import(&stage, json!({}), &all);
        prop_assert_eq!(ran.results(), [None; 10]);
        for (user, value) in values.iter().enumerate() {
            prop_assert_eq!(&profile(&stage, user, "AboutMe"), value);
        }
        Ok(())
    });
    checked.unwrap();
}
