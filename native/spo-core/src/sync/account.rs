//! Who the records of a batch are: the claims account name, from what the record has, by Graph when it has only an id or an address.

use super::batch::{User, given_twice};
use super::run::Run;
use crate::account::AccountName;
use crate::error::{Error, ErrorId, Result};
use crate::graph::{UserKey, find_users};
use crate::job::Pending;
use crate::request::Record;

/// Names every user of a batch; users that cannot be named, and those given before, come back with their finding set.
pub async fn resolve(run: &Run, batch: Vec<Pending>) -> Result<Vec<User>> {
    let keys: Vec<_> = batch
        .iter()
        .filter_map(|pending| lookup_key(&pending.record))
        .collect();
    let mut found = if keys.is_empty() {
        Vec::new()
    } else {
        find_users(&run.client, &run.scope, &keys).await?
    }
    .into_iter();
    let mut users = Vec::with_capacity(batch.len());
    for pending in batch {
        let named = match named(&pending.record) {
            Some(account) => Ok(account),
            None if lookup_key(&pending.record).is_none() => Err(Error::new(
                ErrorId::IdentityMissing,
                "The object has no user principal name, id, mail address or account name.",
            )),
            None => found
                .next()
                .unwrap_or_else(|| {
                    Err(Error::new(
                        ErrorId::UserNotFound,
                        "Graph gave no answer for this user.",
                    ))
                })
                .map(|user| AccountName::from_upn(&user.user_principal_name)),
        };
        let (account, problem) = match named {
            Ok(account) => (account, None),
            Err(error) => (AccountName::unknown(), Some(error)),
        };
        let mut user = User::new(run, pending, account);
        match problem {
            Some(error) => user.fail(error),
            None if !run.first_time(&user.account.key()) => given_twice(&mut user),
            None => {}
        }
        users.push(user);
    }
    Ok(users)
}

fn named(record: &Record) -> Option<AccountName> {
    AccountName::from_claims(&record.account_name).or_else(|| {
        record
            .user_principal_name
            .contains('@')
            .then(|| AccountName::from_upn(&record.user_principal_name))
    })
}

/// What to ask Graph for; `None` when the record names its account itself, or has nothing to ask by.
fn lookup_key(record: &Record) -> Option<UserKey> {
    let given = |text: &str| (!text.trim().is_empty()).then(|| text.trim().to_owned());
    if named(record).is_some() {
        return None;
    }
    given(&record.object_id)
        .map(UserKey::Id)
        .or_else(|| given(&record.mail).map(UserKey::Mail))
        .or_else(|| given(&record.sam_account_name).map(UserKey::SamAccountName))
}
