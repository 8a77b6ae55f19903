//! REST: `SP.UserProfiles.PeopleManager`. Arguments come in the address, named or by position, or in a JSON body.

use super::answer::{Answer, members, selected};
use super::{Address, RestError, my_picture};
use crate::call::Call;
use crate::people::{self, ProfileRefusal, may_read};
use crate::profile_schema::ValueRefusal;
use crate::profile_writes::{WriteRefusal, write};
use crate::profiles::value;
use crate::tenant::Tenant;
use crate::tokens::Claims;
use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

impl From<ProfileRefusal> for RestError {
    fn from(refusal: ProfileRefusal) -> Self {
        Self::denied(refusal.message())
    }
}

impl From<ValueRefusal> for RestError {
    fn from(refusal: ValueRefusal) -> Self {
        // One is recorded (cli-microsoft365 pull request 1695), one reported (pnpjs issue 340), both as 500.
        let code = format!("-1, {}", refusal.type_name());
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, code, refusal.message())
    }
}

impl From<WriteRefusal> for RestError {
    fn from(refusal: WriteRefusal) -> Self {
        match refusal {
            WriteRefusal::Profile(refusal) => refusal.into(),
            WriteRefusal::Value(refusal) => refusal.into(),
            WriteRefusal::UserNotFound => {
                let code = "-2146232832, Microsoft.SharePoint.SPException";
                Self::new(
                    StatusCode::INTERNAL_SERVER_ERROR,
                    code,
                    "User cannot be found.",
                )
            }
        }
    }
}

/// One call of a method; the manager itself when there is none.
pub(super) struct PeopleCall<'a> {
    pub(super) tenant: &'a Tenant,
    pub(super) claims: &'a Claims,
    pub(super) address: &'a Address,
    pub(super) call: &'a Call,
}

impl PeopleCall<'_> {
    pub(super) fn manager(&self) -> Result<Answer, RestError> {
        may_read(self.claims)?;
        let host = self.tenant.hosts.resource(crate::hosts::Service::My);
        let all = members(json!({
            "EditProfileLink": format!("{host}:443/_layouts/15/editprofile.aspx"), "IsMyPeopleListPublic": false,
        }));
        Ok(Answer::Entity {
            type_name: "SP.UserProfiles.PeopleManager",
            address: "SP.UserProfiles.PeopleManager".to_owned(),
            members: selected(all, self.call),
        })
    }

    pub(super) fn method(&self, method: &str) -> Result<Answer, RestError> {
        let writes = self.call.method != Method::GET;
        match method {
            "getpropertiesfor" => self.properties("GetPropertiesFor", &self.account(method)?),
            "getmyproperties" => {
                let own = self.claims.upn.as_deref().map(people::encoded_claim);
                self.properties("GetMyProperties", &own.unwrap_or_default())
            }
            "getuserprofilepropertyfor" => self.property(method),
            "getuserprofileproperties" => self.pairs(&self.account(method)?),
            "setsinglevalueprofileproperty" if writes => {
                let value = self.argument(method, "propertyValue", 2);
                let text = value.as_ref().and_then(Value::as_str).unwrap_or_default();
                self.write(method, &[text])?;
                Ok(Answer::Null("SetSingleValueProfileProperty"))
            }
            "setmultivaluedprofileproperty" if writes => {
                let value = self
                    .argument(method, "propertyValues", 2)
                    .unwrap_or_default();
                let list = value.get("results").unwrap_or(&value);
                let texts = list
                    .as_array()
                    .map(|list| list.iter().map(Value::as_str).collect::<Option<Vec<_>>>());
                let texts = texts.flatten().ok_or_else(|| {
                    RestError::malformed("propertyValues is not an array of text.")
                })?;
                self.write(method, &texts)?;
                Ok(Answer::Null("SetMultiValuedProfileProperty"))
            }
            "setmyprofilepicture" if writes => {
                my_picture::set(self.tenant, self.claims, self.call)?;
                Ok(Answer::Null("SetMyProfilePicture"))
            }
            _ => Err(RestError::no_resource(&self.call.path)),
        }
    }

    /// From the address, else from the body; names are compared without case.
    fn argument(&self, method: &str, name: &str, position: usize) -> Option<Value> {
        if let Some(text) = self.address.argument_at(method, name, position) {
            return Some(text.into());
        }
        let Ok(Value::Object(body)) = serde_json::from_slice(&self.call.body) else {
            return None;
        };
        body.into_iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    }

    fn text(&self, method: &str, name: &str, position: usize) -> Result<String, RestError> {
        match self.argument(method, name, position) {
            Some(Value::String(text)) => Ok(text),
            _ => Err(RestError::malformed(format!(
                "The parameter {name} is missing."
            ))),
        }
    }

    fn account(&self, method: &str) -> Result<String, RestError> {
        self.text(method, "accountName", 0)
    }

    /// An unknown account is a null, not an error (assumed, `spo-wire.md` 1.5).
    fn properties(&self, function: &'static str, account: &str) -> Result<Answer, RestError> {
        may_read(self.claims)?;
        let Some(user) = self.tenant.profile_user(account) else {
            return Ok(Answer::Null(function));
        };
        let properties = self.tenant.profiles.lock().properties(user);
        let mut members = people::person(self.tenant, user, &properties);
        members.insert(
            "UserProfileProperties".to_owned(),
            key_values(&properties).into(),
        );
        Ok(Answer::Entity {
            type_name: "SP.UserProfiles.PersonProperties",
            address: format!("SP.UserProfiles.PeopleManager/{function}"),
            members: selected(members, self.call),
        })
    }

    /// An unknown name is an empty value (reported, `spo-wire.md` 1.5).
    fn property(&self, method: &str) -> Result<Answer, RestError> {
        may_read(self.claims)?;
        let name = self.text(method, "propertyName", 1)?;
        let function = "GetUserProfilePropertyFor";
        Ok(match self.tenant.profile_user(&self.account(method)?) {
            None => Answer::Null(function),
            Some(user) => {
                let properties = self.tenant.profiles.lock().properties(user);
                Answer::Scalar(function, value(&properties, &name).into())
            }
        })
    }

    fn pairs(&self, account: &str) -> Result<Answer, RestError> {
        may_read(self.claims)?;
        let user = self.tenant.profile_user(account);
        let rows = user.map(|user| key_values(&self.tenant.profiles.lock().properties(user)));
        Ok(Answer::Rows {
            function: Some("GetUserProfileProperties"),
            type_name: "SP.KeyValue",
            rows: rows.unwrap_or_default(),
            next: None,
        })
    }

    fn write(&self, method: &str, values: &[&str]) -> Result<(), RestError> {
        let account = self.account(method)?;
        let name = self.text(method, "propertyName", 1)?;
        Ok(write(self.tenant, self.claims, &account, &name, values)?)
    }
}

fn key_values(properties: &[(String, String)]) -> Vec<Value> {
    let row = |(key, value): &(String, String)| json!({"Key": key, "Value": value, "ValueType": "Edm.String"});
    properties.iter().map(row).collect()
}
