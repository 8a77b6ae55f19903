//! Users: a page of them, or one by object id or UPN.

use super::{Answer, denied, no_user};
use crate::call::Call;
use crate::encoding::{base64url, from_base64url};
use crate::tenant::Tenant;
use crate::tokens::Claims;
use crate::users::{Directory, User};
use axum::http::StatusCode;
use serde_json::{Value, json};

const READ: [&str; 4] = [
    "User.Read.All",
    "User.ReadWrite.All",
    "User.ReadBasic.All",
    "Directory.Read.All",
];

/// What comes without `$select` (`graph-wire.md` 3.1).
const DEFAULT: [&str; 11] = [
    "businessPhones",
    "displayName",
    "givenName",
    "id",
    "jobTitle",
    "mail",
    "mobilePhone",
    "officeLocation",
    "preferredLanguage",
    "surname",
    "userPrincipalName",
];

/// `GET /users` with `$select`, `$filter` by one property, `$top` (1 to 999) and `$skiptoken`.
pub(super) fn list(tenant: &Tenant, claims: &Claims, call: &Call) -> Answer {
    if !claims.permits(&READ) {
        return denied();
    }
    let bad_request =
        |message: &str| Answer::error(StatusCode::BAD_REQUEST, "Request_BadRequest", message);
    let default_page = tenant.settings.lock().graph_page_size;
    let size = call
        .query_value("$top")
        .map_or(Some(default_page), |top| top.parse().ok());
    let Some(size) = size.filter(|size| (1..=999).contains(size)) else {
        return bad_request("Invalid page size specified. Must be between 1 and 999 inclusive.");
    };
    let token = call.query_value("$skiptoken");
    let Some(start) = token.as_deref().map_or(Some(0), position) else {
        return bad_request("The specified page token value is invalid.");
    };
    let filter = call.query_value("$filter");
    let Some(users) = filtered(&tenant.directory, filter.as_deref()) else {
        return bad_request("Invalid filter clause.");
    };
    let select = selection(call);
    let end = start.saturating_add(size).min(users.len());
    let page = (start..end).map(|place| resource(tenant, users.at(place), &select));
    let host = &tenant.hosts.addresses.graph;
    let mut body = json!({"@odata.context": format!("{host}/v1.0/$metadata#users"), "value": page.collect::<Vec<_>>()});
    if end < users.len() {
        body["@odata.nextLink"] = next_link(host, call, end).into();
    }
    Answer::Json(StatusCode::OK, body)
}

/// `GET /users/{id|upn}`.
pub(super) fn single(tenant: &Tenant, claims: &Claims, call: &Call, name: &str) -> Answer {
    if !claims.permits(&READ) {
        return denied();
    }
    let Some(user) = tenant.directory.by_name(name) else {
        return no_user(name);
    };
    let mut body = resource(tenant, user, &selection(call));
    body["@odata.context"] = format!(
        "{}/v1.0/$metadata#users/$entity",
        tenant.hosts.addresses.graph
    )
    .into();
    Answer::Json(StatusCode::OK, body)
}

/// The users a filter leaves; only `{property} eq '{value}'` is understood, on properties that identify.
fn filtered<'a>(directory: &'a Directory, filter: Option<&str>) -> Option<Found<'a>> {
    let Some(filter) = filter else {
        return Some(Found::All(directory));
    };
    let (property, value) = filter.trim().split_once(" eq ")?;
    let value = value
        .trim()
        .strip_prefix('\'')?
        .strip_suffix('\'')?
        .replace("''", "'");
    let held: fn(&User) -> &str = match property.trim() {
        "mail" => |user| &user.mail,
        "userPrincipalName" => |user| &user.user_principal_name,
        "onPremisesSamAccountName" => |user| &user.sam_account_name,
        _ => return None,
    };
    let matching = directory
        .iter()
        .filter(|user| held(user).eq_ignore_ascii_case(&value));
    Some(Found::Some(matching.collect()))
}

/// The users a request is about. Everybody is not made into a list: of a million, only the page is looked at.
enum Found<'a> {
    All(&'a Directory),
    Some(Vec<&'a User>),
}

impl<'a> Found<'a> {
    fn len(&self) -> usize {
        match self {
            Self::All(directory) => directory.len(),
            Self::Some(users) => users.len(),
        }
    }

    fn at(&self, place: usize) -> &'a User {
        match self {
            Self::All(directory) => directory.at(place),
            Self::Some(users) => users[place],
        }
    }
}

fn selection(call: &Call) -> Vec<String> {
    let named = call
        .query_value("$select")
        .filter(|select| !select.is_empty());
    named.map_or_else(
        || DEFAULT.map(str::to_owned).to_vec(),
        |select| {
            select
                .split(',')
                .map(|name| name.trim().to_owned())
                .collect()
        },
    )
}

/// Page tokens are opaque to clients; here they are the position of the next user.
fn position(token: &str) -> Option<usize> {
    String::from_utf8(from_base64url(token)?)
        .ok()?
        .strip_prefix("user:")?
        .parse()
        .ok()
}

fn next_link(host: &str, call: &Call, next: usize) -> String {
    let pairs = url::form_urlencoded::parse(call.query.as_bytes())
        .filter(|(key, _)| !key.eq_ignore_ascii_case("$skiptoken"));
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query
        .extend_pairs(pairs)
        .append_pair("$skiptoken", &base64url(format!("user:{next}").as_bytes()));
    format!("{host}/v1.0/users?{}", query.finish())
}

/// The properties asked for; unknown names are left out.
fn resource(tenant: &Tenant, user: &User, select: &[String]) -> Value {
    let domain = format!("{}.onmicrosoft.com", tenant.hosts.tenant);
    let all = json!({
        "accountEnabled": true,
        "businessPhones": [],
        "department": user.department,
        "displayName": user.display_name,
        "employeeId": null,
        "faxNumber": null,
        "givenName": user.given_name,
        "id": user.object_id,
        "jobTitle": user.title,
        "mail": user.mail,
        "mobilePhone": user.mobile,
        "officeLocation": null,
        "onPremisesDomainName": domain,
        "onPremisesImmutableId": user.immutable_id(),
        "onPremisesSamAccountName": user.sam_account_name,
        "onPremisesSyncEnabled": true,
        "onPremisesUserPrincipalName": user.user_principal_name,
        "preferredLanguage": null,
        "proxyAddresses": [format!("SMTP:{}", user.mail)],
        "surname": user.surname,
        "userPrincipalName": user.user_principal_name,
        "userType": "Member",
    });
    match all {
        Value::Object(mut members) => {
            // `id` is always there, whatever was selected.
            members.retain(|name, _| name == "id" || select.iter().any(|wanted| wanted == name));
            Value::Object(members)
        }
        other => other,
    }
}
