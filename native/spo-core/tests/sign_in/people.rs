//! People: the browser and the other device are played by requests to the simulated sign-in service.

use crate::stage::{Host, app, client, outside, set, sign_in, tenant};
use serde_json::{Value, json};
use spo_core::config::Service;
use spo_core::error::ErrorId;
use spo_core::http::Client;
use spo_tenant::{RunningTenant, SignInRefusal};
use std::sync::Arc;

fn host(tenant: &RunningTenant) -> Arc<Host> {
    Host::new(tenant.app(), outside(json!({})))
}

pub fn browser(tenant: &RunningTenant) -> reqwest::Client {
    let root = reqwest::Certificate::from_pem(tenant.trusted_root_pem().as_bytes()).unwrap();
    reqwest::Client::builder()
        .no_proxy()
        .tls_certs_only([root])
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap()
}

/// Opens the sign-in page; the address it sends the browser back to.
async fn open(tenant: &RunningTenant, told: &Value) -> String {
    assert_eq!(told["type"], "browser");
    let url = told["url"].as_str().unwrap();
    let page = browser(tenant).get(url).send().await.unwrap();
    assert_eq!(page.status(), 302);
    page.headers()["location"].to_str().unwrap().to_owned()
}

pub async fn decide(tenant: &RunningTenant, user_code: &Value, action: &str) {
    let control = tenant.endpoints().control;
    let decision = json!({"userCode": user_code, "action": action}).to_string();
    let answer = browser(tenant)
        .post(format!("{control}/control/device"))
        .header("content-type", "application/json")
        .body(decision)
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 204);
}

fn begin(
    client: &Client,
    host: &Arc<Host>,
) -> tokio::task::JoinHandle<spo_core::error::Result<spo_core::auth::TokenInfo>> {
    let (client, scope) = (client.clone(), host.scope());
    tokio::spawn(async move { client.token_info(&scope, Service::Admin).await })
}

#[tokio::test]
async fn one_sign_in_in_the_browser_serves_every_audience() {
    let tenant = tenant().await;
    let (host, browser) = (host(&tenant), browser(&tenant));
    let upn = tenant.users()[1].user_principal_name.clone();
    let auth = app(&tenant, "interactive", json!({"loginHint": upn}));
    let client = client(&tenant, auth);
    let signed_in = begin(&client, &host);
    let told = host.told().await;
    let url = told["url"].as_str().unwrap();
    assert!(url.contains("code_challenge_method=S256"), "{url}");
    assert!(
        url.contains("redirect_uri=http%3A%2F%2Flocalhost%3A"),
        "{url}"
    );
    let back = open(&tenant, &told).await;
    // What is not the answer to our own question is turned away, and the wait goes on.
    let (address, query) = back.split_once('?').unwrap();
    for foreign in [
        format!("{address}/favicon.ico"),
        format!("{address}/?code=stolen&state=guess"),
    ] {
        assert_eq!(browser.get(foreign).send().await.unwrap().status(), 404);
    }
    let page = browser.get(format!("{address}/?{query}")).send().await;
    let page = page.unwrap().text().await.unwrap();
    assert!(page.contains("This window can be closed."), "{page}");
    let info = signed_in.await.unwrap().unwrap();
    assert_eq!((info.account, info.app_only), (upn, false));
    sign_in(&client, &host.scope()).await;
}

#[tokio::test]
async fn a_person_is_asked_again_when_more_is_wanted_of_them() {
    let tenant = tenant().await;
    let host = host(&tenant);
    let client = client(&tenant, app(&tenant, "interactive", json!({})));
    let signed_in = begin(&client, &host);
    let back = open(&tenant, &host.told().await).await;
    browser(&tenant).get(back).send().await.unwrap();
    signed_in.await.unwrap().unwrap();

    set(&tenant, |sign_in| {
        sign_in.refusal = SignInRefusal::MultiFactor;
    });
    let (again, scope) = (client.clone(), host.scope());
    let signed_in = tokio::spawn(async move { again.token_info(&scope, Service::My).await });
    let told = host.told().await;
    set(&tenant, |sign_in| {
        sign_in.refusal = SignInRefusal::Nothing;
    });
    // A connection that browsers open in advance and leave silent does not hold up the answer.
    let back = open(&tenant, &told).await;
    let url = url::Url::parse(&back).unwrap();
    let _silent = tokio::net::TcpStream::connect(("127.0.0.1", url.port().unwrap()))
        .await
        .unwrap();
    browser(&tenant).get(back).send().await.unwrap();
    signed_in.await.unwrap().unwrap();
}

