//! The methods that actions call. Void ones add nothing to the response; the others add their value.

use super::CsomError;
use super::document::Element;
use super::execution::Run;
use super::objects::Object;
use super::parameter::{self, Parameter};
use crate::imports::{self, Order, QueueRefusal};
use crate::people::{ProfileRefusal, encoded_claim, may_read};
use crate::profile_writes::{WriteRefusal, write};
use crate::profiles::value;
use serde_json::Value;
use uuid::Uuid;

impl From<ProfileRefusal> for CsomError {
    fn from(refusal: ProfileRefusal) -> Self {
        Self::new(
            -2_147_024_891,
            "System.UnauthorizedAccessException",
            refusal.message(),
        )
    }
}

impl From<QueueRefusal> for CsomError {
    fn from(refusal: QueueRefusal) -> Self {
        match refusal {
            QueueRefusal::Denied => ProfileRefusal::Denied.into(),
            // Type and code are assumed; the text for user-editable properties is documented.
            QueueRefusal::Argument(message) => {
                Self::new(-2_147_024_809, "System.ArgumentException", message)
            }
        }
    }
}

impl From<WriteRefusal> for CsomError {
    fn from(refusal: WriteRefusal) -> Self {
        match refusal {
            WriteRefusal::Profile(refusal) => refusal.into(),
            WriteRefusal::Value(refusal) => Self::new(-1, refusal.type_name(), refusal.message()),
            // No recording shows a write to an unknown account; type and text are assumed.
            WriteRefusal::UserNotFound => Self::new(
                -1,
                "Microsoft.Office.Server.UserProfiles.UserNotFoundException",
                "User Profile Error 1000: User Not Found: Could not load profile data from the database.",
            ),
        }
    }
}

impl<'a> Run<'a> {
    pub(super) fn method(&mut self, action: &'a Element) -> Result<(), CsomError> {
        let name = action.attribute("Name");
        let object = self.object(action.attribute("ObjectPathId"))?;
        let parameters = parameter::all(action)?;
        let wrong =
            || CsomError::invalid_request(format!("The parameters of {name} are not valid."));
        let value = match (object, name, parameters.as_slice()) {
            (
                Object::PeopleManager,
                "SetSingleValueProfileProperty",
                [account, property, value],
            ) => {
                let value = value.text().ok_or_else(wrong)?;
                self.write(account, property, &[value])?;
                return Ok(());
            }
            (
                Object::PeopleManager,
                "SetMultiValuedProfileProperty",
                [account, property, values],
            ) => {
                let values = values.texts().ok_or_else(wrong)?;
                self.write(account, property, &values)?;
                return Ok(());
            }
            (Object::PeopleManager, "GetUserProfilePropertyFor", [account, property]) => {
                may_read(self.claims)?;
                let user = account
                    .text()
                    .and_then(|account| self.tenant.profile_user(account));
                let name = property.text().ok_or_else(wrong)?;
                user.map_or(Value::Null, |user| {
                    value(&self.tenant.profiles.lock().properties(user), name).into()
                })
            }
            (Object::Tenant, "EncodeClaim", [account]) => {
                encoded_claim(account.text().ok_or_else(wrong)?).into()
            }
            (Object::Office365Tenant, "QueueImportProfileProperties", [kind, id, map, uri]) => {
                let order = Order {
                    id_type: kind.integer().ok_or_else(wrong)?,
                    id_property: id.text().ok_or_else(wrong)?.to_owned(),
                    map: map.pairs().ok_or_else(wrong)?,
                    source_uri: uri.text().ok_or_else(wrong)?.to_owned(),
                };
                let id = imports::queue(self.tenant, self.claims, order)?;
                let empty = self.tenant.settings.lock().profile.import_id_empty;
                let id = if empty { Uuid::nil() } else { id };
                format!("/Guid({id})/").into()
            }
            (Object::Office365Tenant, "DeleteImportProfilePropertiesJob", [id]) => {
                imports::may_import(self.claims)?;
                imports::delete(self.tenant, id.guid().ok_or_else(wrong)?).into()
            }
            // Text general knowledge, code assumed.
            (Object::Null, ..) => {
                return Err(CsomError::new(
                    -2_147_467_261,
                    "System.NullReferenceException",
                    format!(
                        "Object reference not set to an instance of an object on server. The object is associated with method {name}."
                    ),
                ));
            }
            (
                Object::PeopleManager,
                "SetSingleValueProfileProperty"
                | "SetMultiValuedProfileProperty"
                | "GetUserProfilePropertyFor",
                _,
            )
            | (Object::Tenant, "EncodeClaim", _)
            | (
                Object::Office365Tenant,
                "QueueImportProfileProperties" | "DeleteImportProfilePropertiesJob",
                _,
            ) => {
                return Err(wrong());
            }
            _ => return Err(unknown_method(name)),
        };
        self.result(action, value);
        Ok(())
    }

    fn write(
        &self,
        account: &Parameter,
        property: &Parameter,
        values: &[&str],
    ) -> Result<(), CsomError> {
        let account = account.text().unwrap_or_default();
        let name = property.text().unwrap_or_default();
        Ok(write(self.tenant, self.claims, account, name, values)?)
    }
}

pub(super) fn unknown_method(name: &str) -> CsomError {
    CsomError::invalid_request(format!("The method \"{name}\" does not exist."))
}
