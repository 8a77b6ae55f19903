//! Quotas, clock and faults as a client meets them.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use reqwest::{Client, Response, StatusCode};
use serde_json::{Value, json};
use spo_tenant::{Action, BodyForm, Fault, Kind, RetryAfterForm, RunningTenant, TenantOptions};
use std::time::Duration;

struct Stage {
    tenant: RunningTenant,
    client: Client,
}

impl Stage {
    async fn new(options: TenantOptions) -> Self {
        // One provider a process: all tests but the first find it there.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let tenant = RunningTenant::start(TenantOptions {
            users: 20,
            ..options
        });
        Self {
            tenant: tenant.await.unwrap(),
            client: Client::builder().no_proxy().build().unwrap(),
        }
    }

    fn token(&self, resource: &str) -> String {
        self.tenant.issue_token(resource, None).unwrap()
    }

    async fn read(&self) -> Response {
        let user = &self.tenant.users()[0];
        let account = user.account_name.replace('#', "%23").replace('|', "%7C");
        let address = format!(
            "{}/_api/SP.UserProfiles.PeopleManager/GetPropertiesFor(accountName=@v)?@v='{account}'&$select=AccountName",
            self.tenant.endpoints().admin
        );
        let token = self.token("https://contoso-admin.sharepoint.com");
        self.client
            .get(address)
            .bearer_auth(token)
            .send()
            .await
            .unwrap()
    }

    async fn batch(&self, requests: Value) -> Value {
        let address = format!("{}/v1.0/$batch", self.tenant.endpoints().graph);
        let request = self
            .client
            .post(address)
            .body(json!({"requests": requests}).to_string());
        let token = self.token("https://graph.microsoft.com");
        let reply = request
            .header("content-type", "application/json")
            .bearer_auth(token);
        serde_json::from_slice(&reply.send().await.unwrap().bytes().await.unwrap()).unwrap()
    }
}

fn header<'a>(reply: &'a Response, name: &str) -> Option<&'a str> {
    reply
        .headers()
        .get(name)
        .map(|value| value.to_str().unwrap())
}

/// One request uses 80 % of an app's minute, the second exceeds it.
fn dear() -> TenantOptions {
    let mut options = TenantOptions::default();
    options.settings.share_point_resource_units = 1000;
    options
}

#[tokio::test]
async fn row_quota_warns_from_80_percent_then_refuses_and_refills() {
    let stage = Stage::new(dear()).await;
    let warned = stage.read().await;
    assert_eq!(warned.status(), StatusCode::OK);
    assert_eq!(header(&warned, "ratelimit-limit"), Some("1250"));
    assert_eq!(header(&warned, "ratelimit-remaining"), Some("250"));
    let refused = stage.read().await;
    assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(header(&refused, "ratelimit-remaining"), Some("0"));
    let wait: u64 = header(&refused, "retry-after").unwrap().parse().unwrap();
    assert!((1..=60).contains(&wait), "{wait}");
    stage.tenant.advance(Duration::from_secs(60));
    assert_eq!(stage.read().await.status(), StatusCode::OK);
    stage
        .tenant
        .settings_mut(|settings| settings.enforce_limits = false);
    assert_eq!(stage.read().await.status(), StatusCode::OK);
}

