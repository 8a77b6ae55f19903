//! The way of every request: read, logged, perhaps struck by a fault, answered by its service.

use crate::call::{Call, Kind};
use crate::faults::{Action, Fault};
use crate::hosts::Service;
use crate::reply::{self, Reply, with_header};
use crate::tenant::Tenant;
use crate::{graph, identity, login, sharepoint};
use axum::body::Body;
use axum::http::{Request, StatusCode};
use serde_json::json;
use std::time::{Duration, SystemTime};

/// The connection (HTTP/2: the stream) is to be broken instead of answered: an error of the HTTP service does that.
#[derive(Debug)]
pub(crate) struct Broken;

impl std::fmt::Display for Broken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("connection broken on purpose")
    }
}

impl std::error::Error for Broken {}

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
    let reply = struck(tenant, &call, kind, fault).await?;
    tenant.log.answered(seq, reply.status().as_u16());
    Ok(reply)
}

async fn struck(
    tenant: &Tenant,
    call: &Call,
    kind: Kind,
    fault: Option<Fault>,
) -> Result<Reply, Broken> {
    let Some(fault) = fault else {
        return Ok(answer(tenant, call));
    };
    match fault.action {
        Action::Respond => Ok(refusal(call, kind, &fault)),
        Action::ResetBefore => Err(Broken),
        Action::ResetAfter => {
            drop(answer(tenant, call));
            Err(Broken)
        }
        Action::Delay => {
            tokio::time::sleep(Duration::from_millis(fault.delay_ms)).await;
            Ok(answer(tenant, call))
        }
        Action::Hang => std::future::pending().await,
    }
}

fn answer(tenant: &Tenant, call: &Call) -> Reply {
    match call.service {
        Service::Login => login::answer(tenant, call),
        Service::Graph => graph::answer(tenant, call),
        Service::Identity => identity::answer(tenant, call),
        Service::Root | Service::Admin | Service::My => sharepoint::answer(tenant, call),
    }
}

/// The body of a fault's answer. Graph's is documented (`graph-wire.md` 4.2); SharePoint's was never recorded, and clients must not read it.
fn refusal(call: &Call, kind: Kind, fault: &Fault) -> Reply {
    let status = StatusCode::from_u16(fault.status).unwrap_or(StatusCode::TOO_MANY_REQUESTS);
    let reply = match call.service {
        Service::Graph => {
            let throttled = status == StatusCode::TOO_MANY_REQUESTS;
            let code = if throttled {
                "TooManyRequests"
            } else {
                "serviceNotAvailable"
            };
            let inner =
                json!({"code": status.as_u16().to_string(), "status": status.as_u16().to_string()});
            let error =
                json!({"code": code, "message": "Please retry again later.", "innerError": inner});
            graph::with_request_id(reply::json(status, &json!({"error": error})))
        }
        Service::Login | Service::Identity => reply::json(
            status,
            &json!({"error": "temporarily_unavailable", "error_description": kind.name()}),
        ),
        Service::Root | Service::Admin | Service::My => {
            sharepoint::with_service_headers(reply::text(
                status,
                "The request was not processed by the simulated tenant.",
            ))
        }
    };
    match fault.retry_after.as_str() {
        "" => reply,
        "date" => with_header(
            reply,
            "retry-after",
            &httpdate::fmt_http_date(SystemTime::now() + Duration::from_secs(1)),
        ),
        seconds => with_header(reply, "retry-after", seconds),
    }
}
