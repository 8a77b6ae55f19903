//! Reading and writing user profiles through `PeopleManager`, many users a request.

use super::{EXCHANGE_SYNC_STATE, PICTURE_TIMESTAMP, PICTURE_URL, PLACEHOLDER_STATE};
use crate::account::AccountName;
use crate::csom::{self, Answer, Batch, PEOPLE_MANAGER};
use crate::error::{Error, ErrorId, Result};
use crate::http::{Client, Scope};
use serde_json::Value;

/// Users in one request. A client's choice that pnpcore made too; not a documented limit (`spo-wire.md` 2.2).
pub const USERS_PER_REQUEST: usize = 50;

/// What a profile says of the photo. Texts as stored; unset is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Profile {
    /// Claims account name, as SharePoint spells it.
    pub account_name: String,
    /// `PictureURL`.
    pub picture_url: String,
    /// `SPS-PicturePlaceholderState`: `0`, `1` or empty.
    pub placeholder_state: String,
    /// `SPS-PictureTimestamp`: seconds since 0001-01-01.
    pub timestamp: String,
    /// `SPS-PictureExchangeSyncState`: `0`, `1` or empty.
    pub exchange_sync: String,
    /// Entra object id, from `msOnline-ObjectId`.
    pub object_id: String,
}

impl Profile {
    fn read(object: &Value) -> Self {
        let properties = &object["UserProfileProperties"];
        // Property names differ in case between sources; values are always text.
        let text = |name: &str| {
            let by_name = properties
                .as_object()
                .and_then(|all| all.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)));
            by_name
                .and_then(|(_, value)| value.as_str())
                .unwrap_or_default()
                .to_owned()
        };
        Self {
            account_name: object["AccountName"]
                .as_str()
                .unwrap_or_default()
                .to_owned(),
            picture_url: text(PICTURE_URL),
            placeholder_state: text(PLACEHOLDER_STATE),
            timestamp: text(PICTURE_TIMESTAMP),
            exchange_sync: text(EXCHANGE_SYNC_STATE),
            object_id: text("msOnline-ObjectId"),
        }
    }

    /// The value of one of the four picture properties.
    pub fn property(&self, name: &str) -> &str {
        match name {
            PICTURE_URL => &self.picture_url,
            PLACEHOLDER_STATE => &self.placeholder_state,
            PICTURE_TIMESTAMP => &self.timestamp,
            EXCHANGE_SYNC_STATE => &self.exchange_sync,
            _ => "",
        }
    }
}

/// New values for some properties of one user.
#[derive(Debug, Clone)]
pub struct ProfileWrite {
    /// Whose.
    pub account: AccountName,
    /// Property names and values; an empty value clears.
    pub properties: Vec<(&'static str, String)>,
}

/// Reads the profiles of up to [`USERS_PER_REQUEST`] users in one request; `None` for a user without one.
/// When the request as a whole is refused because of one user, the others are still read.
pub async fn read_profiles(
    client: &Client,
    scope: &Scope,
    accounts: &[AccountName],
) -> Result<Vec<Result<Option<Profile>>>> {
    let mut batch = Batch::on(PEOPLE_MANAGER);
    let ids: Vec<_> = accounts
        .iter()
        .map(|account| batch.query("GetPropertiesFor", &[account.as_str()]))
        .collect();
    let answer = csom::send(client, scope, "profile.read", batch).await?;
    match refusal(&answer, "to read the profile") {
        None => Ok(ids
            .iter()
            .map(|ids| Ok(answer.object(ids.null_check, ids.query).map(Profile::read)))
            .collect()),
        Some(error) if accounts.len() <= 1 || error.id() == ErrorId::AccessDenied => Ok(accounts
            .iter()
            .map(|account| Err(error.clone().with_target(account.upn())))
            .collect()),
        Some(_) => {
            let (first, second) = accounts.split_at(accounts.len() / 2);
            let mut results = Box::pin(read_profiles(client, scope, first)).await?;
            results.extend(Box::pin(read_profiles(client, scope, second)).await?);
            Ok(results)
        }
    }
}

/// Writes properties of up to [`USERS_PER_REQUEST`] users in one request, each user in a scope of its own.
pub async fn write_profiles(
    client: &Client,
    scope: &Scope,
    writes: &[ProfileWrite],
) -> Result<Vec<Result<()>>> {
    let mut batch = Batch::on(PEOPLE_MANAGER);
    let mut ids = Vec::with_capacity(writes.len());
    for write in writes {
        let account = write.account.as_str();
        let calls = write
            .properties
            .iter()
            .map(|(name, value)| ("SetSingleValueProfileProperty", vec![account, *name, value]));
        ids.push(batch.guarded_calls(calls));
    }
    let answer = csom::send(client, scope, "profile.write", batch).await?;
    let whole = refusal(&answer, "to write the profile");
    Ok(writes
        .iter()
        .zip(ids)
        .map(|(write, id)| {
            let outcome = match (answer.scope(id), &whole) {
                (Some(Err(error)), _) => {
                    Err(error.to_error("to write the profile", answer.request_id()))
                }
                (None, Some(error)) => Err(error.clone()),
                // An answer that does not mention the scope says nothing either way: the read-back decides.
                (Some(Ok(())), _) | (None, None) => Ok(()),
            };
            outcome.map_err(|error| error.with_target(write.account.upn()))
        })
        .collect())
}

fn refusal(answer: &Answer, doing: &str) -> Option<Error> {
    answer
        .error()
        .map(|error| error.to_error(doing, answer.request_id()))
}
