//! Sign-ins of people: device code, authorisation code with PKCE, refresh token (`graph-wire.md` 6.3; the authorisation code flow is general
//! knowledge). The person is played by the control service, or by the redirect that comes at once.

use super::sign_ins::{Authorization, Decision, Session};
use super::{Form, Refused, known_app};
use crate::call::Call;
use crate::clock::{told_seconds, unix_now};
use crate::encoding::base64url;
use crate::hosts::Service;
use crate::reply::{self, Reply, with_header};
use crate::tenant::Tenant;
use axum::http::StatusCode;
use ring::digest::{SHA256, digest};
use serde_json::json;

/// Seconds an authorisation code lives.
const CODE_LIFETIME: u64 = 600;

/// `POST /devicecode`.
pub(super) fn device_code(tenant: &Tenant, form: &Form) -> Result<Reply, Refused> {
    known_app(tenant, form.field("client_id"))?;
    service_of(tenant, form.field("scope"))?;
    let settings = tenant.settings.lock().sign_in.clone();
    let lifetime = settings.device_code_lifetime;
    let mut sign_ins = tenant.sign_ins.lock();
    let (device, user) = sign_ins.begin_device(form.field("scope"), lifetime);
    let page = "https://microsoft.com/devicelogin";
    let message = format!(
        "To sign in, use a web browser to open the page {page} and enter the code {user} to authenticate."
    );
    let body = json!({
        "user_code": user, "device_code": device, "verification_uri": page, "expires_in": lifetime,
        "interval": settings.device_code_interval.max(1), "message": message,
    });
    Ok(reply::json(StatusCode::OK, &body))
}

/// `grant_type=urn:ietf:params:oauth:grant-type:device_code`.
pub(super) fn poll(tenant: &Tenant, form: &Form) -> Result<Reply, Refused> {
    let code = match form.field("device_code") {
        "" => form.field("code"),
        code => code,
    };
    let interval = tenant.settings.lock().sign_in.device_code_interval;
    let device = tenant.sign_ins.lock().poll(code).ok_or_else(|| {
        let text = "Error validating credentials. The device_code is not known.";
        Refused::request("bad_verification_code", 70_018, text)
    })?;
    let now = unix_now();
    if now >= device.expires {
        let text = "OAuth 2.0 device flow error. The code has expired.";
        return Err(Refused::request("expired_token", 70_020, text));
    }
    if device.polled.is_some_and(|last| now < last + interval) {
        let text = "OAuth 2.0 device flow error. Polling too often.";
        return Err(Refused::request("slow_down", 70_021, text));
    }
    match device.decision {
        Decision::Pending => Err(Refused::request(
            "authorization_pending",
            70_016,
            "OAuth 2.0 device flow error. Authorization is pending. Continue polling.",
        )),
        Decision::Declined => Err(Refused::request(
            "authorization_declined",
            70_019,
            "OAuth 2.0 device flow error. The user declined the authorization.",
        )),
        Decision::Approved(upn) => {
            tenant.sign_ins.lock().end_device(code);
            let scope = device.scope;
            granted(tenant, &Session { upn, scope })
        }
    }
}

/// `GET /authorize`: back to the app at once with a code, as the `login_hint` or the first employee.
pub(super) fn authorize(tenant: &Tenant, call: &Call) -> Result<Reply, Refused> {
    let value = |name: &str| call.query_value(name).unwrap_or_default();
    known_app(tenant, &value("client_id"))?;
    let redirect_uri = value("redirect_uri");
    if redirect_uri.is_empty() || value("response_type") != "code" {
        let text = "The request body must contain 'redirect_uri' and the response_type 'code'.";
        return Err(Refused::request("invalid_request", 900_144, text));
    }
    if !matches!(value("code_challenge_method").as_str(), "" | "S256") {
        let text = "The code_challenge_method has to be S256.";
        return Err(Refused::request("invalid_request", 50_148, text));
    }
    if !tenant.settings.lock().sign_in.authorize_at_once {
        // Somebody would have to sign in on this page.
        return Ok(reply::body(
            StatusCode::OK,
            "text/html; charset=utf-8",
            "<html><title>Sign in to your account</title></html>",
        ));
    }
    let hint = value("login_hint");
    let user = if hint.is_empty() {
        tenant.directory.all().first()
    } else {
        tenant.directory.by_name(&hint)
    };
    let upn = user.map(|user| user.user_principal_name.clone());
    let upn = upn.ok_or_else(|| {
        Refused::grant(50_034, "The user account does not exist in the directory.")
    })?;
    let code = tenant.sign_ins.lock().authorize(Authorization {
        upn,
        scope: value("scope"),
        redirect_uri: redirect_uri.clone(),
        challenge: value("code_challenge"),
        expires: unix_now() + CODE_LIFETIME,
    });
    let mut answer = url::form_urlencoded::Serializer::new(String::new());
    answer.append_pair("code", &code);
    answer.append_pair("state", &value("state"));
    let mark = if redirect_uri.contains('?') { '&' } else { '?' };
    let target = format!("{redirect_uri}{mark}{}", answer.finish());
    Ok(with_header(
        reply::text(StatusCode::FOUND, ""),
        "location",
        &target,
    ))
}

