//! Where data files and logs are: the import folder, a folder of a library in the root site, and the log folder that the service
//! makes and names.

use super::log::Log;
use crate::config::{Endpoints, Service};
use crate::error::{Error, ErrorId, Result};
use crate::http::{Client, Request, Scope};
use crate::sharepoint::{FileAt, odata_literal, removal, url_encoded};
use bytes::Bytes;
use percent_encoding::percent_decode_str;
use serde_json::Value;
use url::Url;

const KIND: &str = "import.folder";

/// A folder of a library on one of the tenant's SharePoint hosts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folder {
    /// The host.
    pub service: Service,
    /// Server-relative, decoded, without a slash at the end.
    pub path: String,
}

impl Folder {
    /// The import folder as it was given: a server-relative path on the root host, library first.
    pub fn given(path: &str) -> Result<Self> {
        let trimmed = path.trim().trim_matches('/');
        let bad = |part: &str| part.trim().is_empty() || part == "." || part == "..";
        let wrong = trimmed.split('/').any(bad)
            || trimmed.contains([':', '\\', '*', '?', '"', '<', '>', '|'])
            || trimmed.contains(char::is_control);
        if wrong {
            let message = format!("'{path}' is not the path of a library folder.");
            let advice = "Give -ImportFolder a server-relative path in the root site, for example '/Shared Documents/Profile import'.";
            return Err(Error::new(ErrorId::InvalidArgument, message)
                .with_target(path)
                .with_next_step(advice));
        }
        Ok(Self {
            service: Service::Root,
            path: format!("/{trimmed}"),
        })
    }

    /// The folder of an address that the service gave, percent-encoded or not; `None` when it is not on a SharePoint host of this
    /// tenant, so that no token goes elsewhere.
    pub fn at(endpoints: &Endpoints, address: &str) -> Option<Self> {
        let address = address.trim();
        let (service, path) = if address.starts_with('/') && !address.starts_with("//") {
            (Service::Root, address)
        } else {
            let url = Url::parse(address).ok()?;
            let on = |service: &Service| {
                let known = [endpoints.base(*service), endpoints.resource(*service)];
                known.iter().any(|known| {
                    Url::parse(known).is_ok_and(|known| known.origin() == url.origin())
                })
            };
            let services = [Service::Root, Service::Admin, Service::My];
            // Taken from the text: in an address that is not encoded, a folder's name may hold what ends the path of a URL.
            let (_, rest) = address.split_once("://")?;
            let path = &rest[rest.find('/')?..];
            (services.into_iter().find(on)?, path)
        };
        let path = percent_decode_str(path).decode_utf8().ok()?;
        if path.split('/').any(|part| part == "." || part == "..") {
            return None;
        }
        let path = path.trim_end_matches('/');
        (!path.is_empty()).then(|| Self {
            service,
            path: path.to_owned(),
        })
    }

    /// The address of a file in it, as the service is told it.
    pub fn address_of(&self, endpoints: &Endpoints, name: &str) -> String {
        let host = endpoints.resource(self.service);
        format!("{host}{}", url_encoded(&format!("{}/{name}", self.path)))
    }

    /// Makes sure the folder is there. The library has to be; folders in it are made.
    pub async fn ensure(&self, client: &Client, scope: &Scope) -> Result<()> {
        if self.exists(client, scope).await? {
            return Ok(());
        }
        let mut parts = self.path.trim_start_matches('/').split('/');
        let mut reached = Self {
            service: self.service,
            path: format!("/{}", parts.next().unwrap_or_default()),
        };
        if reached.path == self.path || !reached.exists(client, scope).await? {
            return Err(reached.no_library(client.endpoints()));
        }
        for name in parts {
            let inner = Self {
                service: self.service,
                path: format!("{}/{name}", reached.path),
            };
            if !inner.exists(client, scope).await? {
                inner.make(client, scope).await?;
            }
            reached = inner;
        }
        Ok(())
    }

    /// Stores a file in it.
    pub async fn upload(
        &self,
        client: &Client,
        scope: &Scope,
        name: &str,
        content: Bytes,
    ) -> Result<()> {
        let file = self.file(name);
        file.upload(client, scope, "import.upload", content).await
    }

    /// Removes a file of it for good.
    pub async fn remove_file(&self, client: &Client, scope: &Scope, name: &str) -> Result<()> {
        self.file(name).remove(client, scope).await
    }

    /// Removes the folder and all that is in it for good (`docs/wire-notes.md` 3).
    pub async fn remove(&self, client: &Client, scope: &Scope) -> Result<()> {
        let request = removal(self.service, self.api());
        let response = client.send(scope, request).await?;
        if response.is_success() {
            return Ok(());
        }
        Err(response.into_error(&format!("removing {}", self.path)))
    }

    /// Reads all files of it as logs; `None` when there is no such folder or no file in it.
    pub async fn logs(&self, client: &Client, scope: &Scope) -> Result<Option<Log>> {
        let path = format!("{}/Files?$select=Name", self.api());
        let Some(files) = self
            .get(client, scope, path, "listing the log files")
            .await?
        else {
            return Ok(None);
        };
        let names = files["value"].as_array().into_iter().flatten();
        let mut log = None;
        for name in names.filter_map(|file| file["Name"].as_str()) {
            let content = self
                .file(name)
                .download(client, scope, "import.log")
                .await?;
            if let Some(content) = content {
                log.get_or_insert_with(Log::default).add(&content);
            }
        }
        Ok(log)
    }

