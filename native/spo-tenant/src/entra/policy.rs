//! `photoUpdateSettings`: whether photos may be changed in the cloud, and by whom (`graph-wire.md` 1.7).

use serde_json::Value;

/// The tenant's policy. Everything unset is what tenants have that never set it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct PhotoPolicy {
    /// `cloud` or `onPremises`.
    pub(crate) source: Option<String>,
    /// Role template ids; empty: nobody is kept out.
    pub(crate) allowed_roles: Vec<String>,
}

impl PhotoPolicy {
    /// With the members of a PATCH in place; `None` for values that are not documented. Ids are trimmed: the documentation's own sample has a blank.
    pub(crate) fn merged(&self, changes: &Value) -> Option<Self> {
        let changes = changes.as_object()?;
        let mut policy = self.clone();
        match changes.get("source") {
            None => {}
            Some(Value::Null) => policy.source = None,
            Some(Value::String(source)) if matches!(source.as_str(), "cloud" | "onPremises") => {
                policy.source = Some(source.clone());
            }
            Some(_) => return None,
        }
        match changes.get("allowedRoles") {
            None => {}
            Some(Value::Null) => policy.allowed_roles.clear(),
            Some(Value::Object(empty)) if empty.is_empty() => policy.allowed_roles.clear(),
            Some(Value::Array(ids)) => {
                let ids = ids
                    .iter()
                    .map(|id| id.as_str().map(|id| id.trim().to_owned()));
                policy.allowed_roles = ids.collect::<Option<_>>()?;
            }
            Some(_) => return None,
        }
        Some(policy)
    }
}
