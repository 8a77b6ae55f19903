//! One file of a document library, by its server-relative path: stored, read, removed.

use super::odata_literal;
use crate::config::Service;
use crate::error::{Error, ErrorId, Result};
use crate::http::{Client, Request, Scope};
use bytes::Bytes;

/// Where a file is, or will be.
#[derive(Debug, Clone, Copy)]
pub struct FileAt<'a> {
    /// The host.
    pub service: Service,
    /// Server-relative folder in its root site, decoded.
    pub folder: &'a str,
    /// File name.
    pub name: &'a str,
}

impl FileAt<'_> {
    /// Uploads the file, replacing what is there, and checks the length the service says it stored.
    pub async fn upload(
        self,
        client: &Client,
        scope: &Scope,
        kind: &'static str,
        content: Bytes,
    ) -> Result<()> {
        let name = self.name;
        let path = format!(
            "/_api/web/GetFolderByServerRelativePath(DecodedUrl='{}')/Files/AddUsingPath(DecodedUrl='{}',overwrite=true)",
            odata_literal(self.folder),
            odata_literal(name)
        );
        let length = content.len() as u64;
        let body = "application/octet-stream";
        let request = Request::post(self.service, kind, &path, body, content).writing();
        let response = client.send(scope, request).await?;
        if !response.is_success() {
            return Err(response.into_error(&format!("uploading {name}")));
        }
        let stored = response.json()?["Length"]
            .as_str()
            .and_then(|text| text.parse::<u64>().ok());
        if stored == Some(length) {
            return Ok(());
        }
        let message = format!(
            "{name} was sent with {length} bytes and SharePoint says it stored {}.",
            stored.unwrap_or(0)
        );
        Err(Error::new(ErrorId::VerifyFailed, message)
            .with_response(response.status, response.request_id))
    }

    /// Reads the file; `None` when it is not there.
    pub async fn download(
        self,
        client: &Client,
        scope: &Scope,
        kind: &'static str,
    ) -> Result<Option<Bytes>> {
        let request = Request::get(self.service, kind, format!("{}/$value", self.address()));
        let response = client.send(scope, request).await?;
        match response.status {
            404 => Ok(None),
            _ if response.is_success() => Ok(Some(response.body)),
            _ => Err(response.into_error(&format!("reading {}", self.name))),
        }
    }

    /// Removes the file for good (`docs/wire-notes.md` 3).
    pub async fn remove(self, client: &Client, scope: &Scope) -> Result<()> {
        let request = removal(self.service, self.address());
        let response = client.send(scope, request).await?;
        if response.is_success() {
            return Ok(());
        }
        Err(response.into_error(&format!("removing {}", self.name)))
    }

    fn address(self) -> String {
        format!(
            "/_api/web/GetFileByServerRelativePath(DecodedUrl='{}')",
            odata_literal(&format!("{}/{}", self.folder, self.name))
        )
    }
}

/// The request that removes the file or folder of an address (`docs/wire-notes.md` 3).
pub(crate) fn removal(service: Service, address: String) -> Request {
    Request::post(service, "file.remove", address, "", Bytes::new())
        .header("X-HTTP-Method", "DELETE")
        .header("If-Match", "*")
        .writing()
}
