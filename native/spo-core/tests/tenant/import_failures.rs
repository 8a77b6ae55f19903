//! The bulk import when something goes wrong: for some users, for a whole job, before the first one.

use crate::import_stage::{LIBRARY, changes, files, import, profile, stage};
use crate::stage::faults;
use serde_json::json;
use spo_core::error::ErrorId;
use spo_tenant::ImportLog;

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
    for part in ["jobId", "jobError", "logFolderUri"] {
        let part = job[part].as_str().unwrap();
        assert!(
            !part.is_empty() && error.message().contains(part),
            "{error} / {job}"
        );
    }
    assert_eq!(files(&stage, "json"), [""; 0]);
    let logs = files(&stage, "log").len();
    assert_eq!(logs, 2, "the logs stay for the administrator");
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
    let files = files(&stage, "json");
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
fn a_job_whose_id_was_not_told_is_found_by_its_file() {
    let stage = stage(|settings| settings.profile.import_id_empty = true);
    let mut all = changes(&stage, 3, &[("Fax", "9")]);
    all[1].object_id.clear();
    let ran = import(&stage, json!({}), &all);
    assert_eq!(ran.results(), [None; 3]);
    assert_eq!(ran.states(), ["Succeeded", "Succeeded"]);
    assert!((0..3).all(|user| profile(&stage, user, "Fax") == "9"));
    assert_eq!(stage.tenant.documents(), LIBRARY);
}
