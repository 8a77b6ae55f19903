//! Quotas of the SharePoint hosts (`spo-wire.md` 5).

use super::meter::{Level, Meter};
use super::tier::{Tier, USER_REQUESTS};
use super::{cost, wait};
use crate::call::Call;
use crate::refusal::{self, with_optional};
use crate::reply::{Reply, with_header};
use crate::settings::Settings;
use crate::tenant::Tenant;
use crate::tokens::Claims;
use axum::http::StatusCode;
use std::collections::HashMap;

const MINUTE: u64 = 60;
const FIVE_MINUTES: u64 = 300;
const DAY: u64 = 86_400;

/// Use of the quotas. Apps and users come from verified tokens, so their number is bounded by what the tenant handed out.
#[derive(Debug)]
pub(super) struct Sites {
    people: Meter,
    units: Meter,
    /// Minute and day, by app.
    apps: HashMap<String, [Meter; 2]>,
    users: HashMap<String, Meter>,
}

impl Default for Sites {
    fn default() -> Self {
        Self {
            people: Meter::new(FIVE_MINUTES),
            units: Meter::new(FIVE_MINUTES),
            apps: HashMap::new(),
            users: HashMap::new(),
        }
    }
}

/// What the quotas say to a request.
struct Verdict {
    /// Of the app's minute: the one quota the service tells about.
    minute: Level,
    /// Tenant seconds to wait when some quota is used up.
    refused_for: Option<u64>,
}

impl Sites {
    fn charge(&mut self, now: u64, claims: &Claims, cost: cost::SiteCost, tier: Tier) -> Verdict {
        let [minute, day] = self
            .apps
            .entry(claims.appid.clone())
            .or_insert_with(|| [Meter::new(MINUTE), Meter::new(DAY)]);
        let minute = minute.charge(now, cost.units, tier.app_units_minute);
        let mut levels = vec![
            minute,
            day.charge(now, cost.units, tier.app_units_day),
            self.units.charge(now, cost.units, tier.tenant_units),
        ];
        if cost.people > 0 {
            levels.push(self.people.charge(now, cost.people, tier.people_manager));
        }
        if let Some(upn) = &claims.upn {
            let user = self
                .users
                .entry(upn.clone())
                .or_insert_with(|| Meter::new(FIVE_MINUTES));
            levels.push(user.charge(now, cost.parts.into(), USER_REQUESTS));
        }
        let over = levels.into_iter().filter(|level| level.is_over());
        Verdict {
            minute,
            refused_for: over.map(|level| level.reset).max(),
        }
    }
}

/// Charges the request and answers it, or refuses.
pub(super) async fn answered(
    tenant: &Tenant,
    settings: &Settings,
    claims: &Claims,
    call: &Call,
    answer: impl Fn(&Tenant, &Call) -> Reply,
) -> Reply {
    let cost = cost::site(call, settings);
    let (now, tier) = (tenant.clock.elapsed_ms(), Tier::of(settings.licences));
    let verdict = tenant.limits.sites.lock().charge(now, claims, cost, tier);
    let reply = if let Some(seconds) = verdict.refused_for {
        let status =
            StatusCode::from_u16(settings.throttle_status).unwrap_or(StatusCode::TOO_MANY_REQUESTS);
        let wait = refusal::retry_after(&tenant.clock, settings.retry_after_form, seconds);
        let reply = refusal::reply(call, status, settings.throttle_body);
        with_optional(reply, "retry-after", wait.as_deref())
    } else {
        wait(tenant, settings, cost.parts).await;
        answer(tenant, call)
    };
    if verdict.minute.is_near() {
        with_rate_limit(tenant, reply, verdict.minute)
    } else {
        reply
    }
}

/// The headers of draft 3 of the IETF, on answers good and bad from 80 % use on.
fn with_rate_limit(tenant: &Tenant, reply: Reply, minute: Level) -> Reply {
    let reset = tenant.clock.told_seconds(minute.reset);
    let reply = with_header(reply, "ratelimit-limit", &minute.limit.to_string());
    let reply = with_header(
        reply,
        "ratelimit-remaining",
        &minute.remaining().to_string(),
    );
    with_header(reply, "ratelimit-reset", &reset.to_string())
}
