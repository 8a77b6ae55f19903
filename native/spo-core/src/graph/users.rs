//! Users of the directory.

use super::batch;
use crate::config::Service;
use crate::error::{Error, ErrorId, Result};
use crate::http::{Client, Request, Response, Scope};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use std::collections::HashMap;
use url::Url;

const KIND: &str = "graph.users";
const SELECT: &str = "$select=id,userPrincipalName,mail,displayName,onPremisesSamAccountName,userType,accountEnabled";
/// Everything but RFC 3986's unreserved characters.
pub(super) const VALUE: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// A user as the directory knows it; texts are empty where the directory has none.
#[derive(Debug, Default, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct GraphUser {
    /// Object id.
    #[serde(deserialize_with = "text")]
    pub id: String,
    /// User principal name.
    #[serde(deserialize_with = "text")]
    pub user_principal_name: String,
    /// Primary mail address.
    #[serde(deserialize_with = "text")]
    pub mail: String,
    /// Display name.
    #[serde(deserialize_with = "text")]
    pub display_name: String,
    /// `sAMAccountName` of a user synchronised from Active Directory.
    #[serde(deserialize_with = "text")]
    pub on_premises_sam_account_name: String,
    /// `Member` or `Guest`.
    #[serde(deserialize_with = "text")]
    pub user_type: String,
    /// False for a blocked account, `None` when the directory does not say.
    pub account_enabled: Option<bool>,
    /// Whatever else was asked for.
    #[serde(flatten)]
    pub more: serde_json::Map<String, Value>,
}

impl GraphUser {
    /// The texts that were asked for, by their names in Graph; a property without a value has an empty list.
    pub fn values(&self) -> HashMap<String, Vec<String>> {
        let known = [
            ("id", &self.id),
            ("userPrincipalName", &self.user_principal_name),
            ("mail", &self.mail),
            ("displayName", &self.display_name),
            (
                "onPremisesSamAccountName",
                &self.on_premises_sam_account_name,
            ),
            ("userType", &self.user_type),
        ];
        let known = known.map(|(name, text)| {
            let text = Some(text).filter(|text| !text.is_empty());
            (name.to_owned(), text.cloned().into_iter().collect())
        });
        // Extension attributes come in an object of their own; everywhere else they go by their names alone.
        let inner = self.more.values().filter_map(Value::as_object).flatten();
        let more = self.more.iter().chain(inner).filter_map(|(name, value)| {
            let texts = match value {
                Value::Null => Vec::new(),
                Value::String(text) => vec![text.clone()],
                Value::Array(items) => items
                    .iter()
                    .filter_map(|item| item.as_str().map(str::to_owned))
                    .collect(),
                _ => return None,
            };
            (!name.starts_with('@')).then(|| (name.clone(), texts))
        });
        known.into_iter().chain(more).collect()
    }
}

fn text<'de, D: Deserializer<'de>>(value: D) -> Result<String, D::Error> {
    Ok(Option::deserialize(value)?.unwrap_or_default())
}

/// What a user is looked up by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UserKey {
    /// Object id or user principal name.
    Id(String),
    /// Primary mail address.
    Mail(String),
    /// `sAMAccountName` of a user synchronised from Active Directory.
    SamAccountName(String),
}

impl UserKey {
    fn path(&self) -> String {
        match self {
            Self::Id(id) => format!("/users/{}?{SELECT}", utf8_percent_encode(id, VALUE)),
            Self::Mail(mail) => filter("mail", mail),
            Self::SamAccountName(name) => filter("onPremisesSamAccountName", name),
        }
    }

    fn name(&self) -> &str {
        let (Self::Id(name) | Self::Mail(name) | Self::SamAccountName(name)) = self;
        name
    }
}

fn filter(property: &str, value: &str) -> String {
    let value = value.replace('\'', "''");
    let value = utf8_percent_encode(&value, VALUE);
    format!("/users?$filter={property}%20eq%20%27{value}%27&{SELECT}")
}

/// All users of the tenant, page by page.
pub struct UserPages<'a> {
    client: &'a Client,
    scope: &'a Scope,
    next: Option<String>,
}

