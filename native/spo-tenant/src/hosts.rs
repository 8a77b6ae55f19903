//! The services of the tenant: where they listen, and the resource that tokens for them name.

use serde::{Deserialize, Serialize};

/// One of the five services.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Service {
    Login,
    Graph,
    Root,
    Admin,
    My,
    /// The token services of machines: no resource of its own.
    Identity,
}

impl Service {
    pub(crate) const ALL: [Self; 5] = [Self::Login, Self::Graph, Self::Root, Self::Admin, Self::My];

    /// True for the three SharePoint hosts.
    pub(crate) const fn is_share_point(self) -> bool {
        matches!(self, Self::Root | Self::Admin | Self::My)
    }
}

/// Loopback addresses: scheme, host and port, no slash at the end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Addresses {
    /// Sign-in service.
    pub login: String,
    /// Microsoft Graph.
    pub graph: String,
    /// `{tenant}.sharepoint.com`.
    pub root: String,
    /// `{tenant}-admin.sharepoint.com`.
    pub admin: String,
    /// `{tenant}-my.sharepoint.com`.
    pub my: String,
    /// The control service, always plain http.
    #[serde(skip)]
    pub control: String,
    /// The token services of managed identities, always plain http.
    #[serde(skip)]
    pub identity: String,
    /// What clients of the second of them have to send as `X-IDENTITY-HEADER`.
    #[serde(skip)]
    pub identity_header: String,
}

impl Addresses {
    pub(crate) fn of(&self, service: Service) -> &str {
        match service {
            Service::Login => &self.login,
            Service::Graph => &self.graph,
            Service::Root => &self.root,
            Service::Admin => &self.admin,
            Service::My => &self.my,
            Service::Identity => &self.identity,
        }
    }
}

/// Names and addresses of the services.
#[derive(Debug)]
pub(crate) struct Hosts {
    pub(crate) tenant: String,
    pub(crate) addresses: Addresses,
}

impl Hosts {
    /// The resource of the real service, which is the audience of tokens here too.
    pub(crate) fn resource(&self, service: Service) -> String {
        let tenant = &self.tenant;
        match service {
            Service::Login => "https://login.microsoftonline.com".to_owned(),
            Service::Graph => "https://graph.microsoft.com".to_owned(),
            Service::Root => format!("https://{tenant}.sharepoint.com"),
            Service::Admin => format!("https://{tenant}-admin.sharepoint.com"),
            Service::My => format!("https://{tenant}-my.sharepoint.com"),
            Service::Identity => self.addresses.identity.clone(),
        }
    }

    /// The service whose real resource or loopback address this is. Login is none: nobody asks for tokens to it.
    pub(crate) fn service_of(&self, resource: &str) -> Option<Service> {
        let resource = resource.trim_end_matches('/');
        let named = resource.replace("://localhost:", "://127.0.0.1:");
        let is = |service: &Service| {
            self.resource(*service).eq_ignore_ascii_case(resource)
                || self.addresses.of(*service) == named
        };
        Service::ALL.into_iter().skip(1).find(is)
    }

    /// The directory's own names: domain or id.
    pub(crate) fn is_directory(&self, name: &str, directory_id: &str) -> bool {
        name.eq_ignore_ascii_case(directory_id)
            || name.eq_ignore_ascii_case(&format!("{}.onmicrosoft.com", self.tenant))
    }
}
