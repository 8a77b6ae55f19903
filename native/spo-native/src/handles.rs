//! Numbers instead of pointers: a handle is a key of a table, never reused while the process lives.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A table of things the host program holds by number.
pub struct Handles<T> {
    inner: Mutex<Inner<T>>,
}

struct Inner<T> {
    last: u64,
    open: Option<HashMap<u64, T>>,
}

impl<T: Clone> Handles<T> {
    /// An empty table. `base` keeps the numbers of different tables apart, so that a job is never taken for a session.
    pub const fn new(base: u64) -> Self {
        Self {
            inner: Mutex::new(Inner {
                last: base,
                open: None,
            }),
        }
    }

    /// Adds an entry and gives its number.
    pub fn add(&self, value: T) -> u64 {
        let mut inner = self.lock();
        inner.last += 1;
        let handle = inner.last;
        inner
            .open
            .get_or_insert_with(HashMap::new)
            .insert(handle, value);
        handle
    }

    /// The entry, when it is open.
    pub fn get(&self, handle: u64) -> Option<T> {
        self.lock().open.as_ref()?.get(&handle).cloned()
    }

    /// Takes the entry out.
    pub fn remove(&self, handle: u64) -> Option<T> {
        self.lock().open.as_mut()?.remove(&handle)
    }

    fn lock(&self) -> MutexGuard<'_, Inner<T>> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
