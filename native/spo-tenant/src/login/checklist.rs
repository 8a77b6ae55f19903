//! Row 10 of the checklist of `graph-wire.md` 10: every way to a token.

use crate::encoding::base64url;
use crate::hosts::Service;
use crate::sign_in_settings::{ExpiresOn, SignInRefusal};
use crate::stage::{Answered, As, tenant};
use crate::tenant::Tenant;
use ring::digest::{SHA256, digest};
use serde_json::json;

const GRAPH: &str = "https://graph.microsoft.com/.default";

fn post(tenant: &Tenant, route: &str, fields: &[(&str, &str)]) -> Answered {
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    form.append_pair("client_id", &tenant.registration.client_id);
    form.extend_pairs(fields);
    let address = format!("/contoso.onmicrosoft.com/oauth2/v2.0/{route}");
    tenant.ask(
        Service::Login,
        As::Nobody,
        "POST",
        &address,
        &[],
        form.finish(),
    )
}

fn error(answered: &Answered) -> String {
    answered.json()["error"].as_str().unwrap().to_owned()
}

#[test]
fn row_10_device_codes_wait_for_a_person() {
    let tenant = tenant(3);
    let begin = || {
        post(
            &tenant,
            "devicecode",
            &[("scope", "User.Read offline_access")],
        )
        .json()
    };
    let poll = |code: &str| {
        let grant = "urn:ietf:params:oauth:grant-type:device_code";
        post(
            &tenant,
            "token",
            &[("grant_type", grant), ("device_code", code)],
        )
    };
    let started = begin();
    let code = started["device_code"].as_str().unwrap();
    assert_eq!(error(&poll(code)), "authorization_pending");
    tenant.settings.lock().sign_in.device_code_interval = 60;
    assert_eq!(error(&poll(code)), "slow_down");
    tenant.settings.lock().sign_in.device_code_interval = 0;
    let user_code = started["user_code"].as_str().unwrap();
    assert!(
        tenant
            .sign_ins
            .lock()
            .decide(user_code, Some(tenant.upn(1).to_owned()))
    );
    let token = poll(code).json();
    assert_eq!(
        token["scope"],
        "User.Read offline_access".split(' ').next().unwrap()
    );
    let bearer = format!("Bearer {}", token["access_token"].as_str().unwrap());
    let me = tenant.ask(
        Service::Graph,
        As::Nobody,
        "GET",
        "/me",
        &[("authorization", &bearer)],
        "",
    );
    assert_eq!(me.json()["userPrincipalName"], tenant.upn(1));
    assert_eq!(error(&poll(code)), "bad_verification_code");
    let refresh = token["refresh_token"].as_str().unwrap();
    let share_point = "https://contoso-admin.sharepoint.com/.default";
    let fields = [
        ("grant_type", "refresh_token"),
        ("refresh_token", refresh),
        ("scope", share_point),
    ];
    assert_eq!(
        post(&tenant, "token", &fields).json()["scope"],
        "AllSites.FullControl User.ReadWrite.All"
    );
    let declined = begin();
    tenant
        .sign_ins
        .lock()
        .decide(declined["user_code"].as_str().unwrap(), None);
    assert_eq!(
        error(&poll(declined["device_code"].as_str().unwrap())),
        "authorization_declined"
    );
    tenant.settings.lock().sign_in.device_code_lifetime = 0;
    assert_eq!(
        error(&poll(begin()["device_code"].as_str().unwrap())),
        "expired_token"
    );
}

#[test]
fn row_10_authorisation_codes_are_bound_to_their_verifier() {
    let tenant = tenant(3);
    let challenge = base64url(digest(&SHA256, b"verifier").as_ref());
    let code = || {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.append_pair("client_id", &tenant.registration.client_id);
        query.extend_pairs([
            ("response_type", "code"),
            ("redirect_uri", "http://localhost:1"),
            ("state", "s"),
        ]);
        query.extend_pairs([
            ("scope", "User.Read"),
            ("code_challenge_method", "S256"),
            ("code_challenge", &challenge),
        ]);
        let address = format!("/organizations/oauth2/v2.0/authorize?{}", query.finish());
        let reply = tenant.ask(Service::Login, As::Nobody, "GET", &address, &[], "");
        assert_eq!(reply.status, 302);
        let target = url::Url::parse(reply.header("location")).unwrap();
        target
            .query_pairs()
            .find(|(name, _)| name == "code")
            .unwrap()
            .1
            .into_owned()
    };
    let redeem = |code: &str, verifier: &str| {
        let fields = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", "http://localhost:1"),
            ("code_verifier", verifier),
        ];
        post(&tenant, "token", &fields)
    };
    let first = code();
    assert_eq!(redeem(&first, "verifier").status, 200);
    assert_eq!(error(&redeem(&first, "verifier")), "invalid_grant");
    assert_eq!(error(&redeem(&code(), "other")), "invalid_grant");
}

