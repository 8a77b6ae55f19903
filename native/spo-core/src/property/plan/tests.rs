use super::{Rules, plan};
use crate::error::ErrorId;
use crate::property::{
    NewValue, PropertyMap, PropertyPlan, PropertyState, Row, Writable, WrittenValues, holds,
};
use proptest::prelude::*;
use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

const KEEP: Rules = Rules {
    clear_empty: false,
    keep_user_edited: true,
};
const CLEAR: Rules = Rules {
    clear_empty: true,
    keep_user_edited: false,
};

fn row(name: &str) -> Arc<Row> {
    row_of("", name)
}

fn row_of(map: &str, name: &str) -> Arc<Row> {
    let map = PropertyMap::load(map, "map.json").unwrap();
    let names = [name.to_owned()];
    Arc::clone(&map.select(&names, &[]).unwrap().rows[0])
}

fn input(pairs: &[(&str, &str)]) -> HashMap<String, Vec<String>> {
    let values = |text: &str| {
        let parts = text.split('|').filter(|part| !part.is_empty());
        parts.map(str::to_owned).collect()
    };
    pairs
        .iter()
        .map(|(name, text)| ((*name).to_owned(), values(text)))
        .collect()
}

fn cell_phone(source: &str, current: &str, rules: Rules) -> PropertyPlan {
    let values = input(&[("mobile", source)]);
    plan(
        &row("CellPhone"),
        &values,
        Some(current),
        false,
        rules,
        None,
    )
}

#[test]
fn only_differences_are_written() {
    use PropertyState::{Different, InSync, MissingInSharePoint, SourceEmpty};
    for (source, current, state, written) in [
        ("+49 30 1", "+49 30 1", InSync, None),
        ("", "", InSync, None),
        (" \t", "", InSync, None),
        (" +49 30 1 ", "+49 30 1", InSync, None),
        ("+49 30 1", "", MissingInSharePoint, Some("+49 30 1")),
        ("+49 30 1", "+49 30 2", Different, Some("+49 30 1")),
        ("", "+49 30 2", SourceEmpty, None),
    ] {
        let plan = cell_phone(source, current, Rules::default());
        assert_eq!(plan.state, state, "{source} {current}");
        let value = plan.write.as_ref().map(|new| new.values.join("|"));
        assert_eq!(value.as_deref(), written, "{source} {current}");
        assert!(plan.reason.ends_with('.') && plan.error.is_none());
        assert_eq!(plan.next_step.is_empty(), state == InSync);
    }
}

#[test]
fn clearing_is_asked_for_and_goes_directly() {
    let plan = cell_phone("", "+49 30 2", CLEAR);
    assert_eq!(plan.state, PropertyState::Different);
    let write = plan.write.unwrap();
    assert!(write.values.is_empty() && !write.bulk_import);
    assert!(cell_phone("1", "2", CLEAR).write.unwrap().bulk_import);
}

#[test]
fn what_was_not_loaded_is_not_known() {
    let values = input(&[("mail", "a@contoso.com")]);
    let plan = plan(&row("CellPhone"), &values, Some("1"), false, CLEAR, None);
    assert_eq!(plan.state, PropertyState::SourceNotLoaded);
    assert_eq!(
        plan.next_step,
        "Request the attribute: Get-ADUser -Properties mobile."
    );
    assert_eq!(plan.write, None);
}

#[test]
fn what_microsoft_synchronises_is_reported_and_only_forced() {
    let values = input(&[("department", "Sales")]);
    let department = row("department");
    let seen = |current, forced| plan(&department, &values, Some(current), forced, CLEAR, None);
    assert_eq!(seen("Sales", false).state, PropertyState::InSync);
    let waiting = seen("Finance", false);
    assert_eq!(waiting.state, PropertyState::WaitingForNativeSync);
    assert_eq!(waiting.write, None);
    let forced = seen("Finance", true);
    assert_eq!(forced.state, PropertyState::Different);
    assert!(forced.reason.contains("may overwrite"), "{}", forced.reason);
    let write = forced.write.unwrap();
    assert!(!write.bulk_import, "the import refuses core properties");
}

/// A DN says nothing about a claims name, so nothing is claimed about the difference.
#[test]
fn what_cannot_be_compared_is_said_not_to_be() {
    let values = input(&[("manager", "CN=Anna,DC=contoso,DC=com")]);
    let plan = plan(
        &row("Manager"),
        &values,
        Some("i:0#.f|membership|anna@contoso.com"),
        true,
        CLEAR,
        None,
    );
    assert_eq!(plan.state, PropertyState::NotWritable);
    assert!(plan.reason.contains("not compared"), "{}", plan.reason);
    assert_eq!(plan.write, None);
}

