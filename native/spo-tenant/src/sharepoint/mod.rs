//! The three SharePoint hosts: bearer tokens checked per host, `_api` addresses taken apart and sent to the area they name, CSOM handed on.
//! Every answer carries the headers of `spo-wire.md` 2.5.

mod address;
mod answer;
mod batch;
mod errors;
mod files;
mod library;
mod my_picture;
mod people;
mod removal;
mod routes;
mod user_photo;
mod web;

use crate::call::Call;
use crate::csom;
use crate::reply::{self, Reply, with_header};
use crate::tenant::Tenant;
use crate::tokens::{Claims, Refusal};
use address::Address;
use answer::Form;
use axum::http::StatusCode;
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
    crate::imports::advance(tenant);
    crate::entra::native_sync::advance(tenant);
    let lower = call.path.to_ascii_lowercase();
    let is_csom = lower == "/_vti_bin/client.svc/processquery";
    let is_photo = lower.ends_with("/_layouts/15/userphoto.aspx");
    if !is_csom && !is_photo && !lower.starts_with("/_api/") {
        return reply::text(StatusCode::NOT_FOUND, "404 FILE NOT FOUND");
    }
    let claims = match signed_in(tenant, call) {
        Ok(claims) => claims,
        Err(refusal) => return unauthorized(tenant, refusal),
    };
    if is_csom {
        return csom::answer(tenant, &claims, call.service, &call.body);
    }
    if is_photo {
        return user_photo::answer(tenant, call);
    }
    if batch::is_batch(&lower) {
        return batch::answer(tenant, &claims, call);
    }
    rest(tenant, &claims, call)
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

/// One REST request whose token is good.
fn rest(tenant: &Tenant, claims: &Claims, call: &Call) -> Reply {
    let form = Form::of(call);
    let api = format!("{}/_api", tenant.hosts.addresses.of(call.service));
    let answer =
        Address::parse(call).and_then(|address| routes::run(tenant, claims, &address, call));
    match answer {
        Ok(answer) => answer.reply(form, &api),
        Err(error) => form.error(&error),
    }
}
