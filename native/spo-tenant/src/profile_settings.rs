//! Switches of the profile store's schema and of what it does with values. Which properties users may edit, and which ones a tenant has of its
//! own, are switches of their own (`userEditableProperties`, `customProperties`).

use serde::{Deserialize, Serialize};

/// What a write to a property that does not exist comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnknownProperty {
    /// An error (pnpjs issue 340: HTTP 500).
    Refuse,
    /// Success, and nothing is stored.
    Ignore,
}

/// What several values for a property that holds one come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SeveralValues {
    /// An error.
    Refuse,
    /// One value, in which they are joined as readers see those of others.
    Join,
}

/// What becomes of a value that is longer than the store takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OverlongValue {
    /// An error.
    Refuse,
    /// Its end is lost without a word.
    Truncate,
}

/// What becomes of a value with control characters other than tab and line ends. (CSOM cannot carry them: its XML is refused.)
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ControlCharacters {
    /// It is stored as it is.
    Keep,
    /// An error.
    Refuse,
}

/// What the bulk import does with a property it does not support: core, multi-value, or taxonomy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImportUnsupported {
    /// The order is refused.
    Refuse,
    /// The job writes a line to its log for each row and ends with error 30.
    Log,
    /// It is written all the same.
    Write,
}

/// The switches, with the best-supported reading as default.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct ProfileSettings {
    /// Properties that hold several values. Default: those of SharePoint Server 2010 (documented).
    pub multi_value_properties: Vec<String>,
    /// Properties whose values are terms (documented of the multi-value ones and of the two that are synchronised).
    pub taxonomy_properties: Vec<String>,
    /// Of those, the ones that take only terms already in use, unless the caller may write the term store (reported of `SPS-Location`).
    pub closed_term_properties: Vec<String>,
    /// Default `refuse` (reported).
    pub unknown_property: UnknownProperty,
    /// Default `refuse` (assumed).
    pub several_values: SeveralValues,
    /// Most UTF-16 units of one value; 0 for no limit. Default 3600 (general knowledge).
    pub max_length: usize,
    /// Default `refuse` (assumed).
    pub overlong_value: OverlongValue,
    /// Default `keep` (assumed).
    pub control_characters: ControlCharacters,
    /// Default `refuse` (that it is not supported is documented, how it shows is not).
    pub import_unsupported: ImportUnsupported,
    /// Queueing a job answers with an empty id although the job is there. Default off (a comment in the source of `Get-PnPUPABulkImportStatus`).
    pub import_id_empty: bool,
}

impl Default for ProfileSettings {
    fn default() -> Self {
        let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        Self {
            multi_value_properties: owned(&[
                "SPS-PastProjects",
                "SPS-Skills",
                "SPS-School",
                "SPS-Interests",
                "SPS-Responsibility",
                "SPS-HashTags",
            ]),
            taxonomy_properties: owned(&[
                "SPS-JobTitle",
                "SPS-Department",
                "SPS-Location",
                "SPS-PastProjects",
                "SPS-Skills",
                "SPS-School",
                "SPS-Interests",
                "SPS-Responsibility",
                "SPS-HashTags",
            ]),
            closed_term_properties: owned(&["SPS-Location"]),
            unknown_property: UnknownProperty::Refuse,
            several_values: SeveralValues::Refuse,
            max_length: 3600,
            overlong_value: OverlongValue::Refuse,
            control_characters: ControlCharacters::Keep,
            import_unsupported: ImportUnsupported::Refuse,
            import_id_empty: false,
        }
    }
}
