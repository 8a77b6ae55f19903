//! Users: pages of them, one by object id or UPN, many by id (here), and what changed of them (`delta`). `resource` makes the members,
//! `filter` chooses.

mod delta;
mod filter;
mod resource;

use super::{Answer, Content, known};
use crate::call::Call;
use crate::encoding::{base64url, from_base64url};
use crate::tenant::Tenant;
use crate::tokens::Claims;
use crate::users::User;
use axum::http::StatusCode;
pub(super) use delta::delta;
use filter::Filter;
pub(crate) use resource::members as directory_members;
use resource::{DEFAULT, ELSEWHERE, elsewhere, members, selected};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use uuid::Uuid;

const READ: [&str; 4] = [
    "User.Read.All",
    "User.ReadWrite.All",
    "User.ReadBasic.All",
    "Directory.Read.All",
];

/// Most ids of one `getByIds`.
const MAX_IDS: usize = 1000;

/// True when the request carries both marks of the advanced query mode.
fn is_advanced(call: &Call) -> bool {
    eventual(call) && call.query_value("$count").as_deref() == Some("true")
}

fn eventual(call: &Call) -> bool {
    let level = call.headers.get("consistencylevel");
    level.is_some_and(|level| level.as_bytes().eq_ignore_ascii_case(b"eventual"))
}

/// `GET /users`.
pub(super) fn list(tenant: &Tenant, claims: &Claims, call: &Call) -> Answer {
    listed(tenant, claims, call).unwrap_or_else(|refused| refused)
}

fn listed(tenant: &Tenant, claims: &Claims, call: &Call) -> Result<Answer, Answer> {
    if !claims.permits(&READ) {
        return Err(Answer::denied());
    }
    let settings = tenant.settings.lock().clone();
    let size = call
        .query_value("$top")
        .map_or(Some(settings.graph_page_size), |top| top.parse().ok())
        .filter(|size| (1..=999).contains(size))
        .ok_or_else(|| {
            Answer::bad_request("Invalid page size specified. Must be between 1 and 999 inclusive.")
        })?;
    let token = call.query_value("$skiptoken");
    let page = token.as_deref().map_or(Some((0, false)), position);
    let (start, was_empty) =
        page.ok_or_else(|| Answer::bad_request("The specified page token value is invalid."))?;
    let select = selection(call);
    if select.iter().any(|name| ELSEWHERE.contains(&name.as_str())) {
        return Err(not_implemented());
    }
    let users = chosen(tenant, call, settings.graph.filter_operands)?;
    let host = &tenant.hosts.addresses.graph;
    let mut body = json!({"@odata.context": format!("{host}/v1.0/$metadata#users")});
    if is_advanced(call) && token.is_none() {
        body["@odata.count"] = users.len().into();
    }
    if settings.graph.empty_middle_page && start > 0 && !was_empty {
        body["value"] = json!([]);
        body["@odata.nextLink"] = next_link(host, call, &format!("after:{start}")).into();
        return Ok(Answer::json(body));
    }
    let shown = users.iter().skip(start).take(size);
    body["value"] = shown
        .map(|user| selected(members(tenant, user), &select))
        .collect();
    if start + size < users.len() {
        body["@odata.nextLink"] = next_link(host, call, &format!("user:{}", start + size)).into();
    }
    Ok(Answer::json(body))
}

/// `GET /users/$count`: a number as text.
pub(super) fn count(tenant: &Tenant, claims: &Claims, call: &Call) -> Answer {
    if !claims.permits(&READ) {
        return Answer::denied();
    }
    if !eventual(call) {
        return Answer::bad_request("$count is not currently supported.");
    }
    let operands = tenant.settings.lock().graph.filter_operands;
    match chosen(tenant, call, operands) {
        Ok(users) => Answer::new(StatusCode::OK, Content::Text(users.len().to_string())),
        Err(refused) => refused,
    }
}

/// `GET /users/{id|upn}`; here what SharePoint holds can be selected too.
pub(super) fn single(tenant: &Tenant, claims: &Claims, call: &Call, name: &str) -> Answer {
    let own = claims.is_of(name) && claims.permits(&["User.Read", "User.ReadWrite"]);
    if !own && !claims.permits(&READ) {
        return Answer::denied();
    }
    let user = match known(tenant, name) {
        Ok(user) => user,
        Err(refused) => return refused,
    };
    let select = selection(call);
    let mut all = members(tenant, user);
    if select.iter().any(|name| ELSEWHERE.contains(&name.as_str())) {
        all.extend(elsewhere(tenant, user));
    }
    let mut body = selected(all, &select);
    let host = &tenant.hosts.addresses.graph;
    body["@odata.context"] = format!("{host}/v1.0/$metadata#users/$entity").into();
    Answer::json(body)
}

#[derive(Deserialize)]
struct Wanted {
    ids: Vec<String>,
    #[serde(default)]
    types: Vec<String>,
}

