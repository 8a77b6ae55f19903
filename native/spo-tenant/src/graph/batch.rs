//! `$batch`: up to 20 requests in one, answered in an order of their own, bytes as base64 both ways (`graph-wire.md` 2).
//! Items are run one after the other, which keeps every limit on parallel ones.

use super::{Answer, Content, routed};
use crate::call::{Call, Kind};
use crate::encoding::{base64, from_any_base64};
use crate::faults::Action;
use crate::hosts::Service;
use crate::tenant::Tenant;
use crate::tokens::Claims;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use bytes::Bytes;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::collections::HashMap;

const MAX_REQUESTS: usize = 20;

#[derive(Deserialize)]
struct Batch {
    requests: Vec<Item>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Item {
    id: String,
    method: String,
    url: String,
    #[serde(default)]
    headers: HashMap<String, String>,
    #[serde(default)]
    body: Option<Value>,
    #[serde(default)]
    depends_on: Vec<String>,
}

/// Runs the requests of a batch.
pub(super) fn answer(tenant: &Tenant, claims: &Claims, call: &Call, version: &str) -> Answer {
    let bad = |message: &str| Answer::error(StatusCode::BAD_REQUEST, "BadRequest", message);
    let Ok(batch) = serde_json::from_slice::<Batch>(&call.body) else {
        return bad("Invalid batch payload format.");
    };
    let items = &batch.requests;
    if items.len() > MAX_REQUESTS {
        return bad("Number of batch request steps exceeds the maximum value of 20.");
    }
    // Status of each item by its id; ids are compared without case.
    let mut statuses: HashMap<String, StatusCode> = HashMap::new();
    let mut responses: Vec<Value> = Vec::new();
    for item in items {
        let id = item.id.to_lowercase();
        if statuses.contains_key(&id) {
            return bad("Request id is not unique in the batch.");
        }
        statuses.insert(id, StatusCode::OK);
    }
    let known = |id: &String| statuses.contains_key(&id.to_lowercase());
    if !items.iter().all(|item| item.depends_on.iter().all(known)) {
        return bad("Invalid dependsOn: it names no request of the batch.");
    }
    if items
        .iter()
        .any(|item| item.body.is_some() && header(item, "content-type").is_none())
    {
        return bad("Content-Type header is missing for a request with a body.");
    }
    statuses.clear();
    let mut waiting: Vec<&Item> = items.iter().collect();
    while !waiting.is_empty() {
        let ready = waiting.iter().position(|item| {
            let done = |id: &String| statuses.contains_key(&id.to_lowercase());
            item.depends_on.iter().all(done)
        });
        let Some(ready) = ready else {
            return bad("Invalid dependsOn: requests wait for each other.");
        };
        let item = waiting.remove(ready);
        let failed = |id: &String| !statuses[&id.to_lowercase()].is_success();
        let answer = if item.depends_on.iter().any(failed) {
            let message = "One of the requests this one depends on has failed.";
            Answer::error(StatusCode::FAILED_DEPENDENCY, "FailedDependency", message)
        } else {
            run(tenant, claims, item, version)
        };
        statuses.insert(item.id.to_lowercase(), answer.status);
        responses.push(response(tenant, item, answer));
    }
    fastrand::Rng::with_seed(tenant.seed ^ responses.len() as u64).shuffle(&mut responses);
    Answer::json(json!({"responses": responses}))
}

fn header<'a>(item: &'a Item, name: &str) -> Option<&'a str> {
    let mut headers = item.headers.iter();
    headers
        .find(|(key, _)| key.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.as_str())
}

fn run(tenant: &Tenant, claims: &Claims, item: &Item, version: &str) -> Answer {
    let bad = |message: &str| Answer::error(StatusCode::BAD_REQUEST, "BadRequest", message);
    let fault = tenant.faults.lock().hit(Kind::GraphBatchItem);
    if let Some(fault) = fault.filter(|fault| fault.action == Action::Respond) {
        let status = StatusCode::from_u16(fault.status).unwrap_or(StatusCode::TOO_MANY_REQUESTS);
        let refused = Answer::error(status, "TooManyRequests", "Please retry again later.");
        return match fault.retry_after.as_str() {
            "" | "date" => refused,
            seconds => refused.with("retry-after", seconds),
        };
    }
    let Ok(method) = Method::from_bytes(item.method.to_ascii_uppercase().as_bytes()) else {
        return bad("Invalid method of a request in the batch.");
    };
    let (path, query) = item.url.split_once('?').unwrap_or((&item.url, ""));
    let path = format!("/{version}/{}", path.trim_start_matches('/'));
    let photo_write = method != Method::GET && path.to_ascii_lowercase().contains("/photo");
    if path.to_ascii_lowercase().contains("/$batch") {
        return bad("A batch cannot hold a batch.");
    }
    if photo_write && !tenant.settings.lock().graph.batch_photo_writes {
        return bad("Photos cannot be written in a batch.");
    }
    let Some(body) = request_body(item) else {
        return bad("The body of a request in the batch is not base64.");
    };
    let headers = item.headers.iter().filter_map(|(name, value)| {
        let name = HeaderName::try_from(name).ok()?;
        Some((name, HeaderValue::try_from(value).ok()?))
    });
    let call = Call {
        service: Service::Graph,
        method,
        path,
        query: query.to_owned(),
        headers: headers.collect::<HeaderMap>(),
        body,
    };
    routed(tenant, claims, &call)
}

/// JSON as it is, text as it is, everything else as base64.
fn request_body(item: &Item) -> Option<Bytes> {
    let content_type = header(item, "content-type").unwrap_or_default();
    match &item.body {
        None => Some(Bytes::new()),
        Some(Value::String(text)) if content_type.starts_with("text/") => Some(text.clone().into()),
        Some(Value::String(text)) if !content_type.contains("json") => {
            from_any_base64(text).map(Bytes::from)
        }
        Some(json) => Some(json.to_string().into()),
    }
}

fn response(tenant: &Tenant, item: &Item, answer: Answer) -> Value {
    let status = answer.status.as_u16();
    let no_photo = status == 404 && item.url.to_ascii_lowercase().contains("/photo");
    if no_photo && tenant.settings.lock().graph.batch_null_bodies {
        return json!({"id": item.id, "status": status, "body": null});
    }
    let mut headers = Map::new();
    for (name, value) in answer.headers {
        let name = match name {
            "etag" => "ETag",
            "retry-after" => "Retry-After",
            "location" => "Location",
            other => other,
        };
        headers.insert(name.to_owned(), value.into());
    }
    let (content_type, body) = match answer.content {
        Content::Nothing => return json!({"id": item.id, "status": status, "headers": headers}),
        Content::Json(body) => ("application/json", body),
        Content::Text(text) => ("text/plain", text.into()),
        Content::Image(content_type, content) => (content_type, base64(&content).into()),
    };
    headers.insert("Content-Type".to_owned(), content_type.into());
    json!({"id": item.id, "status": status, "headers": headers, "body": body})
}
