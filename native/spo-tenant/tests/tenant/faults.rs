//! Faults as a client feels them.

use crate::client::{Fixture, MY};
use reqwest::{Method, RequestBuilder};
use spo_tenant::{Action, Fault, Kind};

fn upload(fixture: &Fixture) -> RequestBuilder {
    let url = format!(
        "{}/_api/web/GetFolderByServerRelativePath(DecodedUrl='/User%20Photos/Profile%20Pictures')/Files/AddUsingPath(DecodedUrl='fault.jpg',overwrite=true)",
        fixture.at.my
    );
    fixture.signed(Method::POST, &url, MY).body("photo")
}

fn uploads(fixture: &Fixture) -> u32 {
    fixture
        .tenant
        .files()
        .into_iter()
        .find(|file| file.name == "fault.jpg")
        .map_or(0, |file| file.uploads)
}

fn respond(status: u16, retry_after: &str) -> Fault {
    Fault {
        status,
        retry_after: retry_after.to_owned(),
        ..Fault::new(Some(Kind::PhotoUpload), Action::Respond)
    }
}

#[tokio::test]
async fn throttling_comes_with_seconds_with_a_date_or_without() {
    let fixture = Fixture::new().await;
    for (rule, seconds) in [(respond(429, "7"), Some("7")), (respond(503, ""), None)] {
        fixture.tenant.set_faults(vec![rule.clone()]);
        let response = upload(&fixture).send().await.unwrap();
        assert_eq!(response.status(), rule.status);
        assert_eq!(
            response
                .headers()
                .get("retry-after")
                .map(|value| value.to_str().unwrap()),
            seconds
        );
    }
    fixture.tenant.set_faults(vec![respond(429, "date")]);
    let response = upload(&fixture).send().await.unwrap();
    let date = response.headers()["retry-after"].to_str().unwrap();
    assert!(httpdate::parse_http_date(date).is_ok(), "{date}");
    assert_eq!(uploads(&fixture), 0);
    fixture.tenant.set_faults(Vec::new());
    assert_eq!(upload(&fixture).send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn a_reset_comes_before_or_after_the_effect() {
    let fixture = Fixture::new().await;
    let once = |action| Fault {
        count: 1,
        ..Fault::new(Some(Kind::PhotoUpload), action)
    };
    fixture.tenant.set_faults(vec![once(Action::ResetBefore)]);
    assert!(!upload(&fixture).send().await.unwrap_err().is_status());
    assert_eq!(uploads(&fixture), 0);
    fixture.tenant.set_faults(vec![once(Action::ResetAfter)]);
    assert!(!upload(&fixture).send().await.unwrap_err().is_status());
    assert_eq!(uploads(&fixture), 1);
    assert_eq!(upload(&fixture).send().await.unwrap().status(), 200);
    assert_eq!(fixture.tenant.requests().of(Kind::PhotoUpload), 3);
}

#[tokio::test]
async fn a_hanging_request_is_known_to_have_arrived_and_ends_with_its_client() {
    let fixture = Fixture::new().await;
    fixture
        .tenant
        .set_faults(vec![Fault::new(Some(Kind::PhotoUpload), Action::Hang)]);
    let request = tokio::spawn(upload(&fixture).send());
    fixture.tenant.wait_for(Kind::PhotoUpload, 1).await;
    assert!(!request.is_finished());
    request.abort();
    assert!(request.await.unwrap_err().is_cancelled());
    assert_eq!(uploads(&fixture), 0);
    fixture.tenant.set_faults(vec![Fault {
        delay_ms: 1,
        ..Fault::new(Some(Kind::PhotoUpload), Action::Delay)
    }]);
    assert_eq!(upload(&fixture).send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn chance_strikes_the_same_requests_in_every_run() {
    let mut runs = Vec::new();
    for _ in 0..2 {
        let fixture = Fixture::new().await;
        fixture.tenant.set_faults(vec![Fault {
            percent: 30,
            ..respond(503, "")
        }]);
        let mut statuses = Vec::new();
        for _ in 0..40 {
            statuses.push(upload(&fixture).send().await.unwrap().status().as_u16());
        }
        assert!(statuses.contains(&200) && statuses.contains(&503));
        runs.push(statuses);
    }
    assert_eq!(runs[0], runs[1]);
}
