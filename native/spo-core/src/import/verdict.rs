//! From an ended job and its log to the users that failed.

use super::ImportChange;
use super::file::id_of;
use super::folder::Folder;
use super::log::{Failure, Log, UserFailure};
use crate::error::{Error, ErrorId, Result};
use crate::event::ImportJob;
use crate::http::{Client, Scope};
use std::collections::{BTreeMap, HashMap};

/// Lines of a log that are repeated in warnings, at most.
const LINES: usize = 10;

/// What a job came to.
#[derive(Debug, Default)]
pub struct Verdict {
    /// Positions among the job's changes, and why.
    pub failed: BTreeMap<usize, Error>,
    /// What an administrator should hear.
    pub warnings: Vec<String>,
    /// Everything the log says is told here, so that it is not needed any more.
    pub understood: bool,
}

/// Reads the log of a job that did not simply succeed, and judges.
pub async fn judge(
    client: &Client,
    scope: &Scope,
    job: &ImportJob,
    changes: &[&ImportChange],
) -> Verdict {
    let partial = job.error == "ImportCompleteWithError";
    if job.state == "Succeeded" && !partial {
        return Verdict {
            understood: true,
            ..Verdict::default()
        };
    }
    let log = match read(client, scope, job).await {
        Ok(log) => log,
        Err(error) => Err(error.message().to_owned()),
    };
    if partial {
        in_part(job, log, changes)
    } else {
        as_a_whole(job, log, changes)
    }
}

/// The log; or why there is none.
async fn read(client: &Client, scope: &Scope, job: &ImportJob) -> Result<Result<Log, String>> {
    let address = &job.log_folder_uri;
    if address.is_empty() {
        return Ok(Err("the service names no log folder.".to_owned()));
    }
    let Some(folder) = Folder::at(client.endpoints(), address) else {
        return Ok(Err(format!(
            "the log folder {address} is not on a SharePoint host of this tenant."
        )));
    };
    let log = folder.logs(client, scope).await?;
    Ok(log.ok_or_else(|| format!("there is no file in the log folder {address}.")))
}

/// Some users failed: those the log names.
fn in_part(job: &ImportJob, log: Result<Log, String>, changes: &[&ImportChange]) -> Verdict {
    let mut verdict = Verdict::default();
    let id = &job.job_id;
    let log = match log {
        Ok(log) => log,
        Err(why) => {
            let warning = format!(
                "The bulk import job {id} failed for some users, and its log does not tell whom: {why} What was written is found out by reading back."
            );
            verdict.warnings.push(warning);
            return verdict;
        }
    };
    let places = places(changes);
    let mut others = Vec::new();
    for failure in log.users {
        match places.get(&failure.id.to_lowercase()) {
            Some(found) => {
                for place in found {
                    let error = of_user(job, &failure, changes[*place]);
                    verdict.failed.entry(*place).or_insert(error);
                }
            }
            None => others.push(failure.line),
        }
    }
    others.extend(log.job);
    others.extend(log.unknown);
    verdict.understood = others.is_empty() && !verdict.failed.is_empty();
    if verdict.failed.is_empty() {
        others.insert(
            0,
            "the log names none of its users; what was written is found out by reading back."
                .to_owned(),
        );
    }
    let more = others.len().saturating_sub(LINES);
    for line in others.iter().take(LINES) {
        verdict
            .warnings
            .push(format!("Bulk import job {id}: {line}"));
    }
    if more > 0 {
        let folder = &job.log_folder_uri;
        verdict.warnings.push(format!(
            "Bulk import job {id}: {more} more lines are in {folder}."
        ));
    }
    verdict
}

/// Nothing was imported.
fn as_a_whole(job: &ImportJob, log: Result<Log, String>, changes: &[&ImportChange]) -> Verdict {
    let line = log.ok().and_then(|log| {
        let users = log.users.into_iter().map(|user| user.line);
        let mut lines = log.job.into_iter().chain(users).chain(log.unknown);
        lines.next()
    });
    let mut message = format!(
        "The bulk import job {} ended with {}",
        job.job_id, job.error
    );
    let said = Some(job.error_message.trim()).filter(|text| !text.is_empty() && *text != job.error);
    for said in said.into_iter().chain(line.as_deref()) {
        message.push_str(": ");
        message.push_str(said.trim_end_matches('.'));
    }
    message.push('.');
    if !job.log_folder_uri.is_empty() {
        message = format!("{message} Its log is in {}.", job.log_folder_uri);
    }
    let error = Error::new(ErrorId::ImportFailed, message);
    let failed = changes.iter().enumerate();
    Verdict {
        failed: failed
            .map(|(place, change)| (place, error.clone().with_target(change.account.upn())))
            .collect(),
        ..Verdict::default()
    }
}

