//! `$batch`: up to 20 reads in one request, answered in an order of their own, images as base64 (`graph-wire.md` 2).

use super::{Answer, routed};
use crate::call::Call;
use crate::encoding::base64;
use crate::tenant::Tenant;
use crate::tokens::Claims;
use axum::http::{HeaderMap, Method, StatusCode};
use bytes::Bytes;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::HashSet;

const MAX_REQUESTS: usize = 20;

#[derive(Deserialize)]
struct Batch {
    requests: Vec<Item>,
}

#[derive(Deserialize)]
struct Item {
    id: String,
    method: String,
    url: String,
}

/// Runs the requests of a batch.
pub(super) fn answer(tenant: &Tenant, claims: &Claims, call: &Call) -> Answer {
    let bad = |message: &str| Answer::error(StatusCode::BAD_REQUEST, "BadRequest", message);
    let Ok(batch) = serde_json::from_slice::<Batch>(&call.body) else {
        return bad("Invalid batch payload format.");
    };
    if batch.requests.len() > MAX_REQUESTS {
        return bad("Number of batch request steps exceeds the maximum value of 20.");
    }
    let ids: HashSet<_> = batch
        .requests
        .iter()
        .map(|item| item.id.to_lowercase())
        .collect();
    if ids.len() < batch.requests.len() {
        return bad("Request id is not unique in the batch.");
    }
    let mut responses: Vec<Value> = batch
        .requests
        .iter()
        .map(|item| response(tenant, claims, item))
        .collect();
    fastrand::Rng::with_seed(tenant.seed ^ responses.len() as u64).shuffle(&mut responses);
    Answer::Json(StatusCode::OK, json!({"responses": responses}))
}

fn response(tenant: &Tenant, claims: &Claims, item: &Item) -> Value {
    let (path, query) = item.url.split_once('?').unwrap_or((&item.url, ""));
    let path = format!("/v1.0/{}", path.trim_start_matches('/'));
    let nested = path.eq_ignore_ascii_case("/v1.0/$batch");
    let answer = if item.method.eq_ignore_ascii_case("GET") && !nested {
        let (service, query) = (crate::hosts::Service::Graph, query.to_owned());
        let call = Call {
            service,
            method: Method::GET,
            path,
            query,
            headers: HeaderMap::new(),
            body: Bytes::new(),
        };
        routed(tenant, claims, &call)
    } else {
        Answer::error(
            StatusCode::BAD_REQUEST,
            "BadRequest",
            "This tenant takes only GET requests in a batch.",
        )
    };
    match answer {
        Answer::Json(status, body) => {
            json!({"id": item.id, "status": status.as_u16(), "headers": {"Content-Type": "application/json"}, "body": body})
        }
        Answer::Image { content, etag } => {
            json!({"id": item.id, "status": 200, "headers": {"Content-Type": "image/jpeg", "ETag": etag}, "body": base64(&content)})
        }
    }
}
