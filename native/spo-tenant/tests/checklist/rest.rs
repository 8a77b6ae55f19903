//! REST rows: hosts, audience, roles, value rules, `PictureUrl`, writes, `$batch`.

use crate::client::{Client, MINIMAL, NONE, VERBOSE};
use serde_json::{Value, json};
use spo_tenant::{AppOnlyWrite, Host, Settings};

const PEOPLE: &str = "/_api/SP.UserProfiles.PeopleManager";

#[test]
fn row_virtual_hosts_audience_and_roles() {
    let client = Client::new();
    let target = format!(
        "{PEOPLE}/GetPropertiesFor(accountName=@v)?@v='{}'",
        client.encoded(0)
    );
    for host in [Host::Root, Host::Admin, Host::My] {
        assert_eq!(client.json(host, "GET", &target, NONE, "").0, 200);
    }
    let with = |token: String| {
        let bearer = format!("Bearer {token}");
        client.tenant.answer(
            Host::Admin,
            "GET",
            &target,
            &[("authorization", &bearer), ("accept", NONE)],
            b"",
        )
    };
    assert_eq!(with(client.tenant.token(Host::Root, None)).0, 401);
    let (status, body) = with(client.tenant.token(Host::Admin, Some(&["Sites.Read.All"])));
    let body: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(
        (status, &body["odata.error"]["code"]),
        (
            403,
            &json!("-2147024891, System.UnauthorizedAccessException")
        )
    );
    assert_eq!(
        with(
            client
                .tenant
                .user_token(Host::Admin, "admin@contoso.onmicrosoft.com")
        )
        .0,
        200
    );
}

