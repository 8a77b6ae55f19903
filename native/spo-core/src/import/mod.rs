//! SharePoint's bulk import of profile properties: changes go out as a file, and come back as the log of a job.
//!
//! [`import_changes`] (`run`) takes changes of many users to `file` (one data file at a time), `folder` (upload into a library of the
//! root site), `jobs` (queue; a `refusal` names properties the import does not take), `watch` (until the job has ended), `log`
//! (which users failed), and has what it stored removed (`remains`). [`tell_jobs`] (`job_list`) is the job kind that shows and awaits jobs, whoever
//! queued them. `spo-wire.md` 4; what is not settled there is in `docs/wire-notes.md` 8.

mod file;
mod folder;
mod job_list;
mod jobs;
mod log;
mod refusal;
mod remains;
mod run;
mod verdict;
mod watch;

pub use job_list::tell_jobs;
pub use refusal::RefusedProperty;
pub use run::{Imported, import_changes};

use crate::account::AccountName;

/// A file of a job's log, for the fuzz targets.
#[cfg(any(test, feature = "fuzz"))]
pub(crate) fn read_log(file: &[u8]) {
    let mut log = log::Log::default();
    log.add(file);
    assert!(log.users.iter().all(|user| !user.id.is_empty()));
}

/// New values for one user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportChange {
    /// Whose.
    pub account: AccountName,
    /// Entra object id, from the profile's `msOnline-ObjectId` or the record; empty when not known, and then the job looks for the
    /// user principal name.
    pub object_id: String,
    /// Names of profile properties and their single values; an empty value clears.
    pub values: Vec<(String, String)>,
}
