//! The control service: what tests and demonstrations see and change from outside. Plain http on loopback, no sign-in.

use crate::call::Kind;
use crate::clock::iso8601;
use crate::faults::Fault;
use crate::hosts::Service;
use crate::profile_schema;
use crate::tenant::Tenant;
use axum::extract::{Path, Query, Request, State};
use axum::http::StatusCode;
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::routing::{delete, get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::sync::Arc;
use std::time::Duration;

pub(crate) type Shared = State<Arc<Tenant>>;
pub(crate) type Refused = (StatusCode, Json<Value>);

/// How long `GET /control/requests/wait` waits.
const WAIT: Duration = Duration::from_secs(30);

/// The routes.
pub(crate) fn router(tenant: Arc<Tenant>) -> Router {
    Router::new()
        .route("/control/requests", get(requests).delete(clear_requests))
        .route("/control/requests/log", get(log))
        .route("/control/requests/wait", get(wait))
        .route(
            "/control/faults",
            get(faults).post(set_faults).delete(clear_faults),
        )
        .route("/control/token", post(token))
        .route("/control/users", get(users))
        .route("/control/profiles/{upn}", get(profile).put(set_profile))
        .route("/control/properties", get(properties))
        .route("/control/files", get(files))
        .route("/control/files/{name}", delete(delete_file))
        .route("/control/settings", get(settings).post(set_settings))
        .route("/control/clock", get(clock).post(advance_clock))
        .merge(crate::control_entra::routes())
        .layer(middleware::from_fn_with_state(
            Arc::clone(&tenant),
            by_tenant_clock,
        ))
        .with_state(tenant)
}

/// What is done here happens at the tenant's time.
async fn by_tenant_clock(State(tenant): Shared, request: Request, next: Next) -> Response {
    tenant.clock.scope(next.run(request)).await
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Advance {
    advance_seconds: u64,
}

async fn clock(State(tenant): Shared) -> Json<Value> {
    let (now, elapsed) = (tenant.clock.unix(), tenant.clock.elapsed_ms() / 1000);
    Json(json!({"now": iso8601(now), "elapsedSeconds": elapsed, "scale": tenant.clock.scale()}))
}

async fn advance_clock(State(tenant): Shared, Json(advance): Json<Advance>) -> Json<Value> {
    tenant
        .clock
        .advance(Duration::from_secs(advance.advance_seconds));
    clock(State(tenant)).await
}

pub(crate) fn refused(status: StatusCode, message: impl Into<String>) -> Refused {
    (status, Json(json!({"error": message.into()})))
}

async fn requests(State(tenant): Shared) -> Json<Value> {
    Json(json!(tenant.log.counts()))
}

async fn clear_requests(State(tenant): Shared) -> StatusCode {
    tenant.log.clear();
    StatusCode::NO_CONTENT
}

async fn log(State(tenant): Shared) -> Json<Value> {
    Json(json!(tenant.log.entries()))
}

#[derive(Deserialize)]
struct Awaited {
    #[serde(default)]
    kind: String,
    #[serde(default = "one")]
    count: u64,
}

const fn one() -> u64 {
    1
}

async fn wait(
    State(tenant): Shared,
    Query(awaited): Query<Awaited>,
) -> Result<Json<Value>, Refused> {
    let kind = match awaited.kind.as_str() {
        "" | "*" => None,
        name => Some(Kind::from_name(name).ok_or_else(|| {
            refused(
                StatusCode::BAD_REQUEST,
                format!("'{name}' is not a kind of request"),
            )
        })?),
    };
    let arrived = tokio::time::timeout(WAIT, tenant.log.wait(kind, awaited.count)).await;
    arrived.map_err(|_| {
        refused(
            StatusCode::REQUEST_TIMEOUT,
            "not so many requests within 30 seconds",
        )
    })?;
    Ok(Json(json!(tenant.log.counts())))
}

async fn faults(State(tenant): Shared) -> Json<Value> {
    Json(json!(tenant.faults.lock().rules()))
}

async fn set_faults(
    State(tenant): Shared,
    Json(rules): Json<Vec<Fault>>,
) -> Result<StatusCode, Refused> {
    rules
        .iter()
        .try_for_each(Fault::check)
        .map_err(|message| refused(StatusCode::BAD_REQUEST, message))?;
    tenant.faults.lock().set(rules);
    Ok(StatusCode::NO_CONTENT)
}

async fn clear_faults(State(tenant): Shared) -> StatusCode {
    tenant.faults.lock().set(Vec::new());
    StatusCode::NO_CONTENT
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct TokenOrder {
    resource: String,
    /// Seconds; negative for a token that has expired.
    #[serde(default = "one_hour")]
    expires_in: i64,
    /// Of the app; with `user` the template ids of that user's directory roles, `[]` for somebody who is no administrator.
    #[serde(default)]
    roles: Option<Vec<String>>,
    /// A signed-in user's token instead of the app's.
    #[serde(default)]
    user: Option<String>,
    /// The delegated permissions of that token.
    #[serde(default = "all_scopes")]
    scopes: String,
}

const fn one_hour() -> i64 {
    3600
}

fn all_scopes() -> String {
    "AllSites.FullControl User.ReadWrite.All".to_owned()
}

async fn token(
    State(tenant): Shared,
    Json(order): Json<TokenOrder>,
) -> Result<Json<Value>, Refused> {
    let unknown = || {
        refused(
            StatusCode::BAD_REQUEST,
            format!("'{}' is not a resource of this tenant", order.resource),
        )
    };
    let service: Service = tenant
        .hosts
        .service_of(&order.resource)
        .ok_or_else(unknown)?;
    let token = match &order.user {
        Some(upn) => tenant.user_token(service, upn, &order.scopes, order.roles, order.expires_in),
        None => tenant.app_token(service, order.roles, order.expires_in),
    };
    Ok(Json(json!({"token": token})))
}

async fn users(State(tenant): Shared) -> Json<Value> {
    Json(tenant.directory.iter().map(|user| json!(user)).collect())
}

pub(crate) fn no_user() -> Refused {
    refused(StatusCode::NOT_FOUND, "no such user")
}

async fn profile(State(tenant): Shared, Path(upn): Path<String>) -> Result<Json<Value>, Refused> {
    let properties = tenant.profile(&upn).ok_or_else(no_user)?;
    Ok(Json(json!(properties)))
}

async fn set_profile(
    State(tenant): Shared,
    Path(upn): Path<String>,
    Json(changes): Json<Map<String, Value>>,
) -> Result<StatusCode, Refused> {
    let text = |(name, value): (String, Value)| match value {
        Value::String(value) => Ok((name, value)),
        _ => Err(refused(
            StatusCode::BAD_REQUEST,
            format!("the value of '{name}' is not text"),
        )),
    };
    let changes = changes
        .into_iter()
        .map(text)
        .collect::<Result<Vec<_>, _>>()?;
    let user = tenant.directory.by_name(&upn).ok_or_else(no_user)?;
    let mut profiles = tenant.profiles.lock();
    for (name, value) in changes {
        profiles.set(user, &name, &value);
    }
    Ok(StatusCode::NO_CONTENT)
}

async fn properties(State(tenant): Shared) -> Json<Value> {
    let settings = tenant.settings.lock().clone();
    Json(json!(profile_schema::properties(&settings)))
}

async fn files(State(tenant): Shared) -> Json<Value> {
    Json(json!(tenant.library.lock().infos()))
}

async fn delete_file(
    State(tenant): Shared,
    Path(name): Path<String>,
) -> Result<StatusCode, Refused> {
    let deleted = tenant.library.lock().delete(&name);
    deleted
        .then_some(StatusCode::NO_CONTENT)
        .ok_or_else(|| refused(StatusCode::NOT_FOUND, "no such file"))
}

async fn settings(State(tenant): Shared) -> Json<Value> {
    Json(json!(*tenant.settings.lock()))
}

async fn set_settings(
    State(tenant): Shared,
    Json(changes): Json<Value>,
) -> Result<Json<Value>, Refused> {
    let outcome = tenant.change_settings(|settings| {
        *settings = settings.merged(&changes)?;
        Ok(())
    });
    outcome
        .map(|settings| Json(json!(settings)))
        .map_err(|message: String| refused(StatusCode::BAD_REQUEST, message))
}
