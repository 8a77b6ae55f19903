use super::MEMBERS;
use crate::error::ErrorId;
use crate::property::{PropertyMap, Row, UserEditable, Writable};
use proptest::prelude::*;
use serde_json::{Value, json};

fn load(map: &Value) -> PropertyMap {
    PropertyMap::load(&map.to_string(), "my.psd1").unwrap()
}

fn row(map: &Value, name: &str) -> Row {
    let found = load(map).select(&[name.to_owned()], &[]).unwrap();
    (*found.rows[0]).clone()
}

fn error(map: &str) -> (ErrorId, String) {
    let error = PropertyMap::load(map, "my.psd1").err().expect(map);
    (error.id(), error.message().to_owned())
}

#[test]
fn a_row_of_ones_own_has_every_member() {
    let map = json!([{"property": "Location", "FROM": ["l", "co"], "combine": "join", "Separator": ", ", "Transform": ["Trim", "upper"],
        "UserEditable": false, "Sync": false, "Constant": null}]);
    let row = row(&map, "LOCATION");
    assert_eq!(row.sources, ["l", "City", "co"]);
    assert_eq!(row.transform.to_string(), "Trim, Upper");
    assert_eq!(row.user_editable, UserEditable::No);
    assert!(!row.sync && !row.native && row.bulk_import());
    let event = serde_json::to_value(row.event()).unwrap();
    assert_eq!(event["origin"], "Map");
    assert_eq!(event["bulkImport"], "Yes");
    assert_eq!(event["fact"], "the map file, row 1");
}

#[test]
fn one_row_needs_no_list_around_it() {
    let row = json!({"Property": "A", "Constant": "x"});
    for map in [
        json!([row]),
        json!({"Rows": [row]}),
        json!({"rows": row}),
        row.clone(),
    ] {
        assert_eq!(load(&map).rows().last().unwrap().property, "A");
    }
    let with_mark = format!("\u{feff}{row}");
    assert!(PropertyMap::load(&with_mark, "").is_ok());
}

#[test]
fn a_built_in_row_keeps_its_facts() {
    let numbers = row(
        &json!([{"Property": "cellphone", "Transform": "E164", "Country": "de"}]),
        "CellPhone",
    );
    assert_eq!(numbers.property, "CellPhone");
    assert_eq!(numbers.sources, ["mobile", "MobilePhone"]);
    assert_eq!(numbers.transform.to_string(), "E164 (DE)");
    assert_eq!(numbers.user_editable, UserEditable::Assumed);
    let department = row(
        &json!([{"Property": "Department", "From": "extensionAttribute2"}]),
        "Department",
    );
    assert!(department.native && department.writable == Writable::Directly);
    assert_eq!(
        department.graph.as_deref(),
        Some("onPremisesExtensionAttributes")
    );
    let manager = row(
        &json!([{"Property": "Manager", "From": "extensionAttribute3"}]),
        "Manager",
    );
    assert!(manager.compared, "now the source can hold a claims name");
}

#[test]
fn a_name_stands_for_the_attribute_whatever_loads_it() {
    let row = row(
        &json!([{"Property": "Employer", "From": ["company", "extensionAttribute7"]}]),
        "Employer",
    );
    assert_eq!(
        row.sources,
        ["company", "companyName", "extensionAttribute7"]
    );
    assert_eq!(row.graph.as_deref(), Some("companyName"));
}

