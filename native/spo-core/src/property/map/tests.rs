use super::PropertyMap;
use crate::error::ErrorId;

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn select(map: &str, asked: &[&str], forced: &[&str]) -> Vec<String> {
    let map = PropertyMap::load(map, "map.json").unwrap();
    let selection = map.select(&names(asked), &names(forced)).unwrap();
    selection
        .rows
        .iter()
        .map(|row| row.property.clone())
        .collect()
}

const CUSTOM: &str = r#"[{"Property":"CostCenter","From":"extensionAttribute1"},{"Property":"Desk","From":"info","Sync":false},{"Property":"Fax","Sync":false}]"#;

#[test]
fn a_synchronization_takes_what_microsoft_leaves_behind() {
    assert_eq!(select("", &[], &[]), ["CellPhone", "HomePhone", "Fax"]);
    assert_eq!(
        select(CUSTOM, &[], &[]),
        ["CellPhone", "HomePhone", "CostCenter"]
    );
    assert_eq!(
        select(CUSTOM, &["desk", "cellPHONE"], &[]),
        ["CellPhone", "Desk"]
    );
    assert_eq!(
        select("", &[], &["department"]),
        ["Department", "CellPhone", "HomePhone", "Fax"]
    );
}

#[test]
fn force_names_rows_that_can_be_written() {
    let map = PropertyMap::load("", "").unwrap();
    let selection = map
        .select(&names(&["Title", "Department"]), &names(&["DEPARTMENT"]))
        .unwrap();
    let forced: Vec<_> = selection
        .rows
        .iter()
        .map(|row| (row.property.as_str(), selection.forced(row)))
        .collect();
    assert_eq!(forced, [("Title", false), ("Department", true)]);
    let error = map.select(&[], &names(&["UserName"])).unwrap_err();
    assert_eq!(error.id(), ErrorId::PropertyNotWritable);
}

#[test]
fn an_unknown_name_is_an_error_that_says_so() {
    let map = PropertyMap::load("", "").unwrap();
    for (asked, forced) in [(&["Mobile"][..], &[][..]), (&[], &["Mobile"]), (&[""], &[])] {
        let error = map.select(&names(asked), &names(forced)).unwrap_err();
        assert_eq!(error.id(), ErrorId::PropertyUnknown, "{asked:?}");
    }
}

#[test]
fn names_are_asked_for_once_and_only_where_they_are_used() {
    let map = r#"[{"Property":"A","From":["mobile","extension_0123_badge","ipPhone"]},{"Property":"B","From":["extensionAttribute2","extensionAttribute3"]}]"#;
    let map = PropertyMap::load(map, "").unwrap();
    let selection = map
        .select(
            &names(&["CellPhone", "A", "B", "Manager", "WorkEmail"]),
            &[],
        )
        .unwrap();
    assert_eq!(
        selection.source_names(),
        [
            "proxyAddresses",
            "mail",
            "EmailAddress",
            "mobile",
            "MobilePhone",
            "extension_0123_badge",
            "ipPhone",
            "extensionAttribute2",
            "extensionAttribute3"
        ]
    );
    assert_eq!(
        selection.graph_names(),
        [
            "proxyAddresses",
            "mail",
            "mobilePhone",
            "extension_0123_badge",
            "onPremisesExtensionAttributes"
        ]
    );
}
