//! Runs the actions of a request in order. An error outside a scope ends the request; what ran before it keeps its effect
//! (`spo-wire.md` 2.2, assumed from the recorded error shape).

use super::document::Element;
use super::{CsomError, response};
use crate::people::{ProfileRefusal, may_read, may_write, person};
use crate::settings::NullQuery;
use crate::tenant::Tenant;
use crate::tokens::Claims;
use crate::users::User;
use serde_json::{Value, json};
use std::collections::HashMap;

/// `SP.UserProfiles.PeopleManager` (`spo-wire.md` 1.6).
const PEOPLE_MANAGER: &str = "{cf560d69-0fdb-4489-a216-b6b47adf8ef8}";

/// What an object path leads to.
#[derive(Debug, Clone, Copy)]
enum Object<'a> {
    PeopleManager,
    Person(&'a User),
    Null,
}

impl From<ProfileRefusal> for CsomError {
    fn from(refusal: ProfileRefusal) -> Self {
        Self::new(
            -2_147_024_891,
            "System.UnauthorizedAccessException",
            refusal.message(),
        )
    }
}

struct Run<'a> {
    tenant: &'a Tenant,
    claims: &'a Claims,
    /// Object paths by id.
    paths: HashMap<&'a str, &'a Element>,
    /// Those already followed; `None` while being followed, which is how a path through itself is found.
    objects: HashMap<&'a str, Option<Object<'a>>>,
    results: Vec<Value>,
}

/// The results of the request, ids and values in turn.
pub(super) fn run(
    tenant: &Tenant,
    claims: &Claims,
    request: &Element,
) -> Result<Vec<Value>, CsomError> {
    let paths = request
        .child("ObjectPaths")
        .into_iter()
        .flat_map(|paths| &paths.children);
    let paths = paths.map(|path| (path.attribute("Id"), path)).collect();
    let mut run = Run {
        tenant,
        claims,
        paths,
        objects: HashMap::new(),
        results: Vec::new(),
    };
    let actions = request
        .child("Actions")
        .ok_or_else(|| CsomError::invalid_request("The request has no actions."))?;
    for action in &actions.children {
        run.act(action)?;
    }
    Ok(run.results)
}

impl<'a> Run<'a> {
    fn act(&mut self, action: &'a Element) -> Result<(), CsomError> {
        match action.name.as_str() {
            "ObjectPath" => {
                let object = self.object(action.attribute("ObjectPathId"))?;
                self.result(action, json!({"IsNull": matches!(object, Object::Null)}));
                Ok(())
            }
            "Query" => self.query(action),
            "Method" => self.method(action),
            "ExceptionHandlingScopeSimple" => {
                let outcome = action.children.iter().try_for_each(|inner| self.act(inner));
                let error = outcome.err();
                let info = error.as_ref().map(response::error_value);
                self.result(
                    action,
                    json!({"HasException": error.is_some(), "ErrorInfo": info}),
                );
                Ok(())
            }
            other => Err(CsomError::invalid_request(format!(
                "The action '{other}' is not supported."
            ))),
        }
    }

    /// Results are pairs of the action's id and its value.
    fn result(&mut self, action: &Element, value: Value) {
        let id = action.attribute("Id").parse::<i64>().unwrap_or_default();
        self.results.push(id.into());
        self.results.push(value);
    }

    fn query(&mut self, action: &'a Element) -> Result<(), CsomError> {
        let value = match self.object(action.attribute("ObjectPathId"))? {
            Object::Person(user) => self.person(user, action.child("Query")),
            Object::PeopleManager => json!({"_ObjectType_": "SP.UserProfiles.PeopleManager"}),
            Object::Null => {
                if self.tenant.settings.lock().null_query == NullQuery::Absent {
                    return Ok(());
                }
                Value::Null
            }
        };
        self.result(action, value);
        Ok(())
    }

