//! What the tenant saw: every request in order, counted by kind, and a way to wait for one to arrive.

use crate::call::{Call, Kind};
use crate::guarded::Guarded;
use crate::hosts::Service;
use serde::Serialize;
use std::collections::{BTreeMap, VecDeque};
use tokio::sync::watch;

/// One request, as in `GET /control/requests/log`.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Entry {
    pub(crate) seq: u64,
    pub(crate) kind: Kind,
    pub(crate) service: Service,
    pub(crate) method: String,
    /// Without the query.
    pub(crate) path: String,
    /// HTTP status; 0 while unanswered and when the connection was dropped.
    pub(crate) status: u16,
}

/// Requests by kind, as in `GET /control/requests`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RequestCounts {
    /// All requests.
    pub total: u64,
    /// By name of the kind; kinds without a request are there with 0.
    pub by_kind: BTreeMap<&'static str, u64>,
}

impl RequestCounts {
    /// How many of one kind.
    pub fn of(&self, kind: Kind) -> u64 {
        self.by_kind.get(kind.name()).copied().unwrap_or_default()
    }
}

#[derive(Debug, Default)]
struct State {
    entries: VecDeque<Entry>,
    /// Most entries; a tenant that runs for days must not fill the memory with them.
    kept: usize,
    next: u64,
    counts: [u64; Kind::ALL.len()],
}

/// The log.
#[derive(Debug)]
pub(crate) struct RequestLog {
    state: Guarded<State>,
    changed: watch::Sender<()>,
}

impl RequestLog {
    pub(crate) fn new() -> Self {
        Self {
            state: Guarded::default(),
            changed: watch::Sender::new(()),
        }
    }

    /// Notes an arrival and returns its number.
    pub(crate) fn arrived(&self, kind: Kind, call: &Call) -> u64 {
        let seq = {
            let mut state = self.state.lock();
            state.next += 1;
            let seq = state.next;
            let (method, path) = (call.method.to_string(), call.path.clone());
            state.entries.push_back(Entry {
                seq,
                kind,
                service: call.service,
                method,
                path,
                status: 0,
            });
            while state.entries.len() > state.kept {
                state.entries.pop_front();
            }
            state.counts[kind as usize] += 1;
            seq
        };
        self.changed.send_replace(());
        seq
    }

    /// Notes the answer to request `seq`.
    pub(crate) fn answered(&self, seq: u64, status: u16) {
        let mut state = self.state.lock();
        if let Ok(position) = state.entries.binary_search_by_key(&seq, |entry| entry.seq) {
            state.entries[position].status = status;
        }
    }

    pub(crate) fn counts(&self) -> RequestCounts {
        let state = self.state.lock();
        let by_kind = Kind::ALL
            .into_iter()
            .map(|kind| (kind.name(), state.counts[kind as usize]))
            .collect();
        RequestCounts {
            total: state.counts.iter().sum(),
            by_kind,
        }
    }

    pub(crate) fn entries(&self) -> Vec<Entry> {
        self.state.lock().entries.iter().cloned().collect()
    }

    /// Sets how many entries are kept.
    pub(crate) fn keep(&self, entries: usize) {
        self.state.lock().kept = entries;
    }

    /// Forgets everything; numbers go on.
    pub(crate) fn clear(&self) {
        let mut state = self.state.lock();
        state.entries.clear();
        state.counts = [0; Kind::ALL.len()];
    }

    /// Returns when so many requests of the kind (`None`: of any) have arrived since the last [`RequestLog::clear`].
    pub(crate) async fn wait(&self, kind: Option<Kind>, count: u64) {
        let mut changed = self.changed.subscribe();
        loop {
            let counts = self.counts();
            if kind.map_or(counts.total, |kind| counts.of(kind)) >= count
                || changed.changed().await.is_err()
            {
                return;
            }
        }
    }
}