    /// A missing folder is answered with 404 (recorded), or said not to exist (`docs/wire-notes.md` 8).
    async fn exists(&self, client: &Client, scope: &Scope) -> Result<bool> {
        let path = format!("{}?$select=Exists", self.api());
        let found = self
            .get(client, scope, path, "looking for the import folder")
            .await?;
        Ok(found.is_some_and(|folder| folder["Exists"] != Value::Bool(false)))
    }

    async fn make(&self, client: &Client, scope: &Scope) -> Result<()> {
        let path = format!(
            "/_api/web/Folders/AddUsingPath(DecodedUrl='{}')",
            odata_literal(&self.path)
        );
        let request = Request::post(self.service, KIND, path, "", Bytes::new()).writing();
        let response = client.send(scope, request).await?;
        if response.is_success() {
            return Ok(());
        }
        Err(response.into_error(&format!("making the folder {}", self.path)))
    }

    /// The answer as JSON; `None` when nothing is there.
    async fn get(
        &self,
        client: &Client,
        scope: &Scope,
        path: String,
        doing: &str,
    ) -> Result<Option<Value>> {
        let response = client
            .send(scope, Request::get(self.service, KIND, path))
            .await?;
        match response.status {
            404 => Ok(None),
            _ if response.is_success() => response.json().map(Some),
            _ => Err(response.into_error(doing)),
        }
    }

    fn api(&self) -> String {
        format!(
            "/_api/web/GetFolderByServerRelativePath(DecodedUrl='{}')",
            odata_literal(&self.path)
        )
    }

    fn file<'a>(&'a self, name: &'a str) -> FileAt<'a> {
        FileAt {
            service: self.service,
            folder: &self.path,
            name,
        }
    }

    fn no_library(&self, endpoints: &Endpoints) -> Error {
        let host = endpoints.resource(self.service);
        let message = format!("There is no library {} in {host}.", self.path);
        Error::new(ErrorId::LibraryNotFound, message)
            .with_target(&self.path)
            .with_next_step("Give -ImportFolder the server-relative path of a document library of the root site; its address shows the name, which follows the language of the site.")
    }
}

#[cfg(test)]
mod tests {
    use super::Folder;
    use crate::config::{EndpointOverrides, Endpoints, Service};
    use crate::error::ErrorId;
    use proptest::prelude::*;

    fn endpoints() -> Endpoints {
        Endpoints::new("contoso", &EndpointOverrides::default()).unwrap()
    }

    #[test]
    fn import_folders_are_server_relative_paths() {
        for given in [
            "/Shared Documents/Ein & Ausgang",
            "Shared Documents/Ein & Ausgang/ ",
        ] {
            assert_eq!(
                Folder::given(given).unwrap().path,
                "/Shared Documents/Ein & Ausgang"
            );
        }
        for given in [
            "",
            "/",
            "https://contoso.sharepoint.com/Shared Documents",
            "/a//b",
            "/a/../b",
            "C:\\x",
            "/a\u{7}",
        ] {
            let error = Folder::given(given).unwrap_err();
            assert_eq!(error.id(), ErrorId::InvalidArgument, "{given}");
            assert!(error.next_step().contains("-ImportFolder"));
        }
    }

    #[test]
    fn addresses_of_files_are_percent_encoded() {
        let folder = Folder::given("/Freigegebene Dokumente/ü#%'").unwrap();
        let address = folder.address_of(&endpoints(), "x.json");
        assert_eq!(
            address,
            "https://contoso.sharepoint.com/Freigegebene%20Dokumente/%C3%BC%23%25%27/x.json"
        );
        let parent = address.strip_suffix("/x.json").unwrap();
        assert_eq!(Folder::at(&endpoints(), parent), Some(folder));
        let plain = "https://contoso.sharepoint.com/Shared Documents/ü #1";
        assert_eq!(
            Folder::at(&endpoints(), plain),
            Some(Folder::given("/Shared Documents/ü #1").unwrap())
        );
    }

    #[test]
    fn log_folders_are_followed_on_the_tenants_own_hosts_only() {
        let at = |address: &str| {
            Folder::at(&endpoints(), address).map(|folder| (folder.service, folder.path))
        };
        let path = "/Shared Documents/l".to_owned();
        for own in [
            "https://contoso.sharepoint.com/Shared%20Documents/l/",
            "https://Contoso.sharepoint.com:443/Shared Documents/l",
            "/Shared Documents/l",
        ] {
            assert_eq!(at(own), Some((Service::Root, path.clone())), "{own}");
        }
        assert_eq!(
            at("https://contoso-my.sharepoint.com/Shared%20Documents/l"),
            Some((Service::My, path))
        );
        for elsewhere in [
            "",
            "https://contoso.sharepoint.com/",
            "http://contoso.sharepoint.com/Shared%20Documents/l",
            "https://fabrikam.sharepoint.com/Shared%20Documents/l",
            "https://contoso.sharepoint.com.example.com/l",
            "https://contoso.sharepoint.com@example.com/l",
            "https://contoso.sharepoint.com:8443/l",
            "https://contoso.sharepoint.com/a/%2e%2e/l",
            "https://graph.microsoft.com/l",
            "//example.com/l",
        ] {
            assert_eq!(at(elsewhere), None, "{elsewhere}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_a_folder_or_none(text in any::<String>()) {
            let _ = Folder::at(&endpoints(), &text);
            if let Ok(folder) = Folder::given(&text) {
                prop_assert!(folder.path.starts_with('/') && !folder.path.ends_with('/') && folder.path.len() > 1);
            }
        }
    }
}