    /// All members, or those the query names.
    fn person(&self, user: &User, query: Option<&Element>) -> Value {
        let properties = self.tenant.profiles.lock().properties(user);
        let mut members = person(self.tenant, user, &properties);
        let dictionary = properties
            .into_iter()
            .map(|(name, value)| (name, Value::from(value)))
            .collect();
        members.insert(
            "UserProfileProperties".to_owned(),
            Value::Object(dictionary),
        );
        let all = query.is_none_or(|query| {
            query
                .attribute("SelectAllProperties")
                .eq_ignore_ascii_case("true")
        });
        if !all {
            let named = query
                .and_then(|query| query.child("Properties"))
                .map(|list| list.children.as_slice())
                .unwrap_or_default();
            members.retain(|name, _| {
                named
                    .iter()
                    .any(|property| property.attribute("Name") == name)
            });
        }
        members.insert(
            "_ObjectType_".to_owned(),
            "SP.UserProfiles.PersonProperties".into(),
        );
        Value::Object(members)
    }

    fn method(&mut self, action: &'a Element) -> Result<(), CsomError> {
        let name = action.attribute("Name");
        match (self.object(action.attribute("ObjectPathId"))?, name) {
            (Object::PeopleManager, "SetSingleValueProfileProperty") => {
                self.set_single(&action.parameters())
            }
            // Text general knowledge, code assumed.
            (Object::Null, _) => Err(CsomError::new(
                -2_147_467_261,
                "System.NullReferenceException",
                format!(
                    "Object reference not set to an instance of an object on server. The object is associated with method {name}."
                ),
            )),
            _ => Err(unknown_method(name)),
        }
    }

    fn set_single(&self, parameters: &[&str]) -> Result<(), CsomError> {
        may_write(self.tenant, self.claims)?;
        let [account, property, value] = parameters else {
            return Err(CsomError::invalid_request(
                "SetSingleValueProfileProperty takes three parameters.",
            ));
        };
        // No recording shows a write to an unknown account; type and text are assumed.
        let user = self.tenant.profile_user(account).ok_or_else(|| {
            let text = "User Profile Error 1000: User Not Found: Could not load profile data from the database.";
            CsomError::new(-1, "Microsoft.Office.Server.UserProfiles.UserNotFoundException", text)
        })?;
        self.tenant.profiles.lock().set(user, property, value);
        Ok(())
    }

    /// Follows an object path once; later uses get the same object.
    fn object(&mut self, id: &'a str) -> Result<Object<'a>, CsomError> {
        match self.objects.get(id) {
            Some(Some(object)) => return Ok(*object),
            Some(None) => {
                return Err(CsomError::invalid_request(format!(
                    "The object path {id} leads through itself."
                )));
            }
            None => {}
        }
        let path = *self
            .paths
            .get(id)
            .ok_or_else(|| CsomError::invalid_request(format!("There is no object path {id}.")))?;
        self.objects.insert(id, None);
        let object = self.follow(path);
        match &object {
            Ok(object) => self.objects.insert(id, Some(*object)),
            Err(_) => self.objects.remove(id),
        };
        object
    }

    fn follow(&mut self, path: &'a Element) -> Result<Object<'a>, CsomError> {
        match path.name.as_str() {
            "Constructor"
                if path
                    .attribute("TypeId")
                    .eq_ignore_ascii_case(PEOPLE_MANAGER) =>
            {
                Ok(Object::PeopleManager)
            }
            "Constructor" => Err(CsomError::invalid_request(format!(
                "Unknown type id \"{}\".",
                path.attribute("TypeId")
            ))),
            "Method" => {
                let name = path.attribute("Name");
                match (self.object(path.attribute("ParentId"))?, name) {
                    (Object::PeopleManager, "GetPropertiesFor") => {
                        may_read(self.claims)?;
                        let parameters = path.parameters();
                        let user = parameters
                            .first()
                            .and_then(|account| self.tenant.profile_user(account));
                        Ok(user.map_or(Object::Null, Object::Person))
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

fn unknown_method(name: &str) -> CsomError {
    CsomError::invalid_request(format!("The method \"{name}\" does not exist."))
}
