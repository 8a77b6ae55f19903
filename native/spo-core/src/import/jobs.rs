//! Jobs as the service sees them: queueing one, finding some, listing all, and withdrawing one. CSOM on the admin host
//! (`spo-wire.md` 4.2, `docs/wire-notes.md` 8); the numbers of states and errors are those of `spo-wire.md` 4.3.

use super::file::IdType;
use super::refusal::Refusal;
use crate::csom::{self, Answer, Batch, OFFICE_365_TENANT, Parameter};
use crate::error::Result;
use crate::event::ImportJob;
use crate::http::{Client, Scope};
use serde_json::Value;
use uuid::Uuid;

/// The word under which queueing is counted.
pub const QUEUE: &str = "import.queue";
const READ: &str = "import.read";

/// What is to be imported.
#[derive(Debug)]
pub struct Order<'a> {
    /// What identifies the rows of the file.
    pub id_type: IdType,
    /// Their member with the id.
    pub id_member: &'a str,
    /// Name in the file, name of the profile property.
    pub map: &'a [(String, String)],
    /// Address of the file.
    pub source_uri: &'a str,
}

/// Queues a job. Its id, empty when the service gives none although it took the job (pnp/powershell says it happens).
/// The request may be repeated when its answer is lost: the same file is then imported twice, with the same values.
pub async fn queue(
    client: &Client,
    scope: &Scope,
    order: &Order<'_>,
) -> Result<Result<String, Refusal>> {
    let mut batch = Batch::on(OFFICE_365_TENANT);
    let parameters = [
        Parameter::Enum(order.id_type as i32),
        Parameter::Text(order.id_member),
        Parameter::Dictionary(order.map),
        Parameter::Text(order.source_uri),
    ];
    let id = batch.call("QueueImportProfileProperties", &parameters);
    let answer = csom::send(client, scope, QUEUE, batch).await?;
    if let Some(error) = answer.error() {
        let refused = error.to_error("to queue the bulk import", answer.request_id());
        let names: Vec<_> = order.map.iter().map(|(_, name)| name.as_str()).collect();
        return Ok(Err(Refusal::read(&error.message, &names, refused)));
    }
    Ok(Ok(guid(answer.value(id))))
}

/// The jobs of some ids; `None` where there is none.
pub async fn find(
    client: &Client,
    scope: &Scope,
    ids: &[String],
) -> Result<Vec<Option<ImportJob>>> {
    let mut batch = Batch::on(OFFICE_365_TENANT);
    let mut asked = Vec::with_capacity(ids.len());
    for id in ids {
        let id = Uuid::parse_str(id).ok();
        asked.push(id.map(|id| batch.query("GetImportProfilePropertyJob", &[Parameter::Guid(id)])));
    }
    let answer = csom::send(client, scope, READ, batch).await?;
    if answer.error().is_none() {
        let found = asked.into_iter().map(|asked| {
            let ids = asked?;
            answer.object(ids.null_check, ids.query).and_then(read)
        });
        return Ok(found.collect());
    }
    // One id that is unknown may spoil the request for all of them; the list does not fail for that.
    let all = list(client, scope).await?;
    let by_id = |id: &String| all.iter().find(|job| job.job_id.eq_ignore_ascii_case(id));
    Ok(ids.iter().map(|id| by_id(id).cloned()).collect())
}

/// All jobs of the tenant, whoever queued them.
pub async fn list(client: &Client, scope: &Scope) -> Result<Vec<ImportJob>> {
    let mut batch = Batch::on(OFFICE_365_TENANT);
    let ids = batch.list("GetImportProfilePropertyJobs");
    let answer = csom::send(client, scope, READ, batch).await?;
    allowed(&answer, "to list the bulk import jobs")?;
    let list = answer.object(ids.null_check, ids.query);
    let items = list.and_then(|list| list["_Child_Items_"].as_array());
    Ok(items.into_iter().flatten().filter_map(read).collect())
}

/// Withdraws a job that has not begun; false when the service does not.
pub async fn withdraw(client: &Client, scope: &Scope, id: &str) -> Result<bool> {
    let Ok(id) = Uuid::parse_str(id) else {
        return Ok(false);
    };
    let mut batch = Batch::on(OFFICE_365_TENANT);
    let call = batch.call("DeleteImportProfilePropertiesJob", &[Parameter::Guid(id)]);
    let answer = csom::send(client, scope, "import.withdraw", batch).await?;
    allowed(&answer, "to withdraw the bulk import job")?;
    Ok(answer.value(call) == &Value::Bool(true))
}

