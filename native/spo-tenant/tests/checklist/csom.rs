//! CSOM rows: ordered execution, stop on error, scopes, white space, queries, `EncodeClaim`.

use crate::client::Client;
use serde_json::json;

const MANAGER: &str = "<Constructor Id=\"1\" TypeId=\"{cf560d69-0fdb-4489-a216-b6b47adf8ef8}\"/>";

fn set(id: u32, account: &str, name: &str, value: &str) -> String {
    let account = account.replace('&', "&amp;");
    format!(
        "<Method Name=\"SetSingleValueProfileProperty\" Id=\"{id}\" ObjectPathId=\"1\"><Parameters><Parameter Type=\"String\">{account}</Parameter><Parameter Type=\"String\">{name}</Parameter><Parameter Type=\"String\">{value}</Parameter></Parameters></Method>"
    )
}

fn get(id: u32, account: &str, name: &str) -> String {
    set(id, account, name, "")
        .replace("SetSingleValueProfileProperty", "GetUserProfilePropertyFor")
        .replace("<Parameter Type=\"String\"></Parameter>", "")
}

#[test]
fn row_ordered_execution_and_void_methods() {
    let client = Client::new();
    let account = client.account(1);
    let skills = format!(
        "<Method Name=\"SetMultiValuedProfileProperty\" Id=\"5\" ObjectPathId=\"1\"><Parameters><Parameter Type=\"String\">{account}</Parameter><Parameter Type=\"String\">SPS-Skills</Parameter><Parameter Type=\"Array\"><Object Type=\"String\">a</Object><Object Type=\"String\">b</Object></Parameter></Parameters></Method>"
    );
    let actions = [
        set(3, &account, "Fax", "1"),
        get(4, &account, "Fax"),
        set(6, &account, "Fax", "2"),
        get(7, &account, "Fax"),
        skills,
        get(8, &account, "SPS-Skills"),
    ];
    let answer = client.csom(&actions.concat(), MANAGER);
    assert_eq!(answer[0]["ErrorInfo"], json!(null));
    assert_eq!(
        answer[1..],
        [
            json!(4),
            json!("1"),
            json!(7),
            json!("2"),
            json!(8),
            json!("a|b")
        ]
    );
}

#[test]
fn row_stop_on_error_keeps_what_was_done() {
    let client = Client::new();
    let account = client.account(1);
    let actions = [
        set(3, &account, "Fax", "1"),
        set(4, "nobody", "Fax", "1"),
        set(5, &account, "Fax", "3"),
    ];
    let answer = client.csom(&actions.concat(), MANAGER);
    assert_eq!(answer.len(), 1);
    assert!(
        answer[0]["ErrorInfo"]["ErrorTypeName"]
            .as_str()
            .unwrap()
            .contains("UserNotFound")
    );
    assert_eq!(client.csom(&get(3, &account, "Fax"), MANAGER)[2], "1");
}

#[test]
fn row_exception_handling_scope_simple() {
    let client = Client::new();
    let account = client.account(1);
    let scope = |id: u32, inner: String| {
        format!("<ExceptionHandlingScopeSimple Id=\"{id}\">{inner}</ExceptionHandlingScopeSimple>")
    };
    let actions = [
        scope(10, set(11, "nobody", "Fax", "1")),
        scope(20, set(21, &account, "Fax", "9")),
    ];
    let answer = client.csom(&actions.concat(), MANAGER);
    assert_eq!(
        (&answer[1], &answer[2]["HasException"]),
        (&json!(10), &json!(true))
    );
    assert_eq!(answer[4], json!({"HasException": false, "ErrorInfo": null}));
    assert_eq!(client.csom(&get(3, &account, "Fax"), MANAGER)[2], "9");
}