#[test]
fn row_10_secrets_give_tokens_that_share_point_refuses() {
    let tenant = tenant(3);
    let sign_in = |secret: &str| {
        let scope = "https://contoso-my.sharepoint.com/.default";
        post(
            &tenant,
            "token",
            &[
                ("grant_type", "client_credentials"),
                ("client_secret", secret),
                ("scope", scope),
            ],
        )
    };
    assert_eq!(error(&sign_in("wrong")), "invalid_client");
    let token = format!(
        "Bearer {}",
        sign_in("demo-secret").json()["access_token"]
            .as_str()
            .unwrap()
    );
    let ask = || {
        let address = "/_api/web/lists/getbytitle('User%20Photos')/RootFolder/Folders";
        tenant.ask(
            Service::My,
            As::Nobody,
            "GET",
            address,
            &[("authorization", &token)],
            "",
        )
    };
    assert_eq!(
        ask().json()["error_description"],
        "Unsupported app only token."
    );
    tenant.settings.lock().sign_in.share_point_refuses_secrets = false;
    assert_eq!(ask().status, 200);
}

#[test]
fn row_10_refusals_name_their_reason() {
    let tenant = tenant(3);
    let person = || post(&tenant, "devicecode", &[("scope", "User.Read")]);
    let app = || {
        post(
            &tenant,
            "token",
            &[
                ("grant_type", "client_credentials"),
                ("client_secret", "demo-secret"),
                ("scope", GRAPH),
            ],
        )
    };
    tenant.settings.lock().sign_in.refusal = SignInRefusal::MultiFactor;
    assert_eq!(
        (person().json()["error_codes"].clone(), app().status),
        (json!([50_076]), 200)
    );
    tenant.settings.lock().sign_in.refusal = SignInRefusal::ConditionalAccess;
    assert_eq!(app().json()["error_codes"], json!([53_003]));
    tenant.settings.lock().sign_in.refusal = SignInRefusal::Throttled;
    assert_eq!((app().status, app().header("retry-after")), (429, "1"));
}

#[test]
fn row_10_federated_assertions_are_held_against_the_settings() {
    let tenant = tenant(3);
    let settings = tenant.settings.lock().sign_in.clone();
    let sign_in = |subject: &str, audience: &str| {
        let claims = json!({"iss": settings.federated_issuer, "sub": subject, "aud": audience, "exp": 9_999_999_999_u64});
        let assertion = format!(
            "{}.{}.x",
            base64url(b"{}"),
            base64url(claims.to_string().as_bytes())
        );
        let kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
        post(
            &tenant,
            "token",
            &[
                ("grant_type", "client_credentials"),
                ("client_assertion_type", kind),
                ("client_assertion", &assertion),
                ("scope", GRAPH),
            ],
        )
    };
    assert_eq!(
        sign_in(&settings.federated_subject, &settings.federated_audience).status,
        200
    );
    assert_eq!(
        sign_in("other", &settings.federated_audience).json()["error_codes"],
        json!([70_021])
    );
    assert_eq!(
        sign_in(&settings.federated_subject, "other").json()["error_codes"],
        json!([700_212])
    );
}

#[test]
fn row_10_machines_get_tokens_with_their_header() {
    let tenant = tenant(3);
    let metadata = "/metadata/identity/oauth2/token?api-version=2018-02-01&resource=https://graph.microsoft.com/";
    let ask = |method: &str, address: &str, header: (&str, &str), body: &'static str| {
        tenant.ask(
            Service::Identity,
            As::Nobody,
            method,
            address,
            &[header],
            body,
        )
    };
    assert_eq!(ask("GET", metadata, ("x", "y"), "").status, 400);
    let token = ask("GET", metadata, ("metadata", "true"), "").json();
    assert!(token["access_token"].is_string() && token["expires_on"].is_string());
    let resource = "/msi/token?resource=https://graph.microsoft.com";
    assert_eq!(
        ask("GET", resource, ("x-identity-header", "wrong"), "").status,
        401
    );
    let header = ("x-identity-header", "header-secret");
    assert_eq!(ask("GET", resource, header, "").status, 200);
    assert_eq!(
        ask(
            "POST",
            "/msi/token",
            header,
            "resource=https%3A%2F%2Fgraph.microsoft.com"
        )
        .status,
        200
    );
    tenant.settings.lock().sign_in.expires_on = ExpiresOn::Number;
    assert!(ask("GET", resource, header, "").json()["expires_on"].is_u64());
    tenant.settings.lock().sign_in.identity_omits = vec!["expires_on".to_owned()];
    assert!(
        ask("GET", resource, header, "")
            .json()
            .get("expires_on")
            .is_none()
    );
}

#[test]
fn row_10_clients_can_discover_the_tenant() {
    let tenant = tenant(3);
    let get = |address: &str| {
        tenant
            .ask(Service::Login, As::Nobody, "GET", address, &[], "")
            .json()
    };
    let configuration = get("/contoso.onmicrosoft.com/v2.0/.well-known/openid-configuration");
    assert!(
        configuration["token_endpoint"]
            .as_str()
            .unwrap()
            .ends_with("/contoso.onmicrosoft.com/oauth2/v2.0/token")
    );
    assert_eq!(
        get(&format!("/common/userrealm/{}", tenant.upn(0)))["account_type"],
        "Managed"
    );
    assert_eq!(
        get("/common/userrealm/x@fabrikam.com")["account_type"],
        "Unknown"
    );
}
