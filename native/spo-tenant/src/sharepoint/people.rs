//! REST: `SP.UserProfiles.PeopleManager`.

use super::{Address, RestError};
use crate::call::Call;
use crate::people::{ProfileRefusal, may_read, may_write, person};
use crate::reply::{self, Reply};
use crate::tenant::Tenant;
use crate::tokens::Claims;
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

impl From<ProfileRefusal> for RestError {
    fn from(refusal: ProfileRefusal) -> Self {
        Self::denied(refusal.message())
    }
}

/// `GetPropertiesFor(accountName=..)`. An unknown account is `odata.null`, not an error (assumed, `spo-wire.md` 1.5).
pub(super) fn properties(
    tenant: &Tenant,
    claims: &Claims,
    address: &Address,
    call: &Call,
) -> Result<Reply, RestError> {
    may_read(claims)?;
    let account = address
        .argument("getpropertiesfor", "accountname")
        .ok_or_else(|| RestError::malformed("accountName is missing."))?;
    let Some(user) = tenant.profile_user(account) else {
        return Ok(null());
    };
    let properties = tenant.profiles.lock().properties(user);
    let mut members = person(tenant, user, &properties);
    let rows = properties
        .iter()
        .map(|(key, value)| json!({"Key": key, "Value": value, "ValueType": "Edm.String"}));
    members.insert("UserProfileProperties".to_owned(), rows.collect());
    if let Some(select) = call.query_value("$select") {
        members.retain(|name, _| select.split(',').any(|wanted| wanted.trim() == name));
    }
    Ok(reply::json(StatusCode::OK, &Value::Object(members)))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SingleValue {
    account_name: String,
    property_name: String,
    #[serde(default)]
    property_value: String,
}

/// `SetSingleValueProfileProperty` with a JSON body.
pub(super) fn set_single(
    tenant: &Tenant,
    claims: &Claims,
    call: &Call,
) -> Result<Reply, RestError> {
    may_write(tenant, claims)?;
    let value: SingleValue = serde_json::from_slice(&call.body)
        .map_err(|error| RestError::malformed(error.to_string()))?;
    let Some(user) = tenant.profile_user(&value.account_name) else {
        let code = "-2146232832, Microsoft.SharePoint.SPException";
        return Err(RestError::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            code,
            "User cannot be found.",
        ));
    };
    tenant
        .profiles
        .lock()
        .set(user, &value.property_name, &value.property_value);
    Ok(null())
}

fn null() -> Reply {
    reply::json(StatusCode::OK, &json!({"odata.null": true}))
}
