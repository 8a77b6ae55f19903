//! Counts what a job sends.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};

/// Counts what a job (and, through its parent, the whole of which the job is a part) sends.
/// Every attempt counts, because the service counts every attempt, refused ones included.
#[derive(Debug, Default)]
pub struct Meter {
    parent: Option<Arc<Self>>,
    requests: AtomicU64,
    bytes_sent: AtomicU64,
    throttled: AtomicU64,
    kinds: Mutex<BTreeMap<&'static str, u64>>,
}

impl Meter {
    /// A meter at zero.
    pub fn new() -> Arc<Self> {
        Arc::default()
    }

    /// A meter that counts into `parent` too.
    pub fn child(parent: &Arc<Self>) -> Arc<Self> {
        Arc::new(Self {
            parent: Some(Arc::clone(parent)),
            ..Self::default()
        })
    }

    /// Requests sent.
    pub fn requests(&self) -> u64 {
        self.requests.load(Relaxed)
    }

    /// Bytes of request bodies.
    pub fn bytes_sent(&self) -> u64 {
        self.bytes_sent.load(Relaxed)
    }

    /// Answers that asked to slow down.
    pub fn throttled(&self) -> u64 {
        self.throttled.load(Relaxed)
    }

    /// Requests by kind.
    pub fn by_kind(&self) -> BTreeMap<&'static str, u64> {
        self.kinds
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    pub(super) fn count_sent(&self, kind: &'static str, body_bytes: usize) {
        self.requests.fetch_add(1, Relaxed);
        self.bytes_sent.fetch_add(body_bytes as u64, Relaxed);
        *self
            .kinds
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .entry(kind)
            .or_default() += 1;
        if let Some(parent) = &self.parent {
            parent.count_sent(kind, body_bytes);
        }
    }

    pub(super) fn count_throttled(&self) {
        self.throttled.fetch_add(1, Relaxed);
        if let Some(parent) = &self.parent {
            parent.count_throttled();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Meter;
    use std::sync::Arc;

    #[test]
    fn a_part_counts_into_the_whole() {
        let job = Meter::new();
        let user = Meter::child(&job);
        Meter::child(&job).count_sent("profile.read", 7);
        user.count_sent("photo.upload", 100);
        user.count_throttled();
        assert_eq!(
            (user.requests(), user.bytes_sent(), user.throttled()),
            (1, 100, 1)
        );
        assert_eq!(
            (job.requests(), job.bytes_sent(), job.throttled()),
            (2, 107, 1)
        );
        assert_eq!(
            job.by_kind(),
            [("photo.upload", 1), ("profile.read", 1)].into()
        );
        assert_eq!(Arc::strong_count(&job), 2);
    }
}
