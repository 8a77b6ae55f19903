//! Rows of the profile store: which properties there are, who may write them, and which values they hold.

use crate::client::{Client, NONE};
use serde_json::{Value, json};
use spo_tenant::{ControlCharacters, Host, OverlongValue, SeveralValues, UnknownProperty};

const PEOPLE: &str = "/_api/SP.UserProfiles.PeopleManager";

/// Writes as the app, or as the person of a token; status and answer.
fn write(client: &Client, token: Option<&str>, name: &str, value: &Value) -> (u16, Value) {
    let own = client.tenant.token(Host::Admin, None);
    let bearer = format!("Bearer {}", token.unwrap_or(&own));
    let (method, member) = if value.is_array() {
        ("SetMultiValuedProfileProperty", "propertyValues")
    } else {
        ("SetSingleValueProfileProperty", "propertyValue")
    };
    let body = json!({"accountName": client.account(0), "propertyName": name, member: value});
    let headers = [("authorization", bearer.as_str()), ("accept", NONE)];
    let (status, answer) = client.tenant.answer(
        Host::Admin,
        "POST",
        &format!("{PEOPLE}/{method}"),
        &headers,
        body.to_string().as_bytes(),
    );
    (status, serde_json::from_slice(&answer).unwrap())
}

fn read(client: &Client, name: &str) -> String {
    let target = format!(
        "{PEOPLE}/GetUserProfilePropertyFor(accountName='{}',propertyName='{name}')",
        client.encoded(0)
    );
    let answer = client.json(Host::Root, "GET", &target, NONE, "").1;
    answer["value"].as_str().unwrap().to_owned()
}

fn code(answer: &Value) -> &str {
    answer["odata.error"]["code"].as_str().unwrap()
}

#[test]
fn row_schema_refuses_unknown_properties_or_ignores_them() {
    let client = Client::new();
    let (status, answer) = write(&client, None, "Badge", &json!("7"));
    assert!(
        status == 500 && code(&answer).contains("PropertyNotDefined"),
        "{answer}"
    );
    client.tenant.settings_mut(|settings| {
        settings.profile.unknown_property = UnknownProperty::Ignore;
    });
    assert_eq!(
        write(&client, None, "Badge", &json!("7")),
        (200, json!({"odata.null": true}))
    );
    assert_eq!(read(&client, "Badge"), "");
    client
        .tenant
        .settings_mut(|settings| settings.custom_properties.push("Badge".to_owned()));
    assert_eq!(write(&client, None, "BADGE", &json!("7")).0, 200);
    assert_eq!(read(&client, "Badge"), "7");
}

#[test]
fn row_schema_unset_properties_of_the_tenant_are_listed_empty() {
    let client = Client::new();
    client
        .tenant
        .settings_mut(|settings| settings.custom_properties.push("Badge".to_owned()));
    let target = format!(
        "{PEOPLE}/GetPropertiesFor(accountName='{}')",
        client.encoded(0)
    );
    let person = client.json(Host::Root, "GET", &target, NONE, "").1;
    let rows = person["UserProfileProperties"].as_array().unwrap();
    let badge = rows.iter().find(|row| row["Key"] == "Badge").unwrap();
    assert_eq!(badge["Value"], "");
}

#[test]
fn row_editable_flag_binds_people_who_are_no_administrators() {
    let client = Client::new();
    let token = client.tenant.user_token(Host::Admin, &client.tenant.upn(0));
    let own = |name: &str| write(&client, Some(&token), name, &json!("1"));
    assert_eq!(own("Office").0, 200, "an administrator");
    client
        .tenant
        .settings_mut(|settings| settings.sign_in.user_roles.clear());
    let token = client.tenant.user_token(Host::Admin, &client.tenant.upn(0));
    let own = |name: &str| write(&client, Some(&token), name, &json!("1"));
    assert_eq!(own("CellPhone").0, 200);
    let (status, answer) = own("Office");
    assert_eq!(
        (
            status,
            code(&answer),
            &answer["odata.error"]["message"]["value"]
        ),
        (
            500,
            "-1, Microsoft.Office.Server.UserProfiles.PropertyNotEditableException",
            &json!(
                "Property Not Editable: This property can only be modified by an administrator."
            )
        )
    );
}

