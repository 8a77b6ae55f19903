//! The property map as the cmdlets get it: on any session, without a request.

use crate::stage::{Ran, drive};
use serde_json::{Value, json};
use spo_core::session::Session;

fn list(job: Value) -> Ran {
    let config = json!({"tenant": "contoso", "auth": {"kind": "host"}});
    let session = Session::open(serde_json::from_value(config).unwrap()).unwrap();
    drive(
        &session.start(serde_json::from_value(job).unwrap()),
        Vec::new(),
    )
}

fn properties(ran: &Ran) -> Vec<&str> {
    let rows = ran.others.iter();
    rows.map(|row| row["property"].as_str().unwrap()).collect()
}

#[test]
fn the_whole_map_ends_with_what_has_no_property() {
    let ran = list(json!({"kind": "propertyMap"}));
    let names = properties(&ran);
    assert_eq!(names[0], "AccountName");
    assert_eq!(*names.last().unwrap(), "");
    let company = ran.others.iter().find(|row| row["graph"] == "companyName");
    assert_eq!(company.unwrap()["property"], "");
    assert_eq!(ran.requests(), 0);
}

#[test]
fn rows_are_found_by_name_in_the_order_of_the_map() {
    let map = json!([{"Property": "CostCenter", "From": "extensionAttribute1"}]).to_string();
    let job = json!({"kind": "propertyMap", "mapJson": map, "mapName": "my.psd1", "names": ["costcenter", "cellphone"]});
    let ran = list(job);
    assert_eq!(properties(&ran), ["CellPhone", "CostCenter"]);
    let expected = json!({"type": "propertyRow", "property": "CellPhone", "sources": ["mobile", "MobilePhone"], "graph": "mobilePhone",
        "native": false, "sync": true, "why": ran.others[0]["why"], "remedy": ran.others[0]["remedy"], "perUser": true,
        "bulkImport": "UnlessUserEditable", "userEditable": "Assumed", "multiValue": false, "taxonomy": false, "transform": "Trim",
        "origin": "BuiltIn", "fact": "In neither of Microsoft's tables T1 and T2"});
    assert_eq!(ran.others[0], expected);
    assert_eq!(ran.others[1]["origin"], "Map");
}

#[test]
fn a_wrong_map_or_name_fails_the_job() {
    for (job, id) in [
        (
            json!({"kind": "propertyMap", "mapJson": "[{}]"}),
            "SpoPropertyMapInvalid",
        ),
        (
            json!({"kind": "propertyMap", "names": ["Mobile"]}),
            "SpoPropertyUnknown",
        ),
    ] {
        let ran = list(job);
        assert_eq!(ran.failed.unwrap()["id"], id);
        assert!(ran.others.is_empty());
    }
}
