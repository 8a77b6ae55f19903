//! One photo job from start to end: gather records into batches, keep two batches going, show progress, sum up.

use super::batch;
use super::folder::PhotoFolder;
use super::preflight::preflight;
use super::tally::Tally;
use crate::auth::Prompter;
use crate::error::{Error, ErrorId, Result};
use crate::event::{Event, LogLevel};
use crate::graph::{GraphUser, UserPages};
use crate::http::{Client, Meter, Scope};
use crate::job::{JobLine, Pending, Prompts, Records};
use crate::request::{Record, RecordKind, SyncJob};
use crate::sharepoint::{PhotoLibrary, USERS_PER_REQUEST};
use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{OnceCell, Semaphore, mpsc};
use tokio::task::JoinSet;

/// A batch that is not full goes off when the pipeline brings nothing for this long.
const IDLE: Duration = Duration::from_secs(1);
/// Batches under way: while one uploads, the next is read and rendered.
const BATCHES: usize = 2;
/// Between two progress events.
const PROGRESS_EVERY: Duration = Duration::from_millis(250);

/// Whether the job writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// `photoStatus`
    Status,
    /// `photoSync`
    Sync,
}

/// What the parts of a job share.
pub struct Run {
    pub(super) client: Client,
    pub(super) scope: Scope,
    pub(super) options: SyncJob,
    pub(super) mode: Mode,
    pub(super) folder: Option<PhotoFolder>,
    pub(super) tally: Tally,
    pub(super) prompts: Arc<Prompts>,
    /// Renders at the same time; each may hold some 45 MB (`rust-core.md` 3).
    pub(super) renders: Semaphore,
    events: mpsc::Sender<Event>,
    library: OnceCell<PhotoLibrary>,
    seen: Mutex<HashSet<String>>,
    prefixes: Mutex<HashMap<String, String>>,
}

/// Does a photo job.
pub async fn run(client: Client, line: JobLine, options: SyncJob, mode: Mode) -> Result<()> {
    options.photo.render_options().validate()?;
    let folder = PhotoFolder::open(&options.photo)?;
    let read_only = mode == Mode::Status || options.what_if;
    let scope = Scope::new(
        Arc::clone(&line.prompts) as Arc<dyn Prompter>,
        read_only,
        Meter::new(),
    );
    client.set_limit(options.throttle_limit);
    let renders = Semaphore::new(
        std::thread::available_parallelism()
            .map_or(2, usize::from)
            .min(8),
    );
    let run = Arc::new(Run {
        client,
        scope,
        options,
        mode,
        folder,
        tally: Tally::new(),
        prompts: line.prompts,
        renders,
        events: line.events,
        library: OnceCell::new(),
        seen: Mutex::default(),
        prefixes: Mutex::default(),
    });
    tokio::select! {
        worked = work(&run, line.records) => worked?,
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

async fn work(run: &Arc<Run>, mut records: Records) -> Result<()> {
    let mut source = if run.options.enumerate {
        Users::Tenant {
            pages: UserPages::new(&run.client, &run.scope),
            waiting: VecDeque::new(),
        }
    } else {
        Users::Pipeline
    };
    let mut batches: JoinSet<Result<()>> = JoinSet::new();
    // Listing the tenant's users is a request already; without records there is nothing to permit.
    let mut permitted = run.options.enumerate;
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
    Ok(())
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
        if last.as_ref() != Some(&(now.done, now.total, now.throttle.clone())) {
            last = Some((now.done, now.total, now.throttle.clone()));
            run.emit(Event::Progress(now)).await?;
        }
        tokio::time::sleep(PROGRESS_EVERY).await;
    }
}

/// Where a job's users come from.
enum Users<'a> {
    Pipeline,
    Tenant {
        pages: UserPages<'a>,
        waiting: VecDeque<Pending>,
    },
}

impl Users<'_> {
    async fn next_batch(
        &mut self,
        run: &Run,
        records: &mut Records,
    ) -> Result<Option<Vec<Pending>>> {
        let batch = match self {
            Self::Pipeline => gather(run, records).await,
            Self::Tenant { pages, waiting } => {
                while waiting.is_empty() {
                    // A page may be empty and still not be the last.
                    let Some(page) = pages.next().await? else {
                        break;
                    };
                    waiting.extend(page.into_iter().map(|user| Pending::found(record_of(user))));
                }
                waiting
                    .drain(..waiting.len().min(USERS_PER_REQUEST))
                    .collect()
            }
        };
        run.tally.taken(batch.len());
        Ok((!batch.is_empty()).then_some(batch))
    }
}

async fn gather(run: &Run, records: &mut Records) -> Vec<Pending> {
    let mut batch = Vec::new();
    let Some(first) = records.next().await else {
        return batch;
    };
    batch.push(first);
    while batch.len() < USERS_PER_REQUEST && !records.full() {
        match tokio::time::timeout(IDLE, records.next()).await {
            Ok(Some(record)) => batch.push(record),
            Ok(None) | Err(_) => break,
        }
    }
    if records.finished() {
        // Known before the last batch is worked off, so that the remaining time can be told.
        run.tally.input_complete();
    }
    batch
}

fn record_of(user: GraphUser) -> Record {
    let fields = [
        ("SamAccountName", &user.on_premises_sam_account_name),
        ("UserPrincipalName", &user.user_principal_name),
        ("Mail", &user.mail),
        ("Id", &user.id),
        ("DisplayName", &user.display_name),
    ];
    let fields = fields
        .into_iter()
        .map(|(name, value)| (name.to_owned(), Some(value.clone())))
        .collect();
    Record {
        identity: user.user_principal_name.clone(),
        kind: RecordKind::GraphUser,
        fields,
        user_principal_name: user.user_principal_name,
        object_id: user.id,
        mail: user.mail,
        sam_account_name: user.on_premises_sam_account_name,
        ..Record::default()
    }
}

impl Run {
    /// Sends an event; fails when nobody takes events any more.
    pub(super) async fn emit(&self, event: Event) -> Result<()> {
        let gone = |_| {
            Error::new(
                ErrorId::Cancelled,
                "Nobody takes the events of this job any more.",
            )
        };
        self.events.send(event).await.map_err(gone)
    }

    pub(super) async fn log(&self, level: LogLevel, message: String) -> Result<()> {
        self.emit(Event::Log { level, message }).await
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

    fn progress(&self) -> crate::event::Progress {
        let activity = match self.mode {
            Mode::Status => "Comparing profile photos",
            Mode::Sync => "Synchronizing profile photos",
        };
        self.tally.progress(activity, &self.client)
    }
}
