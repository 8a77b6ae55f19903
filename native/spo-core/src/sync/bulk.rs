//! The end of a job whose values may go by SharePoint's bulk import: how they are written is decided now that their number is known.

use super::batch::ends_the_job;
use super::commit::{commit, confirm};
use super::properties::PropertyHalf;
use super::run::Run;
use super::user::User;
use crate::error::{Error, ErrorId, Result};
use crate::event::LogLevel;
use crate::import::{ImportChange, import_changes};
use crate::request::ImportMethod;
use crate::sharepoint::USERS_PER_REQUEST;

/// Up to this many values go by CSOM. A tenant of the smallest size may make 3,000 calls of the profile service in five minutes (`spo-wire.md` 5), and
/// an import takes ten minutes or more (4.6): below, CSOM is done before an import would be.
const DIRECT_AT_MOST: usize = 3000;

/// Writes what waited for the end.
pub async fn settle(run: &Run) -> Result<()> {
    let users = run.outbox.take_held();
    let Some(properties) = run.properties.as_ref().filter(|_| !users.is_empty()) else {
        return Ok(());
    };
    let method = properties.method;
    if method == ImportMethod::BulkImport {
        return import(run, method, users).await;
    }
    let held = || users.iter().flat_map(User::held);
    let values = held().count();
    if held().filter(|value| value.bulk_import).count() > DIRECT_AT_MOST {
        let why = format!(
            "{values} values differ: more than {DIRECT_AT_MOST} are quicker by bulk import, which the quota of the profile service does not hold back."
        );
        run.log(LogLevel::Verbose, why).await?;
        return import(run, method, users).await;
    }
    let why =
        format!("{values} values differ: up to {DIRECT_AT_MOST} are quicker written directly.");
    run.log(LogLevel::Verbose, why).await?;
    direct(run, method, users).await
}

/// By CSOM, fifty users at a time. When the first of them are refused for want of permission, by bulk import after all: whether apps may write
/// profiles directly is not known before it is tried (`spo-wire.md` 2.4).
async fn direct(run: &Run, method: ImportMethod, mut users: Vec<User>) -> Result<()> {
    let mut first = true;
    while !users.is_empty() {
        let rest = users.split_off(users.len().min(USERS_PER_REQUEST));
        let mut now = std::mem::replace(&mut users, rest);
        let sent = now.iter().flat_map(User::held).count();
        each(&mut now, PropertyHalf::go_direct);
        commit(run, &mut now).await?;
        if first && all_denied(&now, sent) {
            let why = "SharePoint refuses to let this sign-in write profiles directly; the bulk import is tried instead.";
            run.log(LogLevel::Warning, why.to_owned()).await?;
            each(&mut now, PropertyHalf::go_back);
            now.append(&mut users);
            return import(run, method, now).await;
        }
        first = false;
        run.report_all(now).await?;
    }
    Ok(())
}

fn all_denied(users: &[User], sent: usize) -> bool {
    let denied = users
        .iter()
        .flat_map(|user| &user.properties)
        .filter(|half| {
            let error = half.plan.error.as_ref();
            error.is_some_and(|error| error.id() == ErrorId::AccessDenied)
        });
    sent > 0 && denied.count() == sent
}

/// By bulk import, and by CSOM what the import does not take.
async fn import(run: &Run, method: ImportMethod, mut users: Vec<User>) -> Result<()> {
    aside(run, &mut users).await?;
    run.begin_import();
    let changes: Vec<_> = users.iter().map(change).collect();
    let imported = import_changes(
        &run.client,
        &run.scope,
        &run.job.properties,
        &changes,
        run.events(),
    );
    match imported.await {
        Err(error) if is_stop(&error) => return Err(error),
        Err(error) => fail(&mut users, |_| Some(error.clone())),
        Ok(imported) => {
            for refused in &imported.refused {
                let editable = refused.error.id() == ErrorId::PropertyEditableByUser;
                if editable && method == ImportMethod::Auto {
                    let why = format!(
                        "{} is written directly: the bulk import refuses it because users may edit it.",
                        refused.name
                    );
                    run.log(LogLevel::Verbose, why).await?;
                    each(&mut users, |half| {
                        if is(half, &refused.name) {
                            half.go_direct();
                        }
                    });
                } else {
                    fail(&mut users, |half| {
                        is(half, &refused.name).then(|| refused.error.clone())
                    });
                }
            }
            for (user, result) in users.iter_mut().zip(imported.results) {
                if let Err(error) = result {
                    fail(std::slice::from_mut(user), |_| Some(error.clone()));
                }
            }
        }
    }
    each(&mut users, PropertyHalf::imported);
    commit(run, &mut users).await?;
    let mut sent: Vec<&mut User> = users.iter_mut().collect();
    for users in sent.chunks_mut(USERS_PER_REQUEST) {
        confirm(run, users).await?;
    }
    run.report_all(users).await
}

/// Lists, terms and cleared values go by CSOM.
async fn aside(run: &Run, users: &mut [User]) -> Result<()> {
    let held = users.iter().flat_map(User::held);
    let others = held.filter(|value| !value.bulk_import).count();
    if others > 0 {
        let why = format!(
            "{others} values are of a kind that the bulk import does not take; they are written directly."
        );
        run.log(LogLevel::Verbose, why).await?;
        each(users, |half| {
            if half.value().is_some_and(|value| !value.bulk_import) {
                half.go_direct();
            }
        });
    }
    Ok(())
}

fn change(user: &User) -> ImportChange {
    let object_id = if user.profile.object_id.is_empty() {
        &user.pending.record.object_id
    } else {
        &user.profile.object_id
    };
    let values = user.held().map(|value| {
        let text = value.values.first().cloned().unwrap_or_default();
        (value.property.clone(), text)
    });
    ImportChange {
        account: user.account.clone(),
        object_id: object_id.clone(),
        values: values.collect(),
    }
}

/// Errors that end the job rather than a user's part in it.
fn is_stop(error: &Error) -> bool {
    ends_the_job(error) && error.id() != ErrorId::LibraryNotFound
}

fn is(half: &PropertyHalf, property: &str) -> bool {
    half.plan.row.property.eq_ignore_ascii_case(property)
}

/// Fails the values that wait, where there is an error for them.
fn fail(users: &mut [User], error: impl Fn(&PropertyHalf) -> Option<Error>) {
    for user in users {
        let target = user.pending.record.identity.clone();
        let held = user.properties.iter_mut().filter(|half| half.is_held());
        for half in held {
            if let Some(error) = error(half) {
                half.fail(error.with_target(target.clone()));
            }
        }
    }
}

fn each(users: &mut [User], change: impl Fn(&mut PropertyHalf)) {
    for half in users.iter_mut().flat_map(|user| &mut user.properties) {
        change(half);
    }
}
