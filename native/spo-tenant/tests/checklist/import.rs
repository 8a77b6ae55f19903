//! Import rows: states, errors, log files, refusals, "editable by user" flags.

use crate::client::{Client, NONE};
use serde_json::{Value, json};
use spo_tenant::{Host, ImportUnsupported, Settings};
use std::time::Duration;

const TENANT: &str = "<Constructor Id=\"1\" TypeId=\"{e45fd516-a408-4ca4-b6dc-268e2f1f0f83}\"/>";
const FILE: &str = "https://contoso.sharepoint.com/Shared%20Documents/x.json";

fn client(step: u64) -> Client {
    Client::with(Settings {
        import_step_seconds: step,
        custom_properties: vec!["OfficeCode".to_owned()],
        ..Settings::default()
    })
}

fn upload(client: &Client, content: &str) {
    let target = "/_api/web/GetFolderByServerRelativeUrl('/Shared%20Documents')/Files/Add(url='x.json',overwrite=true)";
    assert_eq!(
        client.json(Host::Root, "POST", target, NONE, content).0,
        200
    );
}

fn queue(client: &Client, property: &str, uri: &str) -> Vec<Value> {
    let action = format!(
        "<Method Name=\"QueueImportProfileProperties\" Id=\"3\" ObjectPathId=\"1\"><Parameters><Parameter Type=\"Enum\">2</Parameter><Parameter Type=\"String\">IdName</Parameter><Parameter Type=\"Dictionary\"><Property Name=\"Value\" Type=\"String\">{property}</Property></Parameter><Parameter Type=\"String\">{uri}</Parameter></Parameters></Method>"
    );
    client.csom(&action, TENANT)
}

fn jobs(client: &Client) -> Vec<Value> {
    let paths =
        format!("{TENANT}<Method Id=\"2\" ParentId=\"1\" Name=\"GetImportProfilePropertyJobs\"/>");
    let query = "<Query Id=\"4\" ObjectPathId=\"2\"><Query SelectAllProperties=\"true\"><Properties/></Query><ChildItemQuery SelectAllProperties=\"true\"><Properties/></ChildItemQuery></Query>";
    client.csom(query, &paths)[2]["_Child_Items_"]
        .as_array()
        .unwrap()
        .clone()
}

/// Error, state and the log of the last job.
fn outcome(client: &Client, property: &str, uri: &str) -> (u64, u64, String) {
    assert!(
        queue(client, property, uri)[2]
            .as_str()
            .unwrap()
            .starts_with("/Guid(")
    );
    let job = jobs(client).pop().unwrap();
    let folder = job["LogFolderUri"]
        .as_str()
        .unwrap()
        .trim_start_matches("https://contoso.sharepoint.com")
        .to_owned();
    let target = format!("/_api/web/GetFolderByServerRelativeUrl('{folder}')/Files");
    let (status, files) = client.json(Host::Root, "GET", &target, NONE, "");
    let log = if folder.is_empty() || status != 200 {
        String::new()
    } else {
        let path = files["value"][0]["ServerRelativeUrl"]
            .as_str()
            .unwrap()
            .replace(' ', "%20");
        let target = format!("/_api/web/GetFileByServerRelativeUrl('{path}')/$value");
        String::from_utf8(client.raw(Host::Root, "GET", &target, &[], b"").1).unwrap()
    };
    (
        job["Error"].as_u64().unwrap(),
        job["State"].as_u64().unwrap(),
        log,
    )
}

