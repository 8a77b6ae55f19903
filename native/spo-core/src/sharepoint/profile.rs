//! Reading and writing user profiles through `PeopleManager`, many users a request.

use super::{EXCHANGE_SYNC_STATE, PICTURE_TIMESTAMP, PICTURE_URL, PLACEHOLDER_STATE};
use crate::account::AccountName;
use crate::csom::{self, Answer, Batch, PEOPLE_MANAGER, Parameter};
use crate::error::{Error, ErrorId, Result};
use crate::http::{Client, Scope};
use crate::property::NewValue;
use serde_json::Value;
use std::collections::HashMap;

/// Users in one request. A client's choice that pnpcore made too; not a documented limit (`spo-wire.md` 2.2).
pub const USERS_PER_REQUEST: usize = 50;
/// Calls that write in one request, more or less: one user is never split. A client's choice too.
const CALLS_PER_REQUEST: usize = 250;

/// What a profile says of the photo, and of the properties asked for. Texts as stored; unset is empty.
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
    /// The properties asked for, by name in lower case; one that the tenant does not have has no entry.
    pub values: HashMap<String, String>,
}

impl Profile {
    fn read(object: &Value, names: &[String]) -> Self {
        let properties = &object["UserProfileProperties"];
        // Property names differ in case between sources; values are always text.
        let find = |name: &str| {
            let all = properties.as_object()?;
            let (_, value) = all.iter().find(|(key, _)| key.eq_ignore_ascii_case(name))?;
            Some(value.as_str().unwrap_or_default().to_owned())
        };
        let text = |name: &str| find(name).unwrap_or_default();
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
            values: names
                .iter()
                .filter_map(|name| Some((name.to_lowercase(), find(name)?)))
                .collect(),
        }
    }

    /// The value of a property that was asked for; `None` when the tenant does not have the property.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.values.get(&name.to_lowercase()).map(String::as_str)
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

/// New values for one user.
#[derive(Debug, Clone)]
pub struct ProfileWrite {
    /// Whose.
    pub account: AccountName,
    /// Properties of the photo, written all or none; an empty value clears.
    pub picture: Vec<(&'static str, String)>,
    /// Other properties, each by itself.
    pub values: Vec<NewValue>,
}

/// What became of a [`ProfileWrite`].
#[derive(Debug, Clone)]
pub struct WriteOutcome {
    /// Of the properties of the photo.
    pub picture: Result<()>,
    /// Of each value, in order.
    pub values: Vec<Result<()>>,
}

impl WriteOutcome {
    /// Nothing was written, for this reason.
    pub fn refused(write: &ProfileWrite, error: &Error) -> Self {
        let refused = || Err(error.clone().with_target(write.account.upn()));
        Self {
            picture: if write.picture.is_empty() {
                Ok(())
            } else {
                refused()
            },
            values: write.values.iter().map(|_| refused()).collect(),
        }
    }
}

/// Reads the profiles of up to [`USERS_PER_REQUEST`] users in one request, with the properties named beside those of the photo;
/// `None` for a user without one.
/// When the request as a whole is refused because of one user, the others are still read.
pub async fn read_profiles(
    client: &Client,
    scope: &Scope,
    accounts: &[AccountName],
    names: &[String],
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
            .map(|ids| {
                let object = answer.object(ids.null_check, ids.query);
                Ok(object.map(|object| Profile::read(object, names)))
            })
            .collect()),
        Some(error) if accounts.len() <= 1 || error.id() == ErrorId::AccessDenied => Ok(accounts
            .iter()
            .map(|account| Err(error.clone().with_target(account.upn())))
            .collect()),
        Some(_) => {
            let (first, second) = accounts.split_at(accounts.len() / 2);
            let mut results = Box::pin(read_profiles(client, scope, first, names)).await?;
            results.extend(Box::pin(read_profiles(client, scope, second, names)).await?);
            Ok(results)
        }
    }
}

/// Writes properties of up to [`USERS_PER_REQUEST`] users, in one request as long as they are not very many. The properties of a photo
/// share a scope, every other value has its own: what is refused takes nothing else with it.
pub async fn write_profiles(
    client: &Client,
    scope: &Scope,
    writes: &[ProfileWrite],
) -> Result<Vec<WriteOutcome>> {
    let mut outcomes = Vec::with_capacity(writes.len());
    let mut rest = writes;
    while !rest.is_empty() {
        let mut calls = 0;
        let fits = rest.iter().take_while(|write| {
            let before = calls;
            calls += write.picture.len() + write.values.len();
            before == 0 || calls <= CALLS_PER_REQUEST
        });
        let (now, later) = rest.split_at(fits.count());
        outcomes.extend(write_request(client, scope, now).await?);
        rest = later;
    }
    Ok(outcomes)
}

/// Where the answer tells what became of a user's values.
struct Scopes {
    picture: Option<u32>,
    values: Vec<u32>,
}

async fn write_request(
    client: &Client,
    scope: &Scope,
    writes: &[ProfileWrite],
) -> Result<Vec<WriteOutcome>> {
    let mut batch = Batch::on(PEOPLE_MANAGER);
    let scopes: Vec<_> = writes.iter().map(|write| add(&mut batch, write)).collect();
    let answer = csom::send(client, scope, "profile.write", batch).await?;
    let whole = refusal(&answer, "to write the profile");
    let ended = |write: &ProfileWrite, id: u32| {
        let outcome = match (answer.scope(id), &whole) {
            (Some(Err(error)), _) => {
                Err(error.to_error("to write the profile", answer.request_id()))
            }
            (None, Some(error)) => Err(error.clone()),
            // An answer that does not mention the scope says nothing either way: the read-back decides.
            (Some(Ok(())), _) | (None, None) => Ok(()),
        };
        outcome.map_err(|error| error.with_target(write.account.upn()))
    };
    Ok(writes
        .iter()
        .zip(scopes)
        .map(|(write, scopes)| WriteOutcome {
            picture: scopes.picture.map_or(Ok(()), |id| ended(write, id)),
            values: scopes.values.iter().map(|id| ended(write, *id)).collect(),
        })
        .collect())
}

fn add(batch: &mut Batch, write: &ProfileWrite) -> Scopes {
    let account = write.account.as_str();
    let picture = (!write.picture.is_empty()).then(|| {
        batch.guarded_calls(write.picture.iter().map(|(name, value)| {
            let parameters = [account, *name, value].map(Parameter::Text);
            ("SetSingleValueProfileProperty", parameters.to_vec())
        }))
    });
    let values = write.values.iter().map(|new| {
        let (method, value) = if new.multi_value {
            (
                "SetMultiValuedProfileProperty",
                Parameter::Texts(&new.values),
            )
        } else {
            let value = new.values.first().map_or("", String::as_str);
            ("SetSingleValueProfileProperty", Parameter::Text(value))
        };
        let parameters = vec![
            Parameter::Text(account),
            Parameter::Text(&new.property),
            value,
        ];
        batch.guarded_calls([(method, parameters)])
    });
    Scopes {
        picture,
        values: values.collect(),
    }
}

fn refusal(answer: &Answer, doing: &str) -> Option<Error> {
    answer
        .error()
        .map(|error| error.to_error(doing, answer.request_id()))
}