#[tokio::test]
async fn a_refusal_in_the_browser_ends_the_sign_in_with_its_reason() {
    let tenant = tenant().await;
    let host = host(&tenant);
    let client = client(&tenant, app(&tenant, "interactive", json!({})));
    let signed_in = begin(&client, &host);
    let back = open(&tenant, &host.told().await).await;
    let (address, query) = back.split_once('?').unwrap();
    let (_, state) = query.split_once("state=").unwrap();
    let refusal = format!(
        "{address}/?error=interaction_required&error_description=AADSTS50076%3A%20Multi-factor.&state={state}"
    );
    let page = browser(&tenant).get(refusal).send().await.unwrap();
    assert!(page.text().await.unwrap().contains("refused"));
    let error = signed_in.await.unwrap().unwrap_err();
    assert_eq!(error.id(), ErrorId::AuthenticationFailed);
    assert!(error.next_step().contains("Multi-factor"));
}

#[tokio::test]
async fn a_device_code_is_told_waited_for_and_serves_every_audience() {
    let tenant = tenant().await;
    let host = host(&tenant);
    let client = client(&tenant, app(&tenant, "deviceCode", json!({})));
    let signed_in = begin(&client, &host);
    let told = host.told().await;
    assert_eq!(told["type"], "deviceCode");
    assert_eq!(told["verificationUri"], "https://microsoft.com/devicelogin");
    let code = told["userCode"].as_str().unwrap();
    assert!(told["message"].as_str().unwrap().contains(code));
    assert!(told["expires"].as_i64().unwrap() > 0);
    // Approved only after a poll has been told to wait.
    tenant.wait_for(spo_tenant::Kind::Token, 2).await;
    decide(&tenant, &told["userCode"], "approve").await;
    signed_in.await.unwrap().unwrap();
    sign_in(&client, &host.scope()).await;
    assert!(host.events.lock().await.is_empty(), "nobody is asked twice");
}

#[tokio::test]
async fn codes_that_are_declined_or_too_late_are_told_apart() {
    let tenant = tenant().await;
    let host = host(&tenant);
    let client = client(&tenant, app(&tenant, "deviceCode", json!({})));
    let signed_in = begin(&client, &host);
    let told = host.told().await;
    decide(&tenant, &told["userCode"], "decline").await;
    let error = signed_in.await.unwrap().unwrap_err();
    assert!(error.message().contains("AADSTS70019"), "{error}");
    assert!(error.next_step().contains("approve"));

    set(&tenant, |sign_in| sign_in.device_code_lifetime = 0);
    let error = begin(&client, &host).await.unwrap().unwrap_err();
    assert_eq!(error.message(), "The code was not entered in time.");
    assert!(error.next_step().contains("new code"));
}

#[tokio::test]
async fn policies_for_people_are_told_with_a_way_out() {
    let tenant = tenant().await;
    let host = host(&tenant);
    let client = client(&tenant, app(&tenant, "deviceCode", json!({})));
    for (refusal, number, advice) in [
        (SignInRefusal::MultiFactor, "AADSTS50076", "-Interactive"),
        (
            SignInRefusal::ConditionalAccess,
            "AADSTS53003",
            "Conditional Access",
        ),
    ] {
        set(&tenant, |sign_in| sign_in.refusal = refusal);
        let error = begin(&client, &host).await.unwrap().unwrap_err();
        assert!(error.message().contains(number), "{error}");
        assert!(error.next_step().contains(advice), "{}", error.next_step());
    }
}

#[tokio::test]
async fn a_busy_sign_in_service_is_told_to_people_as_such() {
    let tenant = tenant().await;
    let host = host(&tenant);
    let code = client(&tenant, app(&tenant, "deviceCode", json!({})));
    let browser_client = client(&tenant, app(&tenant, "interactive", json!({})));
    let busy = SignInRefusal::Throttled;
    set(&tenant, |sign_in| sign_in.refusal = busy);
    let mut scope = host.scope();
    scope.budget = std::time::Duration::from_millis(500);
    let error = code.token_info(&scope, Service::My).await.unwrap_err();
    assert_eq!(error.id(), ErrorId::Throttled, "{error}");

    // The page is the browser's; what is redeemed afterwards is ours.
    set(&tenant, |sign_in| sign_in.refusal = SignInRefusal::Nothing);
    let signing_in =
        tokio::spawn(async move { browser_client.token_info(&scope, Service::My).await });
    let back = open(&tenant, &host.told().await).await;
    set(&tenant, |sign_in| sign_in.refusal = busy);
    browser(&tenant).get(back).send().await.unwrap();
    let error = signing_in.await.unwrap().unwrap_err();
    assert_eq!(error.id(), ErrorId::Throttled, "{error}");
    assert!(error.next_step().contains("later"));
}