#[test]
fn row_import_succeeds_and_partial_error_is_30_with_log_lines() {
    let client = client(0);
    let good = json!({"value": [{"IdName": client.tenant.upn(0), "Value": "Room 5"}]}).to_string();
    upload(&client, &good);
    let (error, state, _) = outcome(&client, "OfficeCode", FILE);
    assert_eq!((error, state), (0, 4));
    let read = format!(
        "/_api/SP.UserProfiles.PeopleManager/GetUserProfilePropertyFor(accountName='{}',propertyName='OfficeCode')",
        client.encoded(0)
    );
    assert_eq!(
        client.json(Host::Root, "GET", &read, NONE, "").1["value"],
        "Room 5"
    );
    let mixed = json!({"value": [{"IdName": "nobody@x", "Value": "1"}, {"Value": "2"}, {"IdName": client.tenant.upn(1)}]});
    upload(&client, &mixed.to_string());
    let (error, state, log) = outcome(&client, "OfficeCode", FILE);
    assert_eq!((error, state), (30, 5));
    assert!(
        log.contains("IdentityNotResolvable nobody@x User identity cannot be resolved")
            && log.contains("MissingIdentity - "),
        "{log}"
    );
}

#[test]
fn row_import_starts_as_submitted_and_can_be_deleted() {
    let client = client(3600);
    let id = queue(&client, "OfficeCode", FILE)[2]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(
        (&jobs(&client)[0]["State"], &jobs(&client)[0]["JobId"]),
        (&json!(1), &json!(id))
    );
    let id = id.trim_start_matches("/Guid(").trim_end_matches(")/");
    let delete = format!(
        "<Method Name=\"DeleteImportProfilePropertiesJob\" Id=\"3\" ObjectPathId=\"1\"><Parameters><Parameter Type=\"Guid\">{{{id}}}</Parameter></Parameters></Method>"
    );
    assert_eq!(client.csom(&delete, TENANT)[2], true);
    assert!(jobs(&client).is_empty());
}

#[test]
fn row_import_errors_of_the_data_file() {
    let client = client(0);
    let error = |uri: &str| outcome(&client, "OfficeCode", uri);
    assert_eq!(error(FILE).0, 20);
    assert_eq!(
        error("https://fabrikam.sharepoint.com/Shared%20Documents/x.json").0,
        21
    );
    upload(&client, "not json");
    let (number, state, log) = error(FILE);
    assert!(
        (number, state) == (23, 5) && log.starts_with("DataFileNotJson - "),
        "{log}"
    );
    upload(
        &client,
        &json!({"value": [{"IdName": client.tenant.upn(0), "Value": "a", "Other": "b"}]})
            .to_string(),
    );
    let (number, _, log) = error(FILE);
    assert!(
        number == 23
            && log.starts_with("InvalidProperty - ")
            && log.contains("Property 'Other' is not mapped to any property"),
        "{log}"
    );
    client
        .tenant
        .settings_mut(|settings| settings.import_max_bytes = 3);
    assert_eq!(error(FILE).0, 22);
}

#[test]
fn row_import_refuses_editable_and_core_and_unknown_properties() {
    let client = client(0);
    let message = |property: &str| {
        queue(&client, property, FILE)[0]["ErrorInfo"]["ErrorMessage"]
            .as_str()
            .map(str::to_owned)
    };
    assert_eq!(
        message("AboutMe").unwrap(),
        "Property Names [AboutMe] are editable by user."
    );
    for (property, words) in [
        ("WorkPhone", "[WorkPhone] are not supported"),
        ("SPS-Location", "[SPS-Location] are not supported"),
        ("Nonsense", "[Nonsense] do not exist"),
    ] {
        let message = message(property).unwrap();
        assert!(message.contains(words), "{message}");
    }
    client.tenant.settings_mut(|settings| {
        settings
            .user_editable_properties
            .retain(|name| name != "CellPhone");
        settings.custom_properties.push("Badge".to_owned());
    });
    assert!(message("CellPhone").is_none() && message("Badge").is_none());
}

#[test]
fn row_editable_flags_are_named_together() {
    let client = client(0);
    let body = json!({"idType": 1, "sourceDataIdProperty": "IdName", "sourceUri": FILE, "propertyMap": [
        {"Key": "a", "Value": "CellPhone"}, {"Key": "b", "Value": "OfficeCode"}, {"Key": "c", "Value": "HomePhone"}]});
    let path = "/_api/Microsoft.Online.SharePoint.TenantManagement.Office365Tenant/QueueImportProfileProperties";
    let (status, answer) = client.json(Host::Admin, "POST", path, NONE, &body.to_string());
    assert_eq!(
        (status, &answer["odata.error"]["message"]["value"]),
        (
            400,
            &json!("Property Names [CellPhone,HomePhone] are editable by user.")
        )
    );
}

