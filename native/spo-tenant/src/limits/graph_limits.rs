//! Quotas of Graph: resource units of the directory, and Outlook's four seats for photos (`graph-wire.md` 4.1).

use super::cost::{self, GraphCost};
use super::graph_batch::{self, Parts, depends_on};
use super::meter::{Level, Meter};
use super::tier::{IDENTITY_WRITES, OUTLOOK_CONCURRENCY, identity_units};
use super::wait;
use crate::call::{Call, Kind};
use crate::refusal::{self, with_optional};
use crate::reply::{self, Reply, with_header};
use crate::settings::{BodyForm, Settings};
use crate::tenant::Tenant;
use crate::tokens::Claims;
use axum::http::{Method, StatusCode};
use serde_json::{Value, json};
use std::collections::{HashMap, HashSet};

/// How long Outlook sends a client away for, seconds (assumed).
const OUTLOOK_WAIT: u64 = 1;

/// Use by app: units of 10 seconds, writes of 150.
#[derive(Debug, Default)]
pub(super) struct Identity(HashMap<String, [Meter; 2]>);

impl Identity {
    /// The fuller of the two quotas.
    fn charge(&mut self, now: u64, app: &str, units: u64, writes: bool, users: usize) -> Charged {
        let [read, write] = self
            .0
            .entry(app.to_owned())
            .or_insert_with(|| [Meter::new(10), Meter::new(150)]);
        let level = read.charge(now, units, identity_units(users));
        let written = write.charge(now, u64::from(writes), IDENTITY_WRITES);
        let by_writes = writes && written.is_over();
        Charged {
            units,
            level: if by_writes { written } else { level },
            reason: if by_writes {
                "WriteLimitExceeded"
            } else {
                "ResourceUnitLimitExceeded"
            },
        }
    }
}

/// What a request cost, and how full its quota is now.
struct Charged {
    units: u64,
    level: Level,
    reason: &'static str,
}

fn charge(tenant: &Tenant, claims: &Claims, units: u64, writes: bool) -> Charged {
    let now = tenant.clock.elapsed_ms();
    let users = tenant.directory.len();
    let mut identity = tenant.limits.identity.lock();
    identity.charge(now, &claims.appid, units, writes, users)
}

/// Charges the request and answers it, or refuses.
pub(super) async fn answered(
    tenant: &Tenant,
    settings: &Settings,
    claims: &Claims,
    call: &Call,
    answer: impl Fn(&Tenant, &Call) -> Reply,
) -> Reply {
    if call.kind() == Kind::GraphBatch {
        return batch(tenant, settings, claims, call, answer).await;
    }
    let path = unversioned(&call.path);
    match cost::graph(&call.method, path, &call.query) {
        GraphCost::Free => {
            wait(tenant, settings, 1).await;
            answer(tenant, call)
        }
        GraphCost::Photo => {
            let seats = tenant.limits.outlook.seats(&claims.appid, 1);
            if seats.is_none() && settings.enforce_outlook_concurrency {
                let reply = reply::json(StatusCode::TOO_MANY_REQUESTS, &outlook_error());
                return later(tenant, settings, call, reply, OUTLOOK_WAIT);
            }
            wait(tenant, settings, 1).await;
            let reply = answer(tenant, call);
            drop(seats);
            reply
        }
        GraphCost::Identity { units, writes } => {
            let charged = charge(tenant, claims, units, writes);
            let reply = if charged.level.is_over() {
                let status = throttle_status(settings);
                let reply = reply::json(status, &refusal::graph_error(status));
                let reply = later(tenant, settings, call, reply, charged.level.reset);
                let reply = with_header(reply, "x-ms-throttle-information", charged.reason);
                let (app, directory) = (&claims.appid, &tenant.directory_id);
                let scope = format!("Tenant_Application/ReadWrite/{app}/{directory}");
                with_header(reply, "x-ms-throttle-scope", &scope)
            } else {
                wait(tenant, settings, 1).await;
                answer(tenant, call)
            };
            with_unit_headers(reply, &charged)
        }
    }
}

fn unversioned(path: &str) -> &str {
    path.trim_start_matches('/')
        .split_once('/')
        .map_or("", |(_, path)| path)
}

fn throttle_status(settings: &Settings) -> StatusCode {
    StatusCode::from_u16(settings.throttle_status).unwrap_or(StatusCode::TOO_MANY_REQUESTS)
}

fn outlook_error() -> Value {
    json!({"error": {"code": "ApplicationThrottled", "message": "Application is over its MailboxConcurrency limit."}})
}

