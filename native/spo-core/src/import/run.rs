//! Importing changes: one file and one job after another, because the service wants one to end before the next begins.

use super::ImportChange;
use super::file::{DataFile, Names, order};
use super::folder::Folder;
use super::jobs::{self, Order, QUEUE};
use super::refusal::{Refusal, RefusedProperty};
use super::remains::{Remains, file_name};
use super::verdict::{Verdict, judge};
use super::watch::{Patience, watch};
use crate::error::{Error, ErrorId, Result};
use crate::event::{Event, ImportJob, LogLevel};
use crate::http::{Client, Scope};
use crate::job::log;
use crate::request::PropertyOptions;
use std::time::SystemTime;
use tokio::sync::mpsc;
use tokio::time::sleep;

/// Looks into the list for a job whose id the service did not tell.
const LOOKS: u32 = 3;

/// What an import came to.
#[derive(Debug)]
pub struct Imported {
    /// One for each change, in order. `Ok` means that nothing is known against it, `Err` that its job failed or the log names the
    /// user; what the store holds is for the reading back to tell, in both cases. It alone decides when a job ended with
    /// `ImportCompleteWithError` and its log could not be read, which a warning says.
    pub results: Vec<Result<()>>,
    /// Properties the service does not import. They were left out for everybody, and the others imported; a user with nothing else
    /// to write is `Ok`. `PropertyEditableByUser` can still be written directly.
    pub refused: Vec<RefusedProperty>,
}

/// Imports changes, each account at most once. Says how far it is by `importJob` events and lines of the log.
///
/// Errors: nothing was imported (no such library, not permitted, a job that was not taken). Once a job was taken every failure is one of
/// the users', also of those whose job was not queued any more. When the future is dropped, file and job stay as they are.
pub async fn import_changes(
    client: &Client,
    scope: &Scope,
    options: &PropertyOptions,
    changes: &[ImportChange],
    events: &mpsc::Sender<Event>,
) -> Result<Imported> {
    let folder = Folder::given(&options.import_folder)?;
    let mut run = Run {
        client,
        scope,
        events,
        patience: Patience::new(options.poll_seconds, options.import_timeout_seconds),
        changes,
        names: Names::of(changes),
        remains: Remains {
            client,
            scope,
            events,
            folder,
        },
        imported: Imported {
            results: vec![Ok(()); changes.len()],
            refused: Vec::new(),
        },
    };
    let order = order(changes);
    let mut rest = order.as_slice();
    let mut begun = false;
    while !rest.is_empty() {
        let file = DataFile::write(changes, rest, &run.names);
        let (part, after) = rest.split_at(file.taken);
        if file.rows == 0 {
            rest = after;
            continue;
        }
        if !begun {
            run.remains.folder.ensure(client, scope).await?;
        }
        match run.import(file, part).await {
            Ok(Taken::Yes) => (rest, begun) = (after, true),
            Ok(Taken::WithoutSome) => {}
            Err(Stop { error, taken }) if begun || taken => {
                run.fail(rest, &error);
                break;
            }
            Err(stop) => return Err(stop.error),
        }
    }
    Ok(run.imported)
}

/// Whether the service took a file.
enum Taken {
    Yes,
    /// Not with the properties it has refused now; the same changes are tried again without them.
    WithoutSome,
}

/// Why no further job is queued.
struct Stop {
    error: Error,
    /// The job of this file was taken, or perhaps taken.
    taken: bool,
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        let taken = false;
        Self { error, taken }
    }
}

struct Run<'a> {
    client: &'a Client,
    scope: &'a Scope,
    events: &'a mpsc::Sender<Event>,
    patience: Patience,
    changes: &'a [ImportChange],
    names: Names,
    remains: Remains<'a>,
    imported: Imported,
}