#[test]
fn row_exception_handling_scope_with_try_catch_and_finally() {
    let client = Client::new();
    let account = client.account(1);
    let scope = |id: u32, tried: String| {
        let caught = set(id + 4, &account, "Fax", "caught");
        let last = get(id + 6, &account, "Fax");
        format!(
            "<ExceptionHandlingScope Id=\"{id}\"><TryScope Id=\"{}\">{tried}</TryScope><CatchScope Id=\"{}\">{caught}</CatchScope><FinallyScope Id=\"{}\">{last}</FinallyScope></ExceptionHandlingScope>",
            id + 1,
            id + 3,
            id + 5
        )
    };
    let actions = [
        scope(10, set(12, &account, "Fax", "tried")),
        scope(20, set(22, "nobody", "Fax", "tried")),
    ];
    let answer = client.csom(&actions.concat(), MANAGER);
    assert_eq!(
        answer[1..5],
        [
            json!(16),
            json!("tried"),
            json!(10),
            json!({"HasException": false, "ErrorInfo": null})
        ]
    );
    assert_eq!(answer[5..8], [json!(26), json!("caught"), json!(20)]);
    assert_eq!(answer[8]["HasException"], true);
    assert!(answer[8]["ErrorInfo"]["ErrorMessage"].is_string());
    // An error while catching is nobody's, and the last part is done all the same.
    let broken = format!(
        "<ExceptionHandlingScope Id=\"1\"><TryScope Id=\"2\">{0}</TryScope><CatchScope Id=\"3\">{0}</CatchScope><FinallyScope Id=\"4\">{1}</FinallyScope></ExceptionHandlingScope>",
        set(5, "nobody", "Fax", "1"),
        set(6, &account, "Fax", "last")
    );
    assert!(client.csom(&broken, MANAGER)[0]["ErrorInfo"]["ErrorMessage"].is_string());
    assert_eq!(client.csom(&get(3, &account, "Fax"), MANAGER)[2], "last");
}

#[test]
fn row_query_all_and_chosen_properties_and_null_objects() {
    let client = Client::new();
    let person = |account: &str| {
        format!(
            "{MANAGER}<Method Id=\"3\" ParentId=\"1\" Name=\"GetPropertiesFor\"><Parameters><Parameter Type=\"String\">{account}</Parameter></Parameters></Method>"
        )
    };
    let all = "<Query Id=\"5\" ObjectPathId=\"3\"><Query SelectAllProperties=\"true\"><Properties/></Query></Query>";
    let chosen = "<Query Id=\"6\" ObjectPathId=\"3\"><Query SelectAllProperties=\"false\"><Properties><Property Name=\"Email\" ScalarProperty=\"true\"/></Properties></Query></Query>";
    let answer = client.csom(&format!("{all}{chosen}"), &person(&client.account(1)));
    assert!(answer[2]["UserProfileProperties"].is_object());
    assert_eq!(answer[4].as_object().unwrap().len(), 2);
    let null = client.csom(
        &format!("<ObjectPath Id=\"4\" ObjectPathId=\"3\"/>{all}"),
        &person("nobody"),
    );
    assert_eq!(
        null[1..],
        [json!(4), json!({"IsNull": true}), json!(5), json!(null)]
    );
}

#[test]
fn row_encode_claim_and_request_context() {
    let client = Client::new();
    let paths = "<Constructor Id=\"1\" TypeId=\"{268004ae-ef6b-4e9b-8425-127220d84719}\"/><StaticProperty Id=\"2\" TypeId=\"{3747adcd-a3c3-41b9-bfab-4a64dd2f1e0a}\" Name=\"Current\"/><Property Id=\"3\" ParentId=\"2\" Name=\"Web\"/>";
    let actions = "<Method Name=\"EncodeClaim\" Id=\"4\" ObjectPathId=\"1\"><Parameters><Parameter Type=\"String\">U@contoso.com</Parameter></Parameters></Method><Query Id=\"5\" ObjectPathId=\"3\"><Query SelectAllProperties=\"true\"><Properties/></Query></Query>";
    let answer = client.csom(actions, paths);
    assert_eq!(answer[2], "i:0#.f|membership|u@contoso.com");
    assert_eq!(answer[4]["_ObjectType_"], "SP.Web");
}
