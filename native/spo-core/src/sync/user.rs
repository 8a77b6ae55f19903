//! A user on the way through a job: what is known so far, what was found, what was done.

use super::properties::PropertyHalf;
use super::run::Run;
use crate::account::AccountName;
use crate::error::Error;
use crate::event::Action;
use crate::http::Meter;
use crate::job::Pending;
use crate::photo::SourceInfo;
use crate::plan::State;
use crate::property::NewValue;
use crate::sharepoint::{Profile, ProfileWrite};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// What was found, about a user as a whole or about the photo, and what was done.
#[derive(Debug, Clone)]
pub struct Finding {
    pub state: State,
    pub reason: String,
    pub next_step: String,
    pub action: Action,
    pub error: Option<Error>,
}

/// The photo of a user.
#[derive(Debug, Default)]
pub struct PhotoHalf {
    pub finding: Finding,
    pub source: Option<SourceInfo>,
    pub low_resolution: bool,
    pub picture_url: String,
    /// Properties of the photo that are written and not confirmed yet.
    pub write: Vec<(&'static str, String)>,
}

/// A user on the way.
pub struct User {
    pub pending: Pending,
    pub account: AccountName,
    pub meter: Arc<Meter>,
    pub profile: Profile,
    /// Set when there is nothing more to find out: the user has no profile, cannot be named, came twice.
    pub whole: Option<Finding>,
    pub photo: PhotoHalf,
    pub properties: Vec<PropertyHalf>,
    started: Instant,
    took: Duration,
}

impl Default for Finding {
    fn default() -> Self {
        Self::of(State::Failed, "", "")
    }
}

impl Finding {
    /// Something that was found, with nothing done about it.
    pub fn of(state: State, reason: &str, next_step: &str) -> Self {
        Self {
            state,
            reason: reason.to_owned(),
            next_step: next_step.to_owned(),
            action: Action::Skipped,
            error: None,
        }
    }

    /// A failure.
    pub fn failed(state: State, error: Error) -> Self {
        let finding = Self::of(state, error.message(), error.next_step());
        Self {
            action: Action::Failed,
            error: Some(error),
            ..finding
        }
    }
}

impl PhotoHalf {
    /// It went wrong for the photo.
    pub fn fail(&mut self, error: Error) {
        self.write.clear();
        self.finding = Finding::failed(State::Failed, error);
    }
}

impl User {
    pub fn new(run: &Run, pending: Pending, account: AccountName) -> Self {
        Self {
            pending,
            account,
            meter: Meter::child(&run.scope.meter),
            profile: Profile::default(),
            whole: None,
            photo: PhotoHalf::default(),
            properties: Vec::new(),
            started: Instant::now(),
            took: Duration::ZERO,
        }
    }

    /// The user came a second time.
    pub fn given_twice(&mut self) {
        let reason = "The user was given before in this run; the first one counts.";
        self.whole = Some(Finding::of(State::Failed, reason, ""));
    }

    /// It went wrong for the user as a whole.
    pub fn fail(&mut self, error: Error) {
        let error = self.about_it(error);
        self.whole = Some(Finding::failed(State::Failed, error));
    }

    /// An error that names the user as the administrator did.
    pub fn about_it(&self, error: Error) -> Error {
        error.with_target(self.pending.record.identity.clone())
    }

    /// The work for this user alone is over; what is written for many users at once is not counted as the user's time.
    pub fn finished(&mut self) {
        self.took = self.started.elapsed();
    }

    /// Milliseconds of the work for this user alone.
    pub fn took_ms(&self) -> u64 {
        u64::try_from(self.took.as_millis()).unwrap_or(u64::MAX)
    }

    /// What is to be written by CSOM and not confirmed yet.
    pub fn write(&self) -> ProfileWrite {
        let direct = self
            .properties
            .iter()
            .filter(|property| property.is_direct());
        ProfileWrite {
            account: self.account.clone(),
            picture: self.photo.write.clone(),
            values: direct.filter_map(PropertyHalf::value).cloned().collect(),
        }
    }

    /// True while something is to be written by CSOM.
    pub fn is_open(&self) -> bool {
        !self.photo.write.is_empty() || self.properties.iter().any(PropertyHalf::is_direct)
    }

    /// Values that wait for the decision how they are written.
    pub fn held(&self) -> impl Iterator<Item = &NewValue> {
        let held = self.properties.iter().filter(|property| property.is_held());
        held.filter_map(PropertyHalf::value)
    }
}