fn of_user(job: &ImportJob, failure: &UserFailure, change: &ImportChange) -> Error {
    let id = match failure.failure {
        Failure::IdentityNotResolvable => ErrorId::ImportIdentityNotFound,
        Failure::InvalidProperty | Failure::GenericError => ErrorId::ImportFailed,
    };
    let message = format!("Bulk import job {}: {}", job.job_id, failure.line);
    let error = Error::new(id, message).with_target(change.account.upn());
    match failure.failure {
        Failure::GenericError => {
            error.with_next_step("Run the command again; with -Method Direct if it persists.")
        }
        Failure::InvalidProperty => error
            .with_next_step("Correct the value named in the message, then run the command again."),
        Failure::IdentityNotResolvable => error,
    }
}

/// Under which names, in lower case, a log may speak of a change: the id in the file, but also the other one.
fn places(changes: &[&ImportChange]) -> HashMap<String, Vec<usize>> {
    let mut places: HashMap<String, Vec<usize>> = HashMap::new();
    for (place, change) in changes.iter().enumerate() {
        let names = [id_of(change).1, change.account.upn().to_owned()];
        for name in names {
            let under = places.entry(name.to_lowercase()).or_default();
            if !under.contains(&place) {
                under.push(place);
            }
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use super::{Verdict, as_a_whole, in_part};
    use crate::account::AccountName;
    use crate::error::ErrorId;
    use crate::event::ImportJob;
    use crate::import::ImportChange;
    use crate::import::log::Log;

    const ID: &str = "3f2504e0-4f89-41d3-9a0c-0305e82c3301";

    fn changes() -> Vec<ImportChange> {
        let change = |upn: &str, object_id: &str| ImportChange {
            account: AccountName::from_upn(upn),
            object_id: object_id.to_owned(),
            values: Vec::new(),
        };
        vec![
            change("anna@contoso.com", ID),
            change("bert@contoso.com", ""),
        ]
    }

    fn job(error: &'static str) -> ImportJob {
        ImportJob {
            job_id: "j1".to_owned(),
            state: "Error",
            error,
            error_message: "text of the service".to_owned(),
            source_uri: String::new(),
            log_folder_uri: "https://contoso.sharepoint.com/l".to_owned(),
            ended: true,
        }
    }

    fn part(log: Result<&str, &str>) -> Verdict {
        let read = |text: &str| {
            let mut log = Log::default();
            log.add(text.as_bytes());
            log
        };
        let changes = changes();
        let changes: Vec<_> = changes.iter().collect();
        in_part(
            &job("ImportCompleteWithError"),
            log.map(read).map_err(str::to_owned),
            &changes,
        )
    }

    #[test]
    fn users_are_found_by_either_of_their_ids_in_any_case() {
        let upper = ID.to_uppercase();
        for anna in [upper.as_str(), "ANNA@contoso.com"] {
            let verdict = part(Ok(&format!(
                "IdentityNotResolvable {anna} User identity cannot be resolved"
            )));
            let (place, error) = verdict.failed.first_key_value().unwrap();
            assert_eq!((*place, error.id()), (0, ErrorId::ImportIdentityNotFound));
            assert!(error.message().contains("job j1") && verdict.failed.len() == 1);
            assert!(verdict.understood && verdict.warnings.is_empty());
        }
    }

    #[test]
    fn what_is_about_nobody_here_is_a_warning_and_keeps_the_log() {
        let verdict = part(Ok(
            "GenericError bert@contoso.com x\nIdentityNotResolvable other@contoso.com y\nSomething else",
        ));
        assert_eq!(verdict.failed.keys().collect::<Vec<_>>(), [&1]);
        assert_eq!(verdict.failed[&1].id(), ErrorId::ImportFailed);
        assert_eq!(verdict.warnings.len(), 2);
        assert!(!verdict.understood && verdict.warnings[1].contains("Something else"));
    }

    #[test]
    fn without_a_log_the_reading_back_decides() {
        let unreadable = part(Err("no such folder."));
        assert!(
            unreadable.failed.is_empty()
                && unreadable.warnings[0].contains("no such folder. What was written")
        );
        let silent = part(Ok(
            "MissingIdentity - The identity is missing for the user object",
        ));
        assert!(silent.failed.is_empty() && silent.warnings.len() == 2 && !silent.understood);
        let long = part(Ok(&"what\n".repeat(30)));
        assert!(long.warnings.len() == 11 && long.warnings[10].contains("21 more lines"));
    }

    #[test]
    fn a_job_that_failed_fails_everybody_and_says_why() {
        let changes = changes();
        let changes: Vec<_> = changes.iter().collect();
        let mut log = Log::default();
        log.add(b"DataFileNotJson - line 8");
        let verdict = as_a_whole(&job("InvalidDataFile"), Ok(log), &changes);
        let error = &verdict.failed[&1];
        assert_eq!(
            (verdict.failed.len(), error.id()),
            (2, ErrorId::ImportFailed)
        );
        for part in [
            "job j1",
            "InvalidDataFile",
            "text of the service",
            "DataFileNotJson - line 8",
            "https://contoso.sharepoint.com/l",
        ] {
            assert!(error.message().contains(part), "{error}");
        }
        assert!(!verdict.understood);
    }
}