/// A refusal with the body and `Retry-After` the settings ask for.
fn later(tenant: &Tenant, settings: &Settings, call: &Call, usual: Reply, seconds: u64) -> Reply {
    let reply = if settings.throttle_body == BodyForm::Service {
        crate::graph::with_request_id(usual)
    } else {
        refusal::reply(call, usual.status(), settings.throttle_body)
    };
    let wait = refusal::retry_after(&tenant.clock, settings.retry_after_form, seconds);
    with_optional(reply, "retry-after", wait.as_deref())
}

/// The cost on every answer, and the use from 80 % on, as a fraction of one.
fn with_unit_headers(reply: Reply, charged: &Charged) -> Reply {
    let reply = with_header(reply, "x-ms-resource-unit", &charged.units.to_string());
    if !charged.level.is_near() {
        return reply;
    }
    let percent = (charged.level.used * 100 / charged.level.limit.max(1)).min(180);
    let fraction = format!("{}.{:02}", percent / 100, percent % 100);
    with_header(reply, "x-ms-throttle-limit-percentage", &fraction)
}

/// A batch runs at most four photo requests at a time, so it takes as many seats as it has photos, four at most, and one when its parts wait
/// for each other. Without seats all its photo requests are refused.
async fn batch(
    tenant: &Tenant,
    settings: &Settings,
    claims: &Claims,
    call: &Call,
    answer: impl Fn(&Tenant, &Call) -> Reply,
) -> Reply {
    let Some(mut parts) = Parts::read(&call.body) else {
        return answer(tenant, call);
    };
    let costs: Vec<_> = parts.requests.iter().map(part_cost).collect();
    let photos = costs.iter().filter(|cost| **cost == GraphCost::Photo);
    let chained = parts
        .requests
        .iter()
        .skip(1)
        .all(|part| depends_on(part).next().is_some());
    let wanted = photos
        .count()
        .min(if chained { 1 } else { OUTLOOK_CONCURRENCY });
    let seats = tenant.limits.outlook.seats(&claims.appid, wanted);
    let full = seats.is_none() && settings.enforce_outlook_concurrency;
    let mut refused = HashMap::new();
    for (position, cost) in costs.iter().enumerate() {
        match cost {
            GraphCost::Photo if full => {
                refused.insert(position, (outlook_error(), OUTLOOK_WAIT));
            }
            GraphCost::Identity { units, writes } => {
                let charged = charge(tenant, claims, *units, *writes);
                if charged.level.is_over() {
                    let error = refusal::graph_error(throttle_status(settings));
                    refused.insert(position, (error, charged.level.reset));
                }
            }
            _ => {}
        }
    }
    let count = u32::try_from(costs.len()).unwrap_or(u32::MAX);
    wait(tenant, settings, count.div_ceil(4)).await;
    if refused.is_empty() {
        let reply = answer(tenant, call);
        drop(seats);
        return reply;
    }
    let positions: HashSet<usize> = refused.keys().copied().collect();
    let answers = parts.take_out(&positions, |position, id| {
        let (error, seconds) = &refused[&position];
        let mut headers = json!({"Content-Type": "application/json"});
        if let Some(wait) = refusal::retry_after(&tenant.clock, settings.retry_after_form, *seconds)
        {
            headers["Retry-After"] = wait.into();
        }
        json!({"id": id, "status": settings.throttle_status, "headers": headers, "body": error})
    });
    if parts.requests.is_empty() {
        return crate::graph::with_request_id(graph_batch::only(&answers));
    }
    let rest = Call {
        service: call.service,
        method: call.method.clone(),
        path: call.path.clone(),
        query: call.query.clone(),
        headers: call.headers.clone(),
        body: parts.body().into(),
    };
    let reply = answer(tenant, &rest);
    drop(seats);
    graph_batch::with_answers(reply, answers).await
}

fn part_cost(part: &Value) -> GraphCost {
    let method = part["method"].as_str().unwrap_or_default();
    let method = Method::from_bytes(method.to_ascii_uppercase().as_bytes()).unwrap_or_default();
    let url = part["url"].as_str().unwrap_or_default();
    let (path, query) = url.split_once('?').unwrap_or((url, ""));
    cost::graph(&method, path, query)
}

#[cfg(test)]
mod tests {
    use super::Identity;

    #[test]
    fn row_9_writes_have_a_quota_of_their_own() {
        let mut identity = Identity::default();
        // The clock moves on, so that the units of ten seconds never run out; 3,000 writes fit into 150 seconds (documented).
        let mut write = |count: u64| identity.charge(count * 45, "app", 1, true, 100);
        for count in 0..3000 {
            assert!(!write(count).level.is_over(), "{count}");
        }
        let refused = write(3000);
        assert!(refused.level.is_over());
        assert_eq!(refused.reason, "WriteLimitExceeded");
        let read = identity.charge(3001 * 45, "app", 1, false, 100);
        assert!(!read.level.is_over(), "reads go on");
        assert!(!identity.charge(0, "another", 1, true, 100).level.is_over());
    }
}
