//! The switches of the tenant. Everything the references mark as assumed or contested is one, so that a client can be tested
//! against each reading.

use crate::graph_settings::GraphSettings;
use crate::sign_in_settings::SignInSettings;
use serde::{Deserialize, Serialize};

/// Whether the service lets an app (no signed-in user) write profile properties of other people.
/// Reports contradict each other (`spo-wire.md` 2.4), so all three readings exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AppOnlyWrite {
    /// Writes succeed (today's documentation of the required roles).
    Allow,
    /// "Access denied. You do not have permission ..." (reports of 2020 and 2021).
    DenyUnauthorized,
    /// "This operation requires you to be managing your own data ..." (reports from 2022 on).
    DenyOwnData,
}

/// What a CSOM `Query` on a null object contributes to the response. Not recorded anywhere, so both are possible.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NullQuery {
    /// Its id, followed by `null`.
    Null,
    /// Nothing.
    Absent,
}

/// All switches, with the best-supported reading as default.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Settings {
    /// Whether app-only profile writes succeed. Default `allow` (documented, contested).
    pub app_only_write: AppOnlyWrite,
    /// What a query on a null CSOM object returns. Default `null` (assumed).
    pub null_query: NullQuery,
    /// User principal names without a profile (SharePoint makes profiles some time after the account; documented).
    pub profileless_users: Vec<String>,
    /// Refuses uploads with 403 (assumed status).
    pub library_read_only: bool,
    /// Title of the photo library; another one than `User Photos` makes the usual address answer 404 (recorded).
    pub list_title: String,
    /// Most rows of one page of library items. The service allows 5000.
    pub page_size: usize,
    /// Users per page of Graph when the request does not say. Default 100 (general knowledge).
    pub graph_page_size: usize,
    /// Roles in SharePoint tokens of the registered app.
    pub share_point_roles: Vec<String>,
    /// Roles in Graph tokens of the registered app.
    pub graph_roles: Vec<String>,
    /// Seconds a token from the sign-in service lives. Default 3599 (documented sample).
    pub token_lifetime: i64,
    /// Switches of Graph.
    pub graph: GraphSettings,
    /// Switches of the sign-in service.
    pub sign_in: SignInSettings,
}

impl Default for Settings {
    fn default() -> Self {
        let owned = |roles: &[&str]| roles.iter().map(|role| (*role).to_owned()).collect();
        Self {
            app_only_write: AppOnlyWrite::Allow,
            null_query: NullQuery::Null,
            profileless_users: Vec::new(),
            library_read_only: false,
            list_title: "User Photos".to_owned(),
            page_size: 5000,
            graph_page_size: 100,
            share_point_roles: owned(&["Sites.FullControl.All", "User.ReadWrite.All"]),
            graph_roles: owned(&["User.Read.All", "ProfilePhoto.Read.All"]),
            token_lifetime: 3599,
            graph: GraphSettings::default(),
            sign_in: SignInSettings::default(),
        }
    }
}

impl Settings {
    /// These settings with the members of a JSON object put in their place.
    ///
    /// Fails with a sentence when a member is unknown or of the wrong type; nothing is changed then.
    pub fn merged(&self, changes: &serde_json::Value) -> Result<Self, String> {
        let changes = changes.as_object().ok_or("a JSON object is expected")?;
        let mut all = serde_json::to_value(self).map_err(|error| error.to_string())?;
        if let Some(members) = all.as_object_mut() {
            for (name, value) in changes {
                match (members.get_mut(name), value) {
                    // Groups of switches: members not named keep their values.
                    (Some(serde_json::Value::Object(group)), serde_json::Value::Object(value)) => {
                        group.extend(value.clone());
                    }
                    _ => {
                        members.insert(name.clone(), value.clone());
                    }
                }
            }
        }
        serde_json::from_value(all).map_err(|error| error.to_string())
    }

    /// True when this user has no profile.
    pub fn is_profileless(&self, upn: &str) -> bool {
        self.profileless_users
            .iter()
            .any(|name| name.eq_ignore_ascii_case(upn))
    }
}

#[cfg(test)]
mod tests {
    use super::{AppOnlyWrite, Settings};
    use serde_json::json;

    #[test]
    fn changes_are_merged_and_mistakes_are_named() {
        let settings = Settings::default()
            .merged(&json!({"appOnlyWrite": "deny_own_data", "pageSize": 7}))
            .unwrap();
        assert_eq!(
            (settings.app_only_write, settings.page_size),
            (AppOnlyWrite::DenyOwnData, 7)
        );
        assert_eq!(settings.list_title, "User Photos");
        assert!(
            settings
                .merged(&json!({"pagesize": 1}))
                .unwrap_err()
                .contains("pagesize")
        );
    }
}
