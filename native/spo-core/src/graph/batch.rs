//! `$batch`: up to twenty reading requests in one (Microsoft's article on JSON batching).

use crate::config::Service;
use crate::error::{Error, ErrorId, Result};
use crate::http::{Client, Request, Response, Scope, backoff};
use bytes::Bytes;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use serde_json::{Value, json};
use tokio::time::{Instant, sleep_until};

/// The most parts the service takes.
const MOST: usize = 20;

/// Gets each path (relative to `/v1.0`) and returns the answers in the order of the paths; bodies are JSON text.
/// Parts that were throttled are repeated until the time budget of `scope` is over.
pub(super) async fn get(
    client: &Client,
    scope: &Scope,
    kind: &'static str,
    paths: &[String],
) -> Vec<Result<Response>> {
    let mut answers = Vec::with_capacity(paths.len());
    for paths in paths.chunks(MOST) {
        answers.extend(get_chunk(client, scope, kind, paths).await);
    }
    answers
}

async fn get_chunk(
    client: &Client,
    scope: &Scope,
    kind: &'static str,
    paths: &[String],
) -> Vec<Result<Response>> {
    let deadline = Instant::now() + scope.budget;
    let mut answers: Vec<Option<Result<Response>>> = paths.iter().map(|_| None).collect();
    let mut open: Vec<usize> = (0..paths.len()).collect();
    let mut tries = 0;
    while !open.is_empty() {
        let parts = match send(client, scope, kind, paths, &open).await {
            Ok(parts) => parts,
            Err(error) => {
                for index in open {
                    answers[index] = Some(Err(error.clone()));
                }
                break;
            }
        };
        tries += 1;
        let mut paused = false;
        for (index, part) in parts {
            // An answer to something not asked, or asked and answered before, is nobody's.
            if !open.contains(&index) {
                continue;
            }
            answers[index] = Some(match client.heed_part(scope, &part) {
                None => {
                    open.retain(|&other| other != index);
                    Ok(part)
                }
                Some(named) => {
                    paused |= named;
                    Err(throttled(&part, tries))
                }
            });
        }
        // What the service left out altogether is not asked for again.
        open.retain(|&index| answers[index].is_some());
        // A wait that the service named is kept by the governor when the rest is sent.
        if !paused && !open.is_empty() {
            let wake = Instant::now() + backoff::wait(tries);
            if wake > deadline {
                break;
            }
            sleep_until(wake).await;
        }
        if Instant::now() >= deadline {
            break;
        }
    }
    let missing = || {
        Error::new(
            ErrorId::UnexpectedResponse,
            format!("Graph left out the answer to a part of '{kind}'."),
        )
    };
    answers
        .into_iter()
        .map(|answer| answer.unwrap_or_else(|| Err(missing())))
        .collect()
}

/// Sends the open parts and returns what came back, in the order of the answer.
async fn send(
    client: &Client,
    scope: &Scope,
    kind: &'static str,
    paths: &[String],
    open: &[usize],
) -> Result<Vec<(usize, Response)>> {
    let part =
        |&index: &usize| json!({"id": index.to_string(), "method": "GET", "url": paths[index]});
    let body = json!({"requests": open.iter().map(part).collect::<Vec<_>>()}).to_string();
    let request = Request::post(
        Service::Graph,
        kind,
        "/v1.0/$batch",
        "application/json",
        body,
    )
    .accept("application/json");
    let response = client.send(scope, request).await?;
    // An envelope of 424 with the parts inside was documented in 2021; today it is 200.
    if !response.is_success() && response.status != 424 {
        return Err(response.into_error("asking Microsoft Graph"));
    }
    let json = response.json()?;
    let Some(parts) = json["responses"].as_array() else {
        let message = "Graph answered a batch with no list of responses.";
        return Err(Error::new(ErrorId::UnexpectedResponse, message)
            .with_response(response.status, response.request_id));
    };
    let read = |part: &Value| {
        let index = part["id"].as_str()?.parse().ok()?;
        let status = u16::try_from(part["status"].as_u64()?).ok()?;
        let body = Bytes::from(part["body"].to_string());
        Some((
            index,
            Response::new(
                kind,
                &response.host,
                status,
                headers(&part["headers"]),
                body,
            ),
        ))
    };
    Ok(parts.iter().filter_map(read).collect())
}

fn headers(json: &Value) -> HeaderMap {
    let field = |(name, value): (&String, &Value)| {
        let text = value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned);
        Some((
            HeaderName::from_bytes(name.as_bytes()).ok()?,
            HeaderValue::from_str(&text).ok()?,
        ))
    };
    json.as_object()
        .into_iter()
        .flatten()
        .filter_map(field)
        .collect()
}

fn throttled(part: &Response, tries: u32) -> Error {
    let message = format!(
        "Microsoft Graph kept asking to slow down (HTTP {}): asked {tries} times.",
        part.status
    );
    Error::new(ErrorId::Throttled, message).with_response(part.status, &part.request_id)
}
