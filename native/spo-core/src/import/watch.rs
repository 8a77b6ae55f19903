//! Watching jobs: looked at in turns until each has ended or the time is over. Every change is an event.

use super::jobs;
use crate::error::{Error, ErrorId, Result};
use crate::event::{Event, ImportJob, LogLevel};
use crate::http::{Client, Scope};
use crate::job::{log, tell};
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep};

/// How often and how long.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    poll: Duration,
    limit: Duration,
}

impl Patience {
    /// `poll` seconds between two looks, at least one, for at most `limit` seconds.
    pub fn new(poll: u64, limit: u64) -> Self {
        Self {
            poll: Duration::from_secs(poll.max(1)),
            limit: Duration::from_secs(limit),
        }
    }

    /// Between two looks.
    pub const fn poll(&self) -> Duration {
        self.poll
    }
}

/// What the watched jobs came to.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Watched {
    /// Those that ended, in the order in which they did.
    pub jobs: Vec<ImportJob>,
    /// Ids that no job has (any more).
    pub missing: Vec<String>,
}

/// Looks at jobs until all of them have ended. Errors: `ImportTimeout` names those that have not.
pub async fn watch(
    client: &Client,
    scope: &Scope,
    ids: Vec<String>,
    patience: Patience,
    events: &mpsc::Sender<Event>,
) -> Result<Watched> {
    let look = |ids: Vec<String>| async move { jobs::find(client, scope, &ids).await };
    until_ended(ids, patience, events, look).await
}

async fn until_ended<L, F>(
    ids: Vec<String>,
    patience: Patience,
    events: &mpsc::Sender<Event>,
    mut look: L,
) -> Result<Watched>
where
    L: FnMut(Vec<String>) -> F,
    F: Future<Output = Result<Vec<Option<ImportJob>>>>,
{
    let deadline = Instant::now() + patience.limit;
    let mut open: Vec<(String, Option<ImportJob>)> = ids.into_iter().map(|id| (id, None)).collect();
    let mut watched = Watched::default();
    while !open.is_empty() {
        let found = look(open.iter().map(|(id, _)| id.clone()).collect()).await;
        match found {
            Ok(found) => {
                let mut going_on = Vec::new();
                for ((id, known), now) in open.into_iter().zip(found) {
                    let Some(now) = now else {
                        watched.missing.push(id);
                        continue;
                    };
                    if known.as_ref() != Some(&now) {
                        tell(events, Event::ImportJob(now.clone())).await?;
                    }
                    if now.ended {
                        watched.jobs.push(now);
                    } else {
                        going_on.push((id, Some(now)));
                    }
                }
                open = going_on;
            }
            // The job goes on whether it can be seen or not.
            Err(error) if error.id().retryable() => {
                log(events, LogLevel::Verbose, error.message()).await?;
            }
            Err(error) => return Err(error),
        }
        let left = deadline.saturating_duration_since(Instant::now());
        if !open.is_empty() && left.is_zero() {
            return Err(timeout(&open, patience.limit));
        }
        if !open.is_empty() {
            sleep(patience.poll.min(left)).await;
        }
    }
    Ok(watched)
}

fn timeout(open: &[(String, Option<ImportJob>)], limit: Duration) -> Error {
    let name = |(id, job): &(String, Option<ImportJob>)| {
        let state = job.as_ref().map_or("Unknown", |job| job.state);
        format!("{id} ({state})")
    };
    let names: Vec<_> = open.iter().map(name).collect();
    let message = format!(
        "The bulk import did not end within {} s: job {}.",
        limit.as_secs(),
        names.join(", ")
    );
    let first = open.first().map(|(id, _)| id.as_str()).unwrap_or_default();
    Error::new(ErrorId::ImportTimeout, message).with_target(first)
}

#[cfg(test)]
mod tests {
    use super::{Patience, Watched, until_ended};
    use crate::error::{Error, ErrorId, Result};
    use crate::event::{Event, ImportJob};
    use std::collections::VecDeque;
    use std::time::Duration;
    use tokio::sync::mpsc;
    use tokio::time::Instant;

