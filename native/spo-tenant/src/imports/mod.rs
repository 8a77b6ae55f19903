//! Bulk import of profile properties. A job is queued with a file of a library (`queue`), passes its states as time goes on (`Imports::due`), and is then
//! carried out (`data_file` reads, `run` writes profiles and the log). `spo-wire.md` 4.

mod data_file;
mod queue;
mod run;

use crate::clock::unix_now;
use crate::tenant::Tenant;
pub(crate) use queue::{Order, QueueRefusal, may_import, queue, rest};
use serde_json::{Value, json};
use uuid::Uuid;

/// The type of a job's description.
pub(crate) const JOB_TYPE: &str =
    "Microsoft.Online.SharePoint.TenantManagement.ImportProfilePropertiesJobInfo";

/// The service's error numbers (`spo-wire.md` 4.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ImportError {
    None = 0,
    DataFileNotExist = 20,
    DataFileNotInTenant = 21,
    DataFileTooBig = 22,
    InvalidDataFile = 23,
    ImportCompleteWithError = 30,
}

/// How a job ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Outcome {
    pub(crate) error: ImportError,
    pub(crate) message: String,
    pub(crate) log_folder: String,
}

/// One job.
#[derive(Debug, Clone)]
pub(crate) struct Job {
    pub(crate) id: Uuid,
    pub(crate) order: Order,
    queued: u64,
    started: bool,
    outcome: Option<Outcome>,
}

/// All jobs, oldest first.
#[derive(Debug, Default)]
pub(crate) struct Imports {
    jobs: Vec<Job>,
}

impl Imports {
    fn add(&mut self, order: Order, now: u64) -> Uuid {
        let id = Uuid::new_v4();
        self.jobs.push(Job {
            id,
            order,
            queued: now,
            started: false,
            outcome: None,
        });
        id
    }

    /// Jobs whose three waiting states are over; each is handed out once.
    fn due(&mut self, now: u64, step: u64) -> Vec<Job> {
        let over = |job: &&mut Job| {
            !job.started && now.saturating_sub(job.queued) >= step.saturating_mul(3)
        };
        let mut due = Vec::new();
        for job in self.jobs.iter_mut().filter(over) {
            job.started = true;
            due.push(job.clone());
        }
        due
    }

    fn finish(&mut self, id: Uuid, outcome: Outcome) {
        if let Some(job) = self.jobs.iter_mut().find(|job| job.id == id) {
            job.outcome = Some(outcome);
        }
    }

    fn delete(&mut self, id: Uuid) -> bool {
        let before = self.jobs.len();
        self.jobs.retain(|job| job.id != id);
        self.jobs.len() < before
    }
}

impl Job {
    /// 1 submitted, 2 processing, 3 queued, 4 succeeded, 5 error.
    fn state(&self, now: u64, step: u64, partial_succeeds: bool) -> u64 {
        match &self.outcome {
            Some(Outcome {
                error: ImportError::None,
                ..
            }) => 4,
            Some(Outcome {
                error: ImportError::ImportCompleteWithError,
                ..
            }) if partial_succeeds => 4,
            Some(_) => 5,
            None => 1 + (now.saturating_sub(self.queued) / step.max(1)).min(2),
        }
    }

    fn describe(&self, tenant: &Tenant) -> Value {
        let settings = tenant.settings.lock().clone();
        let outcome = self.outcome.as_ref();
        json!({
            "Error": outcome.map_or(0, |outcome| outcome.error as u8),
            "ErrorMessage": outcome.map_or("", |outcome| &outcome.message),
            "JobId": self.id,
            "LogFolderUri": outcome.map_or("", |outcome| &outcome.log_folder),
            "SourceUri": self.order.source_uri,
            "State": self.state(unix_now(), settings.import_step_seconds, settings.import_partial_succeeds),
        })
    }
}

/// Carries out what has become due. Every request comes through here first, so that a job's effects are there as soon as anybody can look.
pub(crate) fn advance(tenant: &Tenant) {
    if tenant.imports.lock().jobs.iter().all(|job| job.started) {
        return;
    }
    let step = tenant.settings.lock().import_step_seconds;
    let due = tenant.imports.lock().due(unix_now(), step);
    for job in due {
        let outcome = run::carry_out(tenant, &job);
        tenant.imports.lock().finish(job.id, outcome);
    }
}

/// A job as the service describes it.
pub(crate) fn job(tenant: &Tenant, id: Uuid) -> Option<Value> {
    let job = tenant
        .imports
        .lock()
        .jobs
        .iter()
        .find(|job| job.id == id)
        .cloned();
    job.map(|job| job.describe(tenant))
}

/// All jobs.
pub(crate) fn jobs(tenant: &Tenant) -> Vec<Value> {
    let jobs = tenant.imports.lock().jobs.clone();
    jobs.iter().map(|job| job.describe(tenant)).collect()
}

/// Forgets a job; its file and log stay, as the service never deletes them.
pub(crate) fn delete(tenant: &Tenant, id: Uuid) -> bool {
    tenant.imports.lock().delete(id)
}

#[cfg(test)]
mod tests {
    use super::{ImportError, Imports, Order, Outcome};

    #[test]
    fn states_follow_the_time_and_end_in_success_or_error() {
        let mut imports = Imports::default();
        let id = imports.add(Order::default(), 1000);
        let state = |imports: &Imports, now| imports.jobs[0].state(now, 60, false);
        assert_eq!(
            [1000, 1060, 1120, 1500].map(|now| state(&imports, now)),
            [1, 2, 3, 3]
        );
        assert!(imports.due(1179, 60).is_empty());
        assert_eq!(imports.due(1180, 60).len(), 1);
        assert!(imports.due(1300, 60).is_empty(), "a job runs once");
        let outcome = |error| Outcome {
            error,
            message: String::new(),
            log_folder: String::new(),
        };
        imports.finish(id, outcome(ImportError::None));
        assert_eq!(state(&imports, 1180), 4);
        imports.finish(id, outcome(ImportError::ImportCompleteWithError));
        assert_eq!(
            (state(&imports, 1180), imports.jobs[0].state(1180, 60, true)),
            (5, 4)
        );
        assert!(imports.delete(id) && !imports.delete(id));
    }
}