#[test]
fn mail_comes_from_the_primary_address() {
    let values = input(&[(
        "proxyAddresses",
        "smtp:old@contoso.com|SMTP:Anna@contoso.com|SIP:anna@contoso.com",
    )]);
    let mail = plan(
        &row("WorkEmail"),
        &values,
        Some("anna@contoso.com"),
        false,
        CLEAR,
        None,
    );
    assert_eq!(mail.state, PropertyState::InSync);
    assert_eq!(mail.wanted, ["Anna@contoso.com"]);
    let sip = plan(
        &row("SPS-SipAddress"),
        &values,
        Some("x"),
        false,
        CLEAR,
        None,
    );
    assert_eq!(sip.wanted, ["anna@contoso.com"]);
    assert_eq!(sip.state, PropertyState::WaitingForNativeSync);
}

#[test]
fn a_property_the_tenant_does_not_have_fails_by_name() {
    let custom = row_of(
        r#"[{"Property":"CostCenter","From":"extensionAttribute1"}]"#,
        "costcenter",
    );
    let values = input(&[("extensionAttribute1", "4711")]);
    let plan = plan(&custom, &values, None, false, CLEAR, None);
    assert_eq!(plan.state, PropertyState::Failed);
    assert_eq!(plan.error.unwrap().id(), ErrorId::PropertyUnknown);
    assert_eq!(plan.write, None);
}

#[test]
fn without_memory_only_caution_takes_a_value_for_the_users_own() {
    assert_eq!(
        cell_phone("1", "2", Rules::default()).state,
        PropertyState::Different
    );
    let kept = cell_phone("1", "2", KEEP);
    assert_eq!(kept.state, PropertyState::UserEdited);
    assert_eq!(kept.write, None);
    assert!(cell_phone("1", "", KEEP).write.is_some(), "nothing is lost");
    let location = plan(
        &row("SPS-Location"),
        &input(&[("l", "Kyiv")]),
        Some("Lviv"),
        false,
        KEEP,
        None,
    );
    assert_eq!(
        location.state,
        PropertyState::Different,
        "nobody is known to edit it"
    );
}

#[test]
fn memory_tells_a_users_edit_from_an_old_value() {
    let mut memory = WrittenValues::load(Path::new("/nowhere/at/all.json")).unwrap();
    memory.record("Anna@contoso.com", "CellPhone", &["2".to_owned()]);
    let remembered = memory.get("anna@contoso.com", "cellphone");
    let seen = |current, rules| {
        let values = input(&[("mobile", "1")]);
        plan(
            &row("CellPhone"),
            &values,
            Some(current),
            false,
            rules,
            remembered.as_ref(),
        )
    };
    assert_eq!(
        seen("2", KEEP).state,
        PropertyState::Different,
        "the source changed"
    );
    for (current, reason) in [("3", "changed since"), ("", "emptied since")] {
        let kept = seen(current, KEEP);
        assert_eq!((kept.state, kept.write), (PropertyState::UserEdited, None));
        assert!(kept.reason.contains(reason), "{}", kept.reason);
        let replaced = seen(current, Rules::default());
        assert_eq!(replaced.state, PropertyState::UserEdited);
        assert!(replaced.write.is_some() && replaced.reason.contains("replaces"));
    }
    assert_eq!(seen("1", KEEP).state, PropertyState::InSync);
}

#[test]
fn values_that_no_profile_can_hold_stay_where_they_are() {
    let long = "\u{1f600}".repeat(1801);
    for (value, id) in [
        (long.as_str(), ErrorId::PropertyValueTooLong),
        ("a\u{7}b", ErrorId::PropertyValueInvalid),
        ("\u{ffff}", ErrorId::PropertyValueInvalid),
        ("System.Byte[]", ErrorId::PropertyValueInvalid),
        (
            "Microsoft.ActiveDirectory.Management.ADPropertyValueCollection",
            ErrorId::PropertyValueInvalid,
        ),
    ] {
        let plan = cell_phone(value, "1", CLEAR);
        assert_eq!(plan.state, PropertyState::SourceInvalid);
        assert_eq!(plan.error.unwrap().id(), id);
        assert_eq!(plan.write, None);
    }
    assert!(cell_phone(&long[4..], "1", CLEAR).write.is_some());
    let national = row_of(
        r#"{"Property":"CellPhone","Transform":"E164"}"#,
        "CellPhone",
    );
    let plan = plan(
        &national,
        &input(&[("mobile", "030 901820")]),
        Some("1"),
        false,
        CLEAR,
        None,
    );
    assert_eq!(plan.state, PropertyState::SourceInvalid);
    assert_eq!(plan.write, None);
}

