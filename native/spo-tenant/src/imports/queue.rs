//! Taking a job in: who may, what is refused at once, and the REST form of the calls.

use super::{delete, job, jobs};
use crate::call::Call;
use crate::clock::unix_now;
use crate::hosts::Service;
use crate::profile_schema::{ProfileProperty, property};
use crate::profile_settings::ImportUnsupported;
use crate::sharepoint::RestError;
use crate::tenant::Tenant;
use crate::tokens::Claims;
use axum::http::{Method, StatusCode};
use serde_json::Value;
use uuid::Uuid;

/// What the caller orders.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Order {
    /// 0 mail, 1 object id, 2 UPN (order declared, numbers assumed).
    pub(crate) id_type: i64,
    /// The member of each row that identifies the user.
    pub(crate) id_property: String,
    /// Name in the file, name of the profile property.
    pub(crate) map: Vec<(String, String)>,
    pub(crate) source_uri: String,
}

/// Why an order is refused at once.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum QueueRefusal {
    Denied,
    Argument(String),
}

/// Takes a job in.
pub(crate) fn queue(tenant: &Tenant, claims: &Claims, order: Order) -> Result<Uuid, QueueRefusal> {
    may_import(claims)?;
    let settings = tenant.settings.lock().clone();
    let named = |test: &dyn Fn(Option<ProfileProperty>) -> bool| {
        let names = order.map.iter().map(|(_, name)| name.as_str());
        let names: Vec<&str> = names
            .filter(|name| test(property(&settings, name)))
            .collect();
        (!names.is_empty()).then(|| format!("Property Names [{}]", names.join(",")))
    };
    let refused = |message: String| Err(QueueRefusal::Argument(message));
    if let Some(names) = named(&|property| property.is_some_and(|found| found.user_editable)) {
        return refused(format!("{names} are editable by user."));
    }
    // The texts of the others are assumed.
    if let Some(names) = named(&|property| property.is_none()) {
        return refused(format!("{names} do not exist."));
    }
    if settings.profile.import_unsupported == ImportUnsupported::Refuse
        && let Some(names) = named(&|property| property.is_some_and(|found| !is_importable(&found)))
    {
        return refused(format!("{names} are not supported by the import."));
    }
    if !(0..=2).contains(&order.id_type) {
        return Err(QueueRefusal::Argument(
            "The identity type is not valid.".to_owned(),
        ));
    }
    Ok(tenant.imports.lock().add(order, unix_now()))
}

/// Whether the import can write the property at all: not the core ones, none with several values, no terms (documented).
pub(super) const fn is_importable(property: &ProfileProperty) -> bool {
    !property.core && !property.multi_value && !property.taxonomy
}

/// Both permissions of the service's documentation (`spo-wire.md` 4.7).
pub(crate) fn may_import(claims: &Claims) -> Result<(), QueueRefusal> {
    let sites = claims.permits(&["Sites.FullControl.All", "AllSites.FullControl"]);
    (sites && claims.permits(&["User.ReadWrite.All"]))
        .then_some(())
        .ok_or(QueueRefusal::Denied)
}

impl From<QueueRefusal> for RestError {
    fn from(refusal: QueueRefusal) -> Self {
        match refusal {
            QueueRefusal::Denied => Self::denied(crate::people::ProfileRefusal::Denied.message()),
            QueueRefusal::Argument(message) => Self::new(
                StatusCode::BAD_REQUEST,
                "-2147024809, System.ArgumentException",
                message,
            ),
        }
    }
}

/// The REST form: declared in the metadata, never seen recorded. An object is one job, an array all of them.
pub(crate) fn rest(
    tenant: &Tenant,
    claims: &Claims,
    call: &Call,
    id: Option<&str>,
    method: &str,
) -> Result<Value, RestError> {
    if call.service != Service::Admin || !tenant.settings.lock().import_over_rest {
        return Err(RestError::no_resource(&call.path));
    }
    may_import(claims)?;
    let body: Value = serde_json::from_slice(&call.body).unwrap_or_default();
    let id = || {
        let text = id.or_else(|| body["jobId"].as_str());
        let text = text.map(|text| text.trim_start_matches("guid'").trim_matches('\''));
        text.and_then(|text| Uuid::parse_str(text).ok())
            .ok_or_else(|| RestError::malformed("jobId is not a GUID."))
    };
    match method {
        "queueimportprofileproperties" if call.method == Method::POST => {
            let order = order(&body)
                .ok_or_else(|| RestError::malformed("The parameters are not valid."))?;
            Ok(queue(tenant, claims, order)?.to_string().into())
        }
        "getimportprofilepropertyjobs" => Ok(jobs(tenant).into()),
        "getimportprofilepropertyjob" => Ok(job(tenant, id()?).unwrap_or_default()),
        "deleteimportprofilepropertiesjob" if call.method == Method::POST => {
            Ok(delete(tenant, id()?).into())
        }
        _ => Err(RestError::no_resource(&call.path)),
    }
}

fn order(body: &Value) -> Option<Order> {
    let text = |name: &str| body[name].as_str().map(str::to_owned);
    let map = body["propertyMap"]
        .get("results")
        .unwrap_or(&body["propertyMap"]);
    let pair = |row: &Value| {
        Some((
            row["Key"].as_str()?.to_owned(),
            row["Value"].as_str()?.to_owned(),
        ))
    };
    Some(Order {
        id_type: body["idType"].as_i64()?,
        id_property: text("sourceDataIdProperty")?,
        map: map.as_array()?.iter().map(pair).collect::<Option<_>>()?,
        source_uri: text("sourceUri")?,
    })
}
