//! REST: folders and files by server-relative address, in the photo library and in the document libraries alike.

use super::answer::{Answer, members, selected};
use super::errors::ACCESS_DENIED;
use super::library::{READ, WRITE, permitted};
use super::{Address, RestError};
use crate::call::Call;
use crate::clock::iso8601;
use crate::hosts::Service;
use crate::library::{LIBRARY_URL, StoredFile};
use crate::tenant::Tenant;
use crate::tokens::Claims;
use axum::http::StatusCode;
use serde_json::{Map, Value, json};

/// Steps that name a folder or file, with their parameter.
const BY_ADDRESS: [(&str, &str); 4] = [
    ("getfolderbyserverrelativepath", "decodedurl"),
    ("getfolderbyserverrelativeurl", "serverrelativeurl"),
    ("getfilebyserverrelativepath", "decodedurl"),
    ("getfilebyserverrelativeurl", "serverrelativeurl"),
];

/// The address asked for, with a slash in front: web-relative ones are relative to the root web, `GetByUrl` to the photo library.
pub(super) fn path(address: &Address) -> String {
    if let Some(folder) = address.argument("getbyurl", "url") {
        return format!("{LIBRARY_URL}/{}", folder.trim_matches('/'));
    }
    let named = BY_ADDRESS
        .iter()
        .find_map(|(step, parameter)| address.argument(step, parameter));
    format!("/{}", named.unwrap_or_default().trim_matches('/'))
}

fn is_photo_folder(tenant: &Tenant, call: &Call, folder: &str) -> bool {
    call.service == Service::My
        && folder.to_lowercase() == tenant.library.lock().folder_url().to_lowercase()
}

/// `Files/AddUsingPath` and the older `Files/Add`.
pub(super) fn upload(
    tenant: &Tenant,
    claims: &Claims,
    address: &Address,
    call: &Call,
) -> Result<Answer, RestError> {
    permitted(claims, &WRITE)?;
    let (step, parameter) = if address.has("addusingpath") {
        ("addusingpath", "decodedurl")
    } else {
        ("add", "url")
    };
    let name = address.argument(step, parameter).unwrap_or_default();
    let overwrite = address
        .argument_at(step, "overwrite", 1)
        .is_some_and(|value| value.eq_ignore_ascii_case("true"));
    if name.is_empty() || name.contains(['"', '*', ':', '<', '>', '?', '/', '\\', '|']) {
        return Err(RestError::malformed(format!(
            "The file or folder name \"{name}\" contains characters that are not permitted."
        )));
    }
    if tenant.settings.lock().library_read_only {
        return Err(RestError::denied(ACCESS_DENIED));
    }
    let folder = path(address);
    let taken = || {
        let message = format!(
            "A file with the name {}/{name} already exists.",
            folder.trim_start_matches('/')
        );
        let code = "-2130575257, Microsoft.SharePoint.SPException";
        RestError::new(StatusCode::BAD_REQUEST, code, message)
    };
    if is_photo_folder(tenant, call, &folder) {
        let mut library = tenant.library.lock();
        if !overwrite && library.file(name).is_some() {
            return Err(taken());
        }
        let url = library.folder_url();
        return Ok(described(
            library.upload(name, call.body.clone()),
            &url,
            call,
        ));
    }
    let mut documents = tenant.documents.lock();
    if !overwrite
        && documents
            .file(call.service, &format!("{folder}/{name}"))
            .is_some()
    {
        return Err(taken());
    }
    let file = documents.put(call.service, &folder, name, call.body.clone());
    file.map(|file| described(file, &folder, call))
        .ok_or_else(RestError::file_not_found)
}

fn described(file: &StoredFile, folder: &str, call: &Call) -> Answer {
    let path = format!("{folder}/{}", file.name).replace('\'', "''");
    Answer::Entity {
        type_name: "SP.File",
        address: format!("Web/GetFileByServerRelativePath(decodedurl='{path}')"),
        members: selected(sp_file(file, folder), call),
    }
}

/// The members of `SP.File` (recorded); `Length` is text there.
fn sp_file(file: &StoredFile, folder_url: &str) -> Map<String, Value> {
    let id = file.unique_id.to_string();
    let upper = id.to_uppercase();
    members(json!({
        "CheckInComment": "", "CheckOutType": 2, "ContentTag": format!("{{{upper}}},{},2", file.uploads.max(1)),
        "CustomizedPageStatus": 0, "ETag": format!("\"{{{upper}}},{}\"", file.uploads.max(1)), "Exists": true,
        "ExistsAllowThrowForPolicyFailures": true, "IrmEnabled": false, "Length": file.bytes().len().to_string(), "Level": 1,
        "LinkingUri": null, "LinkingUrl": "", "MajorVersion": 1, "MinorVersion": 0, "Name": file.name,
        "ServerRelativeUrl": format!("{folder_url}/{}", file.name), "TimeCreated": iso8601(file.created),
        "TimeLastModified": iso8601(file.modified), "Title": "", "UIVersion": 512, "UIVersionLabel": "1.0", "UniqueId": id,
    }))
}

