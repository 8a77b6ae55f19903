//! What a request needs to know of the job it belongs to.

use super::Meter;
use super::renewals::Renewals;
use crate::auth::Prompter;
use std::sync::Arc;
use std::time::Duration;

/// What a request needs to know of the job it belongs to. Cheap to clone.
#[derive(Clone)]
pub struct Scope {
    /// Answers what only the embedding program can.
    pub prompter: Arc<dyn Prompter>,
    /// True refuses every request that writes.
    pub read_only: bool,
    /// Counts what is sent.
    pub meter: Arc<Meter>,
    /// The longest time one request may take with all its waits; the time a user takes to sign in is not counted.
    pub budget: Duration,
    /// Tokens under renewal; they end with the job.
    pub renewals: Renewals,
}

impl Scope {
    /// Five minutes: longer than the waits the service usually asks for (up to 120 s), short enough to be noticed.
    pub const DEFAULT_BUDGET: Duration = Duration::from_secs(300);

    /// A scope with the default time budget.
    pub fn new(prompter: Arc<dyn Prompter>, read_only: bool, meter: Arc<Meter>) -> Self {
        Self {
            prompter,
            read_only,
            meter,
            budget: Self::DEFAULT_BUDGET,
            renewals: Renewals::default(),
        }
    }

    /// The same job, counted into another meter.
    #[must_use]
    pub fn with_meter(&self, meter: Arc<Meter>) -> Self {
        Self {
            meter,
            ..self.clone()
        }
    }
}
