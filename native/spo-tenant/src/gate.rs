//! The way of every request: read, logged, perhaps struck by a fault, charged, answered by its service.

use crate::broken_body;
use crate::call::Call;
use crate::faults::{Action, Fault};
use crate::hosts::Service;
use crate::limits;
use crate::refusal;
use crate::reply::{Reply, with_header};
use crate::tenant::Tenant;
use crate::{graph, identity, login, sharepoint};
use axum::body::Body;
use axum::http::{HeaderValue, Request, StatusCode, header};
use std::time::Duration;

/// The connection (HTTP/2: the stream) is to be broken instead of answered: an error of the HTTP service does that.
#[derive(Debug)]
pub(crate) struct Broken;

impl std::fmt::Display for Broken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("connection broken on purpose")
    }
}

impl std::error::Error for Broken {}

/// Put on an answer after which the connection is to be closed in order: `Connection: close`, or GOAWAY.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CloseAfter;

/// Takes one request through the tenant.
pub(crate) async fn pass(
    tenant: &Tenant,
    service: Service,
    request: Request<Body>,
) -> Result<Reply, Broken> {
    let call = Call::read(service, request).await.map_err(|_| Broken)?;
    let kind = call.kind();
    // The fault is drawn before the arrival is made known: who waits for an arrival may change the faults next.
    let fault = tenant.faults.lock().hit(kind);
    let seq = tenant.log.arrived(kind, &call);
    let reply = tenant.clock.scope(struck(tenant, call, fault)).await?;
    tenant.log.answered(seq, reply.status().as_u16());
    Ok(dated(tenant, reply))
}

/// The server dates every answer by the system's clock; when the hosts' clocks are off, theirs counts.
fn dated(tenant: &Tenant, reply: Reply) -> Reply {
    if tenant.settings.lock().clock_skew_seconds == 0 {
        return reply;
    }
    with_header(reply, "date", &refusal::date(&tenant.clock, 0))
}

async fn struck(tenant: &Tenant, mut call: Call, fault: Option<Fault>) -> Result<Reply, Broken> {
    let Some(fault) = fault else {
        return Ok(limits::answered(tenant, &call, answer).await);
    };
    match fault.action {
        Action::Respond => return Ok(refused(tenant, &call, &fault)),
        Action::ResetBefore => return Err(Broken),
        Action::Hang => std::future::pending().await,
        Action::Delay => tokio::time::sleep(Duration::from_millis(fault.delay_ms)).await,
        Action::ExpireToken => expire_token(tenant, &mut call),
        Action::RespondAfter
        | Action::ResetAfter
        | Action::Truncate
        | Action::SlowBody
        | Action::CloseAfter => {}
    }
    let mut reply = limits::answered(tenant, &call, answer).await;
    match fault.action {
        Action::RespondAfter => return Ok(refused(tenant, &call, &fault)),
        Action::ResetAfter => return Err(Broken),
        Action::Truncate => reply = broken_body::truncated(reply).await,
        Action::SlowBody => {
            reply = broken_body::slow(reply, Duration::from_millis(fault.delay_ms)).await;
        }
        Action::CloseAfter => {
            reply.extensions_mut().insert(CloseAfter);
        }
        _ => {}
    }
    Ok(reply)
}

pub(crate) fn answer(tenant: &Tenant, call: &Call) -> Reply {
    match call.service {
        Service::Login => login::answer(tenant, call),
        Service::Graph => graph::answer(tenant, call),
        Service::Identity => identity::answer(tenant, call),
        Service::Root | Service::Admin | Service::My => sharepoint::answer(tenant, call),
    }
}

/// Puts an expired token in place of the one sent, so that the service refuses it the way it refuses any.
fn expire_token(tenant: &Tenant, call: &mut Call) {
    if call.service == Service::Login {
        return;
    }
    let token = tenant.app_token(call.service, None, -1);
    if let Ok(value) = HeaderValue::from_str(&format!("Bearer {token}")) {
        call.headers.insert(header::AUTHORIZATION, value);
    }
}

fn refused(tenant: &Tenant, call: &Call, fault: &Fault) -> Reply {
    let status = StatusCode::from_u16(fault.status).unwrap_or(StatusCode::TOO_MANY_REQUESTS);
    let reply = refusal::reply(call, status, fault.body);
    match fault.retry_after.as_str() {
        "" => reply,
        "date" => with_header(reply, "retry-after", &refusal::date(&tenant.clock, 1)),
        seconds => with_header(reply, "retry-after", seconds),
    }
}
