//! One batch of users, up to fifty: names, profiles, each user's own work side by side, then what is written together.
//! A user with nothing to write is answered at once, in the order the batch came in; the others when their values are confirmed.

use super::approval::approve;
use super::run::Run;
use super::user::{Finding, User};
use super::{account, commit, photo};
use crate::error::{Error, ErrorId, Result};
use crate::job::Pending;
use crate::plan::{State, next_step};
use crate::sharepoint::{Profile, read_profiles};
use std::sync::Arc;
use tokio::task::JoinSet;

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
            if user.whole.is_none() {
                one(&run, &mut user, profile).await?;
            }
            user.finished();
            run.tally.done();
            Ok::<_, Error>((index, user))
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
    // Files that were sent are nobody's photo before the profile points to them, so that waits for nothing.
    if users.iter().any(|user| !user.photo.write.is_empty()) {
        commit::commit(&run, &mut users).await?;
    }
    for user in users {
        if user.is_open() {
            run.outbox.add(user);
        } else if user.held().next().is_some() {
            run.outbox.hold(user);
        } else {
            run.report(user).await?;
        }
    }
    run.outbox.flush_full(&run).await
}

/// One user's own work: compare, ask, send the files.
async fn one(run: &Arc<Run>, user: &mut User, profile: Option<Profile>) -> Result<()> {
    let Some(profile) = profile else {
        let reason = "SharePoint has no profile for this user.";
        let finding = Finding::of(State::NoProfile, reason, next_step(State::NoProfile));
        user.whole = Some(finding);
        if let Some(properties) = &run.properties {
            user.properties = properties.without_profile(user);
        }
        return Ok(());
    };
    let mut upload = None;
    if run.work.photos() {
        match photo::look(run, user, &profile).await {
            Ok(found) => upload = found,
            Err(error) => photo_failed(user, error)?,
        }
    }
    user.profile = profile;
    if let Some(properties) = &run.properties {
        user.properties = properties.compare(user);
    }
    if run.work.writes()
        && approve(run, user, upload.as_ref()).await?
        && let Some(upload) = upload
        && let Err(error) = photo::carry_out(run, user, upload).await
    {
        photo_failed(user, error)?;
    }
    Ok(())
}

fn photo_failed(user: &mut User, error: Error) -> Result<()> {
    if ends_the_job(&error) {
        return Err(error);
    }
    let error = user.about_it(error);
    user.photo.fail(error);
    Ok(())
}

/// The profile of each user, in the users' order; `None` for users that are settled already, and without a profile.
async fn profiles(run: &Run, users: &mut [User]) -> Result<Vec<Option<Profile>>> {
    let open: Vec<usize> = (0..users.len())
        .filter(|&index| users[index].whole.is_none())
        .collect();
    let mut profiles = vec![None; users.len()];
    if open.is_empty() {
        return Ok(profiles);
    }
    let accounts: Vec<_> = open
        .iter()
        .map(|&index| users[index].account.clone())
        .collect();
    let read = match read_profiles(&run.client, &run.scope, &accounts, run.property_names()).await {
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