/// The description of a file, or its bytes.
pub(super) fn file(
    tenant: &Tenant,
    claims: &Claims,
    address: &Address,
    call: &Call,
    content: bool,
) -> Result<Answer, RestError> {
    permitted(claims, &READ)?;
    let path = path(address);
    let (folder, name) = path.rsplit_once('/').unwrap_or_default();
    let answer = |file: &StoredFile, folder: &str| {
        if content {
            Answer::Bytes("application/octet-stream", file.bytes().clone())
        } else {
            described(file, folder, call)
        }
    };
    let found = if is_photo_folder(tenant, call, folder) {
        let library = tenant.library.lock();
        library
            .file(name)
            .map(|file| answer(file, &library.folder_url()))
    } else {
        let documents = tenant.documents.lock();
        documents
            .file(call.service, &path)
            .map(|file| answer(file, folder))
    };
    found.ok_or_else(RestError::file_not_found)
}

/// A folder: itself, its `Folders`, or its `Files`.
pub(super) fn folder(
    tenant: &Tenant,
    claims: &Claims,
    address: &Address,
    call: &Call,
    part: Option<&str>,
) -> Result<Answer, RestError> {
    permitted(claims, &READ)?;
    let path = path(address);
    let photos = is_photo_folder(tenant, call, &path);
    let is_library = call.service == Service::My && path.eq_ignore_ascii_case(LIBRARY_URL);
    if !photos
        && !is_library
        && tenant
            .documents
            .lock()
            .folder(call.service, &path)
            .is_none()
    {
        return Err(RestError::file_not_found());
    }
    match part {
        None => Ok(Answer::Entity {
            type_name: "SP.Folder",
            address: format!(
                "Web/GetFolderByServerRelativePath(decodedurl='{}')",
                path.replace('\'', "''")
            ),
            members: selected(sp_folder(&path), call),
        }),
        Some("folders") => {
            let paths = if is_library {
                vec![tenant.library.lock().folder_url()]
            } else {
                let documents = tenant.documents.lock();
                documents
                    .subfolders(call.service, &path)
                    .iter()
                    .map(|folder| folder.url.clone())
                    .collect()
            };
            Ok(rows(
                "SP.Folder",
                paths.iter().map(|path| sp_folder(path)).collect(),
                call,
            ))
        }
        Some(_) => {
            let files = if photos {
                let library = tenant.library.lock();
                let url = library.folder_url();
                library
                    .page(0, usize::MAX)
                    .0
                    .into_iter()
                    .map(|file| sp_file(file, &url))
                    .collect()
            } else {
                let documents = tenant.documents.lock();
                let folder = documents.folder(call.service, &path);
                let files = folder.into_iter().flat_map(|folder| folder.files.values());
                files.map(|file| sp_file(file, &path)).collect::<Vec<_>>()
            };
            if files.len() > LIST_VIEW_THRESHOLD {
                return Err(RestError::new(
                    StatusCode::INTERNAL_SERVER_ERROR,
                    "-2147024860, Microsoft.SharePoint.SPQueryThrottledException",
                    "The attempted operation is prohibited because it exceeds the list view threshold.",
                ));
            }
            Ok(rows("SP.File", files, call))
        }
    }
}

/// `Files` of a larger folder fails (`docs/wire-notes.md` 1).
const LIST_VIEW_THRESHOLD: usize = 5000;

/// `Folders/Add('…')` and `Folders/AddUsingPath(DecodedUrl='…')`: below a folder with a name, below the web with a path.
pub(super) fn add_folder(
    tenant: &Tenant,
    claims: &Claims,
    address: &Address,
    call: &Call,
) -> Result<Answer, RestError> {
    permitted(claims, &WRITE)?;
    let name = address
        .argument("add", "url")
        .or_else(|| address.argument("addusingpath", "decodedurl"));
    let name = name
        .filter(|name| !name.is_empty())
        .ok_or_else(|| RestError::malformed("The folder name is missing."))?;
    let name = name.trim_matches('/');
    let (parent, name) = if BY_ADDRESS.iter().any(|(step, _)| address.has(step)) {
        (path(address), name)
    } else {
        let (parent, name) = name.rsplit_once('/').unwrap_or(("", name));
        (format!("/{parent}"), name)
    };
    let mut documents = tenant.documents.lock();
    if documents.folder(call.service, &parent).is_none() {
        return Err(RestError::file_not_found());
    }
    let path = format!("{parent}/{name}");
    documents.add_folder(call.service, &path);
    Ok(Answer::Entity {
        type_name: "SP.Folder",
        address: "Web/Folder".to_owned(),
        members: sp_folder(&path),
    })
}

fn rows(type_name: &'static str, rows: Vec<Map<String, Value>>, call: &Call) -> Answer {
    let rows = rows
        .into_iter()
        .map(|row| Value::Object(selected(row, call)))
        .collect();
    Answer::Rows {
        function: None,
        type_name,
        rows,
        next: None,
    }
}

fn sp_folder(path: &str) -> Map<String, Value> {
    let name = path.rsplit('/').next().unwrap_or(path);
    members(
        json!({"Exists": true, "IsWOPIEnabled": false, "ItemCount": 0, "Name": name, "ServerRelativeUrl": path}),
    )
}
