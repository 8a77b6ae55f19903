//! Writing one property of one profile, the same for REST and CSOM: who may, whether there is such a user and such a property, and whether it
//! can hold the value.

use crate::people::{ProfileRefusal, may_write};
use crate::profile_schema::{ValueRefusal, is_among, property, stored};
use crate::profile_settings::{SeveralValues, UnknownProperty};
use crate::tenant::Tenant;
use crate::tokens::Claims;

/// Why nothing was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum WriteRefusal {
    Profile(ProfileRefusal),
    /// No such user, or no profile yet.
    UserNotFound,
    Value(ValueRefusal),
}

impl From<ProfileRefusal> for WriteRefusal {
    fn from(refusal: ProfileRefusal) -> Self {
        Self::Profile(refusal)
    }
}

impl From<ValueRefusal> for WriteRefusal {
    fn from(refusal: ValueRefusal) -> Self {
        Self::Value(refusal)
    }
}

/// Writes one property: its value, or its values.
pub(crate) fn write(
    tenant: &Tenant,
    claims: &Claims,
    account: &str,
    name: &str,
    values: &[&str],
) -> Result<(), WriteRefusal> {
    may_write(tenant, claims, account)?;
    let user = tenant
        .profile_user(account)
        .ok_or(WriteRefusal::UserNotFound)?;
    let settings = tenant.settings.lock().clone();
    let Some(property) = property(&settings, name) else {
        return match settings.profile.unknown_property {
            UnknownProperty::Refuse => Err(ValueRefusal::NotFound(name.to_owned()).into()),
            UnknownProperty::Ignore => Ok(()),
        };
    };
    let may_edit = claims.is_app_only() || claims.administers_profiles() || property.user_editable;
    if !may_edit {
        return Err(ValueRefusal::NotEditable.into());
    }
    let refuses = settings.profile.several_values == SeveralValues::Refuse;
    if values.len() > 1 && !property.multi_value && refuses {
        return Err(ValueRefusal::SingleValue(property.name).into());
    }
    let values = values
        .iter()
        .map(|value| stored(&settings.profile, &property.name, value))
        .collect::<Result<Vec<_>, _>>()?;
    let mut profiles = tenant.profiles.lock();
    let closed = is_among(&settings.profile.closed_term_properties, &property.name)
        && !claims.permits(&["TermStore.ReadWrite.All"]);
    if closed
        && !values
            .iter()
            .all(|term| term.is_empty() || profiles.is_in_use(&property.name, term))
    {
        return Err(ProfileRefusal::Denied.into());
    }
    profiles.set(user, &property.name, &values.join("|"));
    Ok(())
}
