//! Quotas of the SharePoint hosts (`spo-wire.md` 5).

use super::meter::{Level, Meter};
use super::tier::{APP_BYTES, Tier, USER_BYTES, USER_REQUESTS};
use super::{cost, wait};
use crate::call::Call;
use crate::refusal::{self, with_optional};
use crate::reply::{Reply, with_header};
use crate::settings::Settings;
use crate::tenant::Tenant;
use crate::tokens::Claims;
use axum::body::HttpBody as _;
use axum::http::StatusCode;
use std::collections::HashMap;

const MINUTE: u64 = 60;
const FIVE_MINUTES: u64 = 300;
const HOUR: u64 = 3600;
const DAY: u64 = 86_400;

/// Use of the quotas. Apps and users come from verified tokens, so their number is bounded by what the tenant handed out.
#[derive(Debug)]
pub(super) struct Sites {
    people: Meter,
    units: Meter,
    /// Minute and day, by app.
    apps: HashMap<String, [Meter; 2]>,
    users: HashMap<String, Meter>,
    /// Bytes in and out, by app or user.
    volumes: HashMap<String, [Meter; 2]>,
}

impl Default for Sites {
    fn default() -> Self {
        Self {
            people: Meter::new(FIVE_MINUTES),
            units: Meter::new(FIVE_MINUTES),
            apps: HashMap::new(),
            users: HashMap::new(),
            volumes: HashMap::new(),
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
    fn charge(
        &mut self,
        now: u64,
        claims: &Claims,
        cost: cost::SiteCost,
        sent: u64,
        tier: Tier,
    ) -> Verdict {
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
        levels.extend(self.charge_volume(now, claims, sent, 0));
        let over = levels.into_iter().filter(|level| level.is_over());
        Verdict {
            minute,
            refused_for: over.map(|level| level.reset).max(),
        }
    }

    /// Counts bytes against the hour of the app, or of its user; what an answer brought is felt by the next request.
    fn charge_volume(&mut self, now: u64, claims: &Claims, sent: u64, received: u64) -> [Level; 2] {
        let (who, [most_sent, most_received]) = match &claims.upn {
            Some(upn) => (upn, USER_BYTES),
            None => (&claims.appid, APP_BYTES),
        };
        let [into, out] = self
            .volumes
            .entry(who.clone())
            .or_insert_with(|| [Meter::new(HOUR), Meter::new(HOUR)]);
        [
            into.charge(now, sent, most_sent),
            out.charge(now, received, most_received),
        ]
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
    let sent = call.body.len() as u64;
    let verdict = {
        let mut sites = tenant.limits.sites.lock();
        sites.charge(now, claims, cost, sent, tier)
    };
    let reply = if let Some(seconds) = verdict.refused_for {
        let status =
            StatusCode::from_u16(settings.throttle_status).unwrap_or(StatusCode::TOO_MANY_REQUESTS);
        let wait = refusal::retry_after(&tenant.clock, settings.retry_after_form, seconds);
        let reply = refusal::reply(call, status, settings.throttle_body);
        with_optional(reply, "retry-after", wait.as_deref())
    } else {
        wait(tenant, settings, cost.parts).await;
        let reply = answer(tenant, call);
        let length = reply.body().size_hint().lower();
        let mut sites = tenant.limits.sites.lock();
        sites.charge_volume(now, claims, 0, length);
        reply
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

#[cfg(test)]
mod tests {
    use super::Sites;
    use crate::hosts::Service;
    use crate::limits::tier::{APP_BYTES, USER_BYTES};
    use crate::stage::tenant;

    #[test]
    fn row_quota_counters_count_bytes_by_the_hour() {
        let tenant = tenant(1);
        let claims = |token: String| {
            let resource = tenant.hosts.resource(Service::My);
            tenant.tokens.verify(&token, &resource).unwrap()
        };
        let app = claims(tenant.app_token(Service::My, None, 600));
        let person = claims(tenant.user_token(Service::My, "a@b.c", "", None, 600));
        let mut sites = Sites::default();
        for (who, [sent, received]) in [(&app, APP_BYTES), (&person, USER_BYTES)] {
            let over = |sites: &mut Sites, now, sent, received| {
                let levels = sites.charge_volume(now, who, sent, received);
                levels.map(super::Level::is_over)
            };
            assert_eq!(over(&mut sites, 0, sent, received), [false, false]);
            assert_eq!(over(&mut sites, 1000, 1, 0), [true, false]);
            assert_eq!(over(&mut sites, 2000, 0, 1), [true, true]);
            assert_eq!(
                over(&mut sites, 3_600_000, 1, 1),
                [false, false],
                "a new hour"
            );
        }
    }
}
