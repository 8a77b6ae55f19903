//! The switches of the tenant. Everything the references mark as assumed or contested is one, so that a client can be tested
//! against each reading.

use crate::graph_settings::GraphSettings;
use crate::latency::Latency;
use crate::profile_settings::ProfileSettings;
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

/// Where the log of an import job is, beside the data file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImportLog {
    /// In a folder named by the job (documented).
    JobId,
    /// In a folder named by the data file (documentation of pnp/powershell).
    FileName,
    /// Nowhere, although a folder is named.
    Missing,
}

/// What `userphoto.aspx` shows of users with a photo in the cloud (message MC653734 of 2023, `spo-wire.md` 0).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DisplaySource {
    /// The file that `PictureURL` names.
    Library,
    /// The photo of the Microsoft People System, where there is one.
    PeopleSystem,
}

/// How a refusal says when to come back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RetryAfterForm {
    /// Seconds, as documented.
    Seconds,
    /// An HTTP date, which the header allows.
    Date,
    /// Not at all, as reported from the field (`spo-wire.md` 5).
    Missing,
}

/// The body of a refusal. Nobody may read it, so clients have to bear every form.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BodyForm {
    /// The usual one of the service.
    #[default]
    Service,
    /// A page, as browsers get it.
    Html,
    /// Plain text.
    Text,
    /// The text `429 TOO MANY REQUESTS`, whatever the status: with 401 it is reported from the field (`spo-wire.md` 5).
    TooManyRequests,
}

/// All switches, with the best-supported reading as default.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
#[allow(clippy::struct_excessive_bools, reason = "independent switches")]
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
    /// Switches of the profile store's schema and values.
    pub profile: ProfileSettings,
    /// What `userphoto.aspx` shows. Default `library` (reported both ways, not confirmed).
    pub display_source: DisplaySource,
    /// Properties users may edit, which the bulk import refuses (the refusal is documented; which ones is tenant policy, the list assumed).
    pub user_editable_properties: Vec<String>,
    /// Profile properties of this tenant beside the ones every tenant has.
    pub custom_properties: Vec<String>,
    /// Seconds between two ticks of Microsoft's own property synchronisation; 0 for never. Default 0 (the interval is not documented).
    pub native_sync_seconds: u64,
    /// Seconds an import job stays in each of the states 1, 2 and 3. Default 60 (minutes are documented, the numbers assumed).
    pub import_step_seconds: u64,
    /// Whether a partly successful import ends in state 4 instead of 5; its error is 30 either way. Default false (assumed).
    pub import_partial_succeeds: bool,
    /// Where a job's log is. Default `job_id` (documented).
    pub import_log: ImportLog,
    /// Largest import file in bytes. Default 2 GB (documented).
    pub import_max_bytes: u64,
    /// Whether the bulk import can be queued over REST. Default true (in the service's metadata, never seen used).
    pub import_over_rest: bool,
    /// Seconds by which tokens end before the time their client was told. Default 0.
    pub token_early_expiry: i64,
    /// Whether quotas are enforced. Default true (documented numbers).
    pub enforce_limits: bool,
    /// Licences of the tenant, which decide the size of every quota (documented).
    pub licences: u32,
    /// Resource units of one request to a SharePoint host. Default 2 (documented as a planning average).
    pub share_point_resource_units: u32,
    /// Whether each method of a CSOM request is a `PeopleManager` call of its own. Default true (assumed).
    pub charge_csom_methods_singly: bool,
    /// Whether each part of a REST `$batch` is charged on its own. Default true (assumed, as documented of Graph).
    pub charge_batch_parts_singly: bool,
    /// Whether Graph photo requests beyond four at a time are refused. Default true (documented).
    pub enforce_outlook_concurrency: bool,
    /// Status of a refusal for a quota: 429 or 503 (both documented).
    pub throttle_status: u16,
    /// How a refusal says when to come back. Default `seconds` (documented).
    pub retry_after_form: RetryAfterForm,
    /// Body of a refusal. Default `service`.
    pub throttle_body: BodyForm,
    /// How long answers take: `0`, milliseconds, or `lognormal:<median>:<sigma>`.
    pub latency: Latency,
    /// Whether a batch takes that long for each of its parts. Default true (assumed).
    pub latency_per_part: bool,
    /// Seconds for which readers see the value a profile property had before a write. Default 0.
    pub profile_propagation_seconds: u64,
    /// Seconds after the start at which the users in `profilelessUsers` get a profile; 0 for never.
    pub profile_appears_after_seconds: u64,
    /// Seconds by which the clocks of all hosts are off; negative for slow. Default 0.
    pub clock_skew_seconds: i64,
    /// Most entries of `GET /control/requests/log`; older ones are forgotten, counts stay.
    pub request_log_length: usize,
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
            profile: ProfileSettings::default(),
            display_source: DisplaySource::Library,
            user_editable_properties: owned(&[
                "CellPhone",
                "HomePhone",
                "Fax",
                "AboutMe",
                "PictureURL",
                "SPS-Skills",
                "SPS-Interests",
                "SPS-School",
                "SPS-PastProjects",
                "SPS-Responsibility",
                "SPS-HashTags",
                "SPS-Birthday",
            ]),
            custom_properties: Vec::new(),
            native_sync_seconds: 0,
            import_step_seconds: 60,
            import_partial_succeeds: false,
            import_log: ImportLog::JobId,
            import_max_bytes: 2 * 1024 * 1024 * 1024,
            import_over_rest: true,
            token_early_expiry: 0,
            enforce_limits: true,
            licences: 1000,
            share_point_resource_units: 2,
            charge_csom_methods_singly: true,
            charge_batch_parts_singly: true,
            enforce_outlook_concurrency: true,
            throttle_status: 429,
            retry_after_form: RetryAfterForm::Seconds,
            throttle_body: BodyForm::Service,
            latency: Latency::NONE,
            latency_per_part: true,
            profile_propagation_seconds: 0,
            profile_appears_after_seconds: 0,
            clock_skew_seconds: 0,
            request_log_length: 100_000,
        }
    }
}

