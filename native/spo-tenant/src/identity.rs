//! Tokens for machines (`graph-wire.md` 6.2): the instance metadata service of a virtual machine at `/metadata/identity/oauth2/token`, and the
//! endpoint that App Service, Functions and Automation name in `IDENTITY_ENDPOINT`, at `/msi/token`. Texts of errors are general knowledge.

use crate::call::Call;
use crate::clock::{iso8601, told_seconds, unix_now};
use crate::reply::{self, Reply};
use crate::sign_in_settings::ExpiresOn;
use crate::tenant::Tenant;
use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

/// Answers a request to the token services of machines.
pub(crate) fn answer(tenant: &Tenant, call: &Call) -> Reply {
    let header = |name: &str| {
        let value = call.headers.get(name);
        value
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    };
    match (call.path.as_str(), &call.method) {
        ("/metadata/identity/oauth2/token", &Method::GET) => {
            if !header("metadata").eq_ignore_ascii_case("true") {
                return refused("invalid_request", "Required metadata header not specified");
            }
            if call.query_value("api-version").is_none() {
                return refused(
                    "invalid_request",
                    "Required query variable 'api-version' is missing",
                );
            }
            token(tenant, call.query_value("resource"))
        }
        ("/msi/token", &(Method::GET | Method::POST)) => {
            let secret = header("x-identity-header");
            if secret != tenant.hosts.addresses.identity_header {
                let body = json!({"statusCode": 401, "message": "The identity header is missing or wrong."});
                return reply::json(StatusCode::UNAUTHORIZED, &body);
            }
            let of_form = || {
                let mut fields = url::form_urlencoded::parse(&call.body);
                let field = fields.find(|(name, _)| name == "resource");
                field.map(|(_, value)| value.into_owned())
            };
            token(tenant, call.query_value("resource").or_else(of_form))
        }
        _ => reply::text(StatusCode::NOT_FOUND, "404 Not Found"),
    }
}

fn refused(error: &str, description: &str) -> Reply {
    let body = json!({"error": error, "error_description": description});
    reply::json(StatusCode::BAD_REQUEST, &body)
}

fn token(tenant: &Tenant, resource: Option<String>) -> Reply {
    let service = resource
        .as_deref()
        .and_then(|resource| tenant.hosts.service_of(resource));
    let (Some(service), Some(resource)) = (service, resource) else {
        let text = "AADSTS500011: The resource principal was not found in the tenant.";
        return refused("invalid_resource", text);
    };
    let settings = tenant.settings.lock().clone();
    let lifetime = settings.token_lifetime;
    let now = unix_now();
    let expires = now.saturating_add_signed(lifetime);
    let expires_on: Value = match settings.sign_in.expires_on {
        ExpiresOn::Text => expires.to_string().into(),
        ExpiresOn::Number => expires.into(),
        ExpiresOn::Date => iso8601(expires).into(),
    };
    let mut body = json!({
        "access_token": tenant.app_token(service, None, lifetime),
        "client_id": tenant.registration.client_id,
        "expires_in": told_seconds(lifetime).to_string(),
        "expires_on": expires_on,
        "ext_expires_in": told_seconds(lifetime).to_string(),
        "not_before": now.to_string(),
        "resource": resource,
        "token_type": "Bearer",
    });
    if let Some(members) = body.as_object_mut() {
        members.retain(|name, _| !settings.sign_in.identity_omits.contains(name));
    }
    reply::json(StatusCode::OK, &body)
}
