//! Microsoft Graph: users, their photos, the photo policy, and batches of such requests. A request is taken apart here, sent to its area, and
//! comes back as an `Answer`, which becomes HTTP or a part of a batch. Addresses are relative to `/v1.0` and, for the policy, `/beta`.

mod answer;
mod batch;
#[cfg(test)]
mod checklist;
#[cfg(test)]
mod checklist_properties;
#[cfg(test)]
mod checklist_users;
mod photo;
mod policy;
mod users;

pub(crate) use users::directory_members;

use crate::call::Call;
use crate::encoding::percent_decoded;
use crate::hosts::Service;
use crate::reply::{Reply, with_header};
use crate::tenant::Tenant;
use crate::tokens::{Claims, Refusal};
use crate::users::User;
use answer::{Answer, Content};
use axum::http::{Method, StatusCode};
use uuid::Uuid;

/// Answers a request to Graph.
pub(crate) fn answer(tenant: &Tenant, call: &Call) -> Reply {
    let verified = crate::bearer::token(&call.headers)
        .ok_or(Refusal::Missing)
        .and_then(|token| {
            tenant
                .tokens
                .verify(token, &tenant.hosts.resource(Service::Graph))
        });
    let answer = match verified {
        Ok(claims) => routed(tenant, &claims, call),
        Err(refusal) => unauthorized(refusal),
    };
    with_request_id(answer.reply())
}

/// Adds the header every Graph answer carries.
pub(crate) fn with_request_id(reply: Reply) -> Reply {
    with_header(reply, "request-id", &Uuid::new_v4().to_string())
}

/// 401 (code documented as general knowledge, texts too).
fn unauthorized(refusal: Refusal) -> Answer {
    let message = match refusal {
        Refusal::Missing => "Access token is empty.",
        Refusal::Malformed => "JWT is not well formed.",
        Refusal::Signature | Refusal::Secret => {
            "Access token validation failure. Invalid signature."
        }
        Refusal::Audience => "Access token validation failure. Invalid audience.",
        Refusal::Expired => "Lifetime validation failed, the token is expired.",
    };
    Answer::error(
        StatusCode::UNAUTHORIZED,
        "InvalidAuthenticationToken",
        message,
    )
}

fn unknown_segment() -> Answer {
    Answer::error(
        StatusCode::BAD_REQUEST,
        "BadRequest",
        "Resource not found for the segment.",
    )
}

fn routed(tenant: &Tenant, claims: &Claims, call: &Call) -> Answer {
    let versioned = call
        .path
        .strip_prefix('/')
        .and_then(|path| path.split_once('/'));
    let Some((version @ ("v1.0" | "beta"), route)) = versioned else {
        return unknown_segment();
    };
    let steps: Option<Vec<_>> = route.split('/').map(percent_decoded).collect();
    let Some(steps) = steps else {
        return unknown_segment();
    };
    let steps: Vec<&str> = steps.iter().map(String::as_str).collect();
    let write = matches!(call.method, Method::PUT | Method::PATCH);
    match (&call.method, steps.as_slice()) {
        (&Method::POST, ["$batch"]) => batch::answer(tenant, claims, call, version),
        (&Method::POST, ["directoryObjects", "getByIds"]) => {
            users::get_by_ids(tenant, claims, call)
        }
        (&Method::GET, ["users"]) => users::list(tenant, claims, call),
        (&Method::GET, ["users", "$count"]) => users::count(tenant, claims, call),
        (&Method::GET, ["users", "delta" | "delta()" | "microsoft.graph.delta()"]) => {
            users::delta(tenant, claims, call)
        }
        (&Method::GET, ["me"]) => match &claims.upn {
            Some(upn) => users::single(tenant, claims, call, upn),
            None => {
                Answer::bad_request("/me request is only valid with delegated authentication flow.")
            }
        },
        (&Method::GET, ["users", name]) => users::single(tenant, claims, call, name),
        (&Method::GET, ["users", name, "photo"]) => photo::metadata(tenant, claims, name, None),
        (&Method::GET, ["users", name, "photos"]) => photo::list(tenant, claims, name),
        (&Method::GET, ["users", name, "photos", size]) => {
            photo::metadata(tenant, claims, name, Some(size))
        }
        (&Method::GET, ["users", name, "photo", "$value"]) => {
            photo::content(tenant, claims, call, name, None)
        }
        (&Method::GET, ["users", name, "photos", size, "$value"]) => {
            photo::content(tenant, claims, call, name, Some(size))
        }
        (_, ["users", name, "photo", "$value"]) if write => {
            photo::write(tenant, claims, call, name)
        }
        (&Method::DELETE, ["users", name, "photo"] | ["users", name, "photo", "$value"]) => {
            photo::delete(tenant, claims, name)
        }
        (method, ["admin", "people", setting])
            if version == "beta" && setting.eq_ignore_ascii_case("photoUpdateSettings") =>
        {
            policy::answer(tenant, claims, method, &call.body)
        }
        _ => unknown_segment(),
    }
}

/// The user as Graph addresses them, unless the account was removed.
fn known<'a>(tenant: &'a Tenant, name: &str) -> Result<&'a User, Answer> {
    let user = tenant.directory.by_name(name);
    user.filter(|user| tenant.accounts.lock().removal(user.index).is_none())
        .ok_or_else(|| Answer::no_user(name))
}
