//! The tenant's time and the forms in which the services write it.
//!
//! A tenant has one clock. It starts at the system's time, may run at a multiple of it and may be put forward, so that an hour of quota passes
//! in seconds. What happens while a request is answered reads the clock of its tenant through [`unix_now`], which [`Clock::within`] and
//! [`Clock::scope`] set. A client waits in real time, so whatever it is told to wait goes out divided by the speed ([`told_seconds`]).

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// Seconds from 0001-01-01 to 1970-01-01: `SPS-PictureTimestamp` counts from the former (`spo-wire.md` 3.4).
pub(crate) const DOTNET_EPOCH: u64 = 62_135_596_800;

tokio::task_local! {
    static CURRENT: Clock;
}

/// The clock of one tenant; clones are the same clock.
#[derive(Debug, Clone)]
pub(crate) struct Clock(Arc<Hands>);

#[derive(Debug)]
struct Hands {
    started: Instant,
    started_unix: u64,
    /// Tenant seconds per real second.
    scale: u32,
    /// How far it has been put forward, milliseconds.
    advanced: AtomicU64,
    /// How far the hosts' own clocks are off, seconds. Windows and delays do not notice.
    skew: AtomicI64,
}

impl Clock {
    /// A clock that shows the system's time now and runs `scale` times as fast (at least once).
    pub(crate) fn new(scale: u32) -> Self {
        Self(Arc::new(Hands {
            started: Instant::now(),
            started_unix: system_now().as_secs(),
            scale: scale.max(1),
            advanced: AtomicU64::new(0),
            skew: AtomicI64::new(0),
        }))
    }

    pub(crate) fn scale(&self) -> u32 {
        self.0.scale
    }

    /// Milliseconds of tenant time since the start: what windows, latencies and delays are measured in.
    pub(crate) fn elapsed_ms(&self) -> u64 {
        let real = u64::try_from(self.0.started.elapsed().as_millis()).unwrap_or(u64::MAX);
        real.saturating_mul(self.0.scale.into())
            .saturating_add(self.0.advanced.load(Ordering::Relaxed))
    }

    /// What the hosts believe the time to be, seconds since 1970-01-01 UTC.
    pub(crate) fn unix(&self) -> u64 {
        (self.0.started_unix + self.elapsed_ms() / 1000)
            .saturating_add_signed(self.0.skew.load(Ordering::Relaxed))
    }

    /// Puts the clock forward.
    pub(crate) fn advance(&self, by: Duration) {
        let ms = u64::try_from(by.as_millis()).unwrap_or(u64::MAX);
        // Saturated: a clock put beyond all measure stays there instead of starting anew.
        let _ = self
            .0
            .advanced
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |old| {
                Some(old.saturating_add(ms))
            });
    }

    pub(crate) fn set_skew(&self, seconds: i64) {
        self.0.skew.store(seconds, Ordering::Relaxed);
    }

    /// The time in `Date` and other values that a client compares with its own clock: the real one, and the skew.
    pub(crate) fn told_now(&self) -> SystemTime {
        let skew = self.0.skew.load(Ordering::Relaxed);
        let by = Duration::from_secs(skew.unsigned_abs());
        let now = SystemTime::now();
        let moved = if skew < 0 {
            now.checked_sub(by)
        } else {
            now.checked_add(by)
        };
        moved.unwrap_or(now)
    }

    /// Real seconds a client has to wait for so many of the tenant, rounded up, at least one.
    pub(crate) fn told_seconds(&self, seconds: u64) -> u64 {
        seconds.div_ceil(self.0.scale.into()).max(1)
    }

    /// A duration of the tenant in real time.
    pub(crate) fn real(&self, duration: Duration) -> Duration {
        duration / self.0.scale
    }

    /// Runs a future that reads this clock.
    pub(crate) async fn scope<F: Future>(&self, future: F) -> F::Output {
        CURRENT.scope(self.clone(), future).await
    }

    /// Runs a function that reads this clock.
    pub(crate) fn within<T>(&self, function: impl FnOnce() -> T) -> T {
        CURRENT.sync_scope(self.clone(), function)
    }
}