fn allowed(answer: &Answer, doing: &str) -> Result<()> {
    match answer.error() {
        Some(error) => Err(error.to_error(doing, answer.request_id())),
        None => Ok(()),
    }
}

/// One job; `None` for what is no job.
fn read(object: &Value) -> Option<ImportJob> {
    object.as_object()?;
    let text = |name: &str| object[name].as_str().unwrap_or_default().to_owned();
    let state = state(&object["State"]);
    Some(ImportJob {
        job_id: guid(&object["JobId"]),
        state,
        error: error(&object["Error"]),
        error_message: text("ErrorMessage"),
        source_uri: text("SourceUri"),
        log_folder_uri: text("LogFolderUri"),
        ended: matches!(state, "Succeeded" | "Error"),
    })
}

/// An id in any of its forms: `/Guid(...)/`, plain, in braces. Empty for none and for the id of zeros.
fn guid(value: &Value) -> String {
    let text = value.as_str().unwrap_or_default().trim().trim_matches('/');
    let inner = text.strip_prefix("Guid(").unwrap_or(text);
    match Uuid::parse_str(inner.trim_end_matches(')')) {
        Ok(id) if !id.is_nil() => id.to_string(),
        _ => String::new(),
    }
}

/// A number, also one written as text.
fn number(value: &Value) -> Option<i64> {
    value
        .as_i64()
        .or_else(|| value.as_str()?.trim().parse().ok())
}

fn state(value: &Value) -> &'static str {
    match number(value) {
        Some(1) => "Submitted",
        Some(2) => "Processing",
        Some(3) => "Queued",
        Some(4) => "Succeeded",
        Some(5) => "Error",
        _ => "Unknown",
    }
}

fn error(value: &Value) -> &'static str {
    match number(value) {
        Some(0) => "NoError",
        Some(1) => "InternalError",
        Some(20) => "DataFileNotExist",
        Some(21) => "DataFileNotInTenant",
        Some(22) => "DataFileTooBig",
        Some(23) => "InvalidDataFile",
        Some(30) => "ImportCompleteWithError",
        _ => "Unknown",
    }
}

#[cfg(test)]
mod tests {
    use super::{guid, read};
    use proptest::prelude::*;
    use serde_json::{Value, json};

    const ID: &str = "3f2504e0-4f89-41d3-9a0c-0305e82c3301";

    #[test]
    fn a_job_is_read_as_the_contract_names_it() {
        let job = read(&json!({
            "_ObjectType_": "Microsoft.Online.SharePoint.TenantManagement.ImportProfilePropertiesJobInfo",
            "Error": 30, "ErrorMessage": "some", "JobId": format!("/Guid({ID})/"), "LogFolderUri": "https://l", "SourceUri": "https://s", "State": 5
        })).unwrap();
        assert_eq!(
            (job.state, job.error, job.ended),
            ("Error", "ImportCompleteWithError", true)
        );
        assert_eq!(
            (job.job_id.as_str(), job.log_folder_uri.as_str()),
            (ID, "https://l")
        );
        let job = read(&json!({"State": "3", "Error": 99, "ErrorMessage": null})).unwrap();
        assert_eq!(
            (job.state, job.error, job.ended, job.job_id.as_str()),
            ("Queued", "Unknown", false, "")
        );
        assert!(read(&Value::Null).is_none());
    }

    #[test]
    fn ids_come_in_several_forms() {
        for form in [
            format!("/Guid({ID})/"),
            ID.to_uppercase(),
            format!("{{{ID}}}"),
        ] {
            assert_eq!(guid(&form.into()), ID);
        }
        for none in [
            "",
            "/Guid()/",
            "/Guid(00000000-0000-0000-0000-000000000000)/",
            "x",
        ] {
            assert_eq!(guid(&none.into()), "");
        }
    }

    proptest! {
        #[test]
        fn any_values_are_a_job(state in any::<i64>(), text in any::<String>()) {
            let job = read(&json!({"State": state, "Error": text, "JobId": text})).unwrap();
            prop_assert!(!job.state.is_empty() && !job.error.is_empty());
        }
    }
}