/// `POST /directoryObjects/getByIds`: whole objects, unknown ids are absent, `$select` is ignored (`graph-wire.md` 3.4).
pub(super) fn get_by_ids(tenant: &Tenant, claims: &Claims, call: &Call) -> Answer {
    if !claims.permits(&READ) {
        return Answer::denied();
    }
    let Ok(wanted) = serde_json::from_slice::<Wanted>(&call.body) else {
        return Answer::bad_request("Invalid request body.");
    };
    if wanted.ids.len() > MAX_IDS {
        return Answer::bad_request("The number of ids exceeds the maximum of 1000.");
    }
    if wanted.ids.iter().any(|id| Uuid::parse_str(id).is_err()) {
        return Answer::bad_request("Invalid object identifier.");
    }
    let users_too = wanted.types.is_empty()
        || wanted
            .types
            .iter()
            .any(|name| matches!(name.as_str(), "user" | "directoryObject"));
    let found = wanted.ids.iter().filter_map(|id| known(tenant, id).ok());
    let whole = |user: &User| {
        let mut members = members(tenant, user);
        members.insert("@odata.type".to_owned(), "#microsoft.graph.user".into());
        Value::Object(members)
    };
    let value: Vec<Value> = found.filter(|_| users_too).map(whole).collect();
    let host = &tenant.hosts.addresses.graph;
    Answer::json(
        json!({"@odata.context": format!("{host}/v1.0/$metadata#directoryObjects"), "value": value}),
    )
}

/// The users that `$filter` leaves, in the order of `$orderby`.
fn chosen<'a>(
    tenant: &'a Tenant,
    call: &Call,
    most_operands: usize,
) -> Result<Vec<&'a User>, Answer> {
    let advanced = is_advanced(call) || (eventual(call) && call.path.ends_with("count"));
    if call.query_value("$search").is_some() {
        let message = if advanced {
            "$search is not supported by the simulated tenant."
        } else {
            "Request with $search query parameter only works through MSGraph with a special request header: 'ConsistencyLevel: eventual'"
        };
        return Err(Answer::unsupported_query(message));
    }
    let order = call.query_value("$orderby");
    let text = call.query_value("$filter");
    if text.is_some() && order.is_some() && !advanced {
        return Err(Answer::unsupported_query(
            "Sorting not supported for current query.",
        ));
    }
    let present = |user: &&User| tenant.accounts.lock().removal(user.index).is_none();
    let mut users: Vec<&User> = tenant.directory.all().iter().filter(present).collect();
    if let Some(text) = text {
        let invalid = || Answer::bad_request("Invalid filter clause.");
        let filter = Filter::parse(&text).ok_or_else(invalid)?;
        if filter.operands() > most_operands {
            return Err(Answer::bad_request(
                "Too many child clauses specified in search filter expression.",
            ));
        }
        if filter.is_advanced() && !advanced {
            return Err(Answer::unsupported_query(
                "Unsupported or invalid query filter clause: it needs the header 'ConsistencyLevel: eventual' and '$count=true'.",
            ));
        }
        let names = filter.properties();
        if let Some(sample) = tenant.directory.all().first() {
            let known = members(tenant, sample);
            if !names.iter().all(|name| known.contains_key(*name)) {
                return Err(invalid());
            }
        }
        users.retain(|user| filter.holds(&members(tenant, user)));
    }
    if let Some(order) = order {
        sort(tenant, &mut users, &order)?;
    }
    Ok(users)
}

/// By display name or user principal name, the two that the service sorts by.
fn sort(tenant: &Tenant, users: &mut [&User], order: &str) -> Result<(), Answer> {
    let (name, direction) = order
        .trim()
        .split_once(' ')
        .unwrap_or((order.trim(), "asc"));
    if !matches!(name, "displayName" | "userPrincipalName") {
        return Err(Answer::unsupported_query(
            "Sorting not supported for current query.",
        ));
    }
    let key = |user: &&User| {
        let members: Map<String, Value> = members(tenant, user);
        let text = members.get(name).and_then(Value::as_str);
        text.unwrap_or_default().to_lowercase()
    };
    users.sort_by_cached_key(key);
    if direction.trim() == "desc" {
        users.reverse();
    }
    Ok(())
}

/// 501 for what other services hold (`graph-wire.md` 3.1).
fn not_implemented() -> Answer {
    Answer::error(
        StatusCode::NOT_IMPLEMENTED,
        "NotImplemented",
        "This operation target is not yet supported.",
    )
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

/// Page tokens are opaque to clients; here they are the position of the next user, and whether an empty page came before it.
fn position(token: &str) -> Option<(usize, bool)> {
    let text = String::from_utf8(from_base64url(token)?).ok()?;
    let (mark, position) = text.split_once(':')?;
    let was_empty = match mark {
        "user" => false,
        "after" => true,
        _ => return None,
    };
    Some((position.parse().ok()?, was_empty))
}

fn next_link(host: &str, call: &Call, token: &str) -> String {
    let pairs = url::form_urlencoded::parse(call.query.as_bytes())
        .filter(|(key, _)| !key.eq_ignore_ascii_case("$skiptoken"));
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query
        .extend_pairs(pairs)
        .append_pair("$skiptoken", &base64url(token.as_bytes()));
    format!("{host}/v1.0/users?{}", query.finish())
}
