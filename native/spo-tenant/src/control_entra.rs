//! The part of the control service that plays the people: an administrator of Entra, a user who visits their profile, a user who types in a
//! device code.

use crate::control::{Refused, Shared, no_user, refused};
use crate::entra::Removal;
use crate::entra::native_sync::{NativeSync, tick};
use crate::entra::visit::visit;
use crate::tenant::Tenant;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::routing::{patch, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// The routes.
pub(crate) fn routes() -> Router<Arc<Tenant>> {
    Router::new()
        .route("/control/users/{name}", patch(change).delete(remove))
        .route("/control/users/{name}/restore", post(restore))
        .route("/control/visit", post(visited))
        .route("/control/native-sync", post(native_sync))
        .route("/control/device", post(device))
}

fn index(tenant: &Tenant, name: &str) -> Result<usize, Refused> {
    let user = tenant.directory.by_name(name).ok_or_else(no_user)?;
    Ok(user.index)
}

/// Properties as Graph names them.
async fn change(
    State(tenant): Shared,
    Path(name): Path<String>,
    Json(properties): Json<Map<String, Value>>,
) -> Result<StatusCode, Refused> {
    let user = index(&tenant, &name)?;
    if ["id", "userPrincipalName"]
        .iter()
        .any(|key| properties.contains_key(*key))
    {
        let message = "the keys of a user cannot be changed";
        return Err(refused(StatusCode::BAD_REQUEST, message));
    }
    tenant.accounts.lock().change(user, properties);
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
struct Removed {
    #[serde(default)]
    permanent: bool,
}

async fn remove(
    State(tenant): Shared,
    Path(name): Path<String>,
    Query(removed): Query<Removed>,
) -> Result<StatusCode, Refused> {
    let user = index(&tenant, &name)?;
    let removal = if removed.permanent {
        Removal::Permanent
    } else {
        Removal::Soft
    };
    tenant.accounts.lock().set_removal(user, Some(removal));
    Ok(StatusCode::NO_CONTENT)
}

async fn restore(State(tenant): Shared, Path(name): Path<String>) -> Result<StatusCode, Refused> {
    let user = index(&tenant, &name)?;
    let mut accounts = tenant.accounts.lock();
    if accounts.removal(user) != Some(Removal::Soft) {
        let message = "only a removed account can be restored, and only while it is not deleted";
        return Err(refused(StatusCode::CONFLICT, message));
    }
    accounts.set_removal(user, None);
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Visitor {
    user: String,
}

async fn visited(
    State(tenant): Shared,
    Json(visitor): Json<Visitor>,
) -> Result<Json<Value>, Refused> {
    let user = tenant
        .directory
        .by_name(&visitor.user)
        .ok_or_else(no_user)?;
    Ok(Json(json!({"outcome": visit(&tenant, user).name()})))
}

async fn native_sync(State(tenant): Shared) -> Json<NativeSync> {
    Json(tick(&tenant))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Decision {
    user_code: String,
    /// `approve` or `decline`.
    action: String,
    /// Who approves; the first employee when nobody is named.
    #[serde(default)]
    user: Option<String>,
}

async fn device(
    State(tenant): Shared,
    Json(decision): Json<Decision>,
) -> Result<StatusCode, Refused> {
    let upn = match decision.action.as_str() {
        "decline" => None,
        "approve" => {
            let named = decision.user.as_deref();
            let user = match named {
                Some(name) => tenant.directory.by_name(name),
                None => tenant.directory.all().first(),
            };
            Some(user.ok_or_else(no_user)?.user_principal_name.clone())
        }
        other => {
            let message = format!("'{other}' is neither approve nor decline");
            return Err(refused(StatusCode::BAD_REQUEST, message));
        }
    };
    let known = tenant.sign_ins.lock().decide(&decision.user_code, upn);
    known
        .then_some(StatusCode::NO_CONTENT)
        .ok_or_else(|| refused(StatusCode::NOT_FOUND, "no such user code"))
}
