//! One governor per host decides when a request may go: how many at once, how close together, and not before the instant
//! that any answer of the host has named. The numbers behind the defaults: Microsoft publishes no rate for the SharePoint
//! calls used here, and Graph allows four concurrent mailbox requests per app, so four is where it starts.

use super::advice::{self, Quota};
use reqwest::header::HeaderMap;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::{Instant, sleep_until, timeout_at};

/// Requests at once before the host has said anything, and the most unless [`Governor::set_limit`] allows more.
const START: usize = 4;

/// What holds requests back at the moment, for the progress bar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThrottleState {
    /// `contoso-admin`: the host without its domain.
    pub host: String,
    /// The HTTP status that asked for the pause; 200 when a quota ran out.
    pub status: u16,
    /// Seconds left, at least 1.
    pub seconds: u64,
}

impl fmt::Display for ThrottleState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            host,
            status,
            seconds,
        } = self;
        match status {
            200..300 => write!(f, "quota of {host} used up, {seconds} s"),
            _ => write!(f, "{status} from {host}, {seconds} s"),
        }
    }
}

/// Why a request was not let through before its deadline.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Held {
    /// The host asked everybody to wait longer than this request may: the wait left, and the status that asked for it.
    Paused(Duration, u16),
    /// Others were in front until the time was over.
    Queued,
}

/// What became of one attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// The host did its work.
    Served,
    /// The host is asking for less: 429, 503, or no answer in time.
    Overloaded,
    /// Says nothing about load: a broken connection.
    Broken,
}

pub(super) struct Governor {
    host: String,
    slots: Semaphore,
    state: Mutex<State>,
}

struct State {
    /// Requests allowed at once now.
    limit: usize,
    /// The most `limit` grows to.
    most: usize,
    /// Slots to be taken away when they come back, because they were in use when the limit fell.
    debt: usize,
    /// Requests served since the limit last changed.
    served: usize,
    /// When the limit was last cut; answers to requests sent before that do not cut it again.
    cut: Option<Instant>,
    /// Nothing goes before this, and the status that said so.
    pause: Option<(Instant, u16)>,
    /// While the quota is low: the gap between requests, and until when.
    pace: Option<(Duration, Instant)>,
    /// The next free turn while pacing.
    turn: Instant,
}

/// Leave to send one request. Dropping it without [`Permit::done`] (a cancelled job) gives the slot back.
pub(super) struct Permit<'a> {
    governor: &'a Governor,
    slot: Option<SemaphorePermit<'a>>,
    sent: Instant,
}

impl Governor {
    pub fn new(host: &str) -> Self {
        let now = Instant::now();
        let state = State {
            limit: START,
            most: START,
            debt: 0,
            served: 0,
            cut: None,
            pause: None,
            pace: None,
            turn: now,
        };
        Self {
            host: host.to_owned(),
            slots: Semaphore::new(START),
            state: Mutex::new(state),
        }
    }

    /// The host, as `contoso-admin.sharepoint.com`.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Sets the most requests at once. A host that has never asked for less starts at [`START`] or `most`, the smaller.
    pub fn set_limit(&self, most: usize) {
        let mut state = self.state();
        state.most = most.max(1);
        let floor = if state.cut.is_none() {
            START
        } else {
            state.limit
        };
        let limit = state.limit.max(floor).min(state.most);
        self.resize(&mut state, limit);
    }

    /// What holds requests back now, if anything.
    pub fn throttle(&self) -> Option<ThrottleState> {
        let (until, status) = self.state().pause?;
        let left = until
            .checked_duration_since(Instant::now())
            .filter(|left| !left.is_zero())?;
        let seconds = left.as_secs() + u64::from(left.subsec_nanos() > 0);
        let host = self.host.split('.').next().unwrap_or_default();
        let host = if host.parse::<u8>().is_ok() {
            self.host.as_str()
        } else {
            host
        };
        Some(ThrottleState {
            host: host.to_owned(),
            status,
            seconds,
        })
    }

