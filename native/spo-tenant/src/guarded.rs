//! A mutex that stays usable after a panic in another task: one broken request must not take the tenant down.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// State shared by all requests.
#[derive(Debug, Default)]
pub(crate) struct Guarded<T>(Mutex<T>);

impl<T> Guarded<T> {
    pub(crate) const fn new(value: T) -> Self {
        Self(Mutex::new(value))
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, T> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