#[test]
fn row_import_states_move_with_the_clock() {
    let client = client(60);
    upload(
        &client,
        &json!({"value": [{"IdName": client.tenant.upn(0), "Value": "B5"}]}).to_string(),
    );
    queue(&client, "OfficeCode", FILE);
    let state = || jobs(&client)[0]["State"].as_u64().unwrap();
    let mut states = vec![state()];
    for _ in 0..3 {
        client.tenant.advance(Duration::from_secs(60));
        states.push(state());
    }
    assert_eq!(states, [1, 2, 3, 4]);
}

#[test]
fn row_import_of_what_it_does_not_support_is_a_switch() {
    let client = client(0);
    let rows = json!({"value": [{"IdName": client.tenant.upn(0), "Value": "B5"}]});
    upload(&client, &rows.to_string());
    let read = || {
        let target = format!(
            "/_api/SP.UserProfiles.PeopleManager/GetUserProfilePropertyFor(accountName='{}',propertyName='WorkPhone')",
            client.encoded(0)
        );
        client.json(Host::Root, "GET", &target, NONE, "").1["value"].clone()
    };
    let before = read();
    let switch = |value| {
        client
            .tenant
            .settings_mut(|settings| settings.profile.import_unsupported = value);
    };
    switch(ImportUnsupported::Log);
    let (error, state, log) = outcome(&client, "WorkPhone", FILE);
    assert!(
        (error, state) == (30, 5) && log.contains("InvalidProperty - ") && read() == before,
        "{log}"
    );
    switch(ImportUnsupported::Write);
    assert_eq!(outcome(&client, "WorkPhone", FILE).0, 0);
    assert_eq!(read(), "B5");
}

#[test]
fn row_import_logs_a_user_named_twice_and_a_value_too_long() {
    let client = client(0);
    let (first, second) = (client.tenant.upn(0), client.tenant.upn(1));
    let rows = json!({"value": [
        {"IdName": first, "Value": "1"}, {"IdName": first, "Value": "2"}, {"IdName": second, "Value": "x".repeat(3601)}]});
    upload(&client, &rows.to_string());
    let (error, _, log) = outcome(&client, "OfficeCode", FILE);
    assert_eq!(error, 30);
    assert!(
        log.contains("GenericError ") && log.contains("multiple instances"),
        "{log}"
    );
    assert!(
        log.contains(&format!("InvalidProperty - {second} ")) && log.contains("too long"),
        "{log}"
    );
}

#[test]
fn row_import_id_may_be_empty_and_the_job_is_found_by_its_file() {
    let client = client(3600);
    client
        .tenant
        .settings_mut(|settings| settings.profile.import_id_empty = true);
    assert_eq!(
        queue(&client, "OfficeCode", FILE)[2],
        "/Guid(00000000-0000-0000-0000-000000000000)/"
    );
    assert_eq!(jobs(&client)[0]["SourceUri"], FILE);
}

#[test]
fn row_import_over_rest_is_a_switch() {
    let client = client(0);
    let path = "/_api/Microsoft.Online.SharePoint.TenantManagement.Office365Tenant/QueueImportProfileProperties";
    let body = json!({"idType": 1, "sourceDataIdProperty": "IdName", "sourceUri": FILE, "propertyMap": [{"Key": "Value", "Value": "OfficeCode", "ValueType": "Edm.String"}]}).to_string();
    let (status, id) = client.json(Host::Admin, "POST", path, NONE, &body);
    assert!(status == 200 && id["value"].as_str().unwrap().len() == 36);
    assert_eq!(client.json(Host::Root, "POST", path, NONE, &body).0, 404);
    client
        .tenant
        .settings_mut(|settings| settings.import_over_rest = false);
    assert_eq!(client.json(Host::Admin, "POST", path, NONE, &body).0, 404);
}
