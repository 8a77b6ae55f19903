//! Profiles through CSOM.

use crate::client::{ADMIN, Fixture, SEAN, SEAN_ACCOUNT};
use serde_json::{Value, json};
use spo_tenant::{AppOnlyWrite, NullQuery};

fn read_paths(accounts: &[&str]) -> (String, String) {
    let ids = |position: usize| 100 + 10 * position;
    let action = |position: usize| {
        let (path, object, query) = (ids(position), ids(position) + 1, ids(position) + 2);
        format!(
            "<ObjectPath Id=\"{object}\" ObjectPathId=\"{path}\"/><Query Id=\"{query}\" ObjectPathId=\"{path}\"><Query SelectAllProperties=\"true\"><Properties/></Query></Query>"
        )
    };
    let path = |(position, account): (usize, &&str)| {
        let id = ids(position);
        format!(
            "<Method Id=\"{id}\" ParentId=\"1\" Name=\"GetPropertiesFor\"><Parameters><Parameter Type=\"String\">{account}</Parameter></Parameters></Method>"
        )
    };
    let actions: Vec<_> = (0..accounts.len()).map(action).collect();
    let actions = format!(
        "<ObjectPath Id=\"2\" ObjectPathId=\"1\"/>{}",
        actions.concat()
    );
    let paths = accounts
        .iter()
        .enumerate()
        .map(path)
        .collect::<Vec<_>>()
        .concat();
    (actions, paths)
}

fn write(id: u32, account: &str, property: &str, value: &str) -> String {
    let parameter = |text: &str| {
        format!(
            "<Parameter Type=\"String\">{}</Parameter>",
            text.replace('&', "&amp;")
        )
    };
    format!(
        "<Method Name=\"SetSingleValueProfileProperty\" Id=\"{id}\" ObjectPathId=\"1\"><Parameters>{}{}{}</Parameters></Method>",
        parameter(account),
        parameter(property),
        parameter(value)
    )
}

fn scope(id: u32, inner: &str) -> String {
    format!("<ExceptionHandlingScopeSimple Id=\"{id}\">{inner}</ExceptionHandlingScopeSimple>")
}

/// The value behind an id.
fn result(response: &Value, id: u32) -> Option<&Value> {
    let results = &response.as_array().unwrap()[1..];
    results
        .chunks(2)
        .find(|pair| pair[0] == id)
        .map(|pair| &pair[1])
}

#[tokio::test]
async fn known_and_unknown_users_are_read_in_one_request() {
    let fixture = Fixture::new().await;
    let (actions, paths) = read_paths(&[
        SEAN_ACCOUNT,
        "i:0#.f|membership|nobody@contoso.onmicrosoft.com",
    ]);
    let response = fixture.csom(&fixture.admin_token(), &actions, &paths).await;
    assert_eq!(response[0]["ErrorInfo"], Value::Null);
    assert_eq!(result(&response, 101), Some(&json!({"IsNull": false})));
    let sean = result(&response, 102).unwrap();
    assert_eq!(sean["_ObjectType_"], "SP.UserProfiles.PersonProperties");
    assert_eq!(
        (&sean["AccountName"], &sean["DisplayName"]),
        (&json!(SEAN_ACCOUNT), &json!("Seán O'Neill"))
    );
    let properties = &sean["UserProfileProperties"];
    assert_eq!(
        (
            &properties["SPS-PicturePlaceholderState"],
            &properties["CellPhone"]
        ),
        (&json!("0"), &json!(""))
    );
    let url = properties["PictureURL"].as_str().unwrap();
    assert_eq!(
        url,
        "https://contoso-my.sharepoint.com:443/User%20Photos/Profile%20Pictures/sean_o'neill_contoso_onmicrosoft_com_MThumb.jpg"
    );
    assert_eq!(
        sean["PictureUrl"],
        format!(
            "{url}?t={}",
            properties["SPS-PictureTimestamp"].as_str().unwrap()
        )
    );
    assert_eq!(result(&response, 111), Some(&json!({"IsNull": true})));
    assert_eq!(result(&response, 112), Some(&Value::Null));

    fixture.tenant.settings_mut(|settings| {
        settings.null_query = NullQuery::Absent;
        settings.profileless_users.push(SEAN.to_uppercase());
    });
    let response = fixture.csom(&fixture.admin_token(), &actions, &paths).await;
    assert_eq!(result(&response, 101), Some(&json!({"IsNull": true})));
    assert_eq!(result(&response, 102), None);
}

#[tokio::test]
async fn a_scope_keeps_its_error_to_itself() {
    let fixture = Fixture::new().await;
    let anna = fixture.tenant.users()[0].clone();
    let failing = write(
        4,
        "i:0#.f|membership|nobody@contoso.onmicrosoft.com",
        "CellPhone",
        "1",
    ) + &write(5, SEAN_ACCOUNT, "CellPhone", "not reached");
    let actions =
        scope(3, &failing) + &scope(6, &write(7, &anna.account_name, "CellPhone", "+1 & more"));
    let response = fixture.csom(&fixture.admin_token(), &actions, "").await;
    assert_eq!(response[0]["ErrorInfo"], Value::Null);
    let failed = result(&response, 3).unwrap();
    assert_eq!(failed["HasException"], true);
    assert!(
        failed["ErrorInfo"]["ErrorMessage"]
            .as_str()
            .unwrap()
            .contains("User Not Found")
    );
    assert_eq!(
        result(&response, 6),
        Some(&json!({"HasException": false, "ErrorInfo": null}))
    );
    assert_eq!(fixture.tenant.profile(SEAN).unwrap()["CellPhone"], "");
    assert_eq!(
        fixture.tenant.profile(&anna.user_principal_name).unwrap()["CellPhone"],
        "+1 & more"
    );
}

