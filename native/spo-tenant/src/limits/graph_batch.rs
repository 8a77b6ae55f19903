//! Quotas inside a Graph batch: every part is charged on its own, and a part that is refused does not keep the others from running. Refused
//! parts, and those that depend on them, are taken out before the batch is answered, and their answers are added afterwards.

use crate::reply::{self, Reply};
use axum::http::StatusCode;
use serde_json::{Map, Value, json};
use std::collections::HashSet;

/// A batch, taken apart. What is no batch is none of our business: Graph itself refuses it.
pub(super) struct Parts {
    envelope: Map<String, Value>,
    pub(super) requests: Vec<Value>,
}

impl Parts {
    pub(super) fn read(body: &[u8]) -> Option<Self> {
        let mut envelope: Map<String, Value> = serde_json::from_slice(body).ok()?;
        match envelope.remove("requests")? {
            Value::Array(requests) => Some(Self { envelope, requests }),
            _ => None,
        }
    }

    /// Takes out the parts at these positions, and what depends on them. Gives the answers of all that went.
    pub(super) fn take_out(
        &mut self,
        refused: &HashSet<usize>,
        answer: impl Fn(usize, &str) -> Value,
    ) -> Vec<Value> {
        let mut answers = Vec::new();
        let mut gone = HashSet::new();
        let mut kept = Vec::new();
        for (position, request) in std::mem::take(&mut self.requests).into_iter().enumerate() {
            let id = request["id"].as_str().unwrap_or_default().to_owned();
            let waits_for_gone = depends_on(&request).any(|other| gone.contains(&other));
            // A part that waits for another is not even tried when that one fails.
            if waits_for_gone {
                answers.push(failed_dependency(&id));
            } else if refused.contains(&position) {
                answers.push(answer(position, &id));
            } else {
                kept.push(request);
                continue;
            }
            gone.insert(id.to_lowercase());
        }
        self.requests = kept;
        answers
    }

    /// The body of what is left.
    pub(super) fn body(mut self) -> Vec<u8> {
        self.envelope
            .insert("requests".to_owned(), self.requests.into());
        Value::Object(self.envelope).to_string().into_bytes()
    }
}

/// Ids are compared without case.
pub(super) fn depends_on(request: &Value) -> impl Iterator<Item = String> {
    let ids = request["dependsOn"].as_array();
    ids.into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(str::to_lowercase)
}

fn failed_dependency(id: &str) -> Value {
    let error =
        json!({"code": "FailedDependency", "message": "A request this one depends on failed."});
    json!({"id": id, "status": 424, "headers": {"Content-Type": "application/json"}, "body": {"error": error}})
}

/// The batch's answer with more answers of parts.
pub(super) async fn with_answers(reply: Reply, answers: Vec<Value>) -> Reply {
    let (head, body) = reply.into_parts();
    let bytes = axum::body::to_bytes(body, usize::MAX)
        .await
        .unwrap_or_default();
    let mut envelope: Value = serde_json::from_slice(&bytes).unwrap_or_default();
    let Some(all) = envelope["responses"].as_array_mut() else {
        // Graph refused the batch as a whole.
        return Reply::from_parts(head, bytes.into());
    };
    all.extend(answers);
    let mut whole = reply::json(head.status, &envelope);
    for (name, value) in head.headers.iter().filter(|(name, _)| {
        *name != axum::http::header::CONTENT_LENGTH && *name != axum::http::header::CONTENT_TYPE
    }) {
        whole.headers_mut().insert(name, value.clone());
    }
    whole
}

/// The answer when nothing of the batch is left to run.
pub(super) fn only(answers: &[Value]) -> Reply {
    reply::json(StatusCode::OK, &json!({"responses": answers}))
}

#[cfg(test)]
mod tests {
    use super::Parts;
    use serde_json::{Value, json};
    use std::collections::HashSet;

    #[test]
    fn dependents_of_a_refused_part_fail_with_it() {
        let batch = json!({"requests": [
            {"id": "A", "url": "/users/a"}, {"id": "b", "url": "/users/b"},
            {"id": "c", "url": "/users/c", "dependsOn": ["a"]}, {"id": "d", "url": "/users/d", "dependsOn": ["C"]},
        ]});
        let mut parts = Parts::read(batch.to_string().as_bytes()).unwrap();
        let answers = parts.take_out(
            &HashSet::from([0]),
            |_, id| json!({"id": id, "status": 429}),
        );
        let seen: Vec<_> = answers
            .iter()
            .map(|answer| (answer["id"].as_str().unwrap(), answer["status"].as_u64()))
            .collect();
        assert_eq!(seen, [("A", Some(429)), ("c", Some(424)), ("d", Some(424))]);
        let left: Value = serde_json::from_slice(&parts.body()).unwrap();
        assert_eq!(left["requests"], json!([{"id": "b", "url": "/users/b"}]));
        assert!(Parts::read(b"[]").is_none() && Parts::read(b"{\"requests\":1}").is_none());
    }
}
