//! Who the records of a batch are: the claims account name, from what the record has, by Graph when it has only an id or an address.

use super::batch::ends_the_job;
use super::run::Run;
use super::user::User;
use crate::account::AccountName;
use crate::error::{Error, ErrorId, Result};
use crate::graph::{GraphUser, UserKey, find_users};
use crate::job::Pending;
use crate::request::Record;

/// Names every user of a batch; users that cannot be named, and those given before, come back with their finding set.
pub async fn resolve(run: &Run, batch: Vec<Pending>) -> Result<Vec<User>> {
    let names: Vec<_> = batch.iter().map(|pending| name(&pending.record)).collect();
    let keys: Vec<_> = names.iter().filter_map(Name::question).cloned().collect();
    let mut found = find_users(&run.client, &run.scope, &keys).await.into_iter();
    let mut users = Vec::with_capacity(batch.len());
    for (pending, name) in batch.into_iter().zip(names) {
        let account = match name {
            Name::Known(account) => Ok(account),
            Name::Ask(_) => found
                .next()
                .unwrap_or_else(unanswered)
                .map(|user| AccountName::from_upn(&user.user_principal_name)),
            Name::None => Err(Error::new(
                ErrorId::IdentityMissing,
                "The object has no user principal name, id, mail address or account name.",
            )),
        };
        users.push(match account {
            Ok(account) => {
                let mut user = User::new(run, pending, account);
                if !run.first_time(&user.account.key()) {
                    user.given_twice();
                }
                user
            }
            Err(error) => {
                if ends_the_job(&error) {
                    return Err(error);
                }
                let mut user = User::new(run, pending, AccountName::unknown());
                user.fail(error);
                user
            }
        });
    }
    Ok(users)
}

/// How a record names its user.
enum Name {
    Known(AccountName),
    /// By something only Graph can turn into an account name.
    Ask(UserKey),
    None,
}

impl Name {
    const fn question(&self) -> Option<&UserKey> {
        match self {
            Self::Ask(key) => Some(key),
            Self::Known(_) | Self::None => None,
        }
    }
}

fn name(record: &Record) -> Name {
    let given = |text: &str| (!text.trim().is_empty()).then(|| text.trim().to_owned());
    let upn = given(&record.user_principal_name).filter(|upn| upn.contains('@'));
    if let Some(account) = AccountName::from_claims(&record.account_name) {
        return Name::Known(account);
    }
    if let Some(upn) = upn {
        return Name::Known(AccountName::from_upn(&upn));
    }
    let key = given(&record.object_id)
        .map(UserKey::Id)
        .or_else(|| given(&record.mail).map(UserKey::Mail))
        .or_else(|| given(&record.sam_account_name).map(UserKey::SamAccountName));
    key.map_or(Name::None, Name::Ask)
}

fn unanswered() -> Result<GraphUser> {
    Err(Error::new(
        ErrorId::UserNotFound,
        "Graph gave no answer for this user.",
    ))
}