#[test]
fn what_cannot_be_meant_is_an_error_by_row_and_member() {
    for (map, parts) in [
        ("x", &["my.psd1: This is not JSON"][..]),
        ("3", &["a list of rows"]),
        (r#"{"Rows":3}"#, &["Rows is a list"]),
        (r#"{"Row":[]}"#, &["a list of rows"]),
        ("[3]", &["my.psd1, row 1", "is an object"]),
        (r#"[{"From":"a"}]"#, &["row 1", "Property is missing"]),
        (
            r#"[{"Property":"A","From":"a"},{"Property":"B","Form":"b"}]"#,
            &["row 2", "Member Form is not known", "From"],
        ),
        (
            r#"[{"Property":"A","From":"a","FROM":"b"}]"#,
            &["From is there twice"],
        ),
        (
            r#"[{"Property":"A","From":"a"},{"Property":"a","From":"b"}]"#,
            &["row 2", "row 1 already"],
        ),
        (r#"[{"Property":1,"From":"a"}]"#, &["Property is a text"]),
        (r#"[{"Property":"A"}]"#, &["From or Constant is missing"]),
        (r#"[{"Property":"A","From":[]}]"#, &["From is empty"]),
        (
            r#"[{"Property":"A","From":["a",1]}]"#,
            &["From is a text or a list"],
        ),
        (
            r#"[{"Property":"A","From":"a","Constant":"b"}]"#,
            &["exclude each other"],
        ),
        (
            r#"[{"Property":"A","Constant":["a","b"]}]"#,
            &["holds one value"],
        ),
        (r#"[{"Property":"A","Constant":"a\u0007"}]"#, &["U+0007"]),
        (
            r#"[{"Property":"A","Constant":"a","Combine":"Join"}]"#,
            &["Combine goes with From"],
        ),
        (
            r#"[{"Property":"A","From":"a","Combine":"All"}]"#,
            &["Combine All is not known"],
        ),
        (
            r#"[{"Property":"A","From":"a","Separator":";"}]"#,
            &["Separator goes with"],
        ),
        (
            r#"[{"Property":"A","From":"a","Transform":"Title"}]"#,
            &["Transform Title is not known", "E164"],
        ),
        (
            r#"[{"Property":"A","From":"a","Country":"DE"}]"#,
            &["Country goes with"],
        ),
        (
            r#"[{"Property":"A","From":"a","Transform":"E164","Country":"Germany"}]"#,
            &["two letters"],
        ),
        (
            r#"[{"Property":"A","From":"a","MultiValue":"yes"}]"#,
            &["MultiValue is true or false"],
        ),
        (
            r#"[{"Property":"CellPhone","MultiValue":true}]"#,
            &["MultiValue of CellPhone is false"],
        ),
        (
            r#"[{"Property":"Manager","Transform":"Trim"}]"#,
            &["Manager needs From"],
        ),
    ] {
        let (id, message) = error(map);
        assert_eq!(id, ErrorId::PropertyMapInvalid, "{map}");
        for part in parts {
            assert!(message.contains(part), "{map}: {message}");
        }
    }
}

#[test]
fn what_only_sharepoint_writes_has_no_place_in_a_map_file() {
    for name in ["AccountName", "pictureurl", "SPS-ClaimID"] {
        let map = json!([{"Property": name, "From": "info"}]).to_string();
        let (id, message) = error(&map);
        assert_eq!(id, ErrorId::PropertyNotWritable);
        assert!(message.starts_with("my.psd1, row 1: "), "{message}");
    }
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        "CellPhone|Join|E164|Trim|DE|SPS-Skills|\\PC{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 6, |inner| {
        let member = prop_oneof![
            prop::sample::select(&MEMBERS[..]).prop_map(str::to_owned),
            "[A-Za-z]{1,6}|Rows"
        ];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((member, inner), 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn any_json_is_a_map_or_an_error(map in value()) {
        match PropertyMap::load(&map.to_string(), "m") {
            Ok(map) => prop_assert!(map.rows().len() >= PropertyMap::load("", "").unwrap().rows().len()),
            Err(error) => prop_assert!(matches!(error.id(), ErrorId::PropertyMapInvalid | ErrorId::PropertyNotWritable)),
        }
    }

    #[test]
    fn any_text_is_a_map_or_an_error(map in any::<String>()) {
        if let Err(error) = PropertyMap::load(&map, "m") {
            prop_assert_eq!(error.id(), ErrorId::PropertyMapInvalid);
        }
    }
}
