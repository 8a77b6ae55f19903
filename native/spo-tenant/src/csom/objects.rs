//! The objects of a request: what an object path leads to, and what a query reads of it.

use super::CsomError;
use super::document::Element;
use super::execution::Run;
use super::methods::unknown_method;
use super::parameter::{self, Parameter};
use crate::hosts::Service;
use crate::imports;
use crate::people::{may_read, person};
use crate::settings::NullQuery;
use crate::users::User;
use serde_json::{Map, Value, json};
use uuid::Uuid;

/// `SP.UserProfiles.PeopleManager` (`spo-wire.md` 1.6).
const PEOPLE_MANAGER: &str = "{cf560d69-0fdb-4489-a216-b6b47adf8ef8}";
/// `Microsoft.Online.SharePoint.TenantManagement.Office365Tenant` (`spo-wire.md` 1.6).
const OFFICE_365_TENANT: &str = "{e45fd516-a408-4ca4-b6dc-268e2f1f0f83}";
/// `Microsoft.Online.SharePoint.TenantAdministration.Tenant` (`spo-wire.md` 1.2).
const TENANT: &str = "{268004ae-ef6b-4e9b-8425-127220d84719}";
/// `SP.RequestContext` (general knowledge: every client library starts with its `Current`).
const REQUEST_CONTEXT: &str = "{3747adcd-a3c3-41b9-bfab-4a64dd2f1e0a}";

/// What an object path leads to.
#[derive(Debug, Clone, Copy)]
pub(super) enum Object<'a> {
    PeopleManager,
    Person(&'a User),
    Office365Tenant,
    Tenant,
    Job(Uuid),
    Jobs,
    Context,
    Web,
    Null,
}

impl<'a> Run<'a> {
    pub(super) fn query(&mut self, action: &'a Element) -> Result<(), CsomError> {
        let object = self.object(action.attribute("ObjectPathId"))?;
        let query = action.child("Query");
        let typed = |name: &str| members(json!({"_ObjectType_": name}));
        let value = match object {
            Object::Person(user) => Value::Object(selected(self.person(user), query)),
            Object::PeopleManager => typed("SP.UserProfiles.PeopleManager").into(),
            Object::Office365Tenant => {
                typed("Microsoft.Online.SharePoint.TenantManagement.Office365Tenant").into()
            }
            Object::Tenant => {
                typed("Microsoft.Online.SharePoint.TenantAdministration.Tenant").into()
            }
            Object::Context => typed("SP.RequestContext").into(),
            Object::Web => {
                let url = self.tenant.hosts.addresses.of(self.service);
                let all = json!({"_ObjectType_": "SP.Web", "Title": "Team Site", "Url": url, "ServerRelativeUrl": "/"});
                selected(members(all), query).into()
            }
            Object::Job(id) => imports::job(self.tenant, id)
                .map_or(Value::Null, |job| selected(csom_job(job), query).into()),
            Object::Jobs => {
                let items = imports::jobs(self.tenant)
                    .into_iter()
                    .map(|job| selected(csom_job(job), action.child("ChildItemQuery")));
                let items: Vec<Value> = items.map(Value::Object).collect();
                let kind = format!("{}Collection", imports::JOB_TYPE);
                // Children are read only when a child query asks for them.
                match action.child("ChildItemQuery") {
                    Some(_) => json!({"_ObjectType_": kind, "_Child_Items_": items}),
                    None => typed(&kind).into(),
                }
            }
            Object::Null if self.tenant.settings.lock().null_query == NullQuery::Absent => {
                return Ok(());
            }
            Object::Null => Value::Null,
        };
        self.result(action, value);
        Ok(())
    }

    fn person(&self, user: &User) -> Map<String, Value> {
        let properties = self.tenant.profiles.lock().properties(user);
        let mut members = person(self.tenant, user, &properties);
        let dictionary: Map<String, Value> = properties
            .into_iter()
            .map(|(name, value)| (name, Value::from(value)))
            .collect();
        members.insert("UserProfileProperties".to_owned(), dictionary.into());
        members.insert(
            "_ObjectType_".to_owned(),
            "SP.UserProfiles.PersonProperties".into(),
        );
        members
    }

