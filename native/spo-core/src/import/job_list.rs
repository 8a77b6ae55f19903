//! The `importJobs` job: which bulk import jobs there are, and what becomes of them.

use super::jobs;
use super::watch::{Patience, watch};
use crate::auth::Prompter;
use crate::config::Service;
use crate::error::{Error, ErrorId, Result};
use crate::event::{Event, ImportJob, LogLevel};
use crate::http::{Client, Meter, Scope};
use crate::job::{JobLine, log, tell};
use crate::permission::{Operation, require};
use crate::request::ImportJobs;
use crate::sync::Tally;
use std::collections::HashSet;
use std::sync::Arc;

/// Tells each job once; with `wait` each time it changes, until all have ended. An id that no job has ends the job with
/// `ImportJobNotFound` when it is the only one asked for, and is a warning beside others.
pub async fn tell_jobs(client: Client, line: JobLine, mut options: ImportJobs) -> Result<()> {
    let mut seen = HashSet::new();
    options.job_ids.retain(|id| seen.insert(id.to_lowercase()));
    let prompter = Arc::clone(&line.prompts) as Arc<dyn Prompter>;
    let scope = Scope::new(prompter, true, Meter::new());
    let tally = Tally::new();
    let events = line.events;
    let token = client.token_info(&scope, Service::Admin).await?;
    require(&[Operation::BulkImport], |service| {
        (service == Service::Admin).then_some(&token)
    })?;
    let (known, mut missing) = if options.job_ids.is_empty() {
        (jobs::list(&client, &scope).await?, Vec::new())
    } else {
        by_id(&client, &scope, &options.job_ids).await?
    };
    let (open, ended): (Vec<_>, Vec<_>) = known.into_iter().partition(|job| {
        // A job without an id cannot be asked for again.
        options.wait && !job.ended && !job.job_id.is_empty()
    });
    for job in ended {
        tell(&events, Event::ImportJob(job)).await?;
    }
    if !open.is_empty() {
        let ids = open.into_iter().map(|job| job.job_id).collect();
        let patience = Patience::new(options.poll_seconds, options.timeout_seconds);
        let watched = watch(&client, &scope, ids, patience, &events).await?;
        missing.extend(watched.missing);
    }
    if let ([_], Some(id)) = (options.job_ids.as_slice(), missing.first()) {
        return Err(not_found(id));
    }
    for id in missing {
        let error = not_found(&id);
        let message = format!("{} {}", error.message(), error.next_step());
        log(&events, LogLevel::Warning, message).await?;
    }
    let summary = tally.summary(&scope.meter);
    tell(&events, Event::Summary(summary)).await
}

/// The jobs of the ids, and the ids that have none.
async fn by_id(
    client: &Client,
    scope: &Scope,
    ids: &[String],
) -> Result<(Vec<ImportJob>, Vec<String>)> {
    let found = jobs::find(client, scope, ids).await?;
    let missing = ids.iter().zip(&found).filter(|(_, job)| job.is_none());
    let missing = missing.map(|(id, _)| id.clone()).collect();
    Ok((found.into_iter().flatten().collect(), missing))
}

fn not_found(id: &str) -> Error {
    let message = format!("There is no bulk import job {id}.");
    Error::new(ErrorId::ImportJobNotFound, message).with_target(id)
}