impl<'a> UserPages<'a> {
    /// Starts before the first page; nothing is sent yet. `more` names properties beside the usual ones.
    pub fn new(client: &'a Client, scope: &'a Scope, more: &[String]) -> Self {
        let mut select = SELECT.to_owned();
        for name in more {
            let usual = SELECT.split(['=', ',']);
            if !usual
                .into_iter()
                .any(|usual| usual.eq_ignore_ascii_case(name))
            {
                select.push(',');
                select.extend(utf8_percent_encode(name, VALUE));
            }
        }
        Self {
            client,
            scope,
            next: Some(format!("/v1.0/users?{select}&$top=999")),
        }
    }

    /// The next page, which may be empty; `None` after the last. After an error the same page can be asked for again.
    pub async fn next(&mut self) -> Result<Option<Vec<GraphUser>>> {
        let Some(path) = &self.next else {
            return Ok(None);
        };
        let response = self
            .client
            .send(self.scope, Request::get(Service::Graph, KIND, path.clone()))
            .await?;
        if !response.is_success() {
            return Err(response.into_error("listing users"));
        }
        let json = response.json()?;
        let following = match json["@odata.nextLink"].as_str() {
            Some(link) => Some(
                self.path_of(link)
                    .filter(|next| next != path)
                    .ok_or_else(|| unexpected(&response))?,
            ),
            None => None,
        };
        let page = Vec::deserialize(&json["value"]).map_err(|_| unexpected(&response))?;
        self.next = following;
        Ok(Some(page))
    }

    /// Path and query of a link that stays on the Graph host, so that the token goes nowhere else.
    fn path_of(&self, link: &str) -> Option<String> {
        let link = Url::parse(link).ok()?;
        let endpoints = self.client.endpoints();
        let homes = [
            endpoints.base(Service::Graph),
            endpoints.resource(Service::Graph),
        ];
        let origin = link.origin().ascii_serialization();
        homes
            .contains(&origin.as_str())
            .then(|| link[url::Position::BeforePath..url::Position::AfterQuery].to_owned())
    }
}

/// Looks users up, twenty a request; one result per key, in the order of the keys.
/// Errors of a key: `UserNotFound`, also when several users share a mail address or logon name; else what befell the request.
pub async fn find_users(
    client: &Client,
    scope: &Scope,
    keys: &[UserKey],
) -> Vec<Result<GraphUser>> {
    let paths: Vec<String> = keys.iter().map(UserKey::path).collect();
    let answers = batch::get(client, scope, KIND, &paths).await;
    let found = |(key, answer): (&UserKey, Result<Response>)| {
        answer.and_then(|response| read(key, response))
    };
    keys.iter().zip(answers).map(found).collect()
}

pub(super) fn read(key: &UserKey, response: Response) -> Result<GraphUser> {
    let name = key.name();
    let nobody = || {
        Error::new(
            ErrorId::UserNotFound,
            format!("The directory has no user '{name}'."),
        )
        .with_target(name)
    };
    if response.status == 404 {
        return Err(nobody().with_response(404, &response.request_id));
    }
    if !response.is_success() {
        return Err(response.into_error("looking up a user").with_target(name));
    }
    let json = response.json()?;
    let user = match key {
        UserKey::Id(_) => GraphUser::deserialize(&json),
        UserKey::Mail(_) | UserKey::SamAccountName(_) => {
            let mut users: Vec<GraphUser> =
                Vec::deserialize(&json["value"]).map_err(|_| unexpected(&response))?;
            if users.len() > 1 {
                let message = format!("{} users of the directory go by '{name}'.", users.len());
                return Err(Error::new(ErrorId::UserNotFound, message).with_target(name));
            }
            Ok(users.pop().ok_or_else(nobody)?)
        }
    };
    user.ok()
        .filter(|user| !user.id.is_empty())
        .ok_or_else(|| unexpected(&response))
}

fn unexpected(response: &Response) -> Error {
    let message = format!(
        "{} answered with something that is no list of users.",
        response.host
    );
    Error::new(ErrorId::UnexpectedResponse, message)
        .with_response(response.status, &response.request_id)
}
