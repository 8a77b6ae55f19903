//! One quota: what was used of it in the current window. Windows begin with the first request after the last one ended (assumed; the service
//! says only when a window will be over).

/// Use of a quota after a charge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Level {
    pub(super) limit: u64,
    pub(super) used: u64,
    /// Tenant seconds until the window is over, rounded up, at least one.
    pub(super) reset: u64,
}

impl Level {
    pub(super) fn is_over(self) -> bool {
        self.used > self.limit
    }

    pub(super) fn remaining(self) -> u64 {
        self.limit.saturating_sub(self.used)
    }

    /// True from 80 % use on, where the service begins to warn.
    pub(super) fn is_near(self) -> bool {
        self.used * 5 >= self.limit * 4
    }
}

/// Counts use by window.
#[derive(Debug)]
pub(super) struct Meter {
    window_ms: u64,
    started_ms: Option<u64>,
    used: u64,
}

impl Meter {
    pub(super) const fn new(window_seconds: u64) -> Self {
        Self {
            window_ms: window_seconds * 1000,
            started_ms: None,
            used: 0,
        }
    }

    /// Charges a cost, also when the quota is used up: refused requests count too.
    pub(super) fn charge(&mut self, now_ms: u64, cost: u64, limit: u64) -> Level {
        let running = |start: &u64| now_ms < start.saturating_add(self.window_ms);
        let started = self.started_ms.filter(running).unwrap_or_else(|| {
            self.used = 0;
            now_ms
        });
        self.started_ms = Some(started);
        self.used = self.used.saturating_add(cost);
        let left = started.saturating_add(self.window_ms) - now_ms;
        Level {
            limit,
            used: self.used,
            reset: left.div_ceil(1000).max(1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Meter;

    #[test]
    fn a_window_begins_with_its_first_request_and_refused_ones_count() {
        let mut meter = Meter::new(60);
        assert_eq!(meter.charge(5_000, 8, 10).remaining(), 2);
        let near = meter.charge(10_500, 0, 10);
        assert!(near.is_near() && !near.is_over());
        assert_eq!(near.reset, 55);
        assert!(meter.charge(11_000, 3, 10).is_over());
        assert_eq!(meter.charge(12_000, 1, 10).used, 12);
        let next = meter.charge(65_000, 1, 10);
        assert_eq!((next.used, next.reset), (1, 60));
    }
}
