//! `GET /users/delta`: all users once, then what changed (`graph-wire.md` 3.5). Tokens carry what they need: where the round stands, where its
//! journal begins, when it was issued and what is selected. Photos are not part of a user here, as in the service.

use super::super::{Answer, Content};
use super::resource::{members, selected};
use super::{ELSEWHERE, READ, not_implemented, selection};
use crate::call::Call;
use crate::clock::unix_now;
use crate::encoding::{base64url, from_base64url};
use crate::tenant::Tenant;
use crate::tokens::Claims;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// What a link stands for.
#[derive(Serialize, Deserialize)]
struct State {
    /// Of the first round: the next user. Later: none.
    user: Option<usize>,
    /// Changes from here on belong to the next round.
    journal: usize,
    issued: u64,
    select: Vec<String>,
}

impl State {
    fn token(&self) -> String {
        // Numbers and strings always serialise.
        base64url(&serde_json::to_vec(self).unwrap_or_default())
    }

    fn read(token: &str) -> Option<Self> {
        serde_json::from_slice(&from_base64url(token)?).ok()
    }
}

pub(in super::super) fn delta(tenant: &Tenant, claims: &Claims, call: &Call) -> Answer {
    if !claims.permits(&READ) {
        return Answer::denied();
    }
    for unsupported in ["$expand", "$top", "$orderby", "$search"] {
        if call.query_value(unsupported).is_some() {
            let message = format!("The query option '{unsupported}' is not supported by delta.");
            return Answer::bad_request(&message);
        }
    }
    let select = selection(call);
    if select.iter().any(|name| ELSEWHERE.contains(&name.as_str())) {
        return not_implemented();
    }
    let journal = tenant.accounts.lock().position();
    let begin = |user| State {
        user,
        journal,
        issued: unix_now(),
        select,
    };
    let token = call
        .query_value("$skiptoken")
        .or_else(|| call.query_value("$deltatoken"));
    let state = match token.as_deref() {
        None | Some("") => begin(Some(0)),
        // From now on: no users, only the link.
        Some("latest") => return page(tenant, &[], "$deltatoken", &begin(None)),
        Some(token) => match State::read(token) {
            Some(state) if !expired(tenant, &state) => state,
            _ => return lost(tenant),
        },
    };
    match state.user {
        Some(start) => first_round(tenant, state, start),
        None => later_round(tenant, &state),
    }
}

fn expired(tenant: &Tenant, state: &State) -> bool {
    let lifetime = tenant.settings.lock().graph.delta_token_lifetime;
    unix_now() >= state.issued.saturating_add(lifetime)
}

/// A token the service no longer knows.
fn lost(tenant: &Tenant) -> Answer {
    use crate::graph_settings::DeltaExpiry;
    match tenant.settings.lock().graph.delta_expiry {
        DeltaExpiry::SyncStateNotFound => Answer::error(
            StatusCode::BAD_REQUEST,
            "syncStateNotFound",
            "The sync state generation is not found; full resync required.",
        ),
        DeltaExpiry::Gone => {
            let anew = format!(
                "{}/v1.0/users/delta?$deltatoken=",
                tenant.hosts.addresses.graph
            );
            Answer::new(StatusCode::GONE, Content::Nothing).with("location", anew)
        }
    }
}

fn first_round(tenant: &Tenant, state: State, start: usize) -> Answer {
    let size = tenant.settings.lock().graph_page_size;
    let all = tenant.directory.all();
    let users = (start..all.len()).take(size);
    let value: Vec<Value> = users
        .map(|index| entry(tenant, index, &state.select))
        .collect();
    let next = start + size;
    if next < all.len() {
        let state = State {
            user: Some(next),
            ..state
        };
        page(tenant, &value, "$skiptoken", &state)
    } else {
        let state = State {
            user: None,
            issued: unix_now(),
            ..state
        };
        page(tenant, &value, "$deltatoken", &state)
    }
}

fn later_round(tenant: &Tenant, state: &State) -> Answer {
    let (users, journal) = {
        let accounts = tenant.accounts.lock();
        (
            accounts.since(state.journal, &state.select),
            accounts.position(),
        )
    };
    let mut value: Vec<Value> = users
        .into_iter()
        .map(|index| entry(tenant, index, &state.select))
        .collect();
    if tenant.settings.lock().graph.delta_repeats {
        value.extend(value.clone());
    }
    let state = State {
        user: None,
        journal,
        issued: unix_now(),
        select: state.select.clone(),
    };
    page(tenant, &value, "$deltatoken", &state)
}

/// A user, or that it is gone.
fn entry(tenant: &Tenant, index: usize, select: &[String]) -> Value {
    let user = &tenant.directory.all()[index];
    let removal = tenant.accounts.lock().removal(index);
    match removal {
        Some(removal) => json!({"id": user.object_id, "@removed": {"reason": removal.reason()}}),
        None => selected(members(tenant, user), select),
    }
}

fn page(tenant: &Tenant, value: &[Value], parameter: &str, state: &State) -> Answer {
    let host = &tenant.hosts.addresses.graph;
    let link = format!("{host}/v1.0/users/delta?{parameter}={}", state.token());
    let member = if parameter == "$skiptoken" {
        "@odata.nextLink"
    } else {
        "@odata.deltaLink"
    };
    Answer::json(
        json!({"@odata.context": format!("{host}/v1.0/$metadata#users"), member: link, "value": value}),
    )
}
