//! The library `User Photos` on the My Site host: found once, listed once a job, then known by heart.

use super::{FileAt, PictureLocation};
use crate::config::Service;
use crate::error::{Error, ErrorId, Result};
use crate::http::{Client, Request, Scope};
use bytes::Bytes;
use serde_json::Value;
use std::collections::HashMap;

const LIST: &str = "/_api/web/lists/getbytitle('User%20Photos')";
/// Items a page; the list view threshold.
const PAGE: usize = 5000;

/// Lengths of the stored files of one user, in bytes; `None` for a file that is not there.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct StoredPhoto {
    /// `_SThumb.jpg`
    pub small: Option<u64>,
    /// `_MThumb.jpg`
    pub medium: Option<u64>,
    /// `_LThumb.jpg`
    pub large: Option<u64>,
}

impl StoredPhoto {
    /// All three are there.
    pub const fn complete(&self) -> bool {
        self.small.is_some() && self.medium.is_some() && self.large.is_some()
    }
}

/// What the library holds, as of the listing.
#[derive(Debug)]
pub struct PhotoLibrary {
    folder: String,
    /// Lower-case server-relative path -> length; SharePoint names ignore case.
    lengths: HashMap<String, u64>,
}

impl PhotoLibrary {
    /// Finds the folder that SharePoint keeps the photos in (its name follows the language of the My Site host)
    /// and lists every file: one request, and one for each 5,000 files.
    pub async fn open(client: &Client, scope: &Scope) -> Result<Self> {
        let folders = find_folders(client, scope).await?;
        let mut lengths = HashMap::new();
        let mut files_in: HashMap<String, usize> = HashMap::new();
        let select =
            "$select=Id,FileLeafRef,FileDirRef,FileSystemObjectType,File/Length&$expand=File";
        let mut next = Some(format!("{LIST}/items?{select}&$top={PAGE}"));
        while let Some(path) = next {
            let page = get(client, scope, "library.list", path).await?;
            for item in page["value"].as_array().into_iter().flatten() {
                if let Some((folder, name, length)) = file(item) {
                    *files_in.entry(folder.to_lowercase()).or_default() += 1;
                    lengths.insert(format!("{folder}/{name}").to_lowercase(), length);
                }
            }
            next = next_page(client, &page)?;
        }
        // Where several folders exist (the language was changed), the one in use is the one with the files.
        let folder = folders
            .into_iter()
            .rev()
            .max_by_key(|folder| files_in.get(&folder.to_lowercase()).copied().unwrap_or(0));
        Ok(Self {
            folder: folder.ok_or_else(not_found)?,
            lengths,
        })
    }

    /// Server-relative folder for users who have no picture yet.
    pub fn folder(&self) -> &str {
        &self.folder
    }

    /// What is stored at a location.
    pub fn stored(&self, location: &PictureLocation) -> StoredPhoto {
        let length = |letter| {
            self.lengths
                .get(&location.path(letter).to_lowercase())
                .copied()
        };
        StoredPhoto {
            small: length('S'),
            medium: length('M'),
            large: length('L'),
        }
    }

    /// Uploads one file, replacing what is there. Checks the length the service says it stored.
    pub async fn upload(
        client: &Client,
        scope: &Scope,
        location: &PictureLocation,
        letter: char,
        jpeg: Bytes,
    ) -> Result<()> {
        let name = location.file_name(letter);
        let file = at(&location.folder, &name);
        file.upload(client, scope, "photo.upload", jpeg).await
    }

    /// Removes one file for good.
    pub async fn remove(
        client: &Client,
        scope: &Scope,
        location: &PictureLocation,
        letter: char,
    ) -> Result<()> {
        let name = location.file_name(letter);
        at(&location.folder, &name).remove(client, scope).await
    }

    /// The error of a library without a folder.
    pub fn not_found() -> Error {
        not_found()
    }
}

/// Reads a stored file; `None` when it is not there.
pub async fn download(
    client: &Client,
    scope: &Scope,
    location: &PictureLocation,
    letter: char,
) -> Result<Option<Bytes>> {
    let name = location.file_name(letter);
    let file = at(&location.folder, &name);
    file.download(client, scope, "photo.download").await
}

const fn at<'a>(folder: &'a str, name: &'a str) -> FileAt<'a> {
    FileAt {
        service: Service::My,
        folder,
        name,
    }
}

/// The folders of the library that may hold photos, server-relative: one, unless the language of the host was changed.
pub async fn find_folders(client: &Client, scope: &Scope) -> Result<Vec<String>> {
    let path = format!("{LIST}/RootFolder/Folders?$select=Name,ServerRelativeUrl");
    let found = get(client, scope, "library.find", path).await?;
    let folders = found["value"].as_array().into_iter().flatten();
    // `Forms` holds the pages of every library.
    let own = folders.filter(|folder| folder["Name"] != "Forms");
    Ok(own
        .filter_map(|folder| folder["ServerRelativeUrl"].as_str().map(str::to_owned))
        .collect())
}

async fn get(client: &Client, scope: &Scope, kind: &'static str, path: String) -> Result<Value> {
    let response = client
        .send(scope, Request::get(Service::My, kind, &path))
        .await?;
    match response.status {
        404 => Err(not_found().with_response(404, response.request_id)),
        _ if response.is_success() => response.json(),
        _ => Err(response.into_error("reading the library User Photos")),
    }
}

fn file(item: &Value) -> Option<(&str, &str, u64)> {
    let length = match &item["File"]["Length"] {
        Value::String(text) => text.parse().ok()?,
        number => number.as_u64()?,
    };
    Some((
        item["FileDirRef"].as_str()?,
        item["FileLeafRef"].as_str()?,
        length,
    ))
}

/// The rest of a listing, as a path on the host the token is for. The link comes absolute or relative to `_api/`
/// (`docs/wire-notes.md` 1); an address elsewhere is not followed.
fn next_page(client: &Client, page: &Value) -> Result<Option<String>> {
    let Some(link) = page["odata.nextLink"].as_str() else {
        return Ok(None);
    };
    let endpoints = client.endpoints();
    let path = if link.contains("://") {
        let bases = [endpoints.base(Service::My), endpoints.resource(Service::My)];
        let rest = bases.iter().find_map(|base| link.strip_prefix(base));
        rest.map(|rest| rest.strip_prefix(":443").unwrap_or(rest).to_owned())
    } else if link.starts_with('/') {
        Some(link.to_owned())
    } else {
        Some(format!("/_api/{link}"))
    };
    match path {
        Some(path) if path.starts_with('/') => Ok(Some(path)),
        _ => {
            let message =
                "The listing of User Photos goes on at an address that is not the My Site host.";
            Err(Error::new(ErrorId::UnexpectedResponse, message).with_target(link))
        }
    }
}

fn not_found() -> Error {
    Error::new(
        ErrorId::LibraryNotFound,
        "The library 'User Photos' of the My Site host has no folder for profile pictures.",
    )
}
