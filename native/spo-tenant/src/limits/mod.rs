//! Quotas: what each request costs and when the tenant refuses.
//!
//! A request that no fault has struck comes here with its verified token. `cost` prices it, a `meter` for each quota counts it, `tier` knows how
//! much there is, and either the request goes on to its service or `refused` answers. Graph batches are priced part by part (`graph_batch`).
//! All windows run on the tenant's clock.

mod cost;
mod graph_batch;
mod graph_limits;
mod meter;
mod outlook;
mod site_limits;
mod tier;

use crate::bearer;
use crate::call::Call;
use crate::guarded::Guarded;
use crate::hosts::Service;
use crate::latency::Latency;
use crate::reply::Reply;
use crate::settings::Settings;
use crate::tenant::Tenant;
use crate::tokens::Claims;
use graph_limits::Identity;
use outlook::Outlook;
use site_limits::Sites;

/// The use of all quotas of one tenant.
#[derive(Debug, Default)]
pub(crate) struct Limits {
    sites: Guarded<Sites>,
    identity: Guarded<Identity>,
    outlook: Outlook,
}

/// Answers a request within its quotas, after the latency of the tenant.
pub(crate) async fn answered(
    tenant: &Tenant,
    call: &Call,
    answer: impl Fn(&Tenant, &Call) -> Reply,
) -> Reply {
    let settings = tenant.settings.lock().clone();
    // A request without a good token is refused by its service; nobody's quota is charged for it.
    let claims = (settings.enforce_limits && call.service != Service::Login)
        .then(|| verified(tenant, call))
        .flatten();
    match (claims, call.service) {
        (Some(claims), Service::Graph) => {
            graph_limits::answered(tenant, &settings, &claims, call, answer).await
        }
        (Some(claims), _) => site_limits::answered(tenant, &settings, &claims, call, answer).await,
        (None, _) => {
            wait(tenant, &settings, 1).await;
            answer(tenant, call)
        }
    }
}

fn verified(tenant: &Tenant, call: &Call) -> Option<Claims> {
    let token = bearer::token(&call.headers)?;
    let resource = tenant.hosts.resource(call.service);
    tenant.tokens.verify(token, &resource).ok()
}

/// The latency of a request of so many parts.
async fn wait(tenant: &Tenant, settings: &Settings, parts: u32) {
    let latency: Latency = settings.latency;
    if latency.is_none() {
        return;
    }
    let parts = if settings.latency_per_part { parts } else { 1 };
    let duration = latency.draw(&mut tenant.chance.lock());
    tokio::time::sleep(tenant.clock.real(duration.saturating_mul(parts))).await;
}