    /// Follows an object path once; later uses get the same object.
    pub(super) fn object(&mut self, id: &'a str) -> Result<Object<'a>, CsomError> {
        match self.objects.get(id) {
            Some(Some(object)) => return Ok(*object),
            Some(None) => {
                return Err(CsomError::invalid_request(format!(
                    "The object path {id} leads through itself."
                )));
            }
            None => {}
        }
        let missing = || CsomError::invalid_request(format!("There is no object path {id}."));
        let path = *self.paths.get(id).ok_or_else(missing)?;
        // Every path being followed is marked, so a chain is never longer than this.
        if self
            .objects
            .values()
            .filter(|object| object.is_none())
            .count()
            > MAX_CHAIN
        {
            return Err(CsomError::invalid_request(
                "The object paths are nested too deep.",
            ));
        }
        self.objects.insert(id, None);
        let object = self.follow(path);
        match &object {
            Ok(object) => self.objects.insert(id, Some(*object)),
            Err(_) => self.objects.remove(id),
        };
        object
    }

    fn follow(&mut self, path: &'a Element) -> Result<Object<'a>, CsomError> {
        let (type_id, name) = (path.attribute("TypeId"), path.attribute("Name"));
        let unknown_type = || CsomError::invalid_request(format!("Unknown type id \"{type_id}\"."));
        let is = |id: &str| type_id.eq_ignore_ascii_case(id);
        match path.name.as_str() {
            "Constructor" if is(PEOPLE_MANAGER) => Ok(Object::PeopleManager),
            "Constructor" if is(OFFICE_365_TENANT) && self.service == Service::Admin => {
                Ok(Object::Office365Tenant)
            }
            "Constructor" if is(TENANT) && self.service == Service::Admin => Ok(Object::Tenant),
            "StaticProperty" | "StaticMethod" if is(REQUEST_CONTEXT) && name == "Current" => {
                Ok(Object::Context)
            }
            "Constructor" | "StaticProperty" | "StaticMethod" => Err(unknown_type()),
            "Property" => match (self.object(path.attribute("ParentId"))?, name) {
                (Object::Context, "Web") => Ok(Object::Web),
                _ => Err(CsomError::invalid_request(format!(
                    "The property \"{name}\" does not exist."
                ))),
            },
            "Method" => {
                let parent = self.object(path.attribute("ParentId"))?;
                let parameters = parameter::all(path)?;
                let first = parameters.first();
                match (parent, name) {
                    (Object::PeopleManager, "GetPropertiesFor") => {
                        may_read(self.claims)?;
                        let user = first
                            .and_then(Parameter::text)
                            .and_then(|account| self.tenant.profile_user(account));
                        Ok(user.map_or(Object::Null, Object::Person))
                    }
                    (Object::PeopleManager, "GetMyProperties") => {
                        may_read(self.claims)?;
                        let own = self.claims.upn.as_deref().map(crate::people::encoded_claim);
                        let user = own.and_then(|account| self.tenant.profile_user(&account));
                        Ok(user.map_or(Object::Null, Object::Person))
                    }
                    (Object::Office365Tenant, "GetImportProfilePropertyJob") => {
                        imports::may_import(self.claims)?;
                        let id = first.and_then(Parameter::guid);
                        let job = id.filter(|id| imports::job(self.tenant, *id).is_some());
                        Ok(job.map_or(Object::Null, Object::Job))
                    }
                    (Object::Office365Tenant, "GetImportProfilePropertyJobs") => {
                        imports::may_import(self.claims)?;
                        Ok(Object::Jobs)
                    }
                    _ => Err(unknown_method(name)),
                }
            }
            other => Err(CsomError::invalid_request(format!(
                "The object path '{other}' is not supported."
            ))),
        }
    }
}

/// Longer chains of object paths are refused: they are followed recursively.
const MAX_CHAIN: usize = 64;

fn csom_job(job: Value) -> Map<String, Value> {
    let mut job = members(job);
    let id = job
        .get("JobId")
        .and_then(Value::as_str)
        .map(|id| format!("/Guid({id})/"));
    job.insert("JobId".to_owned(), id.into());
    job.insert("_ObjectType_".to_owned(), imports::JOB_TYPE.into());
    job
}

/// All members, or those the query names; the type is always there.
fn selected(mut all: Map<String, Value>, query: Option<&Element>) -> Map<String, Value> {
    let everything = query.is_none_or(|query| {
        query
            .attribute("SelectAllProperties")
            .eq_ignore_ascii_case("true")
    });
    if !everything {
        let named = query
            .and_then(|query| query.child("Properties"))
            .map(|list| list.children.as_slice());
        let named = named.unwrap_or_default();
        all.retain(|name, _| {
            name == "_ObjectType_"
                || named
                    .iter()
                    .any(|property| property.attribute("Name") == name)
        });
    }
    all
}

fn members(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}