#[test]
fn row_profile_store_forms_of_arguments_and_metadata() {
    let client = Client::new();
    let sean = (0..20)
        .find(|index| client.account(*index).contains('\''))
        .unwrap();
    let (account, encoded) = (client.account(sean), client.encoded(sean));
    let targets = [
        format!("{PEOPLE}/GetPropertiesFor(accountName=@v)?@v='{encoded}'"),
        format!("/_api/sp.userprofiles.peoplemanager/getpropertiesfor(@v)?%40v='{encoded}'"),
        format!("{PEOPLE}/getpropertiesfor(accountname='{encoded}')"),
        format!("{PEOPLE}/GetPropertiesFor('{encoded}')"),
    ];
    for target in &targets {
        for method in ["GET", "POST"] {
            let plain = client.json(Host::Root, method, target, NONE, "").1;
            assert_eq!(plain["AccountName"], account.as_str(), "{method} {target}");
            assert!(
                plain["UserProfileProperties"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .all(|row| row["Value"].is_string())
            );
            assert!(plain.get("odata.type").is_none());
            let minimal = client.json(Host::Root, method, target, MINIMAL, "").1;
            assert_eq!(minimal["odata.type"], "SP.UserProfiles.PersonProperties");
            assert!(
                minimal["odata.metadata"]
                    .as_str()
                    .unwrap()
                    .ends_with("#SP.ApiData.PersonPropertiess/@Element")
            );
            let verbose = &client.json(Host::Root, method, target, VERBOSE, "").1["d"];
            assert_eq!(
                verbose["__metadata"]["type"],
                "SP.UserProfiles.PersonProperties"
            );
            assert_eq!(
                verbose["UserProfileProperties"]["results"][0]["__metadata"]["type"],
                "SP.KeyValue"
            );
            assert!(verbose["Peers"]["results"].is_array());
        }
    }
    let selected = client
        .json(
            Host::Root,
            "GET",
            &format!("{}&$select=DisplayName,accountname", targets[0]),
            NONE,
            "",
        )
        .1;
    assert_eq!(selected.as_object().unwrap().len(), 2);
    let nobody =
        format!("{PEOPLE}/GetPropertiesFor(accountName='i%3A0%23.f%7Cmembership%7Cnobody%40x')");
    assert_eq!(
        client.json(Host::Root, "GET", &nobody, NONE, "").1,
        json!({"odata.null": true})
    );
    assert_eq!(
        client.json(Host::Root, "GET", &nobody, VERBOSE, "").1,
        json!({"d": {"GetPropertiesFor": null}})
    );
    let manager = client.json(Host::Root, "GET", PEOPLE, NONE, "").1;
    assert!(manager["EditProfileLink"].is_string() && manager["IsMyPeopleListPublic"] == false);
}

#[test]
fn row_write_endpoints_rest_with_app_only_switch() {
    let client = Client::new();
    let body = json!({"accountName": client.account(2), "propertyName": "CellPhone", "propertyValue": "+1 555"}).to_string();
    let single = format!("{PEOPLE}/SetSingleValueProfileProperty");
    assert_eq!(
        client.json(Host::Admin, "POST", &single, NONE, &body),
        (200, json!({"odata.null": true}))
    );
    let many = json!({"accountName": client.account(2), "propertyName": "SPS-Skills", "propertyValues": ["a", "b"]}).to_string();
    let multi = format!("{PEOPLE}/SetMultiValuedProfileProperty");
    assert_eq!(client.json(Host::Admin, "POST", &multi, NONE, &many).0, 200);
    let read = |name: &str, accept: &str| {
        let target = format!(
            "{PEOPLE}/GetUserProfilePropertyFor(accountName=@v,propertyName='{name}')?@v='{}'",
            client.encoded(2)
        );
        client.json(Host::Root, "GET", &target, accept, "").1
    };
    assert_eq!(read("CellPhone", NONE), json!({"value": "+1 555"}));
    assert_eq!(
        read("SPS-Skills", VERBOSE),
        json!({"d": {"GetUserProfilePropertyFor": "a|b"}})
    );
    assert_eq!(read("Unknown", NONE), json!({"value": ""}));
    let positional = format!(
        "{PEOPLE}/GetUserProfilePropertyFor('{}','CellPhone')",
        client.encoded(2)
    );
    assert_eq!(
        client.json(Host::Root, "GET", &positional, NONE, "").1["value"],
        "+1 555"
    );
    let pairs = format!(
        "{PEOPLE}/GetUserProfileProperties(accountName='{}')",
        client.encoded(2)
    );
    assert!(
        client.json(Host::Root, "GET", &pairs, NONE, "").1["value"]
            .as_array()
            .unwrap()
            .len()
            > 40
    );
    for (switch, words) in [
        (AppOnlyWrite::DenyUnauthorized, "Access denied"),
        (AppOnlyWrite::DenyOwnData, "your own data"),
    ] {
        client
            .tenant
            .settings_mut(|settings: &mut Settings| settings.app_only_write = switch);
        let (status, error) = client.json(Host::Admin, "POST", &single, VERBOSE, &body);
        assert!(
            status == 403
                && error["error"]["message"]["value"]
                    .as_str()
                    .unwrap()
                    .contains(words),
            "{error}"
        );
    }
}

#[test]
fn row_role_check_of_people_by_their_directory_roles() {
    let client = Client::new();
    let write = |who: &str, whose: usize| {
        let token = client.tenant.user_token(Host::Admin, who);
        let body = json!({"accountName": client.account(whose), "propertyName": "Fax", "propertyValue": "1"});
        let bearer = format!("Bearer {token}");
        let (status, answer) = client.tenant.answer(
            Host::Admin,
            "POST",
            &format!("{PEOPLE}/SetSingleValueProfileProperty"),
            &[
                ("authorization", &bearer),
                ("accept", NONE),
                ("content-type", "application/json"),
            ],
            body.to_string().as_bytes(),
        );
        (status, String::from_utf8(answer).unwrap())
    };
    let person = client.tenant.upn(1);
    assert_eq!(
        write(&person, 2).0,
        200,
        "the roles of the settings: Global Administrator"
    );
    client
        .tenant
        .settings_mut(|settings| settings.sign_in.user_roles.clear());
    let (status, answer) = write(&person, 2);
    assert!(
        status == 403 && answer.contains("managing your own data"),
        "{answer}"
    );
    assert_eq!(write(&person, 1).0, 200, "one's own profile");
}

#[test]
fn row_profile_store_value_and_picture_url_rules() {
    let client = Client::new();
    let set = |name: &str, value: &str| {
        let body =
            json!({"accountName": client.account(0), "propertyName": name, "propertyValue": value})
                .to_string();
        let target = format!("{PEOPLE}/SetSingleValueProfileProperty");
        assert_eq!(
            client.json(Host::Admin, "POST", &target, NONE, &body).0,
            200
        );
    };
    let read = || {
        let target = format!(
            "{PEOPLE}/GetPropertiesFor(accountName=@v)?@v='{}'",
            client.encoded(0)
        );
        let person = client.json(Host::Root, "GET", &target, NONE, "").1;
        let rows = person["UserProfileProperties"].as_array().unwrap().clone();
        let value = move |name: &str| {
            let row = rows.iter().find(|row| row["Key"] == name).unwrap();
            assert_eq!(row["ValueType"], "Edm.String");
            row["Value"].as_str().unwrap().to_owned()
        };
        (person["PictureUrl"].clone(), value)
    };
    let (picture, value) = read();
    assert_eq!(picture, Value::Null);
    assert_eq!(
        (
            value("Fax"),
            value("ADGuid"),
            value("SPS-HideFromAddressLists")
        ),
        (
            String::new(),
            "System.Byte[]".to_owned(),
            "False".to_owned()
        )
    );
    set(
        "PictureURL",
        "https://contoso-my.sharepoint.com:443/x_MThumb.jpg",
    );
    set("SPS-PictureTimestamp", "63605901091");
    set("SPS-PicturePlaceholderState", "1");
    assert_eq!(read().0, Value::Null, "a placeholder hides the property");
    set("SPS-PicturePlaceholderState", "0");
    let (picture, value) = read();
    assert_eq!(
        picture,
        "https://contoso-my.sharepoint.com:443/x_MThumb.jpg?t=63605901091"
    );
    assert_eq!(
        value("PictureURL"),
        "https://contoso-my.sharepoint.com:443/x_MThumb.jpg"
    );
}

#[test]
fn row_context_and_web_of_foreign_clients() {
    let client = Client::new();
    let verbose = client
        .json(Host::Root, "POST", "/_api/contextInfo", VERBOSE, "")
        .1;
    assert!(verbose["d"]["GetContextWebInformation"]["FormDigestValue"].is_string());
    let plain = client
        .json(Host::Root, "POST", "/_api/contextinfo", NONE, "")
        .1;
    assert_eq!(
        (&plain["FormDigestTimeoutSeconds"], &plain["WebFullUrl"]),
        (&json!(1800), &json!("https://contoso.sharepoint.com"))
    );
    let web = client
        .json(Host::Root, "GET", "/_api/web?$select=Title,Url", NONE, "")
        .1;
    assert_eq!(web.as_object().unwrap().len(), 2);
    assert_eq!(
        client
            .json(Host::Root, "GET", "/_api/nothing", MINIMAL, "")
            .0,
        404
    );
}

#[test]
fn row_batch_reads_direct_and_writes_in_change_sets() {
    let client = Client::new();
    let write = |value: &str| {
        let body = json!({"accountName": client.account(4), "propertyName": "Fax", "propertyValue": value});
        format!(
            "--c1\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\nPOST https://contoso.sharepoint.com{PEOPLE}/SetSingleValueProfileProperty HTTP/1.1\r\nAccept: {NONE}\r\nContent-Type: application/json\r\n\r\n{body}\r\n\r\n"
        )
    };
    let read = |path: &str| {
        format!(
            "--b1\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\nGET https://contoso.sharepoint.com{path} HTTP/1.1\r\nAccept: {NONE}\r\n\r\n\r\n"
        )
    };
    let property = format!(
        "{PEOPLE}/GetUserProfilePropertyFor(accountName=@v,propertyName='Fax')?@v='{}'",
        client.encoded(4)
    );
    let body = format!(
        "{}--b1\r\nContent-Type: multipart/mixed; boundary=\"c1\"\r\n\r\n{}{}--c1--\r\n\r\n{}{}--b1--\r\n",
        read(&property),
        write("1"),
        write("2"),
        read(&property),
        read("/_api/nothing")
    );
    let headers = [
        ("content-type", "multipart/mixed; boundary=b1"),
        ("accept", NONE),
    ];
    let (status, answer) = client.raw(
        Host::Root,
        "POST",
        "/_api/$batch",
        &headers,
        body.as_bytes(),
    );
    let answer = String::from_utf8(answer).unwrap();
    assert_eq!(status, 200);
    let lines: Vec<_> = answer
        .lines()
        .filter(|line| line.starts_with("HTTP/1.1") || line.starts_with('{'))
        .collect();
    assert_eq!(lines.len(), 10, "{answer}");
    assert_eq!(
        (lines[1], lines[3], lines[5], lines[7]),
        (
            "{\"value\":\"\"}",
            "{\"odata.null\":true}",
            "{\"odata.null\":true}",
            "{\"value\":\"2\"}"
        )
    );
    assert_eq!(
        (lines[0], lines[8]),
        ("HTTP/1.1 200 OK", "HTTP/1.1 404 Not Found")
    );
}
