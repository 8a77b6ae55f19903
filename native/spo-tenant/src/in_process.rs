//! A tenant without listeners: requests go in as values and answers come back as bytes. For tests and fuzz targets.

use crate::call::Call;
use crate::gate;
use crate::hosts::{Addresses, Service};
use crate::library::folder_name;
use crate::reply;
use crate::running::{TenantOptions, build};
use crate::settings::Settings;
use crate::tenant::Tenant;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method};
use std::convert::Infallible;
use std::io;
use std::time::Duration;

/// One of the SharePoint hosts, or Graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Host {
    /// `{tenant}.sharepoint.com`.
    Root,
    /// `{tenant}-admin.sharepoint.com`.
    Admin,
    /// `{tenant}-my.sharepoint.com`.
    My,
    /// Microsoft Graph.
    Graph,
}

impl Host {
    const fn service(self) -> Service {
        match self {
            Self::Root => Service::Root,
            Self::Admin => Service::Admin,
            Self::My => Service::My,
            Self::Graph => Service::Graph,
        }
    }
}

/// A tenant in this process.
#[derive(Debug)]
pub struct InProcessTenant(Tenant);

impl InProcessTenant {
    /// Makes the tenant. Its services have the names of the real ones.
    pub fn new(options: TenantOptions) -> io::Result<Self> {
        let folder = folder_name(&options.locale)
            .ok_or_else(|| io::Error::other("no folder name known for the locale"))?;
        let name = options.tenant.clone();
        let addresses = Addresses {
            login: "https://login.microsoftonline.com".to_owned(),
            graph: "https://graph.microsoft.com".to_owned(),
            root: format!("https://{name}.sharepoint.com"),
            admin: format!("https://{name}-admin.sharepoint.com"),
            my: format!("https://{name}-my.sharepoint.com"),
            control: String::new(),
            identity: String::new(),
            identity_header: String::new(),
        };
        Ok(Self(build(options, folder, addresses)?.0))
    }

    /// A token for a host; `roles` in place of the app's own.
    pub fn token(&self, host: Host, roles: Option<&[&str]>) -> String {
        let roles = roles.map(|roles| roles.iter().map(|role| (*role).to_owned()).collect());
        self.0.app_token(host.service(), roles, 3600)
    }

    /// A token of a signed-in administrator.
    pub fn user_token(&self, host: Host, upn: &str) -> String {
        self.0.user_token(
            host.service(),
            upn,
            "AllSites.FullControl User.ReadWrite.All",
            None,
            3600,
        )
    }

    /// Answers one request; `target` is path and query. Status and body come back. Headers that no request can have are left out.
    pub fn answer(
        &self,
        host: Host,
        method: &str,
        target: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> (u16, Vec<u8>) {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            if let (Ok(name), Ok(value)) = (
                HeaderName::from_bytes(name.as_bytes()),
                HeaderValue::from_str(value),
            ) {
                map.insert(name, value);
            }
        }
        let call = Call {
            service: host.service(),
            method: Method::from_bytes(method.as_bytes()).unwrap_or_default(),
            path: path.to_owned(),
            query: query.to_owned(),
            headers: map,
            body: body.to_vec().into(),
        };
        let (status, _, content) =
            reply::parts(self.0.clock.within(|| gate::answer(&self.0, &call)));
        (status.as_u16(), content.to_vec())
    }

    /// The first employee's sign-in name, and so on.
    pub fn upn(&self, index: usize) -> String {
        self.0
            .directory
            .all()
            .get(index)
            .map(|user| user.user_principal_name.clone())
            .unwrap_or_default()
    }

    /// Puts the tenant's clock forward.
    pub fn advance(&self, by: Duration) {
        self.0.clock.advance(by);
    }

    /// Changes switches.
    pub fn settings_mut(&self, change: impl FnOnce(&mut Settings)) {
        let changed = self.0.change_settings::<Infallible>(|settings| {
            change(settings);
            Ok(())
        });
        drop(changed);
    }
}