#[tokio::test]
async fn row_quota_refusals_take_every_form() {
    let stage = Stage::new(dear()).await;
    stage.read().await;
    stage.tenant.settings_mut(|settings| {
        settings.throttle_status = 503;
        settings.retry_after_form = RetryAfterForm::Date;
        settings.throttle_body = BodyForm::Html;
    });
    let refused = stage.read().await;
    assert_eq!(refused.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert!(header(&refused, "retry-after").unwrap().ends_with("GMT"));
    assert!(
        header(&refused, "content-type")
            .unwrap()
            .starts_with("text/html")
    );
    stage
        .tenant
        .settings_mut(|settings| settings.retry_after_form = RetryAfterForm::Missing);
    assert_eq!(header(&stage.read().await, "retry-after"), None);
    stage.tenant.set_faults(vec![Fault {
        status: 401,
        body: BodyForm::TooManyRequests,
        ..Fault::new(Some(Kind::ProfileRead), Action::Respond)
    }]);
    let disguised = stage.read().await;
    assert_eq!(disguised.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(disguised.text().await.unwrap(), "429 TOO MANY REQUESTS");
}

#[tokio::test]
async fn waits_are_divided_by_the_speed_of_the_clock() {
    let stage = Stage::new(TenantOptions {
        time_scale: 60,
        ..dear()
    })
    .await;
    stage.read().await;
    let refused = stage.read().await;
    assert_eq!(header(&refused, "retry-after"), Some("1"));
    assert_eq!(header(&refused, "ratelimit-reset"), Some("1"));
}

#[tokio::test]
async fn row_9_the_fifth_photo_request_is_throttled_and_batch_parts_singly() {
    let stage = Stage::new(TenantOptions::default()).await;
    let id = stage.tenant.users()[5].object_id;
    let photo = |id_in_batch: &str| json!({"id": id_in_batch, "method": "GET", "url": format!("/users/{id}/photo")});
    // A photo batch that takes its time holds all four seats, so a second one gets none.
    stage
        .tenant
        .settings_mut(|settings| settings.latency = spo_tenant::Latency::fixed(600_000));
    let slow = ["1", "2", "3", "4"].map(photo);
    let first = stage.batch(json!(slow));
    let second = async {
        stage.tenant.wait_for(Kind::GraphBatch, 1).await;
        stage
            .tenant
            .settings_mut(|settings| settings.latency = spo_tenant::Latency::NONE);
        let mut after = photo("b");
        after["dependsOn"] = json!(["A"]);
        let user = json!({"id": "c", "method": "GET", "url": format!("/users/{id}?$select=id")});
        stage.batch(json!([photo("a"), after, user])).await
    };
    let reply = tokio::select! {
        _ = first => panic!("the first batch did not wait"),
        reply = second => reply,
    };
    let status = |id: &str| {
        let all = reply["responses"].as_array().unwrap();
        all.iter().find(|part| part["id"] == id).unwrap()["status"].as_u64()
    };
    assert_eq!(
        [status("a"), status("b"), status("c")],
        [Some(429), Some(424), Some(200)]
    );
    let refused = reply["responses"]
        .as_array()
        .unwrap()
        .iter()
        .find(|part| part["id"] == "a")
        .unwrap();
    assert_eq!(
        refused["body"]["error"]["code"], "ApplicationThrottled",
        "{refused}"
    );
}

#[tokio::test]
async fn row_9_the_directorys_units_run_out_with_and_without_retry_after() {
    let stage = Stage::new(TenantOptions::default()).await;
    let list = |id: u32| json!({"id": id.to_string(), "method": "GET", "url": "/users?$top=1"});
    // 3,500 units in ten seconds for a tenant of this size (documented); a list costs two, so a batch of twenty costs forty.
    let batches = 3500 / 40;
    for _ in 0..batches {
        let reply = stage
            .batch(json!((1..=20).map(list).collect::<Vec<_>>()))
            .await;
        let parts = reply["responses"].as_array().unwrap();
        assert!(parts.iter().all(|part| part["status"] == 200), "{reply}");
    }
    let address = format!("{}/v1.0/users", stage.tenant.endpoints().graph);
    let token = stage.token("https://graph.microsoft.com");
    let get = || stage.client.get(&address).bearer_auth(&token).send();
    while get().await.unwrap().status() == StatusCode::OK {}
    let refused = get().await.unwrap();
    assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
    assert!(header(&refused, "retry-after").is_some());
    assert_eq!(
        header(&refused, "x-ms-throttle-information"),
        Some("ResourceUnitLimitExceeded")
    );
    assert!(
        header(&refused, "x-ms-throttle-scope")
            .unwrap()
            .starts_with("Tenant_Application/")
    );
    assert!(header(&refused, "x-ms-throttle-limit-percentage").is_some());
    stage
        .tenant
        .settings_mut(|settings| settings.retry_after_form = RetryAfterForm::Missing);
    assert_eq!(header(&get().await.unwrap(), "retry-after"), None);
    stage.tenant.settings_mut(|settings| {
        settings.throttle_status = 503;
        settings.retry_after_form = RetryAfterForm::Seconds;
    });
    let busy = get().await.unwrap();
    assert_eq!(busy.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert!(header(&busy, "retry-after").is_some());
    stage.tenant.advance(Duration::from_secs(10));
    assert_eq!(get().await.unwrap().status(), StatusCode::OK);
}

#[tokio::test]
async fn row_9_a_write_may_take_effect_and_be_answered_with_429() {
    let mut options = TenantOptions::default();
    options.settings.graph_roles = vec!["ProfilePhoto.ReadWrite.All".to_owned()];
    let stage = Stage::new(options).await;
    let user = &stage.tenant.users()[0];
    let photo = format!(
        "{}/v1.0/users/{}/photo/$value",
        stage.tenant.endpoints().graph,
        user.object_id
    );
    let token = stage.token("https://graph.microsoft.com");
    let put = || {
        let put = stage.client.put(&photo).bearer_auth(&token);
        put.header("content-type", "image/jpeg")
            .body(stage.tenant.ad_photo(0))
            .send()
    };
    let get = || stage.client.get(&photo).bearer_auth(&token).send();
    assert_eq!(get().await.unwrap().status(), StatusCode::NOT_FOUND);
    stage.tenant.set_faults(vec![Fault {
        count: 1,
        ..Fault::new(None, Action::RespondAfter)
    }]);
    assert_eq!(put().await.unwrap().status(), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(get().await.unwrap().status(), StatusCode::OK);
}

#[tokio::test]
async fn row_9_identity_requests_tell_their_price() {
    let stage = Stage::new(TenantOptions::default()).await;
    let address = format!("{}/v1.0/users", stage.tenant.endpoints().graph);
    let token = stage.token("https://graph.microsoft.com");
    let reply = stage
        .client
        .get(address)
        .bearer_auth(token)
        .send()
        .await
        .unwrap();
    assert_eq!(header(&reply, "x-ms-resource-unit"), Some("2"));
}

#[tokio::test]
async fn bodies_break_connections_close_and_tokens_expire_on_demand() {
    let stage = Stage::new(TenantOptions::default()).await;
    let fault = |action| stage.tenant.set_faults(vec![Fault::new(None, action)]);
    fault(Action::Truncate);
    assert!(stage.read().await.bytes().await.is_err());
    fault(Action::SlowBody);
    assert!(stage.read().await.bytes().await.is_ok());
    fault(Action::CloseAfter);
    let closed = stage.read().await;
    assert_eq!(closed.status(), StatusCode::OK);
    assert!(closed.bytes().await.is_ok());
    fault(Action::ExpireToken);
    assert_eq!(stage.read().await.status(), StatusCode::UNAUTHORIZED);
    stage.tenant.set_faults(Vec::new());
    assert_eq!(stage.read().await.status(), StatusCode::OK);
}

#[tokio::test]
async fn tokens_and_dates_follow_the_hosts_clocks() {
    let stage = Stage::new(TenantOptions::default()).await;
    let token = stage.token("https://graph.microsoft.com");
    let get = || {
        let address = format!("{}/v1.0/users", stage.tenant.endpoints().graph);
        stage.client.get(address).bearer_auth(&token).send()
    };
    assert_eq!(get().await.unwrap().status(), StatusCode::OK);
    stage
        .tenant
        .settings_mut(|settings| settings.clock_skew_seconds = -86_400);
    let skewed = get().await.unwrap();
    let told = httpdate::parse_http_date(header(&skewed, "date").unwrap()).unwrap();
    assert!(told.elapsed().unwrap() > Duration::from_secs(80_000));
    stage
        .tenant
        .settings_mut(|settings| settings.clock_skew_seconds = 0);
    stage.tenant.advance(Duration::from_secs(3600));
    assert_eq!(get().await.unwrap().status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn row_profile_not_yet_created_appears_and_writes_spread_later() {
    let mut options = TenantOptions::default();
    options.settings.profile_appears_after_seconds = 600;
    options.settings.profile_propagation_seconds = 60;
    let stage = Stage::new(options).await;
    let upn = stage.tenant.users()[0].user_principal_name.clone();
    stage
        .tenant
        .settings_mut(|settings| settings.profileless_users = vec![upn.clone()]);
    assert!(
        stage
            .read()
            .await
            .text()
            .await
            .unwrap()
            .contains("odata.null")
    );
    let fax = || stage.tenant.profile(&upn).unwrap()["Fax"].clone();
    stage.tenant.set_profile_property(&upn, "Fax", "7");
    assert_eq!(fax(), "");
    stage.tenant.advance(Duration::from_secs(600));
    assert_eq!(fax(), "7");
    assert!(
        stage
            .read()
            .await
            .text()
            .await
            .unwrap()
            .contains("AccountName")
    );
}
