//! The retry rules, played in virtual time.

use super::{Broken, Patience, until_final};
use crate::error::{Error, ErrorId};
use crate::http::Response;
use crate::http::governor::Governor;
use bytes::Bytes;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::time::Duration;
use tokio::time::Instant;

const BUDGET: Duration = Duration::from_secs(300);

fn answer(status: u16, fields: &[(&'static str, &'static str)], body: &'static str) -> Response {
    let field = |&(name, value)| {
        (
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        )
    };
    let headers: HeaderMap = fields.iter().map(field).collect();
    Response::new(
        "profile.read",
        "contoso-admin.sharepoint.com",
        status,
        headers,
        Bytes::from_static(body.as_bytes()),
    )
}

fn governor() -> Governor {
    Governor::new("contoso-admin.sharepoint.com")
}

/// Plays a list of answers; the last one repeats.
async fn play(
    governor: &Governor,
    answers: Vec<Result<Response, Broken>>,
) -> (Result<Response, Error>, u32) {
    let tries = AtomicU32::new(0);
    let mut answers = answers.into_iter().peekable();
    let mut attempt = || {
        tries.fetch_add(1, SeqCst);
        let next = answers.next();
        match (next, answers.peek()) {
            (Some(next), Some(_)) => next,
            (Some(Err(broken)), None) => {
                answers = vec![Err(broken.clone()), Err(broken.clone())]
                    .into_iter()
                    .peekable();
                Err(broken)
            }
            (Some(Ok(last)), None) => {
                let copy = || Response {
                    headers: last.headers.clone(),
                    body: last.body.clone(),
                    ..answer(last.status, &[], "")
                };
                answers = vec![Ok(copy()), Ok(copy())].into_iter().peekable();
                Ok(last)
            }
            (None, _) => Err(Broken::Timeout),
        }
    };
    let result = until_final(governor, Patience::new("profile.read", BUDGET), || {
        std::future::ready(attempt())
    })
    .await;
    (result, tries.load(SeqCst))
}

#[tokio::test(start_paused = true)]
async fn the_wait_named_is_kept_to_the_second() {
    let begun = Instant::now();
    let answers = vec![
        Ok(answer(429, &[("retry-after", "12")], "")),
        Ok(answer(200, &[], "{}")),
    ];
    let (result, tries) = play(&governor(), answers).await;
    assert_eq!((result.unwrap().status, tries), (200, 2));
    assert_eq!(begun.elapsed().as_secs(), 12);
}

#[tokio::test(start_paused = true)]
async fn one_pause_holds_for_every_worker() {
    let governor = governor();
    let begun = Instant::now();
    let first = play(
        &governor,
        vec![
            Ok(answer(503, &[("retry-after", "30")], "")),
            Ok(answer(200, &[], "")),
        ],
    );
    let second = async {
        tokio::time::sleep(Duration::from_secs(1)).await;
        assert_eq!(
            governor.throttle().unwrap().to_string(),
            "503 from contoso-admin, 29 s"
        );
        let (result, tries) = play(&governor, vec![Ok(answer(200, &[], ""))]).await;
        assert_eq!((result.unwrap().status, tries), (200, 1));
        assert_eq!(begun.elapsed().as_secs(), 30);
    };
    let ((result, _), ()) = tokio::join!(first, second);
    assert!(result.is_ok() && governor.throttle().is_none());
}

#[tokio::test(start_paused = true)]
async fn passing_trouble_is_tried_again_and_final_answers_are_not() {
    for trouble in [
        Ok(answer(429, &[], "")),
        Ok(answer(502, &[], "")),
        Ok(answer(504, &[], "")),
        Ok(answer(408, &[], "")),
        Ok(answer(401, &[], "401 UNAUTHORIZED: 429 TOO MANY REQUESTS")),
        Ok(answer(429, &[("retry-after", "garbage")], "")),
        Ok(answer(429, &[("retry-after", "0")], "")),
        Err(Broken::Timeout),
        Err(Broken::Reset("reset".to_owned())),
        Err(Broken::Connect("refused".to_owned())),
    ] {
        let (result, tries) = play(&governor(), vec![trouble, Ok(answer(200, &[], ""))]).await;
        assert_eq!((result.unwrap().status, tries), (200, 2));
    }
    for status in [200, 302, 400, 401, 403, 404, 500] {
        let (result, tries) = play(&governor(), vec![Ok(answer(status, &[], ""))]).await;
        assert_eq!((result.unwrap().status, tries), (status, 1));
    }
}

#[tokio::test(start_paused = true)]
async fn a_wait_beyond_the_budget_ends_at_once_with_a_count() {
    let begun = Instant::now();
    let governor = governor();
    let (result, tries) = play(
        &governor,
        vec![Ok(answer(429, &[("retry-after", "400")], ""))],
    )
    .await;
    let error = result.map(drop).unwrap_err();
    assert_eq!(
        (error.id(), tries, error.http_status()),
        (ErrorId::Throttled, 1, 429)
    );
    assert!(
        error.message().contains("tried once") && error.message().contains("300 s allowed"),
        "{error}"
    );
    assert_eq!(begun.elapsed(), Duration::ZERO);
    let (result, tries) = play(&governor, vec![Ok(answer(200, &[], ""))]).await;
    assert_eq!(
        (result.map(drop).unwrap_err().id(), tries),
        (ErrorId::Throttled, 0)
    );
}

#[tokio::test(start_paused = true)]
async fn trouble_that_stays_ends_within_the_budget() {
    let cases = [
        (Ok(answer(429, &[], "")), ErrorId::Throttled),
        (Ok(answer(504, &[], "")), ErrorId::Timeout),
        (Ok(answer(502, &[], "")), ErrorId::ServiceError),
        (
            Err(Broken::Reset("reset".to_owned())),
            ErrorId::ConnectionFailed,
        ),
        (Err(Broken::Timeout), ErrorId::Timeout),
    ];
    for (trouble, id) in cases {
        let begun = Instant::now();
        let (result, tries) = play(&governor(), vec![trouble]).await;
        let error = result.map(drop).unwrap_err();
        assert_eq!(error.id(), id);
        assert!(
            tries > 3 && error.message().contains(&format!("{tries} times")),
            "{error}"
        );
        assert!(begun.elapsed() <= BUDGET);
    }
}

#[tokio::test(start_paused = true)]
async fn a_host_that_is_not_there_is_given_up_soon() {
    let (result, tries) = play(
        &governor(),
        vec![Err(Broken::Connect("no such host".to_owned()))],
    )
    .await;
    assert_eq!(
        (result.map(drop).unwrap_err().id(), tries),
        (ErrorId::ConnectionFailed, 4)
    );
    let (result, tries) = play(
        &governor(),
        vec![Err(Broken::Untrusted("unknown issuer".to_owned()))],
    )
    .await;
    assert_eq!(
        (result.map(drop).unwrap_err().id(), tries),
        (ErrorId::ConnectionFailed, 1)
    );
}

#[tokio::test(start_paused = true)]
async fn an_attempt_that_never_answers_ends_with_the_budget() {
    let governor = governor();
    let attempt = || std::future::pending::<Result<Response, Broken>>();
    let error = until_final(&governor, Patience::new("profile.read", BUDGET), attempt)
        .await
        .map(drop)
        .unwrap_err();
    assert_eq!(error.id(), ErrorId::Timeout);
}
