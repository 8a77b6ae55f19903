//! The bulk import from changes to profiles, on the tenant's own import engine.

use crate::import_stage::{LIBRARY, changes, import, import_within, profile, stage};
use proptest::prelude::*;
use serde_json::json;
use spo_core::error::ErrorId;

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
