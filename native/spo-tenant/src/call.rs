//! One request as the services see it: read completely, and named by its kind.

use crate::hosts::Service;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request};
use bytes::Bytes;
use serde::{Deserialize, Serialize};

/// No request of the services' documented calls is larger: photos are far below, Graph allows 4 MB.
const MAX_BODY: usize = 64 * 1024 * 1024;

/// What a request is for. One request has one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Kind {
    /// A token request.
    #[serde(rename = "token")]
    Token,
    /// Profiles are read, whatever their number.
    #[serde(rename = "profile.read")]
    ProfileRead,
    /// At least one profile property is written.
    #[serde(rename = "profile.write")]
    ProfileWrite,
    /// The folder of the photo library is looked for.
    #[serde(rename = "library.find")]
    LibraryFind,
    /// A page of library items.
    #[serde(rename = "library.list")]
    LibraryList,
    /// A file is uploaded.
    #[serde(rename = "photo.upload")]
    PhotoUpload,
    /// A file is read.
    #[serde(rename = "photo.download")]
    PhotoDownload,
    /// Users of the directory.
    #[serde(rename = "graph.users")]
    GraphUsers,
    /// A photo in the cloud, or its metadata.
    #[serde(rename = "graph.photo")]
    GraphPhoto,
    /// A Graph batch.
    #[serde(rename = "graph.batch")]
    GraphBatch,
    /// One request within a batch; rules for any kind leave it alone.
    #[serde(rename = "graph.batch.item")]
    GraphBatchItem,
    /// Anything else.
    #[serde(rename = "other")]
    Other,
}

impl Kind {
    /// All kinds; the position is the index into tables by kind.
    pub const ALL: [Self; 12] = [
        Self::Token,
        Self::ProfileRead,
        Self::ProfileWrite,
        Self::LibraryFind,
        Self::LibraryList,
        Self::PhotoUpload,
        Self::PhotoDownload,
        Self::GraphUsers,
        Self::GraphPhoto,
        Self::GraphBatch,
        Self::GraphBatchItem,
        Self::Other,
    ];

    /// The name in the control service, for example `photo.upload`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Token => "token",
            Self::ProfileRead => "profile.read",
            Self::ProfileWrite => "profile.write",
            Self::LibraryFind => "library.find",
            Self::LibraryList => "library.list",
            Self::PhotoUpload => "photo.upload",
            Self::PhotoDownload => "photo.download",
            Self::GraphUsers => "graph.users",
            Self::GraphPhoto => "graph.photo",
            Self::GraphBatch => "graph.batch",
            Self::GraphBatchItem => "graph.batch.item",
            Self::Other => "other",
        }
    }

    /// The kind of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// A request, read completely.
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) service: Service,
    pub(crate) method: Method,
    /// As sent, percent-encoded.
    pub(crate) path: String,
    /// As sent, without the question mark.
    pub(crate) query: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Call {
    /// Reads the request; fails when the client goes away or sends too much.
    pub(crate) async fn read(
        service: Service,
        request: Request<Body>,
    ) -> Result<Self, axum::Error> {
        let (head, body) = request.into_parts();
        let body = axum::body::to_bytes(body, MAX_BODY).await?;
        let (path, query) = (
            head.uri.path().to_owned(),
            head.uri.query().unwrap_or_default().to_owned(),
        );
        Ok(Self {
            service,
            method: head.method,
            path,
            query,
            headers: head.headers,
            body,
        })
    }

    /// A value of the query, decoded; names are compared without case.
    pub(crate) fn query_value(&self, name: &str) -> Option<String> {
        let mut pairs = url::form_urlencoded::parse(self.query.as_bytes());
        pairs
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.into_owned())
    }

    /// What the request is for.
    pub(crate) fn kind(&self) -> Kind {
        let path = self.path.to_ascii_lowercase();
        match self.service {
            Service::Login if path.ends_with("/oauth2/v2.0/token") => Kind::Token,
            Service::Login => Kind::Other,
            Service::Identity => Kind::Token,
            Service::Graph => graph_kind(&path),
            Service::Root | Service::Admin | Service::My => self.share_point_kind(&path),
        }
    }

    fn share_point_kind(&self, path: &str) -> Kind {
        let body_has = |text: &[u8]| self.body.windows(text.len()).any(|part| part == text);
        if path == "/_vti_bin/client.svc/processquery" {
            let writes = body_has(b"Name=\"Set") || body_has(b"Name='Set");
            return if writes {
                Kind::ProfileWrite
            } else {
                Kind::ProfileRead
            };
        }
        let Some(api) = path.strip_prefix("/_api/") else {
            return Kind::Other;
        };
        if let Some(method) = api.strip_prefix("sp.userprofiles.peoplemanager/") {
            return if method.starts_with("set") {
                Kind::ProfileWrite
            } else {
                Kind::ProfileRead
            };
        }
        if api.ends_with("/rootfolder/folders") {
            Kind::LibraryFind
        } else if api.ends_with("/items") {
            Kind::LibraryList
        } else if api.contains("/files/add") {
            Kind::PhotoUpload
        } else if api.ends_with("/$value") || api.ends_with("/%24value") {
            Kind::PhotoDownload
        } else {
            Kind::Other
        }
    }
}

