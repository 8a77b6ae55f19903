//! Sign-in of the app itself: client credentials with a signed assertion, one of a trusted issuer, or a secret (`graph-wire.md` 6.1).

use super::{Form, Refused, assertion, federation, known_app};
use crate::clock::{client_now, told_seconds};
use crate::hosts::Service;
use crate::reply::{self, Reply};
use crate::tenant::Tenant;
use axum::http::StatusCode;
use serde_json::json;

const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

pub(super) fn token(tenant: &Tenant, directory: &str, form: &Form) -> Result<Reply, Refused> {
    known_app(tenant, form.field("client_id"))?;
    let settings = tenant.settings.lock().clone();
    let assertion = form.field("client_assertion");
    let by_secret = assertion.is_empty() && !form.field("client_secret").is_empty();
    if by_secret {
        if form.field("client_secret") != settings.sign_in.client_secret {
            let text = "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID.";
            return Err(Refused::client(7_000_215, text));
        }
    } else {
        if form.field("client_assertion_type") != ASSERTION_TYPE || assertion.is_empty() {
            let text = "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.";
            return Err(Refused::client(7_000_218, text));
        }
        let (app, now) = (&tenant.registration, client_now());
        match federation::check(assertion, &app.client_id, &settings.sign_in, now) {
            Some(outcome) => outcome?,
            None => assertion::check(assertion, app, &audiences(tenant, directory), now)?,
        }
    }
    let service = resource(tenant, form.field("scope"))?;
    let lifetime = settings.token_lifetime;
    let access_token = if by_secret {
        tenant.secret_token(service, lifetime)
    } else {
        tenant.app_token(service, None, lifetime)
    };
    let body = json!({"token_type": "Bearer", "expires_in": told_seconds(lifetime), "ext_expires_in": told_seconds(lifetime), "access_token": access_token});
    Ok(reply::json(StatusCode::OK, &body))
}

/// What an assertion may name as its audience.
fn audiences(tenant: &Tenant, directory: &str) -> [String; 2] {
    let login = &tenant.hosts.addresses.login;
    [
        format!("https://login.microsoftonline.com/{directory}/oauth2/v2.0/token"),
        format!("{login}/{directory}/oauth2/v2.0/token"),
    ]
}

/// The service of a scope `<resource>/.default`.
fn resource(tenant: &Tenant, scope: &str) -> Result<Service, Refused> {
    let Some(resource) = scope.strip_suffix("/.default") else {
        let text = format!(
            "The provided value for scope {scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier."
        );
        return Err(Refused::request("invalid_scope", 1_002_012, text));
    };
    tenant.hosts.service_of(resource).ok_or_else(|| {
        let text = format!(
            "The resource principal named {resource} was not found in the tenant named {}.",
            tenant.hosts.tenant
        );
        Refused::request("invalid_resource", 500_011, text)
    })
}
