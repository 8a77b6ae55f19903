//! REST: the library `User Photos` in the root web of the My Site host.

use super::errors::ACCESS_DENIED;
use super::{Address, RestError};
use crate::call::Call;
use crate::clock::iso8601;
use crate::hosts::Service;
use crate::library::{FOLDER_ID, LIBRARY_URL, Library, StoredFile};
use crate::reply::{self, Reply};
use crate::tenant::Tenant;
use crate::tokens::Claims;
use axum::http::StatusCode;
use serde_json::{Map, Value, json};

const READ: [&str; 7] = [
    "Sites.Read.All",
    "Sites.ReadWrite.All",
    "Sites.Manage.All",
    "Sites.FullControl.All",
    "AllSites.Read",
    "AllSites.Write",
    "AllSites.FullControl",
];
const WRITE: [&str; 2] = ["Sites.FullControl.All", "AllSites.FullControl"];

fn permitted(claims: &Claims, permissions: &[&str]) -> Result<(), RestError> {
    claims
        .permits(permissions)
        .then_some(())
        .ok_or_else(|| RestError::denied(ACCESS_DENIED))
}

/// The list of the address has to be the photo library, and the host the one that has it.
fn library_list(tenant: &Tenant, address: &Address, call: &Call) -> Result<String, RestError> {
    let title = address
        .argument("getbytitle", "title")
        .unwrap_or_default()
        .to_owned();
    let expected = tenant.settings.lock().list_title.clone();
    if call.service == Service::My && title.to_lowercase() == expected.to_lowercase() {
        return Ok(title);
    }
    let site = tenant.hosts.resource(call.service);
    let message = format!("List '{title}' does not exist at site with URL '{site}'.");
    Err(RestError::new(
        StatusCode::NOT_FOUND,
        "-1, System.ArgumentException",
        message,
    ))
}

/// `RootFolder/Folders`: the photo folder and the `Forms` folder every library has.
pub(super) fn folders(
    tenant: &Tenant,
    claims: &Claims,
    address: &Address,
    call: &Call,
) -> Result<Reply, RestError> {
    permitted(claims, &READ)?;
    library_list(tenant, address, call)?;
    let library = tenant.library.lock();
    let folder =
        |name: &str| json!({"Name": name, "ServerRelativeUrl": format!("{LIBRARY_URL}/{name}")});
    Ok(reply::json(
        StatusCode::OK,
        &json!({"value": [folder("Forms"), folder(library.folder())]}),
    ))
}

/// `items`, paged by item id: `$top` rows, and `odata.nextLink` while more follow.
pub(super) fn items(
    tenant: &Tenant,
    claims: &Claims,
    address: &Address,
    call: &Call,
) -> Result<Reply, RestError> {
    permitted(claims, &READ)?;
    let title = library_list(tenant, address, call)?;
    let largest = tenant.settings.lock().page_size.max(1);
    // Without `$top` the service returns 100 rows (general knowledge).
    let asked = call
        .query_value("$top")
        .map_or(Ok(100), |top| top.parse::<usize>());
    let asked = asked
        .ok()
        .filter(|top| *top > 0)
        .ok_or_else(|| RestError::malformed("The query option $top is not valid."))?;
    let mut limit = asked.min(largest);
    let after = after_id(call.query_value("$skiptoken").as_deref());
    let select = call.query_value("$select").unwrap_or_default();
    let expands = call
        .query_value("$expand")
        .is_some_and(|expand| expand.split(',').any(|name| name.trim() == "File"));

    let library = tenant.library.lock();
    let mut rows = Vec::new();
    if after < FOLDER_ID {
        rows.push(selected(folder_item(&library), &select));
        limit -= 1;
    }
    let (files, more) = library.page(after.max(FOLDER_ID), limit);
    let last = files.last().map_or(FOLDER_ID, |file| file.id);
    rows.extend(
        files
            .into_iter()
            .map(|file| selected(file_item(&library, file, expands), &select)),
    );
    let mut body = json!({"value": rows});
    if more {
        body["odata.nextLink"] = next_link(tenant, call, &title, last).into();
    }
    Ok(reply::json(StatusCode::OK, &body))
}

/// The item id behind `p_ID` in a skip token such as `Paged=TRUE&p_ID=5000`.
fn after_id(token: Option<&str>) -> u64 {
    let pairs = token.unwrap_or_default();
    url::form_urlencoded::parse(pairs.as_bytes())
        .find(|(key, _)| key == "p_ID")
        .and_then(|(_, id)| id.parse().ok())
        .unwrap_or(0)
}

fn next_link(tenant: &Tenant, call: &Call, title: &str, last: u64) -> String {
    let pairs = url::form_urlencoded::parse(call.query.as_bytes())
        .filter(|(key, _)| !key.eq_ignore_ascii_case("$skiptoken"));
    let encoded = |text: &str| {
        percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
    };
    let mut options = String::new();
    for (key, value) in pairs {
        options.extend(["&", &encoded(&key), "=", &encoded(&value)]);
    }
    let title = encoded(&title.replace('\'', "''"));
    let host = tenant.hosts.addresses.of(call.service);
    format!(
        "{host}/_api/web/lists/getbytitle('{title}')/items?%24skiptoken=Paged%3dTRUE%26p_ID%3d{last}{options}"
    )
}

fn folder_item(library: &Library) -> Map<String, Value> {
    object(
        json!({"Id": FOLDER_ID, "FileLeafRef": library.folder(), "FileDirRef": LIBRARY_URL, "FSObjType": 1}),
    )
}

