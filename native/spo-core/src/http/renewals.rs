//! Work in the background of a job: tokens that are renewed while the old ones are still used.

use std::sync::{Arc, Mutex, PoisonError};
use tokio::task::JoinSet;

/// The renewals of one job. The last clone takes those under way with it, so none outlives the job whose prompts it may need.
#[derive(Clone, Default)]
pub struct Renewals(Arc<Mutex<JoinSet<()>>>);

impl Renewals {
    /// Starts one. It must not hold a clone of this.
    pub(super) fn start(&self, work: impl Future<Output = ()> + Send + 'static) {
        let mut tasks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        while tasks.try_join_next().is_some() {}
        tasks.spawn(work);
    }
}
