//! Counts for the progress bar and the summary.

use crate::event::{Progress, Summary};
use crate::http::{Client, Meter};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Instant;

/// What a job has counted so far.
pub struct Tally {
    started: Instant,
    total: AtomicU64,
    total_known: AtomicBool,
    done: AtomicU64,
    answered: AtomicU64,
}

impl Tally {
    /// Starts the clock.
    pub fn new() -> Self {
        Self {
            started: Instant::now(),
            total: AtomicU64::new(0),
            total_known: AtomicBool::new(false),
            done: AtomicU64::new(0),
            answered: AtomicU64::new(0),
        }
    }

    /// Records were taken up.
    pub fn taken(&self, records: usize) {
        self.total.fetch_add(records as u64, Ordering::Relaxed);
    }

    /// No more records come.
    pub fn input_complete(&self) {
        self.total_known.store(true, Ordering::Relaxed);
    }

    /// One user's own work is done.
    pub fn done(&self) {
        self.done.fetch_add(1, Ordering::Relaxed);
    }

    /// One user's event was sent.
    pub fn answered(&self) {
        self.answered.fetch_add(1, Ordering::Relaxed);
    }

    /// The state of things for the progress bar.
    pub fn progress(&self, activity: &str, client: &Client) -> Progress {
        let (done, total) = (
            self.done.load(Ordering::Relaxed),
            self.total.load(Ordering::Relaxed),
        );
        let total_known = self.total_known.load(Ordering::Relaxed);
        #[allow(clippy::cast_precision_loss, reason = "a rate for people to read")]
        let (rate, left) = (
            done as f64 / self.started.elapsed().as_secs_f64().max(0.001),
            total.saturating_sub(done) as f64,
        );
        let remaining_seconds = if total_known && done > 0 {
            left / rate
        } else {
            -1.0
        };
        let throttle = client
            .throttle()
            .map(|state| state.to_string())
            .unwrap_or_default();
        Progress {
            activity: activity.to_owned(),
            done,
            total,
            total_known,
            rate_per_second: rate,
            remaining_seconds,
            throttle,
        }
    }

    /// The totals.
    pub fn summary(&self, meter: &Meter) -> Summary {
        Summary {
            users: self.answered.load(Ordering::Relaxed),
            requests: meter.requests(),
            requests_by_kind: meter.by_kind(),
            bytes_sent: meter.bytes_sent(),
            throttled: meter.throttled(),
            duration_ms: u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX),
        }
    }
}