fn system_now() -> Duration {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default()
}

/// Seconds since 1970-01-01 UTC by the clock of the tenant being asked; by the system's when there is none.
pub(crate) fn unix_now() -> u64 {
    CURRENT
        .try_with(Clock::unix)
        .unwrap_or_else(|_| system_now().as_secs())
}

/// The time by which a client dates what it sends, seconds since 1970-01-01 UTC.
pub(crate) fn client_now() -> u64 {
    CURRENT
        .try_with(Clock::told_now)
        .unwrap_or_else(|_| SystemTime::now())
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs())
}

/// A number of tenant seconds as a client is told it.
pub(crate) fn told_seconds(seconds: i64) -> i64 {
    let told = |clock: &Clock| seconds / i64::from(clock.scale());
    CURRENT.try_with(told).unwrap_or(seconds)
}

/// `2024-03-29T17:55:08Z`.
pub(crate) fn iso8601(unix: u64) -> String {
    let (year, month, day) = civil(unix / 86_400);
    let second = unix % 86_400;
    format!(
        "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}Z",
        second / 3600,
        second / 60 % 60,
        second % 60
    )
}

/// Year, month and day of a day counted from 1970-01-01 (Gregorian; 400 years are 146,097 days).
fn civil(days: u64) -> (u64, u64, u64) {
    let shifted = days + 719_468;
    let era = shifted / 146_097;
    let day_of_era = shifted % 146_097;
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 {
        shifted_month + 3
    } else {
        shifted_month - 9
    };
    (era * 400 + year_of_era + u64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::{Clock, DOTNET_EPOCH, client_now, iso8601, told_seconds, unix_now};
    use std::time::Duration;

    #[test]
    fn an_hour_passes_at_once_and_only_for_its_tenant() {
        let (clock, other) = (Clock::new(1), Clock::new(1));
        clock.advance(Duration::from_secs(3600));
        assert!(clock.within(unix_now) >= other.within(unix_now) + 3599);
        assert!(clock.elapsed_ms() >= 3_600_000 && other.elapsed_ms() < 3_600_000);
        // What a client compares with its own clock does not move.
        assert!(clock.within(client_now) < clock.within(unix_now));
        clock.advance(Duration::MAX);
        assert_eq!(clock.elapsed_ms(), u64::MAX);
    }

    #[test]
    fn waits_are_told_in_real_time() {
        let clock = Clock::new(60);
        assert_eq!(
            [0, 31, 60, 300].map(|seconds| clock.told_seconds(seconds)),
            [1, 1, 1, 5]
        );
        assert_eq!(clock.real(Duration::from_secs(60)), Duration::from_secs(1));
        assert_eq!(clock.within(|| told_seconds(3599)), 59);
        assert_eq!(told_seconds(3599), 3599);
    }

    #[test]
    fn skew_moves_what_hosts_say_and_no_window() {
        let clock = Clock::new(1);
        clock.set_skew(-7200);
        assert!(clock.unix() + 7000 < unix_now());
        assert!(clock.within(client_now) + 7000 < unix_now());
        assert!(clock.elapsed_ms() < 3_600_000);
    }

    #[test]
    fn dates_are_those_of_the_recordings() {
        assert_eq!(iso8601(0), "1970-01-01T00:00:00Z");
        assert_eq!(
            iso8601(63_783_110_969 - DOTNET_EPOCH),
            "2022-03-17T10:49:29Z"
        );
        assert_eq!(
            iso8601(63_605_901_091 - DOTNET_EPOCH),
            "2016-08-04T09:51:31Z"
        );
        assert_eq!(iso8601(1_709_164_800), "2024-02-29T00:00:00Z");
    }
}
