//! One batch of users, up to fifty: names, profiles, each user's own work side by side, then what is written together.
//! Events go out in the order the users came in.

use super::run::{Mode, Run};
use super::{account, commit, user};
use crate::account::AccountName;
use crate::error::{Error, ErrorId, Result};
use crate::event::{Action, Event, Outcome, Status};
use crate::http::Meter;
use crate::job::Pending;
use crate::photo::SourceInfo;
use crate::plan::{State, next_step};
use crate::sharepoint::{Profile, ProfileWrite, from_profile_timestamp, read_profiles};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

/// A user on the way through a batch, and what is known so far.
pub struct User {
    pub pending: Pending,
    pub account: AccountName,
    pub meter: Arc<Meter>,
    pub profile: Profile,
    pub source: Option<SourceInfo>,
    pub low_resolution: bool,
    pub picture_url: String,
    pub state: State,
    pub reason: String,
    pub next_step: String,
    pub action: Action,
    pub error: Option<Error>,
    /// Set while profile properties are still to be written.
    pub write: Option<ProfileWrite>,
    started: Instant,
    took: Duration,
}

impl User {
    pub fn new(run: &Run, pending: Pending, account: AccountName) -> Self {
        Self {
            pending,
            account,
            meter: Meter::child(&run.scope.meter),
            profile: Profile::default(),
            source: None,
            low_resolution: false,
            picture_url: String::new(),
            state: State::Failed,
            reason: String::new(),
            next_step: String::new(),
            action: Action::Skipped,
            error: None,
            write: None,
            started: Instant::now(),
            took: Duration::ZERO,
        }
    }

    /// What was found.
    pub fn finding(&mut self, state: State, reason: &str, next_step: &str) {
        self.state = state;
        reason.clone_into(&mut self.reason);
        next_step.clone_into(&mut self.next_step);
    }

    /// The source photo cannot be used.
    pub fn invalid(&mut self, error: Error, profile: Profile) {
        self.profile = profile;
        self.fail(error);
        self.state = State::SourceInvalid;
    }

    /// It went wrong for this user.
    pub fn fail(&mut self, error: Error) {
        let error = error.with_target(self.pending.record.identity.clone());
        self.finding(State::Failed, error.message(), error.next_step());
        self.action = Action::Failed;
        self.write = None;
        self.error = Some(error);
    }

    /// The work for this user alone is over; what is written for the whole batch is not counted as the user's time.
    fn finished(&mut self) {
        self.took = self.started.elapsed();
    }

    fn into_event(self, mode: Mode) -> Event {
        let record = self.pending.record;
        let source = self.source;
        let account_name = if self.profile.account_name.is_empty() {
            self.account.as_str()
        } else {
            &self.profile.account_name
        };
        let account_name = account_name.to_owned();
        match mode {
            Mode::Status => Event::Status(Status {
                identity: record.identity,
                account_name,
                state: self.state,
                reason: self.reason,
                next_step: self.next_step,
                picture_url: self.picture_url,
                photo_timestamp: from_profile_timestamp(&self.profile.timestamp).unwrap_or(0),
                source_width: source.map_or(0, |source| source.width),
                source_height: source.map_or(0, |source| source.height),
                source_bytes: source.map_or(0, |source| source.bytes as u64),
                error: self.error,
            }),
            Mode::Sync => Event::Result(Outcome {
                identity: record.identity,
                account_name,
                action: self.action,
                state: self.state,
                reason: self.reason,
                next_step: self.next_step,
                bytes_sent: self.meter.bytes_sent(),
                requests: self.meter.requests(),
                duration_ms: u64::try_from(self.took.as_millis()).unwrap_or(u64::MAX),
                low_resolution: self.low_resolution,
                picture_url: self.picture_url,
                error: self.error,
            }),
        }
    }
}

/// True for errors that no other user would be spared.
pub fn ends_the_job(error: &Error) -> bool {
    use ErrorId::{
        AuthenticationFailed, Cancelled, CertificateInvalid, CertificatePassword, LibraryNotFound,
        TokenRefused,
    };
    matches!(
        error.id(),
        AuthenticationFailed
            | Cancelled
            | CertificateInvalid
            | CertificatePassword
            | LibraryNotFound
            | TokenRefused
    )
}

/// Takes a batch through all of it.
pub async fn process(run: Arc<Run>, batch: Vec<Pending>) -> Result<()> {
    let mut users = account::resolve(&run, batch).await?;
    let profiles = profiles(&run, &mut users).await?;
    let mut work = JoinSet::new();
    for (index, (mut user, profile)) in users.into_iter().zip(profiles).enumerate() {
        let run = Arc::clone(&run);
        work.spawn(async move {
            if user.reason.is_empty()
                && let Err(error) = user::process(&run, &mut user, profile).await
            {
                if ends_the_job(&error) {
                    return Err(error);
                }
                user.fail(error);
            }
            user.finished();
            run.tally.done();
            Ok((index, user))
        });
    }
    let mut users = Vec::with_capacity(work.len());
    while let Some(ended) = work.join_next().await {
        let defect = |_| {
            Error::new(
                ErrorId::Internal,
                "The work on a user ended because of a defect in this module.",
            )
        };
        users.push(ended.map_err(defect)??);
    }
    users.sort_unstable_by_key(|(index, _)| *index);
    let mut users: Vec<_> = users.into_iter().map(|(_, user)| user).collect();
    commit::commit(&run, &mut users).await?;
    for user in users {
        run.emit(user.into_event(run.mode)).await?;
        run.tally.answered();
    }
    Ok(())
}

/// The profile of each user, in the users' order; `None` for users that failed already.
async fn profiles(run: &Run, users: &mut [User]) -> Result<Vec<Option<Profile>>> {
    let open: Vec<usize> = (0..users.len())
        .filter(|&index| users[index].reason.is_empty())
        .collect();
    let mut profiles = vec![None; users.len()];
    if open.is_empty() {
        return Ok(profiles);
    }
    let accounts: Vec<_> = open
        .iter()
        .map(|&index| users[index].account.clone())
        .collect();
    let read = match read_profiles(&run.client, &run.scope, &accounts).await {
        Ok(read) => read,
        // Not allowed to read any profile: nobody else's will be readable either.
        Err(error) if ends_the_job(&error) || error.id() == ErrorId::AccessDenied => {
            return Err(error);
        }
        Err(error) => vec![Err(error); open.len()],
    };
    for (index, read) in open.into_iter().zip(read) {
        match read {
            Ok(profile) => profiles[index] = profile,
            Err(error) => users[index].fail(error),
        }
    }
    Ok(profiles)
}

/// A user that came a second time.
pub fn given_twice(user: &mut User) {
    user.finding(
        State::Failed,
        "The user was given before in this run; the first one counts.",
        next_step(State::InSync),
    );
}