impl Settings {
    /// These settings with one member as on the command line put in its place: `name=value`, the value JSON or plain text.
    pub fn with_line(&self, line: &str) -> Result<Self, String> {
        let (name, value) = line
            .split_once('=')
            .ok_or_else(|| format!("'{line}' is not name=value"))?;
        let all = serde_json::to_value(self).map_err(|error| error.to_string())?;
        let held = name.split('.').fold(&all, |group, member| &group[member]);
        let value = match serde_json::from_str::<serde_json::Value>(value) {
            Ok(list) if list.is_array() => list,
            // A list may be given as names with commas between them.
            _ if held.is_array() => value
                .split(',')
                .map(str::trim)
                .filter(|name| !name.is_empty())
                .collect(),
            Ok(value) => value,
            Err(_) => value.into(),
        };
        self.merged(&serde_json::Value::Object(
            [(name.to_owned(), value)].into_iter().collect(),
        ))
        .map_err(|message| format!("{name}: {message}"))
    }

    /// These settings with the members of a JSON object put in their place; a dot in a name leads into a group.
    ///
    /// Fails with a sentence when a member is unknown or of the wrong type; nothing is changed then.
    pub fn merged(&self, changes: &serde_json::Value) -> Result<Self, String> {
        let changes = changes.as_object().ok_or("a JSON object is expected")?;
        let mut all = serde_json::to_value(self).map_err(|error| error.to_string())?;
        for (name, value) in changes {
            let mut members = all.as_object_mut();
            let mut member = name.as_str();
            if let Some((group, inner)) = name.split_once('.') {
                let held = members.and_then(|members| members.get_mut(group));
                members = held.and_then(serde_json::Value::as_object_mut);
                member = inner;
            }
            let members = members.ok_or_else(|| format!("there is no group of '{name}'"))?;
            match (members.get_mut(member), value) {
                // Groups of switches: members not named keep their values.
                (Some(serde_json::Value::Object(group)), serde_json::Value::Object(value)) => {
                    group.extend(value.clone());
                }
                _ => {
                    members.insert(member.to_owned(), value.clone());
                }
            }
        }
        let merged: Self = serde_json::from_value(all).map_err(|error| error.to_string())?;
        if !matches!(merged.throttle_status, 429 | 503) {
            return Err("throttleStatus is 429 or 503".to_owned());
        }
        Ok(merged)
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
    use crate::graph_settings::NoPhoto;
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
        let line = settings.with_line("listTitle=Fotos").unwrap();
        let line = line.with_line("throttleStatus=503").unwrap();
        assert_eq!(
            (line.list_title.as_str(), line.throttle_status),
            ("Fotos", 503)
        );
        let line = line.with_line("graph.noPhoto=pixel").unwrap();
        assert_eq!(line.graph.no_photo, NoPhoto::Pixel);
        let line = settings.with_line("profile.maxLength=7").unwrap();
        let line = line.with_line("customProperties=Badge, Room").unwrap();
        assert_eq!(line.custom_properties, ["Badge", "Room"]);
        let line = line.with_line("customProperties=[\"Badge\"]").unwrap();
        assert_eq!(
            (line.custom_properties.as_slice(), line.profile.max_length),
            (["Badge".to_owned()].as_slice(), 7)
        );
        for mistake in [
            "graph.nophoto=pixel",
            "paper.size=1",
            "pageSize.x=1",
            "graph.noPhoto=x",
        ] {
            let message = line.with_line(mistake).unwrap_err();
            assert!(
                message.starts_with(mistake.split('=').next().unwrap()),
                "{message}"
            );
        }
        assert!(line.with_line("throttleStatus=200").is_err());
        assert!(line.with_line("latency=soon").is_err());
        assert!(
            settings
                .merged(&json!({"pagesize": 1}))
                .unwrap_err()
                .contains("pagesize")
        );
    }
}
