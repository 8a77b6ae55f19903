//! What clients look up before they sign in: the configuration document and the realm of a user. Members are general knowledge.

use crate::reply::{self, Reply};
use crate::tenant::Tenant;
use axum::http::StatusCode;
use serde_json::json;

/// `/{tenant}/v2.0/.well-known/openid-configuration`.
pub(super) fn configuration(tenant: &Tenant, directory: &str) -> Reply {
    let login = &tenant.hosts.addresses.login;
    let at = |name: &str| format!("{login}/{directory}/oauth2/v2.0/{name}");
    let body = json!({
        "issuer": format!("https://login.microsoftonline.com/{}/v2.0", tenant.directory_id),
        "token_endpoint": at("token"),
        "authorization_endpoint": at("authorize"),
        "device_authorization_endpoint": at("devicecode"),
        "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt"],
        "response_types_supported": ["code"],
        "scopes_supported": ["openid", "profile", "email", "offline_access"],
        "tenant_region_scope": "WW",
        "cloud_instance_name": "microsoftonline.com",
        "msgraph_host": "graph.microsoft.com",
    });
    reply::json(StatusCode::OK, &body)
}

/// `/common/userrealm/{upn}`: accounts of the tenant are managed, others unknown.
pub(super) fn realm(tenant: &Tenant, upn: &str) -> Reply {
    let domain = format!("{}.onmicrosoft.com", tenant.hosts.tenant);
    let own = upn
        .rsplit_once('@')
        .is_some_and(|(_, of)| of.eq_ignore_ascii_case(&domain));
    let body = if own {
        json!({"ver": "1.0", "account_type": "Managed", "domain_name": domain, "cloud_instance_name": "microsoftonline.com"})
    } else {
        json!({"ver": "1.0", "account_type": "Unknown", "cloud_instance_name": "microsoftonline.com"})
    };
    reply::json(StatusCode::OK, &body)
}
