//! The governor in virtual time.

use super::{Governor, Held, Outcome, Permit};
use reqwest::header::{HeaderMap, HeaderValue};
use std::time::Duration;
use tokio::time::{Instant, advance};

fn soon() -> Instant {
    Instant::now() + Duration::from_secs(10)
}

/// Takes slots until no more are free.
async fn fill(governor: &Governor) -> Vec<Permit<'_>> {
    let mut permits = Vec::new();
    while let Ok(permit) = governor.admit(Instant::now()).await {
        permits.push(permit);
    }
    permits
}

async fn serve(governor: &Governor, times: usize) {
    for _ in 0..times {
        governor.admit(soon()).await.unwrap().done(Outcome::Served);
    }
}

#[tokio::test(start_paused = true)]
async fn one_wave_of_overload_halves_the_limit_once() {
    let governor = Governor::new("host");
    for permit in fill(&governor).await {
        permit.done(Outcome::Overloaded);
        advance(Duration::from_millis(1)).await;
    }
    assert_eq!(fill(&governor).await.len(), 2);
    for permit in fill(&governor).await {
        permit.done(Outcome::Overloaded);
    }
    assert_eq!(fill(&governor).await.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn the_limit_comes_back_one_by_one_and_stops_at_the_most() {
    let governor = Governor::new("host");
    governor
        .admit(soon())
        .await
        .unwrap()
        .done(Outcome::Overloaded);
    assert_eq!(fill(&governor).await.len(), 2);
    serve(&governor, 2).await;
    assert_eq!(fill(&governor).await.len(), 3);
    serve(&governor, 50).await;
    assert_eq!(fill(&governor).await.len(), 4);
    governor.set_limit(6);
    serve(&governor, 50).await;
    assert_eq!(fill(&governor).await.len(), 6);
    governor.set_limit(1);
    assert_eq!(fill(&governor).await.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn slots_in_use_are_taken_away_when_they_come_back() {
    let governor = Governor::new("host");
    let permits = fill(&governor).await;
    governor.set_limit(2);
    assert_eq!(
        governor.admit(Instant::now()).await.map(drop),
        Err(Held::Queued)
    );
    drop(permits);
    assert_eq!(fill(&governor).await.len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_cancelled_wait_leaves_no_trace() {
    let governor = Governor::new("host");
    let mut headers = HeaderMap::new();
    headers.insert("retry-after", HeaderValue::from_static("5"));
    assert!(governor.heed(429, &headers));
    let cancelled = tokio::time::timeout(Duration::from_secs(1), governor.admit(soon())).await;
    assert!(cancelled.is_err());
    advance(Duration::from_secs(4)).await;
    assert_eq!(fill(&governor).await.len(), 4);
}

#[tokio::test(start_paused = true)]
async fn a_low_quota_spreads_requests_over_the_time_left() {
    let governor = Governor::new("host");
    let mut headers = HeaderMap::new();
    for (name, value) in [
        ("ratelimit-limit", "1200"),
        ("ratelimit-remaining", "10"),
        ("ratelimit-reset", "20"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    assert!(!governor.heed(200, &headers));
    let begun = Instant::now();
    serve(&governor, 5).await;
    assert_eq!(begun.elapsed().as_secs(), 8);
    serve(&governor, 20).await;
    assert_eq!(begun.elapsed().as_secs(), 20);
    assert!(!governor.heed(200, &headers));
    headers.insert("ratelimit-remaining", HeaderValue::from_static("0"));
    assert!(governor.heed(200, &headers));
    assert_eq!(
        governor.throttle().unwrap().to_string(),
        "quota of host used up, 20 s"
    );
    assert!(matches!(
        governor.admit(soon()).await,
        Err(Held::Paused(_, 200))
    ));
}
