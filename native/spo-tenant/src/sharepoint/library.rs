//! REST: the library `User Photos` in the root web of the My Site host.

use super::answer::{Answer, members};
use super::errors::ACCESS_DENIED;
use super::{Address, RestError};
use crate::call::Call;
use crate::clock::iso8601;
use crate::hosts::Service;
use crate::library::{FOLDER_ID, LIBRARY_URL, Library, StoredFile};
use crate::tenant::Tenant;
use crate::tokens::Claims;
use axum::http::StatusCode;
use serde_json::{Map, Value, json};

pub(super) const READ: [&str; 7] = [
    "Sites.Read.All",
    "Sites.ReadWrite.All",
    "Sites.Manage.All",
    "Sites.FullControl.All",
    "AllSites.Read",
    "AllSites.Write",
    "AllSites.FullControl",
];
pub(super) const WRITE: [&str; 2] = ["Sites.FullControl.All", "AllSites.FullControl"];

pub(super) fn permitted(claims: &Claims, permissions: &[&str]) -> Result<(), RestError> {
    claims
        .permits(permissions)
        .then_some(())
        .ok_or_else(|| RestError::denied(ACCESS_DENIED))
}

/// The list of the address has to be the photo library, and the host the one that has it.
pub(super) fn library_list(
    tenant: &Tenant,
    address: &Address,
    call: &Call,
) -> Result<String, RestError> {
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
) -> Result<Answer, RestError> {
    permitted(claims, &READ)?;
    library_list(tenant, address, call)?;
    let library = tenant.library.lock();
    let folder =
        |name: &str| json!({"Name": name, "ServerRelativeUrl": format!("{LIBRARY_URL}/{name}")});
    Ok(Answer::Rows {
        function: None,
        type_name: "SP.Folder",
        rows: vec![folder("Forms"), folder(library.folder())],
        next: None,
    })
}

/// `items`, paged by item id: `$top` rows, and `odata.nextLink` while more follow.
pub(super) fn items(
    tenant: &Tenant,
    claims: &Claims,
    address: &Address,
    call: &Call,
) -> Result<Answer, RestError> {
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
    Ok(Answer::Rows {
        function: None,
        type_name: "SP.Data.User_x0020_PhotosItem",
        rows,
        next: more.then(|| next_link(tenant, call, &title, last)),
    })
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
    members(
        json!({"Id": FOLDER_ID, "FileLeafRef": library.folder(), "FileDirRef": LIBRARY_URL, "FSObjType": 1, "FileSystemObjectType": 1}),
    )
}

fn file_item(library: &Library, file: &StoredFile, expands: bool) -> Map<String, Value> {
    let mut item = json!({"Id": file.id, "FileLeafRef": file.name, "FileDirRef": library.folder_url(), "FSObjType": 0, "FileSystemObjectType": 0});
    if expands {
        item["File"] = json!({"Length": file.length().to_string(), "TimeLastModified": iso8601(file.modified)});
    }
    members(item)
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
