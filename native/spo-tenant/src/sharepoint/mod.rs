//! The three SharePoint hosts: bearer tokens checked per host, `_api` addresses taken apart and sent to the area they name, CSOM handed on.
//! Every answer carries the headers of `spo-wire.md` 2.5.

mod address;
mod errors;
mod library;
mod people;

use crate::call::Call;
use crate::csom;
use crate::hosts::Service;
use crate::reply::{self, Reply, with_header};
use crate::tenant::Tenant;
use crate::tokens::{Claims, Refusal};
use address::Address;
use axum::http::{Method, StatusCode};
pub(crate) use errors::RestError;
use serde_json::json;
use uuid::Uuid;

/// Answers a request to one of the SharePoint hosts.
pub(crate) fn answer(tenant: &Tenant, call: &Call) -> Reply {
    with_service_headers(routed(tenant, call))
}

/// Adds what every SharePoint answer carries.
pub(crate) fn with_service_headers(reply: Reply) -> Reply {
    let reply = with_header(reply, "sprequestguid", &Uuid::new_v4().to_string());
    let reply = with_header(reply, "spclientservicerequestduration", "12");
    let reply = with_header(reply, "x-sharepointhealthscore", "1");
    with_header(reply, "x-sp-serverstate", "ReadOnly=0")
}

fn routed(tenant: &Tenant, call: &Call) -> Reply {
    let lower = call.path.to_ascii_lowercase();
    let is_csom = lower == "/_vti_bin/client.svc/processquery";
    if !is_csom && !lower.starts_with("/_api/") {
        return reply::text(StatusCode::NOT_FOUND, "404 FILE NOT FOUND");
    }
    let claims = match signed_in(tenant, call) {
        Ok(claims) => claims,
        Err(refusal) => return unauthorized(tenant, refusal),
    };
    if is_csom {
        return csom::answer(tenant, &claims, &call.body);
    }
    rest(tenant, call, &claims).unwrap_or_else(|error| error.reply())
}

fn signed_in(tenant: &Tenant, call: &Call) -> Result<Claims, Refusal> {
    let token = crate::bearer::token(&call.headers).ok_or(Refusal::Missing)?;
    let claims = tenant
        .tokens
        .verify(token, &tenant.hosts.resource(call.service))?;
    let by_secret = claims.is_app_only() && claims.appidacr == "1";
    if by_secret && tenant.settings.lock().sign_in.share_point_refuses_secrets {
        return Err(Refusal::Secret);
    }
    Ok(claims)
}

/// 401. The texts for a foreign audience and a bad signature are reported from the field, the others are assumed (`spo-wire.md` 6).
fn unauthorized(tenant: &Tenant, refusal: Refusal) -> Reply {
    let text = match refusal {
        Refusal::Missing => {
            "Access denied. You do not have permission to perform this action or access this resource."
        }
        Refusal::Malformed => "Unsupported security token.",
        Refusal::Signature | Refusal::Audience => "Invalid issuer or signature.",
        Refusal::Secret => "Unsupported app only token.",
        Refusal::Expired => "Invalid JWT token. The token is expired.",
    };
    let reply = reply::json(
        StatusCode::UNAUTHORIZED,
        &json!({"error_description": text}),
    );
    let challenge = format!(
        "Bearer realm=\"{}\",client_id=\"00000003-0000-0ff1-ce00-000000000000\"",
        tenant.directory_id
    );
    let reply = with_header(reply, "www-authenticate", &challenge);
    match refusal {
        Refusal::Signature | Refusal::Audience => with_header(
            reply,
            "x-ms-diagnostics",
            "3000006;reason=\"Token contains invalid signature.\";category=\"invalid_client\"",
        ),
        _ => reply,
    }
}

fn rest(tenant: &Tenant, call: &Call, claims: &Claims) -> Result<Reply, RestError> {
    let address = Address::parse(call)?;
    let names: Vec<&str> = address
        .steps
        .iter()
        .map(|step| step.name.as_str())
        .collect();
    let get = call.method == Method::GET;
    match names.as_slice() {
        ["sp.userprofiles.peoplemanager", "getpropertiesfor"] => {
            people::properties(tenant, claims, &address, call)
        }
        [
            "sp.userprofiles.peoplemanager",
            "setsinglevalueprofileproperty",
        ] if !get => people::set_single(tenant, claims, call),
        ["web", "lists", "getbytitle", "rootfolder", "folders"] if get => {
            library::folders(tenant, claims, &address, call)
        }
        ["web", "lists", "getbytitle", "items"] if get => {
            library::items(tenant, claims, &address, call)
        }
        [
            "web",
            "getfolderbyserverrelativepath",
            "files",
            "addusingpath",
        ] if !get => library::upload(tenant, claims, &address, call),
        ["web", "getfilebyserverrelativepath"] if get => {
            library::file(tenant, claims, &address, call.service == Service::My)
        }
        ["web", "getfilebyserverrelativepath", "$value"] if get => {
            library::content(tenant, claims, &address, call.service == Service::My)
        }
        _ => Err(RestError::no_resource(&call.path)),
    }
}
