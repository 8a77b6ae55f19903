//! The sign-in service. A request comes in as a form; `app` signs in the app (its `assertion` checked against the registered certificate, or by
//! `federation`), `person` people, with their `sign_ins` under way; `discovery` tells clients where to go. A token for one resource goes out.

mod app;
mod assertion;
#[cfg(test)]
mod checklist;
mod discovery;
mod federation;
mod person;
mod refused;
mod sign_ins;

use crate::call::Call;
use crate::encoding::percent_decoded;
use crate::reply::{self, Reply};
use crate::sign_in_settings::SignInRefusal;
use crate::tenant::Tenant;
use axum::http::{Method, StatusCode};
pub(crate) use refused::Refused;
pub(crate) use sign_ins::SignIns;
use std::collections::HashMap;

/// The fields of a form.
struct Form(HashMap<String, String>);

impl Form {
    fn read(body: &[u8]) -> Self {
        Self(url::form_urlencoded::parse(body).into_owned().collect())
    }

    fn field(&self, name: &str) -> &str {
        self.0.get(name).map(String::as_str).unwrap_or_default()
    }
}

/// Answers a request to the sign-in service.
pub(crate) fn answer(tenant: &Tenant, call: &Call) -> Reply {
    let path = call.path.strip_prefix('/').unwrap_or(&call.path);
    if let Some(upn) = path.strip_prefix("common/userrealm/") {
        return discovery::realm(tenant, &percent_decoded(upn).unwrap_or_default());
    }
    let Some((directory, route)) = path.split_once('/') else {
        return reply::text(StatusCode::NOT_FOUND, "404 Not Found");
    };
    let outcome = match route {
        "v2.0/.well-known/openid-configuration" => {
            is_known(tenant, directory).map(|()| discovery::configuration(tenant, directory))
        }
        "oauth2/v2.0/authorize" => is_known(tenant, directory)
            .and_then(|()| is_allowed(tenant, true))
            .and_then(|()| person::authorize(tenant, call)),
        "oauth2/v2.0/token" | "oauth2/v2.0/devicecode" => {
            posted(tenant, call, directory, route.ends_with("token"))
        }
        _ => return reply::text(StatusCode::NOT_FOUND, "404 Not Found"),
    };
    outcome.unwrap_or_else(Refused::reply)
}

fn posted(tenant: &Tenant, call: &Call, directory: &str, token: bool) -> Result<Reply, Refused> {
    if call.method != Method::POST {
        let text = "The endpoint only accepts POST requests.";
        return Err(Refused::request("invalid_request", 900_561, text));
    }
    is_known(tenant, directory)?;
    let form = Form::read(&call.body);
    let grant = form.field("grant_type");
    is_allowed(tenant, !token || grant != "client_credentials")?;
    if !token {
        return person::device_code(tenant, &form);
    }
    match grant {
        "client_credentials" => app::token(tenant, directory, &form),
        "urn:ietf:params:oauth:grant-type:device_code" | "device_code" => {
            known_app(tenant, form.field("client_id"))?;
            person::poll(tenant, &form)
        }
        "authorization_code" => {
            known_app(tenant, form.field("client_id"))?;
            person::code(tenant, &form)
        }
        "refresh_token" => {
            known_app(tenant, form.field("client_id"))?;
            person::refresh(tenant, &form)
        }
        other => {
            let text = format!("The app requested an unsupported grant type '{other}'.");
            Err(Refused::request("unsupported_grant_type", 70_003, text))
        }
    }
}

fn is_known(tenant: &Tenant, directory: &str) -> Result<(), Refused> {
    let shared = ["organizations", "common"].contains(&directory);
    if shared || tenant.hosts.is_directory(directory, &tenant.directory_id) {
        return Ok(());
    }
    let text = format!("Tenant '{directory}' not found.");
    Err(Refused::request("invalid_request", 90_002, text))
}

/// The refusal that the settings ask for.
fn is_allowed(tenant: &Tenant, person: bool) -> Result<(), Refused> {
    let refusal = tenant.settings.lock().sign_in.refusal;
    match refusal {
        SignInRefusal::MultiFactor if person => Err(Refused::request(
            "interaction_required",
            50_076,
            "Due to a configuration change made by your administrator, or because you moved to a new location, you must use multi-factor authentication to access the resource.",
        )),
        SignInRefusal::ConditionalAccess => Err(Refused::request(
            "access_denied",
            53_003,
            "Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.",
        )),
        SignInRefusal::Throttled => Err(Refused::new(
            StatusCode::TOO_MANY_REQUESTS,
            "temporarily_unavailable",
            90_055,
            "There are too many incoming requests. This exception is thrown for blocked tenants.",
        )),
        SignInRefusal::CredentialExpired if !person => Err(Refused::client(
            7_000_222,
            "The provided client credential is expired. Create a new one for the app.",
        )),
        SignInRefusal::MultiFactor | SignInRefusal::CredentialExpired | SignInRefusal::Nothing => {
            Ok(())
        }
    }
}

fn known_app(tenant: &Tenant, client_id: &str) -> Result<(), Refused> {
    if client_id == tenant.registration.client_id {
        return Ok(());
    }
    let text = format!("Application with identifier '{client_id}' was not found in the directory.");
    Err(Refused::request("unauthorized_client", 700_016, text))
}