    fn job(id: &str, state: &'static str) -> ImportJob {
        ImportJob {
            job_id: id.to_owned(),
            state,
            error: "NoError",
            error_message: String::new(),
            source_uri: String::new(),
            log_folder_uri: String::new(),
            ended: matches!(state, "Succeeded" | "Error"),
        }
    }

    /// Plays what each look finds; the last one repeats. Gives the states told, too.
    async fn play(
        ids: &[&str],
        looks: Vec<Result<Vec<Option<ImportJob>>>>,
    ) -> (Result<Watched>, Vec<String>, Duration) {
        let (sender, mut receiver) = mpsc::channel(100);
        let mut looks = VecDeque::from(looks);
        let look = |asked: Vec<String>| {
            let found = if looks.len() > 1 {
                looks.pop_front().unwrap()
            } else {
                looks[0].clone()
            };
            if let Ok(found) = &found {
                assert_eq!(found.len(), asked.len(), "only open jobs are looked at");
            }
            std::future::ready(found)
        };
        let begun = Instant::now();
        let ids = ids.iter().map(|id| (*id).to_owned()).collect();
        let watched = until_ended(ids, Patience::new(30, 100), &sender, look).await;
        drop(sender);
        let mut told = Vec::new();
        while let Some(event) = receiver.recv().await {
            if let Event::ImportJob(job) = event {
                told.push(format!("{} {}", job.job_id, job.state));
            }
        }
        (watched, told, begun.elapsed())
    }

    #[tokio::test(start_paused = true)]
    async fn every_change_is_told_once() {
        let looks = vec![
            Ok(vec![
                Some(job("a", "Submitted")),
                Some(job("b", "Succeeded")),
            ]),
            Ok(vec![Some(job("a", "Submitted"))]),
            Ok(vec![Some(job("a", "Error"))]),
        ];
        let (watched, told, took) = play(&["a", "b"], looks).await;
        let ended: Vec<_> = watched
            .unwrap()
            .jobs
            .into_iter()
            .map(|job| job.job_id)
            .collect();
        assert_eq!(ended, ["b", "a"]);
        assert_eq!(told, ["a Submitted", "b Succeeded", "a Error"]);
        assert_eq!(took.as_secs(), 60);
    }

    #[tokio::test(start_paused = true)]
    async fn the_time_limit_names_the_job_after_a_last_look() {
        let (watched, told, took) = play(&["a"], vec![Ok(vec![Some(job("a", "Queued"))])]).await;
        let error = watched.unwrap_err();
        assert_eq!(error.id(), ErrorId::ImportTimeout);
        assert!(
            error.message().contains("job a (Queued)") && error.message().contains("100 s"),
            "{error}"
        );
        assert_eq!((told.len(), took.as_secs()), (1, 100));
    }

    #[tokio::test(start_paused = true)]
    async fn trouble_that_passes_does_not_end_the_watch_and_other_trouble_does() {
        let busy = || Err(Error::new(ErrorId::Throttled, "busy"));
        let (watched, ..) = play(&["a"], vec![busy(), Ok(vec![Some(job("a", "Succeeded"))])]).await;
        assert_eq!(watched.unwrap().jobs.len(), 1);
        let (watched, ..) = play(&["a"], vec![busy()]).await;
        assert_eq!(watched.unwrap_err().id(), ErrorId::ImportTimeout);
        let denied = Err(Error::new(ErrorId::AccessDenied, "no"));
        assert_eq!(
            play(&["a"], vec![denied]).await.0.unwrap_err().id(),
            ErrorId::AccessDenied
        );
    }

    #[tokio::test(start_paused = true)]
    async fn a_job_that_is_gone_is_named_and_the_others_go_on() {
        let looks = vec![
            Ok(vec![None, Some(job("b", "Submitted"))]),
            Ok(vec![Some(job("b", "Succeeded"))]),
        ];
        let watched = play(&["a", "b"], looks).await.0.unwrap();
        assert_eq!(
            (watched.missing, watched.jobs.len()),
            (vec!["a".to_owned()], 1)
        );
    }
}