/// `grant_type=authorization_code`.
pub(super) fn code(tenant: &Tenant, form: &Form) -> Result<Reply, Refused> {
    let invalid = || {
        Refused::grant(
            70_008,
            "The provided authorization code or refresh token has expired or was used already.",
        )
    };
    let redeemed = tenant.sign_ins.lock().redeem(form.field("code"));
    let authorization = redeemed.ok_or_else(invalid)?;
    if unix_now() >= authorization.expires {
        return Err(invalid());
    }
    if form.field("redirect_uri") != authorization.redirect_uri {
        let text = "The reply URL of the code and of this request are not the same.";
        return Err(Refused::grant(500_112, text));
    }
    let verifier = digest(&SHA256, form.field("code_verifier").as_bytes());
    if !authorization.challenge.is_empty()
        && base64url(verifier.as_ref()) != authorization.challenge
    {
        let text = "The Code_Verifier does not match the code_challenge supplied in the authorization request.";
        return Err(Refused::grant(501_481, text));
    }
    let scope = match form.field("scope") {
        "" => authorization.scope,
        scope => scope.to_owned(),
    };
    let upn = authorization.upn;
    granted(tenant, &Session { upn, scope })
}

/// `grant_type=refresh_token`; another scope gives a token for another service.
pub(super) fn refresh(tenant: &Tenant, form: &Form) -> Result<Reply, Refused> {
    let session = tenant.sign_ins.lock().session(form.field("refresh_token"));
    let session = session.ok_or_else(|| {
        Refused::grant(
            700_082,
            "The refresh token has expired due to inactivity, or was never issued.",
        )
    })?;
    let scope = match form.field("scope") {
        "" => session.scope,
        scope => scope.to_owned(),
    };
    let upn = session.upn;
    granted(tenant, &Session { upn, scope })
}

fn granted(tenant: &Tenant, session: &Session) -> Result<Reply, Refused> {
    let settings = tenant.settings.lock().clone();
    let service = service_of(tenant, &session.scope)?;
    let names: Vec<String> = named_permissions(&session.scope);
    let scopes = if names.is_empty() {
        settings.sign_in.delegated_scopes.join(" ")
    } else {
        names.join(" ")
    };
    let lifetime = settings.token_lifetime;
    let token = tenant.user_token(service, &session.upn, &scopes, None, lifetime);
    let mut body = json!({
        "token_type": "Bearer", "scope": scopes, "expires_in": told_seconds(lifetime), "ext_expires_in": told_seconds(lifetime), "access_token": token,
    });
    if session
        .scope
        .split(' ')
        .any(|scope| scope == "offline_access")
    {
        body["refresh_token"] = tenant.sign_ins.lock().remember(session.clone()).into();
    }
    Ok(reply::json(StatusCode::OK, &body))
}

fn is_protocol(scope: &str) -> bool {
    matches!(
        scope,
        "" | "openid" | "profile" | "email" | "offline_access"
    )
}

/// The permissions named one by one; none when the scope says `.default`.
fn named_permissions(scope: &str) -> Vec<String> {
    let scopes = scope.split(' ').filter(|scope| !is_protocol(scope));
    let names = scopes.map(|scope| scope.rsplit_once('/').map_or(scope, |(_, name)| name));
    names
        .filter(|name| *name != ".default")
        .map(str::to_owned)
        .collect()
}

/// The one service that the scopes name; names without an address are those of Graph.
fn service_of(tenant: &Tenant, scope: &str) -> Result<Service, Refused> {
    let mut scopes = scope.split(' ').filter(|scope| !is_protocol(scope));
    let first = scopes.next();
    match first.and_then(|scope| scope.rsplit_once('/')) {
        None => Ok(Service::Graph),
        Some((resource, _)) => tenant.hosts.service_of(resource).ok_or_else(|| {
            let name = &tenant.hosts.tenant;
            let text = format!(
                "The resource principal named {resource} was not found in the tenant named {name}."
            );
            Refused::request("invalid_resource", 500_011, text)
        }),
    }
}