    /// Waits for leave to send. Gives up at once when the host's pause ends after `deadline`.
    pub async fn admit(&self, deadline: Instant) -> Result<Permit<'_>, Held> {
        let turn = self.take_turn();
        if turn > deadline {
            return Err(Held::Paused(turn - Instant::now(), 200));
        }
        sleep_until(turn).await;
        loop {
            self.wait_for_pause(deadline).await?;
            let slot = timeout_at(deadline, self.slots.acquire())
                .await
                .map_err(|_| Held::Queued)?;
            let slot = slot.map_err(|_| Held::Queued)?;
            let permit = Permit {
                governor: self,
                slot: Some(slot),
                sent: Instant::now(),
            };
            // While this one queued, the answer to another may have paused the host.
            if self.paused_until().is_none() {
                return Ok(permit);
            }
        }
    }

    /// Learns from the header fields of an answer; true when they named a wait that now holds for everybody.
    pub fn heed(&self, status: u16, headers: &HeaderMap) -> bool {
        let now = Instant::now();
        let wait = advice::wait(headers);
        let mut state = self.state();
        if let Some(quota) = Quota::read(headers) {
            let gap = quota.reset / u32::try_from(quota.remaining).unwrap_or(u32::MAX).max(1);
            state.pace = (quota.is_low() && quota.remaining > 0).then(|| (gap, now + quota.reset));
        }
        if let Some(wait) = wait.filter(|wait| !wait.is_zero()) {
            let until = now + wait;
            if state.pause.is_none_or(|(earlier, _)| earlier < until) {
                state.pause = Some((until, status));
            }
            return true;
        }
        false
    }

    async fn wait_for_pause(&self, deadline: Instant) -> Result<(), Held> {
        while let Some((until, status)) = self.paused_until() {
            if until > deadline {
                return Err(Held::Paused(until - Instant::now(), status));
            }
            sleep_until(until).await;
        }
        Ok(())
    }

    fn paused_until(&self) -> Option<(Instant, u16)> {
        let now = Instant::now();
        self.state().pause.filter(|(until, _)| *until > now)
    }

    /// Now, or the next free turn while the quota is low.
    fn take_turn(&self) -> Instant {
        let now = Instant::now();
        let mut state = self.state();
        let Some((gap, end)) = state.pace.filter(|(_, end)| *end > now) else {
            state.pace = None;
            return now;
        };
        // After the reset there is quota again, however many turns were given out before it.
        let turn = state.turn.max(now).min(end);
        state.turn = turn + gap;
        turn
    }

    /// Gives a slot back and moves the limit: up by one after as many served requests as the limit, down by half on overload.
    fn settle(&self, slot: SemaphorePermit<'_>, sent: Instant, outcome: Option<Outcome>) {
        let mut state = self.state();
        if state.debt > 0 {
            state.debt -= 1;
            slot.forget();
        } else {
            drop(slot);
        }
        match outcome {
            Some(Outcome::Served) => {
                state.served += 1;
                if state.served >= state.limit && state.limit < state.most {
                    let limit = state.limit + 1;
                    self.resize(&mut state, limit);
                }
            }
            Some(Outcome::Overloaded) if state.cut.is_none_or(|cut| sent > cut) => {
                state.cut = Some(Instant::now());
                let limit = (state.limit / 2).max(1);
                self.resize(&mut state, limit);
            }
            _ => {}
        }
    }

    fn resize(&self, state: &mut State, limit: usize) {
        if limit > state.limit {
            let more = limit - state.limit;
            let forgiven = more.min(state.debt);
            state.debt -= forgiven;
            self.slots.add_permits(more - forgiven);
        } else {
            let fewer = state.limit - limit;
            state.debt += fewer - self.slots.forget_permits(fewer);
        }
        state.limit = limit;
        state.served = 0;
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Permit<'_> {
    /// Ends the attempt and tells what became of it.
    pub fn done(mut self, outcome: Outcome) {
        if let Some(slot) = self.slot.take() {
            self.governor.settle(slot, self.sent, Some(outcome));
        }
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        if let Some(slot) = self.slot.take() {
            self.governor.settle(slot, self.sent, None);
        }
    }
}

#[cfg(test)]
mod tests;