fn file_item(library: &Library, file: &StoredFile, expands: bool) -> Map<String, Value> {
    let mut item = json!({"Id": file.id, "FileLeafRef": file.name, "FileDirRef": library.folder_url(), "FSObjType": 0});
    if expands {
        item["File"] = json!({"Length": file.length().to_string(), "TimeLastModified": iso8601(file.modified)});
    }
    object(item)
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}

/// The members named in `$select`; `File/Length` keeps that member of `File`. Without `$select` all stay.
fn selected(mut item: Map<String, Value>, select: &str) -> Value {
    if !select.is_empty() {
        let names: Vec<&str> = select.split(',').map(str::trim).collect();
        let within = |name: &str| {
            names
                .iter()
                .any(|wanted| wanted.strip_prefix("File/") == Some(name))
        };
        item.retain(|name, _| {
            names
                .iter()
                .any(|wanted| wanted == name || wanted.split('/').next() == Some(name))
        });
        if let Some(Value::Object(file)) = item.get_mut("File").filter(|_| !names.contains(&"File"))
        {
            file.retain(|name, _| within(name));
        }
    }
    Value::Object(item)
}

/// `Files/AddUsingPath`.
pub(super) fn upload(
    tenant: &Tenant,
    claims: &Claims,
    address: &Address,
    call: &Call,
) -> Result<Reply, RestError> {
    permitted(claims, &WRITE)?;
    let folder = address
        .argument("getfolderbyserverrelativepath", "decodedurl")
        .unwrap_or_default();
    let name = address
        .argument("addusingpath", "decodedurl")
        .unwrap_or_default();
    let overwrite = address
        .argument("addusingpath", "overwrite")
        .is_some_and(|value| value.eq_ignore_ascii_case("true"));
    if name.is_empty() || name.contains(['"', '*', ':', '<', '>', '?', '/', '\\', '|']) {
        return Err(RestError::malformed(format!(
            "The file or folder name \"{name}\" contains characters that are not permitted."
        )));
    }
    if tenant.settings.lock().library_read_only {
        return Err(RestError::denied(ACCESS_DENIED));
    }
    let mut library = tenant.library.lock();
    let folder_url = library.folder_url();
    if call.service != Service::My
        || folder.trim_end_matches('/').to_lowercase() != folder_url.to_lowercase()
    {
        return Err(RestError::file_not_found());
    }
    if !overwrite && library.file(name).is_some() {
        let message = format!(
            "A file with the name {} already exists.",
            format_args!("{}/{name}", folder_url.trim_start_matches('/'))
        );
        return Err(RestError::new(
            StatusCode::BAD_REQUEST,
            "-2130575257, Microsoft.SharePoint.SPException",
            message,
        ));
    }
    let file = library.upload(name, call.body.clone());
    Ok(reply::json(StatusCode::OK, &sp_file(file, &folder_url)))
}

/// The members of `SP.File` (recorded); `Length` is text there.
fn sp_file(file: &StoredFile, folder_url: &str) -> Value {
    let id = file.unique_id.to_string();
    let upper = id.to_uppercase();
    json!({
        "CheckInComment": "", "CheckOutType": 2, "ContentTag": format!("{{{upper}}},{},2", file.uploads.max(1)),
        "CustomizedPageStatus": 0, "ETag": format!("\"{{{upper}}},{}\"", file.uploads.max(1)), "Exists": true,
        "ExistsAllowThrowForPolicyFailures": true, "IrmEnabled": false, "Length": file.length().to_string(), "Level": 1,
        "LinkingUri": null, "LinkingUrl": "", "MajorVersion": 1, "MinorVersion": 0, "Name": file.name,
        "ServerRelativeUrl": format!("{folder_url}/{}", file.name), "TimeCreated": iso8601(file.created),
        "TimeLastModified": iso8601(file.modified), "Title": "", "UIVersion": 512, "UIVersionLabel": "1.0", "UniqueId": id,
    })
}

/// `GetFileByServerRelativePath`: the description of a file.
pub(super) fn file(
    tenant: &Tenant,
    claims: &Claims,
    address: &Address,
    has_library: bool,
) -> Result<Reply, RestError> {
    with_file(tenant, claims, address, has_library, |file, folder| {
        reply::json(StatusCode::OK, &sp_file(file, folder))
    })
}

/// `GetFileByServerRelativePath(..)/$value`: the bytes.
pub(super) fn content(
    tenant: &Tenant,
    claims: &Claims,
    address: &Address,
    has_library: bool,
) -> Result<Reply, RestError> {
    with_file(tenant, claims, address, has_library, |file, _| {
        reply::body(StatusCode::OK, "application/octet-stream", file.bytes())
    })
}

fn with_file(
    tenant: &Tenant,
    claims: &Claims,
    address: &Address,
    has_library: bool,
    answer: impl FnOnce(&StoredFile, &str) -> Reply,
) -> Result<Reply, RestError> {
    permitted(claims, &READ)?;
    let path = address
        .argument("getfilebyserverrelativepath", "decodedurl")
        .unwrap_or_default();
    let library = tenant.library.lock();
    let folder_url = library.folder_url();
    let (folder, name) = path.rsplit_once('/').unwrap_or_default();
    let here = has_library && folder.to_lowercase() == folder_url.to_lowercase();
    let file = library
        .file(name)
        .filter(|_| here)
        .ok_or_else(RestError::file_not_found)?;
    Ok(answer(file, &folder_url))
}