#[tokio::test]
async fn an_error_outside_a_scope_ends_the_request_but_undoes_nothing() {
    let fixture = Fixture::new().await;
    let actions = write(2, SEAN_ACCOUNT, "CellPhone", "first")
        + &write(
            3,
            "i:0#.f|membership|nobody@contoso.onmicrosoft.com",
            "CellPhone",
            "x",
        )
        + &write(4, SEAN_ACCOUNT, "CellPhone", "last");
    let response = fixture.csom(&fixture.admin_token(), &actions, "").await;
    assert_eq!(response.as_array().unwrap().len(), 1);
    assert_eq!(
        response[0]["ErrorInfo"]["ErrorTypeName"],
        "Microsoft.Office.Server.UserProfiles.UserNotFoundException"
    );
    assert_eq!(fixture.tenant.profile(SEAN).unwrap()["CellPhone"], "first");
}

#[tokio::test]
async fn permissions_and_the_app_only_switch_decide_about_writes() {
    let fixture = Fixture::new().await;
    let error = async |token: &str| {
        let response = fixture
            .csom(token, &write(2, SEAN_ACCOUNT, "CellPhone", "x"), "")
            .await;
        response[0]["ErrorInfo"]["ErrorMessage"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    };
    let reader = fixture
        .tenant
        .issue_token(ADMIN, Some(vec!["User.Read.All".to_owned()]))
        .unwrap();
    assert!(error(&reader).await.starts_with("Access denied."));
    let token = fixture.admin_token();
    fixture
        .tenant
        .settings_mut(|settings| settings.app_only_write = AppOnlyWrite::DenyUnauthorized);
    assert!(error(&token).await.starts_with("Access denied."));
    fixture
        .tenant
        .settings_mut(|settings| settings.app_only_write = AppOnlyWrite::DenyOwnData);
    assert!(
        error(&token)
            .await
            .starts_with("This operation requires you to be managing your own data")
    );
    fixture
        .tenant
        .settings_mut(|settings| settings.app_only_write = AppOnlyWrite::Allow);
    assert_eq!(error(&token).await, "");
    let nothing = fixture.tenant.issue_token(ADMIN, Some(Vec::new())).unwrap();
    let (actions, paths) = read_paths(&[SEAN_ACCOUNT]);
    let refused = fixture.csom(&nothing, &actions, &paths).await;
    assert!(
        refused[0]["ErrorInfo"]["ErrorMessage"]
            .as_str()
            .unwrap()
            .contains("does not have the required permissions")
    );
}

#[tokio::test]
async fn requests_that_make_no_sense_are_errors() {
    let fixture = Fixture::new().await;
    let token = fixture.admin_token();
    let cases = [
        ("<Nonsense Id=\"1\"/>", ""),
        ("<ObjectPath Id=\"2\" ObjectPathId=\"99\"/>", ""),
        (
            "<ObjectPath Id=\"2\" ObjectPathId=\"5\"/>",
            "<Method Id=\"5\" ParentId=\"5\" Name=\"GetPropertiesFor\"/>",
        ),
        ("<Method Id=\"2\" Name=\"Explode\" ObjectPathId=\"1\"/>", ""),
        ("<unclosed>", ""),
    ];
    for (actions, paths) in cases {
        let response = fixture.csom(&token, actions, paths).await;
        assert_eq!(
            response[0]["ErrorInfo"]["ErrorTypeName"],
            "Microsoft.SharePoint.Client.InvalidClientQueryException",
            "{actions}"
        );
    }
}

#[tokio::test]
async fn rest_reads_and_writes_the_same_store() {
    let fixture = Fixture::new().await;
    let base = format!("{}/_api/SP.UserProfiles.PeopleManager", fixture.at.admin);
    let body = json!({"accountName": SEAN_ACCOUNT, "propertyName": "CellPhone", "propertyValue": "+54321"});
    let request = fixture
        .signed(
            reqwest::Method::POST,
            &format!("{base}/SetSingleValueProfileProperty"),
            ADMIN,
        )
        .json(&body);
    let written: Value = request.send().await.unwrap().json().await.unwrap();
    assert_eq!(written, json!({"odata.null": true}));
    let account = "i%3A0%23.f%7Cmembership%7Csean.o%27%27neill%40contoso.onmicrosoft.com";
    let read = fixture
        .get_json(
            &format!("{base}/GetPropertiesFor(accountName=@v)?@v='{account}'"),
            ADMIN,
        )
        .await;
    let rows = read["UserProfileProperties"].as_array().unwrap();
    assert!(
        rows.contains(&json!({"Key": "CellPhone", "Value": "+54321", "ValueType": "Edm.String"}))
    );
    let unknown = fixture
        .get_json(
            &format!("{base}/GetPropertiesFor(accountName=@v)?@v='x'"),
            ADMIN,
        )
        .await;
    assert_eq!(unknown, json!({"odata.null": true}));
}
