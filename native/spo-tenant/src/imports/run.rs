//! Carrying a job out: each row is written to its user's profile; what cannot be is a line of the log beside the source file.

use super::data_file::{place, rows};
use super::queue::is_importable;
use super::{ImportError, Job, Outcome};
use crate::profile_schema::{property, stored};
use crate::profile_settings::ImportUnsupported;
use crate::settings::ImportLog;
use crate::settings::Settings;
use crate::tenant::Tenant;
use crate::users::User;
use serde_json::{Map, Value};
use std::collections::HashSet;

pub(super) fn carry_out(tenant: &Tenant, job: &Job) -> Outcome {
    let Some(place) = place(tenant, job) else {
        return outcome(ImportError::DataFileNotInTenant, String::new());
    };
    let (error, lines) = match rows(tenant, job, &place) {
        Ok(rows) => {
            let settings = tenant.settings.lock().clone();
            let mut seen = HashSet::new();
            let lines: Vec<String> = rows
                .iter()
                .flat_map(|row| write(tenant, job, row, &settings, &mut seen))
                .collect();
            let error = if lines.is_empty() {
                ImportError::None
            } else {
                ImportError::ImportCompleteWithError
            };
            (error, lines)
        }
        Err((error, line)) => (
            error,
            if line.is_empty() {
                Vec::new()
            } else {
                vec![line]
            },
        ),
    };
    if error == ImportError::DataFileNotExist {
        return outcome(error, String::new());
    }
    let form = tenant.settings.lock().import_log;
    let folder = match form {
        ImportLog::FileName => format!("{}/{}_log", place.folder, place.name),
        ImportLog::JobId | ImportLog::Missing => format!("{}/{}", place.folder, job.id),
    };
    if form != ImportLog::Missing && error != ImportError::None {
        let mut text = lines.join("\r\n");
        text.push_str("\r\n");
        let mut documents = tenant.documents.lock();
        documents.add_folder(place.service, &folder);
        let name = format!("{}.log", job.id);
        documents.put(place.service, &folder, &name, text.into_bytes().into());
    }
    let address = tenant.hosts.resource(place.service);
    outcome(error, format!("{address}{}", folder.replace(' ', "%20")))
}

/// The error's name is its message; the service's own texts were never recorded.
fn outcome(error: ImportError, log_folder: String) -> Outcome {
    let message = if error == ImportError::None {
        String::new()
    } else {
        format!("{error:?}")
    };
    Outcome {
        error,
        message,
        log_folder,
    }
}

/// Writes one row; what comes back are the lines of the log about what could not be.
fn write(
    tenant: &Tenant,
    job: &Job,
    row: &Map<String, Value>,
    settings: &Settings,
    seen: &mut HashSet<usize>,
) -> Vec<String> {
    let id = row
        .get(&job.order.id_property)
        .and_then(Value::as_str)
        .unwrap_or_default();
    if id.is_empty() {
        return vec!["MissingIdentity - The identity is missing for the user object".to_owned()];
    }
    let Some(user) = user(tenant, job.order.id_type, id) else {
        return vec![format!(
            "IdentityNotResolvable {id} User identity cannot be resolved"
        )];
    };
    if !seen.insert(user.index) {
        // As reported of a file that led to one user twice (techmikael.com 2016, `spo-wire.md` 4.5).
        return vec![format!(
            "GenericError {} System.Data.SqlClient.SqlException (0x80131904): Input data contains multiple instances of the same single-value property for RecordId [{}]",
            user.object_id, user.index
        )];
    }
    let mut lines = Vec::new();
    let mut profiles = tenant.profiles.lock();
    for (key, name) in &job.order.map {
        let Some(value) = row.get(key).and_then(Value::as_str) else {
            continue;
        };
        let mut refuse = |why: &str| lines.push(format!("InvalidProperty - {id} {why}"));
        let Some(property) = property(settings, name) else {
            continue;
        };
        if settings.profile.import_unsupported == ImportUnsupported::Log
            && !is_importable(&property)
        {
            refuse(&format!("Property '{key}' is not supported."));
            continue;
        }
        match stored(&settings.profile, &property.name, value) {
            Ok(value) => profiles.set(user, &property.name, &value),
            Err(refusal) => refuse(&refusal.message()),
        }
    }
    lines
}

/// The user with a profile, by mail, object id or UPN.
fn user<'a>(tenant: &'a Tenant, id_type: i64, id: &str) -> Option<&'a User> {
    let user = match id_type {
        0 => tenant
            .directory
            .all()
            .iter()
            .find(|user| user.mail.eq_ignore_ascii_case(id)),
        1 => uuid::Uuid::parse_str(id)
            .ok()
            .and_then(|_| tenant.directory.by_name(id)),
        _ => tenant
            .directory
            .by_name(id)
            .filter(|user| user.user_principal_name.eq_ignore_ascii_case(id)),
    }?;
    tenant.profile_user(&user.account_name)
}
