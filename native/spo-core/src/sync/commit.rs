//! What users are written by CSOM, many in one request, and the reading back that decides whether a result may say it is done.

use super::batch::ends_the_job;
use super::properties::PropertyHalf;
use super::run::Run;
use super::user::User;
use crate::error::{Error, ErrorId, Result};
use crate::plan;
use crate::property;
use crate::sharepoint::{Profile, USERS_PER_REQUEST, WriteOutcome, read_profiles, write_profiles};
use std::time::Duration;

/// Readings back: at once, and again after these pauses when the store shows the old values (assumed; a recording showed the new ones at once).
const PAUSES: [Duration; 3] = [
    Duration::ZERO,
    Duration::from_secs(1),
    Duration::from_secs(3),
];

/// Writes what is open of each user, fifty users a request, and reads back.
pub async fn commit(run: &Run, users: &mut [User]) -> Result<()> {
    let mut open: Vec<&mut User> = users.iter_mut().filter(|user| user.is_open()).collect();
    for users in open.chunks_mut(USERS_PER_REQUEST) {
        write(run, users).await?;
        confirm(run, users).await?;
    }
    Ok(())
}

async fn write(run: &Run, users: &mut [&mut User]) -> Result<()> {
    let writes: Vec<_> = users.iter().map(|user| user.write()).collect();
    let written = match write_profiles(&run.client, &run.scope, &writes).await {
        Ok(written) => written,
        Err(error) if ends_the_job(&error) => return Err(error),
        Err(error) => writes
            .iter()
            .map(|write| WriteOutcome::refused(write, &error))
            .collect(),
    };
    for (user, written) in users.iter_mut().zip(written) {
        if let Err(error) = written.picture {
            let error = user.about_it(error);
            user.photo.fail(error);
        }
        let target = user.pending.record.identity.clone();
        let values = user.properties.iter_mut().filter(|half| half.is_direct());
        for (half, outcome) in values.zip(written.values) {
            if let Err(error) = outcome {
                half.fail(error.with_target(target.clone()));
            }
        }
    }
    Ok(())
}

/// Reads back what was sent to these users, up to fifty, until the store shows it or the pauses are over.
pub async fn confirm(run: &Run, users: &mut [&mut User]) -> Result<()> {
    // Nothing was sent that is not known to be there: the memory on disk is as it should be, too.
    if !users.iter().any(|user| is_unconfirmed(user)) {
        return Ok(());
    }
    for pause in PAUSES {
        let mut open: Vec<&mut User> = users
            .iter_mut()
            .map(|user| &mut **user)
            .filter(|user| is_unconfirmed(user))
            .collect();
        if open.is_empty() {
            break;
        }
        tokio::time::sleep(pause).await;
        read_back(run, &mut open).await?;
    }
    for user in users.iter_mut() {
        give_up(user);
    }
    if let Some(properties) = &run.properties {
        for user in users.iter() {
            properties.remember(user);
        }
        properties.save()?;
    }
    Ok(())
}

fn is_unconfirmed(user: &User) -> bool {
    !user.photo.write.is_empty() || user.properties.iter().any(PropertyHalf::is_unconfirmed)
}

/// Compares what is stored now with what was sent; what is there is done.
async fn read_back(run: &Run, open: &mut [&mut User]) -> Result<()> {
    let accounts: Vec<_> = open.iter().map(|user| user.account.clone()).collect();
    let names = run.property_names();
    let profiles = match read_profiles(&run.client, &run.scope, &accounts, names).await {
        Ok(profiles) => profiles,
        Err(error) if ends_the_job(&error) => return Err(error),
        Err(error) => vec![Err(error); accounts.len()],
    };
    for (user, profile) in open.iter_mut().zip(profiles) {
        match profile {
            Err(error) => fail(user, &error),
            Ok(profile) => compare(user, profile.unwrap_or_default()),
        }
    }
    Ok(())
}

fn compare(user: &mut User, profile: Profile) {
    if missing(&profile, &user.photo.write).is_none() {
        user.photo.write.clear();
    }
    for half in user
        .properties
        .iter_mut()
        .filter(|half| half.is_unconfirmed())
    {
        let shown =
            |value| property::holds(value, profile.value(&value.property).unwrap_or_default());
        if half.value().is_none_or(shown) {
            half.confirmed();
        }
    }
    user.profile = profile;
}

fn missing<'a>(
    profile: &Profile,
    write: &'a [(&'static str, String)],
) -> Option<&'a (&'static str, String)> {
    write
        .iter()
        .find(|(name, value)| !plan::holds(profile, name, value))
}

/// What was sent and is not shown has failed.
fn give_up(user: &mut User) {
    if let Some((name, _)) = missing(&user.profile, &user.photo.write) {
        let error = user.about_it(unconfirmed(name));
        user.photo.fail(error);
    }
    let target = user.pending.record.identity.clone();
    for half in user
        .properties
        .iter_mut()
        .filter(|half| half.is_unconfirmed())
    {
        let error = unconfirmed(&half.plan.row.property).with_target(target.clone());
        half.fail(error);
    }
}

/// The request that would have told failed.
fn fail(user: &mut User, error: &Error) {
    let error = user.about_it(error.clone());
    if !user.photo.write.is_empty() {
        user.photo.fail(error.clone());
    }
    for half in user
        .properties
        .iter_mut()
        .filter(|half| half.is_unconfirmed())
    {
        half.fail(error.clone());
    }
}

fn unconfirmed(property: &str) -> Error {
    let message = format!("SharePoint accepted {property} and does not show it when read back.");
    Error::new(ErrorId::VerifyFailed, message)
}
