//! What a job leaves in the library: its data file, and the log folder the service made for it. The service removes neither. Only
//! what this run made is removed; what could not be is a warning that names it.

use super::folder::Folder;
use crate::error::Result;
use crate::event::{Event, ImportJob, LogLevel};
use crate::http::{Client, Scope};
use crate::job::log;
use std::time::SystemTime;
use tokio::sync::mpsc;
use uuid::Uuid;

/// Takes care of the import folder.
pub struct Remains<'a> {
    pub client: &'a Client,
    pub scope: &'a Scope,
    pub events: &'a mpsc::Sender<Event>,
    /// The import folder.
    pub folder: Folder,
}

impl Remains<'_> {
    /// Removes a data file.
    pub async fn remove_file(&self, name: &str) -> Result<()> {
        let removed = self.folder.remove_file(self.client, self.scope, name).await;
        self.unless_removed(removed, &format!("{}/{name}", self.folder.path))
            .await
    }

    /// Removes the log folder of a job, when it is certain that it is one: beside the data file, and named by the job (documented)
    /// or by the file (pnp/powershell says so).
    pub async fn remove_log(&self, job: &ImportJob, file: &str) -> Result<()> {
        let Some(found) = Folder::at(self.client.endpoints(), &job.log_folder_uri) else {
            return Ok(());
        };
        if !is_log_folder(&found, &self.folder, &job.job_id, file) {
            return Ok(());
        }
        let removed = found.remove(self.client, self.scope).await;
        self.unless_removed(removed, &found.path).await
    }

    /// Says that the data file stays, and why.
    pub async fn stays(&self, name: &str, why: &str) -> Result<()> {
        let path = format!("{}/{name}", self.folder.path);
        let message = format!("The data file {path} stays in the library: {why}");
        log(self.events, LogLevel::Warning, message).await
    }

    async fn unless_removed(&self, removed: Result<()>, path: &str) -> Result<()> {
        match removed {
            // What is not there needs no removing: the service makes a log folder only when there is something to say.
            Err(error) if error.http_status() != 404 => {
                let message = format!(
                    "{path} could not be removed and may be deleted by hand: {}",
                    error.message()
                );
                log(self.events, LogLevel::Warning, message).await
            }
            _ => Ok(()),
        }
    }
}

fn is_log_folder(found: &Folder, import_folder: &Folder, job_id: &str, file: &str) -> bool {
    let Some((parent, name)) = found.path.rsplit_once('/') else {
        return false;
    };
    let name = name.to_lowercase();
    let stem = file.trim_end_matches(".json").to_lowercase();
    found.service == import_folder.service
        && parent.to_lowercase() == import_folder.path.to_lowercase()
        && (name == job_id.to_lowercase() || name.starts_with(&stem))
        && !job_id.is_empty()
        && !stem.is_empty()
}

/// A name for a data file that no other has: `userprofilesync-20260131093000-{guid}.json`, the time in UTC.
pub fn file_name(now: SystemTime) -> String {
    format!("userprofilesync-{}-{}.json", timestamp(now), Uuid::new_v4())
}

/// From `Sat, 31 Jan 2026 09:30:00 GMT`.
fn timestamp(now: SystemTime) -> String {
    const MONTHS: &str = "JanFebMarAprMayJunJulAugSepOctNovDec";
    let date = httpdate::fmt_http_date(now);
    let parts: Vec<&str> = date.split(' ').collect();
    let [_, day, month, year, time, _] = parts.as_slice() else {
        return String::new();
    };
    let month = MONTHS.find(month).unwrap_or_default() / 3 + 1;
    format!("{year}{month:02}{day}{}", time.replace(':', ""))
}

#[cfg(test)]
mod tests {
    use super::{file_name, is_log_folder, timestamp};
    use crate::config::Service;
    use crate::import::folder::Folder;
    use std::time::{Duration, UNIX_EPOCH};

    #[test]
    fn files_are_named_by_the_time() {
        let at = |seconds| timestamp(UNIX_EPOCH + Duration::from_secs(seconds));
        assert_eq!(at(1_709_164_800), "20240229000000");
        assert_eq!(at(1_470_304_291), "20160804095131");
        assert_eq!(at(1_798_761_599), "20261231235959");
        let name = file_name(UNIX_EPOCH);
        let id = name
            .strip_prefix("userprofilesync-19700101000000-")
            .and_then(|rest| rest.strip_suffix(".json"));
        assert!(uuid::Uuid::parse_str(id.unwrap()).is_ok());
        assert_ne!(name, file_name(UNIX_EPOCH));
    }

    #[test]
    fn only_a_log_folder_of_the_job_is_removed() {
        let folder = |path: &str| Folder {
            service: Service::Root,
            path: path.to_owned(),
        };
        let import = folder("/Shared Documents/Import");
        let own = |path: &str| {
            is_log_folder(&folder(path), &import, "3F25-1", "userprofilesync-1-x.json")
        };
        assert!(own("/Shared Documents/Import/3f25-1"));
        assert!(own("/shared documents/import/UserProfileSync-1-x.json 3"));
        for other in [
            "/Shared Documents/Import",
            "/Shared Documents",
            "/Shared Documents/3f25-1",
            "/Shared Documents/Import/3f25-1/inner",
            "/Shared Documents/Import/Other",
        ] {
            assert!(!own(other), "{other}");
        }
        let mut elsewhere = folder("/Shared Documents/Import/3f25-1");
        elsewhere.service = Service::My;
        assert!(!is_log_folder(
            &elsewhere,
            &import,
            "3f25-1",
            "userprofilesync-1-x.json"
        ));
    }
}
