//! Reading the file of a job: where it lies, how it is encoded, what its rows say.

use super::{ImportError, Job};
use crate::encoding::percent_decoded;
use crate::hosts::Service;
use crate::tenant::Tenant;
use bytes::Bytes;
use serde_json::{Map, Value};
use url::Url;

/// Where the file lies.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) service: Service,
    /// Server-relative address of its folder.
    pub(super) folder: String,
    /// Its name.
    pub(super) name: String,
    path: String,
}

/// Most properties of one file (documented).
const MAX_PROPERTIES: usize = 500_000;

/// The place named by the job; `None` when it is not in this tenant.
pub(super) fn place(tenant: &Tenant, job: &Job) -> Option<Place> {
    let url = Url::parse(&job.order.source_uri).ok()?;
    let service = tenant
        .hosts
        .service_of(&url.origin().ascii_serialization())?;
    let path = percent_decoded(url.path())?;
    let (folder, name) = path.rsplit_once('/')?;
    service.is_share_point().then(|| Place {
        service,
        folder: folder.to_owned(),
        name: name.to_owned(),
        path: path.clone(),
    })
}

/// The rows of the file.
pub(super) fn rows(
    tenant: &Tenant,
    job: &Job,
    place: &Place,
) -> Result<Vec<Map<String, Value>>, (ImportError, String)> {
    let content: Option<Bytes> = tenant
        .documents
        .lock()
        .file(place.service, &place.path)
        .map(|file| file.bytes().clone());
    let content = content.ok_or_else(|| (ImportError::DataFileNotExist, String::new()))?;
    if content.len() as u64 > tenant.settings.lock().import_max_bytes {
        return Err((ImportError::DataFileTooBig, String::new()));
    }
    let invalid = |line: String| (ImportError::InvalidDataFile, line);
    let mut file: Value = serde_json::from_str(&decoded(&content))
        .map_err(|error| invalid(format!("DataFileNotJson - {error}")))?;
    let Value::Array(rows) = file["value"].take() else {
        return Err(invalid(
            "DataFileNotJson - The member 'value' is missing.".to_owned(),
        ));
    };
    let mut objects = Vec::with_capacity(rows.len());
    let mut properties = 0;
    for row in rows {
        let Value::Object(row) = row else {
            return Err(invalid(
                "DataFileNotJson - A row is not an object.".to_owned(),
            ));
        };
        let id = row
            .get(&job.order.id_property)
            .and_then(Value::as_str)
            .unwrap_or_default();
        for (name, value) in &row {
            let mapped =
                *name == job.order.id_property || job.order.map.iter().any(|(key, _)| key == name);
            if !mapped {
                return Err(invalid(format!(
                    "InvalidProperty - {id} Property '{name}' is not mapped to any property in the user profile application."
                )));
            }
            if !value.is_string() {
                return Err(invalid(format!(
                    "InvalidProperty - {id} Property '{name}' is not text"
                )));
            }
        }
        properties += row.len();
        objects.push(row);
    }
    if properties > MAX_PROPERTIES {
        return Err((ImportError::DataFileTooBig, String::new()));
    }
    Ok(objects)
}

/// UTF-8 only behind a byte order mark; ISO-8859-1 otherwise (`spo-wire.md` 4.4), which spoils unmarked UTF-8 as it does in the service.
fn decoded(content: &[u8]) -> String {
    match content.strip_prefix(b"\xEF\xBB\xBF") {
        Some(marked) => String::from_utf8_lossy(marked).into_owned(),
        None => content.iter().copied().map(char::from).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::decoded;

    #[test]
    fn without_a_mark_text_is_latin_1() {
        assert_eq!(decoded("\u{feff}ü".as_bytes()), "ü");
        assert_eq!(decoded("ü".as_bytes()), "Ã¼");
        assert_eq!(decoded(b"\xFC"), "ü");
    }
}
