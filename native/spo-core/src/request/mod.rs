//! What the host program sends: the job to start, its records, and answers to prompts. The contract is `docs/abi.md`.

mod photo;
mod property;

pub use photo::PhotoOptions;
pub use property::{ImportJobs, ImportMethod, MapJob, PropertyOptions};

use serde::Deserialize;
use std::collections::HashMap;
use std::path::PathBuf;
use zeroize::Zeroizing;

/// The JSON of `spo_job_start`.
#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum JobRequest {
    /// Gets tokens and says who is signed in.
    Connect,
    /// Finds out what will work.
    Check(CheckJob),
    /// Compares photos and reports.
    PhotoStatus(SyncJob),
    /// Compares photos and writes what differs.
    PhotoSync(SyncJob),
    /// Compares properties and reports.
    PropertyStatus(SyncJob),
    /// Compares properties and writes what differs.
    PropertySync(SyncJob),
    /// Both in one pass.
    ProfileSync(SyncJob),
    /// Lists the property map.
    PropertyMap(MapJob),
    /// Tells about bulk import jobs, and waits for them when asked to.
    ImportJobs(ImportJobs),
}

/// What the jobs over users have in common, and the options of both halves; a job looks at the half it is about.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct SyncJob {
    /// List the tenant's users instead of taking records.
    pub enumerate: bool,
    /// Requests in flight at most.
    pub throttle_limit: usize,
    /// Ask before the writes of each user.
    pub confirm: bool,
    /// Never write.
    pub what_if: bool,
    /// About photos.
    #[serde(flatten)]
    pub photo: PhotoOptions,
    /// About properties.
    pub properties: PropertyOptions,
}

impl Default for SyncJob {
    fn default() -> Self {
        Self {
            enumerate: false,
            throttle_limit: 4,
            confirm: false,
            what_if: false,
            photo: PhotoOptions::default(),
            properties: PropertyOptions::default(),
        }
    }
}

/// Options of the checks.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct CheckJob {
    /// Store a file and remove it, and write a value of the probe user back unchanged.
    pub write_probe: bool,
    /// The user looked at: user principal name or claims account name; empty for none.
    pub probe_user: String,
}

/// One user from the pipeline.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Record {
    /// What the administrator will recognise.
    pub identity: String,
    /// What kind of object it was.
    pub kind: RecordKind,
    /// See the names in `docs/abi.md`; empty when the object had none.
    pub user_principal_name: String,
    /// Entra object id.
    pub object_id: String,
    /// Primary mail address.
    pub mail: String,
    /// On-premises logon name.
    pub sam_account_name: String,
    /// Claims account name.
    pub account_name: String,
    /// Values for the places of the file name template.
    pub fields: HashMap<String, Option<String>>,
    /// Values of the properties that the `fields` event asked for; a property that was not loaded has no entry.
    pub values: HashMap<String, Vec<String>>,
    /// What the object held where a photo should be.
    pub photo: PhotoKind,
    /// Full path, with `Path`.
    pub photo_path: PathBuf,
    /// Name of the property the photo was found in, or looked for.
    pub photo_name: String,
    /// Why it cannot be read, with `Invalid`.
    pub photo_problem: String,
}

/// What kind of object a record was made from; decides how advice is worded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs)]
pub enum RecordKind {
    AdUser,
    GraphUser,
    Text,
    #[default]
    Object,
}

/// What an object held where a photo should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum PhotoKind {
    /// Bytes, which come beside the record.
    Bytes,
    /// The property is there and empty.
    None,
    /// There is no such property.
    #[default]
    NotLoaded,
    /// A path.
    Path,
    /// The text `System.Byte[]`.
    LostInCsv,
    /// Something that is no photo.
    Invalid,
}

/// The JSON of `spo_reply`. No `Debug`: it may hold a token.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Reply {
    /// To a `token` or `federatedToken` prompt.
    pub token: Option<Zeroizing<String>>,
    /// To a `sign` prompt, base64.
    pub signature: Option<Zeroizing<String>>,
    /// To a prompt that could not be answered.
    pub error: Option<String>,
    /// To a `confirm` prompt.
    pub approved: Option<bool>,
}

#[cfg(test)]
mod tests {
    use super::{JobRequest, PhotoKind, Record};

    #[test]
    fn the_contract_of_the_boundary_is_read() {
        let job: JobRequest = serde_json::from_str(r#"{"kind":"photoSync","largeSize":240,"crop":"top","exchangeSync":"keep","whatIf":true}"#).unwrap();
        let JobRequest::PhotoSync(job) = job else {
            panic!("{job:?}")
        };
        assert_eq!(
            (
                job.photo.large_size,
                job.photo.quality,
                job.what_if,
                job.photo.force
            ),
            (240, 90, true, false)
        );
        let record: Record = serde_json::from_str(
            r#"{"identity":"anna","kind":"adUser","photo":"lostInCsv","fields":{"SamAccountName":null},"unknown":[1]}"#,
        )
        .unwrap();
        assert_eq!(record.photo, PhotoKind::LostInCsv);
        assert_eq!(record.fields["SamAccountName"], None);
    }
}