fn graph_kind(path: &str) -> Kind {
    let Some(route) = path
        .strip_prefix("/v1.0/")
        .or_else(|| path.strip_prefix("/beta/"))
    else {
        return Kind::Other;
    };
    if route == "$batch" || route == "%24batch" {
        return Kind::GraphBatch;
    }
    let mut parts = route.split('/');
    match (parts.next(), parts.next(), parts.next()) {
        (Some("users"), Some(_), Some("photo" | "photos")) => Kind::GraphPhoto,
        (Some("users"), ..) => Kind::GraphUsers,
        _ => Kind::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::{Call, Kind};
    use crate::hosts::Service;
    use axum::http::{HeaderMap, Method};

    fn kind(service: Service, path: &str, body: &str) -> Kind {
        let (path, body) = (path.to_owned(), body.to_owned().into());
        Call {
            service,
            method: Method::GET,
            path,
            query: String::new(),
            headers: HeaderMap::new(),
            body,
        }
        .kind()
    }

    #[test]
    fn each_call_has_its_kind() {
        let query = "/_vti_bin/client.svc/ProcessQuery";
        assert_eq!(
            kind(Service::Login, "/contoso/oauth2/v2.0/token", ""),
            Kind::Token
        );
        assert_eq!(
            kind(Service::Admin, query, "<Method Name=\"GetPropertiesFor\">"),
            Kind::ProfileRead
        );
        assert_eq!(
            kind(
                Service::Admin,
                query,
                "<Method Id='1' Name=\"SetSingleValueProfileProperty\">"
            ),
            Kind::ProfileWrite
        );
        let list = "/_api/web/lists/getbytitle('User%20Photos')";
        assert_eq!(
            kind(Service::My, &format!("{list}/RootFolder/Folders"), ""),
            Kind::LibraryFind
        );
        assert_eq!(
            kind(Service::My, &format!("{list}/items"), ""),
            Kind::LibraryList
        );
        let folder = "/_api/web/GetFolderByServerRelativePath(DecodedUrl='x')/Files/AddUsingPath(DecodedUrl='a',overwrite=true)";
        assert_eq!(kind(Service::My, folder, ""), Kind::PhotoUpload);
        assert_eq!(
            kind(
                Service::My,
                "/_api/web/GetFileByServerRelativePath(DecodedUrl='x')/$value",
                ""
            ),
            Kind::PhotoDownload
        );
        assert_eq!(kind(Service::Graph, "/v1.0/users", ""), Kind::GraphUsers);
        assert_eq!(
            kind(Service::Graph, "/v1.0/users/x/photo/$value", ""),
            Kind::GraphPhoto
        );
        assert_eq!(kind(Service::Graph, "/v1.0/$batch", ""), Kind::GraphBatch);
        assert_eq!(kind(Service::Graph, "/v1.0/me", ""), Kind::Other);
        assert!(
            Kind::ALL
                .iter()
                .all(|kind| Kind::from_name(kind.name()) == Some(*kind))
        );
    }
}
