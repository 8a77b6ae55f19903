//! Users with values to write wait here for company: fifty of them are one request to write and one to read back. What waits goes off when it is
//! fifty, when the pipeline pauses, and at the end. Users whose values may go by bulk import wait for the end, when their number is known.

use super::commit::commit;
use super::run::Run;
use super::user::User;
use crate::error::Result;
use crate::sharepoint::USERS_PER_REQUEST;
use std::sync::{Mutex, PoisonError};

/// Users that wait.
#[derive(Default)]
pub struct Outbox {
    direct: Mutex<Vec<User>>,
    held: Mutex<Vec<User>>,
}

impl Outbox {
    /// A user whose values are written by CSOM.
    pub fn add(&self, user: User) {
        locked(&self.direct).push(user);
    }

    /// A user whose values wait for the end.
    pub fn hold(&self, user: User) {
        locked(&self.held).push(user);
    }

    /// Writes what waits, if it fills a request.
    pub async fn flush_full(&self, run: &Run) -> Result<()> {
        let full = {
            let mut waiting = locked(&self.direct);
            if waiting.len() < USERS_PER_REQUEST {
                return Ok(());
            }
            std::mem::take(&mut *waiting)
        };
        send(run, full).await
    }

    /// Writes what waits.
    pub async fn flush(&self, run: &Run) -> Result<()> {
        let waiting = std::mem::take(&mut *locked(&self.direct));
        send(run, waiting).await
    }

    /// Those that waited for the end.
    pub fn take_held(&self) -> Vec<User> {
        std::mem::take(&mut *locked(&self.held))
    }
}

async fn send(run: &Run, mut users: Vec<User>) -> Result<()> {
    commit(run, &mut users).await?;
    run.report_all(users).await
}

fn locked(users: &Mutex<Vec<User>>) -> std::sync::MutexGuard<'_, Vec<User>> {
    users.lock().unwrap_or_else(PoisonError::into_inner)
}
