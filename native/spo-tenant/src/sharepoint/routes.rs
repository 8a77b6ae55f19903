//! Which operation an `_api` address names. Step names are compared in lower case, because the service compares without case.

use super::answer::Answer;
use super::people::PeopleCall;
use super::removal;
use super::{Address, RestError, files, library, web};
use crate::call::Call;
use crate::imports;
use crate::tenant::Tenant;
use crate::tokens::Claims;
use axum::http::Method;

pub(super) fn run(
    tenant: &Tenant,
    claims: &Claims,
    address: &Address,
    call: &Call,
) -> Result<Answer, RestError> {
    let names: Vec<&str> = address
        .steps
        .iter()
        .map(|step| step.name.as_str())
        .collect();
    let get = call.method == Method::GET;
    let people = PeopleCall {
        tenant,
        claims,
        address,
        call,
    };
    match names.as_slice() {
        ["sp.userprofiles.peoplemanager"] => people.manager(),
        ["sp.userprofiles.peoplemanager", method] => people.method(method),
        ["contextinfo"] if !get => Ok(web::context_info(tenant, call)),
        ["web"] if get => Ok(web::web(tenant, call)),
        ["web", "folders", "addusingpath" | "add"] if !get => {
            files::add_folder(tenant, claims, address, call)
        }
        ["web", "lists", "getbytitle", "rootfolder", "folders"] if get => {
            library::folders(tenant, claims, address, call)
        }
        [
            "web",
            "lists",
            "getbytitle",
            "rootfolder",
            "folders",
            "getbyurl",
            "files",
            "addusingpath" | "add",
        ] if !get => {
            library::library_list(tenant, address, call)?;
            files::upload(tenant, claims, address, call)
        }
        ["web", "lists", "getbytitle", "items"] if get => {
            library::items(tenant, claims, address, call)
        }
        ["web", place]
            if removal::asked(call)
                && (place.starts_with("getfilebyserverrelative")
                    || place.starts_with("getfolderbyserverrelative")) =>
        {
            removal::remove(tenant, claims, address, call)
        }
        ["web", folder, rest @ ..] if folder.starts_with("getfolderbyserverrelative") => match rest
        {
            ["files", "addusingpath" | "add"] if !get => {
                files::upload(tenant, claims, address, call)
            }
            ["folders", "addusingpath" | "add"] if !get => {
                files::add_folder(tenant, claims, address, call)
            }
            [] if get => files::folder(tenant, claims, address, call, None),
            [part @ ("folders" | "files")] if get => {
                files::folder(tenant, claims, address, call, Some(part))
            }
            _ => Err(RestError::no_resource(&call.path)),
        },
        ["web", file] if get && file.starts_with("getfilebyserverrelative") => {
            files::file(tenant, claims, address, call, false)
        }
        ["web", file, "$value"] if get && file.starts_with("getfilebyserverrelative") => {
            files::file(tenant, claims, address, call, true)
        }
        [
            "microsoft.online.sharepoint.tenantmanagement.office365tenant",
            method,
        ] => imports::rest(
            tenant,
            claims,
            call,
            address.argument(method, "jobid"),
            method,
        )
        .map(|value| match value {
            serde_json::Value::Object(members) => Answer::Complex {
                function: "GetImportProfilePropertyJob",
                type_name: imports::JOB_TYPE,
                members,
            },
            serde_json::Value::Array(rows) => Answer::Rows {
                function: None,
                type_name: imports::JOB_TYPE,
                rows,
                next: None,
            },
            scalar => Answer::Scalar("QueueImportProfileProperties", scalar),
        }),
        _ => Err(RestError::no_resource(&call.path)),
    }
}