#[test]
fn row_values_several_go_into_multi_value_properties_alone() {
    let client = Client::new();
    let two = json!(["a", "b"]);
    assert_eq!(write(&client, None, "SPS-Skills", &two).0, 200);
    assert_eq!(read(&client, "SPS-Skills"), "a|b");
    assert_eq!(write(&client, None, "SPS-Skills", &json!([])).0, 200);
    assert_eq!(read(&client, "SPS-Skills"), "");
    let (status, answer) = write(&client, None, "Fax", &two);
    assert!(
        status == 500 && code(&answer).contains("InvalidValue"),
        "{answer}"
    );
    assert_eq!(write(&client, None, "Fax", &json!(["1"])).0, 200);
    assert_eq!(read(&client, "Fax"), "1");
    client.tenant.settings_mut(|settings| {
        settings.profile.several_values = SeveralValues::Join;
    });
    assert_eq!(write(&client, None, "Fax", &two).0, 200);
    assert_eq!(read(&client, "Fax"), "a|b");
}

#[test]
fn row_values_have_a_length_and_the_switch_says_what_happens_beyond() {
    let client = Client::new();
    let longest = "\u{e9}".repeat(3600);
    assert_eq!(write(&client, None, "AboutMe", &json!(longest)).0, 200);
    assert_eq!(read(&client, "AboutMe"), longest);
    let more = json!(format!("{longest}!"));
    assert_eq!(write(&client, None, "AboutMe", &more).0, 500);
    client.tenant.settings_mut(|settings| {
        settings.profile.overlong_value = OverlongValue::Truncate;
    });
    assert_eq!(write(&client, None, "AboutMe", &more).0, 200);
    assert_eq!(read(&client, "AboutMe"), longest);
}

#[test]
fn row_values_with_control_characters() {
    let client = Client::new();
    let value = json!("a\u{1}b");
    assert_eq!(write(&client, None, "Fax", &value).0, 200);
    assert_eq!(read(&client, "Fax"), "a\u{1}b");
    client.tenant.settings_mut(|settings| {
        settings.profile.control_characters = ControlCharacters::Refuse;
    });
    assert_eq!(write(&client, None, "Fax", &value).0, 500);
    let action = format!(
        "<Method Name=\"SetSingleValueProfileProperty\" Id=\"3\" ObjectPathId=\"1\"><Parameters><Parameter Type=\"String\">{}</Parameter><Parameter Type=\"String\">Fax</Parameter><Parameter Type=\"String\">a&#1;b</Parameter></Parameters></Method>",
        client.account(0)
    );
    let manager = "<Constructor Id=\"1\" TypeId=\"{cf560d69-0fdb-4489-a216-b6b47adf8ef8}\"/>";
    let error = &client.csom(&action, manager)[0]["ErrorInfo"];
    assert!(
        error["ErrorTypeName"]
            .as_str()
            .unwrap()
            .contains("InvalidClientQuery"),
        "XML has no such character: {error}"
    );
}

#[test]
fn row_values_of_a_closed_term_set_have_to_be_in_use() {
    let client = Client::new();
    let (status, answer) = write(&client, None, "SPS-Location", &json!("Vaasa"));
    assert!(
        status == 403 && code(&answer).contains("UnauthorizedAccess"),
        "{answer}"
    );
    let term_store = client.tenant.token(
        Host::Admin,
        Some(&["User.ReadWrite.All", "TermStore.ReadWrite.All"]),
    );
    assert_eq!(
        write(&client, Some(&term_store), "SPS-Location", &json!("Vaasa")).0,
        200
    );
    assert_eq!(write(&client, None, "SPS-Location", &json!("vaasa")).0, 200);
    assert_eq!(write(&client, None, "SPS-Location", &json!("")).0, 200);
}