#[test]
fn lists_are_compared_as_lists() {
    let skills = row_of(
        r#"[{"Property":"SPS-Skills","From":"skills"}]"#,
        "SPS-Skills",
    );
    let values = input(&[("skills", "C#|PowerShell")]);
    let seen = |current| plan(&skills, &values, Some(current), false, CLEAR, None);
    assert_eq!(seen("powershell|C#").state, PropertyState::InSync);
    let write = seen("C#").write.unwrap();
    assert!(write.multi_value && !write.bulk_import);
    assert_eq!(write.values, ["C#", "PowerShell"]);
    let values = HashMap::from([("skills".to_owned(), vec!["a|b".to_owned()])]);
    let barred = plan(&skills, &values, Some(""), false, CLEAR, None);
    assert_eq!(barred.state, PropertyState::SourceInvalid);
}

#[test]
fn line_ends_are_not_told_apart() {
    let about = row("AboutMe");
    let values = input(&[("info", "a\r\nb")]);
    let seen = |current| plan(&about, &values, Some(current), false, CLEAR, None);
    assert_eq!(seen("a\nb").state, PropertyState::InSync);
    assert_eq!(seen("a b").state, PropertyState::Different);
}

fn applied(write: &NewValue) -> String {
    write.values.join("|")
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[ a-c|\r\n\t\"\\\\,']{0,6}",
        "(SMTP:|smtp:|sip:)?[a-b@.]{0,4}",
        Just(String::new()),
        Just("\u{202e}\u{5d0}\u{5d1} \u{1f468}\u{200d}\u{1f469} <b>&amp;".to_owned()),
    ]
}

proptest! {
    /// Whatever users and profiles hold: what is written is held afterwards, and there is nothing left to do.
    #[test]
    fn a_plan_carried_out_leaves_nothing_to_do(
        index in any::<prop::sample::Index>(),
        texts in prop::collection::vec(text(), 0..3),
        loaded in any::<bool>(),
        current in prop::option::of(text()),
        forced in any::<bool>(),
        clear_empty in any::<bool>(),
        keep_user_edited in any::<bool>(),
        written in prop::option::of(text()),
    ) {
        let map = r#"[{"Property":"Tags","From":["extensionAttribute1","info"],"MultiValue":true},
            {"Property":"Place","From":["l","co"],"Combine":"Join","Transform":["Trim","Upper"]},
            {"Property":"SPS-Skills","From":"info"}]"#;
        let map = PropertyMap::load(map, "map.json").unwrap();
        let row = &map.rows()[index.index(map.rows().len())];
        let rules = Rules { clear_empty, keep_user_edited };
        let mut memory = WrittenValues::load(Path::new("/nowhere/at/all.json")).unwrap();
        if let Some(written) = written {
            memory.record("a", &row.property, &[written]);
        }
        let mut values = HashMap::new();
        for name in row.sources.iter().filter(|_| loaded) {
            values.insert(name.clone(), texts.clone());
        }
        let remembered = memory.get("a", &row.property);
        let first = plan(row, &values, current.as_deref(), forced, rules, remembered.as_ref());

        prop_assert!(first.reason.ends_with('.') || first.reason.ends_with('?') || first.error.is_some(), "{}", first.reason);
        let Some(write) = &first.write else {
            return Ok(());
        };
        prop_assert!(loaded && row.compared && row.writable != Writable::Never);
        prop_assert!(forced || !row.native);
        prop_assert!(clear_empty || !write.values.is_empty());
        prop_assert!(row.multi_value || write.values.len() <= 1);
        prop_assert!(applied(write).encode_utf16().count() <= 3600);
        prop_assert!(!applied(write).contains(crate::csom::is_illegal));
        prop_assert!(!holds(write, current.as_deref().unwrap_or_default()));

        let stored = applied(write);
        prop_assert!(holds(write, &stored), "{:?}", write);
        memory.record("a", &row.property, &write.values);
        let remembered = memory.get("a", &row.property);
        let second = plan(row, &values, Some(&stored), forced, rules, remembered.as_ref());
        prop_assert_eq!(second.state, PropertyState::InSync);
        prop_assert_eq!(second.write, None);
    }
}
