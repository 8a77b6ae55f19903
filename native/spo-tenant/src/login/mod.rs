//! The sign-in service: the token endpoint for client credentials with a signed assertion. A request comes in as a form, the assertion is
//! checked against the registered certificate, and a token for the one resource of the scope goes out.
//! Bodies follow `graph-wire.md` 6.1; numbers and texts of AADSTS errors are general knowledge unless a reference names them.

mod assertion;

use crate::call::Call;
use crate::clock::{client_now, iso8601, told_seconds, unix_now};
use crate::hosts::Service;
use crate::reply::{self, Reply};
use crate::tenant::Tenant;
use axum::http::StatusCode;
use serde_json::json;
use std::collections::HashMap;
use uuid::Uuid;

const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// Why a token request was refused.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Refused {
    status: StatusCode,
    error: &'static str,
    code: u32,
    text: String,
}

impl Refused {
    fn new(status: StatusCode, error: &'static str, code: u32, text: impl Into<String>) -> Self {
        Self {
            status,
            error,
            code,
            text: text.into(),
        }
    }

    fn client(code: u32, text: impl Into<String>) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "invalid_client", code, text)
    }

    fn request(error: &'static str, code: u32, text: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, error, code, text)
    }

    fn reply(self) -> Reply {
        let (trace, correlation) = (Uuid::new_v4(), Uuid::new_v4());
        let timestamp = iso8601(unix_now()).replace('T', " ");
        let description = format!(
            "AADSTS{}: {} Trace ID: {trace} Correlation ID: {correlation} Timestamp: {timestamp}",
            self.code, self.text
        );
        let body = json!({
            "error": self.error, "error_description": description, "error_codes": [self.code], "timestamp": timestamp,
            "trace_id": trace, "correlation_id": correlation,
        });
        reply::json(self.status, &body)
    }
}

/// Answers a request to the sign-in service.
pub(crate) fn answer(tenant: &Tenant, call: &Call) -> Reply {
    let Some(directory) = call
        .path
        .strip_prefix('/')
        .and_then(|path| path.strip_suffix("/oauth2/v2.0/token"))
    else {
        return reply::text(StatusCode::NOT_FOUND, "404 Not Found");
    };
    if call.method != axum::http::Method::POST {
        return Refused::request(
            "invalid_request",
            900_561,
            "The endpoint only accepts POST requests.",
        )
        .reply();
    }
    token(tenant, directory, &call.body).unwrap_or_else(Refused::reply)
}

fn token(tenant: &Tenant, directory: &str, body: &[u8]) -> Result<Reply, Refused> {
    let form: HashMap<_, _> = url::form_urlencoded::parse(body).collect();
    let field = |name: &str| form.get(name).map(AsRef::as_ref).unwrap_or_default();
    if !tenant.hosts.is_directory(directory, &tenant.directory_id) {
        return Err(Refused::request(
            "invalid_request",
            90_002,
            format!("Tenant '{directory}' not found."),
        ));
    }
    if field("grant_type") != "client_credentials" {
        let text = format!(
            "The app requested an unsupported grant type '{}'.",
            field("grant_type")
        );
        return Err(Refused::request("unsupported_grant_type", 70_003, text));
    }
    let app = &tenant.registration;
    if field("client_id") != app.client_id {
        let text = format!(
            "Application with identifier '{}' was not found in the directory.",
            field("client_id")
        );
        return Err(Refused::request("unauthorized_client", 700_016, text));
    }
    if field("client_assertion_type") != ASSERTION_TYPE || field("client_assertion").is_empty() {
        let text = "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.";
        return Err(Refused::client(7_000_218, text));
    }
    let audiences = [
        format!("https://login.microsoftonline.com/{directory}/oauth2/v2.0/token"),
        format!(
            "{}/{directory}/oauth2/v2.0/token",
            tenant.hosts.addresses.login
        ),
    ];
    assertion::check(field("client_assertion"), app, &audiences, client_now())?;
    let service = resource(tenant, field("scope"))?;
    let lifetime = tenant.settings.lock().token_lifetime;
    let access_token = tenant.app_token(service, None, lifetime);
    let lifetime = told_seconds(lifetime);
    let body = json!({"token_type": "Bearer", "expires_in": lifetime, "ext_expires_in": lifetime, "access_token": access_token});
    Ok(reply::json(StatusCode::OK, &body))
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
