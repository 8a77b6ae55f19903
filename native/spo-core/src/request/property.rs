//! Options about profile properties and the bulk import.

use serde::Deserialize;
use std::path::PathBuf;

/// Which properties, and what may be written.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PropertyOptions {
    /// Profile properties; empty for the rows of the map file and those of the built-in map that a synchronization takes by itself.
    pub names: Vec<String>,
    /// The map file's text as JSON; empty for none.
    pub map_json: String,
    /// What errors call it.
    pub map_name: String,
    /// Properties of Microsoft's own synchronization that are to be written all the same.
    pub force_native: Vec<String>,
    /// An empty source empties the property.
    pub clear_empty: bool,
    /// A value that the user may have typed stays.
    pub keep_user_edited: bool,
    /// File that remembers, hashed, what was written; empty for none.
    pub state_file: PathBuf,
    /// How differences are written.
    pub method: ImportMethod,
    /// Server-relative library folder on the root host that takes the files of a bulk import.
    pub import_folder: String,
    /// Between two looks at a bulk import job.
    pub poll_seconds: u64,
    /// A bulk import job is watched for this long.
    pub import_timeout_seconds: u64,
}

impl Default for PropertyOptions {
    fn default() -> Self {
        Self {
            names: Vec::new(),
            map_json: String::new(),
            map_name: String::new(),
            force_native: Vec::new(),
            clear_empty: false,
            keep_user_edited: false,
            state_file: PathBuf::new(),
            method: ImportMethod::Auto,
            import_folder: "/Shared Documents".to_owned(),
            poll_seconds: 30,
            import_timeout_seconds: 7200,
        }
    }
}

/// How differences are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ImportMethod {
    /// Decided when the differences are known.
    #[default]
    Auto,
    /// CSOM calls, many users and properties a request.
    Direct,
    /// SharePoint's bulk import.
    BulkImport,
}

/// Which rows of the map are listed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct MapJob {
    /// The map file's text as JSON; empty for none.
    pub map_json: String,
    /// What errors call it.
    pub map_name: String,
    /// Profile properties; empty for all.
    pub names: Vec<String>,
}

/// Which bulk import jobs, and whether to wait for them.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ImportJobs {
    /// Ids; empty for all jobs of the tenant.
    pub job_ids: Vec<String>,
    /// Watch until all of them have ended.
    pub wait: bool,
    /// Between two looks.
    pub poll_seconds: u64,
    /// Watch for this long.
    pub timeout_seconds: u64,
}

impl Default for ImportJobs {
    fn default() -> Self {
        Self {
            job_ids: Vec::new(),
            wait: false,
            poll_seconds: 30,
            timeout_seconds: 7200,
        }
    }
}