impl Run<'_> {
    /// Takes one file from upload to clean-up.
    async fn import(&mut self, file: DataFile, part: &[usize]) -> Result<Taken, Stop> {
        let name = file_name(SystemTime::now());
        let (rows, bytes) = (file.rows, file.content.len());
        let (client, scope) = (self.client, self.scope);
        let stored = self
            .remains
            .folder
            .upload(client, scope, &name, file.content)
            .await;
        if let Err(error) = stored {
            // Stored after all, perhaps.
            if error.id().retryable() {
                self.remains.remove_file(&name).await?;
            }
            return Err(error.into());
        }
        let said = format!("Bulk import: {rows} users, {bytes} bytes, in the file {name}.");
        log(self.events, LogLevel::Verbose, said).await?;
        let source = self.remains.folder.address_of(client.endpoints(), &name);
        let names = self.names.properties.iter();
        let map: Vec<_> = names.map(|name| (name.clone(), name.clone())).collect();
        let order = Order {
            id_type: file.id_type,
            id_member: &self.names.id_member,
            map: &map,
            source_uri: &source,
        };
        let refusal = match self.queue(&order).await {
            Ok(Ok(id)) => return self.follow(id, part, &name).await,
            Err(error) if error.id().retryable() || error.id() == ErrorId::ImportJobNotFound => {
                let why = "whether its job was queued is not known.";
                self.remains.stays(&name, why).await?;
                let taken = true;
                return Err(Stop { error, taken });
            }
            Ok(Err(refusal)) => refusal,
            Err(error) => Refusal::Other(error),
        };
        self.remains.remove_file(&name).await?;
        match refusal {
            Refusal::Properties(refused) => self.without(refused).await,
            Refusal::Other(error) => Err(error.into()),
        }
    }

    /// Waits for the job and takes in what became of it.
    async fn follow(&mut self, id: String, part: &[usize], name: &str) -> Result<Taken, Stop> {
        match self.ended(id).await {
            Ok(job) => self.conclude(&job, part, name).await?,
            Err(error) => {
                let why = "its job may still need it.";
                self.remains.stays(name, why).await?;
                let taken = true;
                return Err(Stop { error, taken });
            }
        }
        Ok(Taken::Yes)
    }

    /// Queues the job and finds out its id. When the request had to be repeated, or gave no id, the list tells which job is ours; one
    /// queued twice is withdrawn.
    async fn queue(&self, order: &Order<'_>) -> Result<Result<String, Refusal>> {
        let sent = || self.scope.meter.by_kind().get(QUEUE).copied().unwrap_or(0);
        let before = sent();
        let queued = jobs::queue(self.client, self.scope, order).await;
        let lost = sent() > before + 1;
        let id = match queued {
            Ok(Ok(id)) if !lost && !id.is_empty() => return Ok(Ok(id)),
            Ok(Ok(id)) => id,
            Ok(Err(refusal)) => return Ok(Err(refusal)),
            Err(error) if error.id().retryable() => String::new(),
            Err(error) => return Err(error),
        };
        for look in 0..LOOKS {
            if look > 0 {
                sleep(self.patience.poll()).await;
            }
            let all = jobs::list(self.client, self.scope).await?;
            let source = folded(order.source_uri);
            let ours = all
                .into_iter()
                .filter(|job| !job.job_id.is_empty() && folded(&job.source_uri) == source);
            let mut ours: Vec<_> = ours.map(|job| job.job_id).collect();
            if !id.is_empty() {
                ours.retain(|other| *other != id);
                ours.insert(0, id.clone());
            }
            if ours.is_empty() {
                continue;
            }
            let id = ours.remove(0);
            for double in ours {
                // One that has begun goes on, and writes the same values again.
                let _withdrawn = jobs::withdraw(self.client, self.scope, &double).await;
            }
            return Ok(Ok(id));
        }
        let message = format!(
            "SharePoint took a bulk import without telling its id, and lists no job for {}.",
            order.source_uri
        );
        Err(Error::new(ErrorId::ImportJobNotFound, message).with_target(order.source_uri))
    }

    /// Leaves out properties that the service refused.
    async fn without(&mut self, refused: Vec<RefusedProperty>) -> Result<Taken, Stop> {
        let names: Vec<_> = refused.iter().map(|one| one.name.clone()).collect();
        if !self.names.leave_out(&names) {
            let message = format!("SharePoint refuses {} again and again.", names.join(", "));
            return Err(Error::new(ErrorId::UnexpectedResponse, message).into());
        }
        let said = format!("The bulk import does not take {}.", names.join(", "));
        log(self.events, LogLevel::Verbose, said).await?;
        self.imported.refused.extend(refused);
        Ok(Taken::WithoutSome)
    }

    /// Waits until the job has ended.
    async fn ended(&self, id: String) -> Result<ImportJob> {
        let gone = format!("The bulk import job {id} is gone before it ended.");
        let gone = Error::new(ErrorId::ImportJobNotFound, gone).with_target(&id);
        let watched = watch(
            self.client,
            self.scope,
            vec![id],
            self.patience,
            self.events,
        )
        .await?;
        watched.jobs.into_iter().next().ok_or(gone)
    }

    /// Tells the users' failures from the job and its log, and cleans up. The log stays where nobody has understood it.
    async fn conclude(&mut self, job: &ImportJob, part: &[usize], name: &str) -> Result<()> {
        let changes: Vec<_> = part.iter().map(|index| &self.changes[*index]).collect();
        let Verdict {
            failed,
            warnings,
            understood,
        } = judge(self.client, self.scope, job, &changes).await;
        for (place, error) in failed {
            self.imported.results[part[place]] = Err(error);
        }
        for warning in warnings {
            log(self.events, LogLevel::Warning, warning).await?;
        }
        self.remains.remove_file(name).await?;
        if understood {
            self.remains.remove_log(job, name).await?;
        }
        Ok(())
    }

    fn fail(&mut self, rest: &[usize], error: &Error) {
        for index in rest {
            let target = self.changes[*index].account.upn();
            self.imported.results[*index] = Err(error.clone().with_target(target));
        }
    }
}

/// An address in a form in which two spellings of it are equal.
fn folded(address: &str) -> String {
    let decoded = percent_encoding::percent_decode_str(address.trim());
    decoded.decode_utf8_lossy().to_lowercase()
}
