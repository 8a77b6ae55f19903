//! `/beta/admin/people/photoUpdateSettings` (`graph-wire.md` 1.7).

use super::{Answer, Content, unknown_segment};
use crate::entra::policy::PhotoPolicy;
use crate::tenant::Tenant;
use crate::tokens::Claims;
use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

const READ: [&str; 2] = ["PeopleSettings.Read.All", "PeopleSettings.ReadWrite.All"];
const WRITE: [&str; 1] = ["PeopleSettings.ReadWrite.All"];

pub(super) fn answer(tenant: &Tenant, claims: &Claims, method: &Method, body: &[u8]) -> Answer {
    let needed: &[&str] = if method == Method::GET { &READ } else { &WRITE };
    if !claims.permits(needed) {
        return Answer::denied();
    }
    let mut policy = tenant.photo_policy.lock();
    match *method {
        Method::GET => shown(tenant, &policy),
        Method::PATCH => {
            let changes: Option<Value> = serde_json::from_slice(body).ok();
            match changes.and_then(|changes| policy.merged(&changes)) {
                Some(merged) => {
                    *policy = merged;
                    shown(tenant, &policy)
                }
                None => Answer::error(
                    StatusCode::BAD_REQUEST,
                    "BadRequest",
                    "The photo update settings are not valid.",
                ),
            }
        }
        Method::DELETE => {
            *policy = PhotoPolicy::default();
            Answer::new(StatusCode::NO_CONTENT, Content::Nothing)
        }
        _ => unknown_segment(),
    }
}

fn shown(tenant: &Tenant, policy: &PhotoPolicy) -> Answer {
    let host = &tenant.hosts.addresses.graph;
    Answer::json(json!({
        "@odata.context": format!("{host}/beta/$metadata#admin/people/photoUpdateSettings/$entity"),
        "source": policy.source,
        "allowedRoles": policy.allowed_roles,
    }))
}
