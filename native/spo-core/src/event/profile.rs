//! Events about profile properties: per user, per row of the map, per bulk import job.

use super::{Action, Outcome};
use crate::error::Error;
use serde::Serialize;

/// One user: what was found of the properties asked for, and what was done.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ProfileOutcome {
    /// As the record named the user.
    pub identity: String,
    /// Claims form; empty when not known.
    pub account_name: String,
    /// The gravest of what happened to photo and properties.
    pub action: Action,
    /// How the differences were written; empty when nothing was.
    pub method: &'static str,
    /// Why, in a sentence.
    pub reason: String,
    /// What to do about it; empty when there is nothing to do.
    pub next_step: String,
    /// Requests sent for this user alone.
    pub requests: u64,
    /// Wall time of the work for this user alone.
    pub duration_ms: u64,
    /// The photo's half, in jobs about both.
    pub photo: Option<Outcome>,
    /// One entry for each property asked for; empty when the user as a whole failed.
    pub properties: Vec<PropertyOutcome>,
    /// Set when the user as a whole failed.
    pub error: Option<Error>,
}

/// One property of one user.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PropertyOutcome {
    /// Name of the profile property.
    pub property: String,
    /// Name of the input property that the value came from; empty when none was loaded.
    pub source: String,
    /// The value it should have, after transforms.
    pub source_value: Vec<String>,
    /// The value SharePoint had before anything was done.
    pub share_point_value: Vec<String>,
    /// The finding in a word.
    pub state: crate::property::PropertyState,
    /// What was done.
    pub action: Action,
    /// The finding in a sentence.
    pub reason: String,
    /// What to do about it; empty when there is nothing to do.
    pub next_step: String,
    /// Set with `Failed` and `SourceInvalid`.
    pub error: Option<Error>,
}

/// One row of the property map.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
#[allow(
    clippy::struct_excessive_bools,
    reason = "they are columns of the table"
)]
pub struct PropertyRow {
    /// Name of the profile property.
    pub property: String,
    /// Input properties it is read from, first one first.
    pub sources: Vec<String>,
    /// Name in Microsoft Graph; empty when Graph does not have it.
    pub graph: String,
    /// Microsoft's own synchronization fills it.
    pub native: bool,
    /// A synchronization takes it without being asked by name.
    pub sync: bool,
    /// Why it is, or is not, synchronised.
    pub why: String,
    /// What an administrator does about it.
    pub remedy: String,
    /// Can be written user by user.
    pub per_user: bool,
    /// `Yes`, `UnlessUserEditable` or `No`.
    pub bulk_import: &'static str,
    /// Whether users may edit it: `Yes`, `No`, `Assumed` or `Unknown`; it is the tenant's policy.
    pub user_editable: &'static str,
    /// Holds a list of values.
    pub multi_value: bool,
    /// Values are terms of a term set.
    pub taxonomy: bool,
    /// What is done to the value on the way.
    pub transform: String,
    /// `BuiltIn`, or `Map` for a row of the map file.
    pub origin: &'static str,
    /// Where the facts of the row are known from.
    pub fact: String,
}

/// A bulk import job as the service describes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ImportJob {
    /// A GUID.
    pub job_id: String,
    /// See `docs/abi.md`.
    pub state: &'static str,
    /// See `docs/abi.md`. Not named as the error object of other events, which is no text.
    #[serde(rename = "jobError")]
    pub error: &'static str,
    /// In the service's words.
    pub error_message: String,
    /// The data file.
    pub source_uri: String,
    /// Folder of the log files; empty until the service names one.
    pub log_folder_uri: String,
    /// It will not change any more.
    pub ended: bool,
}
