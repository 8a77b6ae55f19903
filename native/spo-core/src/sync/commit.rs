//! What a batch writes into profiles, in one request, and the reading back that decides whether a result may say it is done.

use super::batch::{User, ends_the_job};
use super::run::Run;
use crate::error::{Error, ErrorId, Result};
use crate::plan::holds;
use crate::sharepoint::{Profile, ProfileWrite, read_profiles, write_profiles};
use std::time::Duration;

/// Readings back: at once, and again after these pauses when the store shows the old values (assumed; a recording showed the new ones at once).
const PAUSES: [Duration; 3] = [
    Duration::ZERO,
    Duration::from_secs(1),
    Duration::from_secs(3),
];

/// Writes and reads back.
pub async fn commit(run: &Run, users: &mut [User]) -> Result<()> {
    let mut open: Vec<&mut User> = users
        .iter_mut()
        .filter(|user| user.write.is_some())
        .collect();
    if open.is_empty() {
        return Ok(());
    }
    let writes: Vec<_> = open.iter().filter_map(|user| user.write.clone()).collect();
    let written = match write_profiles(&run.client, &run.scope, &writes).await {
        Ok(written) => written,
        Err(error) if ends_the_job(&error) => return Err(error),
        Err(error) => vec![Err(error); open.len()],
    };
    for (user, written) in open.iter_mut().zip(written) {
        if let Err(error) = written {
            user.fail(error);
        }
    }
    for pause in PAUSES {
        open.retain(|user| user.write.is_some());
        if open.is_empty() {
            return Ok(());
        }
        tokio::time::sleep(pause).await;
        read_back(run, &mut open).await?;
    }
    for user in open {
        if let Some(write) = user.write.take() {
            user.fail(unconfirmed(&user.profile, &write));
        }
    }
    Ok(())
}

/// Compares what is stored now with what was written; users whose values are there are done.
async fn read_back(run: &Run, open: &mut [&mut User]) -> Result<()> {
    let accounts: Vec<_> = open.iter().map(|user| user.account.clone()).collect();
    let profiles = match read_profiles(&run.client, &run.scope, &accounts).await {
        Ok(profiles) => profiles,
        Err(error) if ends_the_job(&error) => return Err(error),
        Err(error) => vec![Err(error); accounts.len()],
    };
    for (user, profile) in open.iter_mut().zip(profiles) {
        match profile {
            Err(error) => user.fail(error),
            Ok(profile) => {
                let profile = profile.unwrap_or_default();
                let confirmed = user
                    .write
                    .as_ref()
                    .is_some_and(|write| missing(&profile, write).is_none());
                user.profile = profile;
                if confirmed {
                    user.write = None;
                }
            }
        }
    }
    Ok(())
}

fn missing<'a>(profile: &Profile, write: &'a ProfileWrite) -> Option<&'a (&'static str, String)> {
    write
        .properties
        .iter()
        .find(|(name, value)| !holds(profile, name, value))
}

fn unconfirmed(profile: &Profile, write: &ProfileWrite) -> Error {
    let property = missing(profile, write).map_or("the profile", |(name, _)| name);
    let message = format!("SharePoint accepted {property} and does not show it when read back.");
    Error::new(ErrorId::VerifyFailed, message)
}
