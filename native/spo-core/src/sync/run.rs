//! One job over users from start to end: keep two batches going, show progress, write what waits, sum up.

use super::folder::PhotoFolder;
use super::outbox::Outbox;
use super::preflight::preflight;
use super::properties::Properties;
use super::tally::Tally;
use super::users::Users;
use super::work::Work;
use super::{batch, bulk};
use crate::auth::Prompter;
use crate::error::{Error, ErrorId, Result};
use crate::event::{Event, LogLevel};
use crate::http::{Client, Meter, Scope};
use crate::job::{JobLine, Prompts, Records, tell};
use crate::request::SyncJob;
use crate::sharepoint::PhotoLibrary;
use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{OnceCell, Semaphore, mpsc};
use tokio::task::JoinSet;

/// Batches under way: while one uploads, the next is read and rendered.
const BATCHES: usize = 2;
/// Between two progress events.
const PROGRESS_EVERY: Duration = Duration::from_millis(250);

/// What the parts of a job share.
pub struct Run {
    pub(super) client: Client,
    pub(super) scope: Scope,
    pub(super) job: SyncJob,
    pub(super) work: Work,
    pub(super) folder: Option<PhotoFolder>,
    pub(super) properties: Option<Properties>,
    pub(super) outbox: Outbox,
    pub(super) tally: Tally,
    pub(super) prompts: Arc<Prompts>,
    /// Renders at the same time; each may hold some 45 MB (`rust-core.md` 3).
    pub(super) renders: Semaphore,
    events: mpsc::Sender<Event>,
    library: OnceCell<PhotoLibrary>,
    seen: Mutex<HashSet<String>>,
    prefixes: Mutex<HashMap<String, String>>,
    importing: AtomicBool,
}

/// Does a job over users.
pub async fn run(client: Client, line: JobLine, job: SyncJob, work: Work) -> Result<()> {
    let folder = if work.photos() {
        job.photo.render_options().validate()?;
        PhotoFolder::open(&job.photo)?
    } else {
        None
    };
    let properties = if work.properties() {
        Some(Properties::open(&job.properties, work.writes())?)
    } else {
        None
    };
    let scope = Scope::new(
        Arc::clone(&line.prompts) as Arc<dyn Prompter>,
        !work.writes() || job.what_if,
        Meter::new(),
    );
    client.set_limit(job.throttle_limit);
    let renders = Semaphore::new(
        std::thread::available_parallelism()
            .map_or(2, usize::from)
            .min(8),
    );
    let run = Arc::new(Run {
        client,
        scope,
        job,
        work,
        folder,
        properties,
        outbox: Outbox::default(),
        tally: Tally::new(),
        prompts: line.prompts,
        renders,
        events: line.events,
        library: OnceCell::new(),
        seen: Mutex::default(),
        prefixes: Mutex::default(),
        importing: AtomicBool::new(false),
    });
    if let Some(properties) = &run.properties {
        let names = properties.source_names();
        run.emit(Event::Fields { names }).await?;
    }
    tokio::select! {
        worked = work_off(&run, line.records) => worked?,
        stopped = show_progress(&run) => stopped?,
    }
    run.emit(Event::Progress(run.progress())).await?;
    let summary = run.tally.summary(&run.scope.meter);
    run.log(
        LogLevel::Verbose,
        format!(
            "{} users, {} requests, {} of them throttled, {} bytes sent, {} ms.",
            summary.users,
            summary.requests,
            summary.throttled,
            summary.bytes_sent,
            summary.duration_ms
        ),
    )
    .await?;
    run.emit(Event::Summary(summary)).await
}

async fn work_off(run: &Arc<Run>, mut records: Records) -> Result<()> {
    let mut source = Users::of(run);
    let mut batches: JoinSet<Result<()>> = JoinSet::new();
    // Listing the tenant's users is a request already; without records there is nothing to permit.
    let mut permitted = run.job.enumerate;
    if permitted {
        preflight(run).await?;
    }
    while let Some(batch) = source.next_batch(run, &mut records).await? {
        if !permitted {
            preflight(run).await?;
            permitted = true;
        }
        while batches.len() >= BATCHES {
            joined(batches.join_next().await)?;
        }
        batches.spawn(batch::process(Arc::clone(run), batch));
    }
    run.tally.input_complete();
    while !batches.is_empty() {
        joined(batches.join_next().await)?;
    }
    run.outbox.flush(run).await?;
    bulk::settle(run).await?;
    match &run.properties {
        // What was right before the job is remembered too.
        Some(properties) if !run.scope.read_only => properties.save(),
        _ => Ok(()),
    }
}

fn joined(ended: Option<Result<Result<()>, tokio::task::JoinError>>) -> Result<()> {
    match ended {
        None => Ok(()),
        Some(Ok(result)) => result,
        Some(Err(_)) => Err(Error::new(
            ErrorId::Internal,
            "A part of the job ended because of a defect in this module.",
        )),
    }
}

async fn show_progress(run: &Run) -> Result<()> {
    let mut last = None;
    loop {
        let now = run.progress();
        let shown = (
            now.done,
            now.total,
            now.throttle.clone(),
            now.activity.clone(),
        );
        if last.as_ref() != Some(&shown) {
            last = Some(shown);
            run.emit(Event::Progress(now)).await?;
        }
        tokio::time::sleep(PROGRESS_EVERY).await;
    }
}

impl Run {
    /// Sends an event; fails when nobody takes events any more.
    pub(super) async fn emit(&self, event: Event) -> Result<()> {
        tell(&self.events, event).await
    }

    pub(super) async fn log(&self, level: LogLevel, message: String) -> Result<()> {
        self.emit(Event::Log { level, message }).await
    }

    /// The way out of the job, for parts that report by themselves.
    pub(super) const fn events(&self) -> &mpsc::Sender<Event> {
        &self.events
    }

    /// Names of the profile properties the job is about, beside those of the photo.
    pub(super) fn property_names(&self) -> &[String] {
        self.properties.as_ref().map_or(&[], Properties::names)
    }

    /// The photo library, found and listed at the first call.
    pub(super) async fn library(&self) -> Result<&PhotoLibrary> {
        self.library
            .get_or_try_init(|| PhotoLibrary::open(&self.client, &self.scope))
            .await
    }

    /// False when the account was seen before in this job.
    pub(super) fn first_time(&self, account_key: &str) -> bool {
        self.seen
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(account_key.to_owned())
    }

    /// Claims a file prefix for an account; false when another account of this job uses it,
    /// so that one user's photo never lands in another user's file.
    pub(super) fn claim_prefix(&self, prefix: &str, account_key: &str) -> bool {
        let mut prefixes = self.prefixes.lock().unwrap_or_else(PoisonError::into_inner);
        prefixes
            .entry(prefix.to_lowercase())
            .or_insert_with(|| account_key.to_owned())
            == account_key
    }

    /// From now on the job waits for a bulk import, which takes minutes in which no number changes.
    pub(super) fn begin_import(&self) {
        self.importing.store(true, Ordering::Relaxed);
    }

    fn progress(&self) -> crate::event::Progress {
        let activity = if self.importing.load(Ordering::Relaxed) {
            "Waiting for SharePoint's bulk import"
        } else {
            self.work.activity()
        };
        self.tally.progress(activity, &self.client)
    }
}
