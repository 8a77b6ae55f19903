//! What a session is opened with: the tenant, where its services are, and how to sign in.

pub use crate::cloud::Cloud;
pub use crate::endpoints::Endpoints;
use crate::proxy::ProxyAddresses;
use serde::Deserialize;
use std::path::PathBuf;
use zeroize::Zeroizing;

/// The services of one tenant. Each has its own address, its own token audience and its own quota.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Service {
    /// The sign-in service (`login.microsoftonline.com`).
    Login,
    /// Microsoft Graph.
    Graph,
    /// The root site host, `{tenant}.sharepoint.com`.
    Root,
    /// The admin host, `{tenant}-admin.sharepoint.com`: profiles are read and written here.
    Admin,
    /// The My Site host, `{tenant}-my.sharepoint.com`: the photo library is here.
    My,
}

impl Service {
    /// All of them; the position is the index into per-service tables.
    pub const ALL: [Self; 5] = [Self::Login, Self::Graph, Self::Root, Self::Admin, Self::My];

    /// Position in [`Service::ALL`].
    pub const fn index(self) -> usize {
        self as usize
    }

    /// The name in the JSON of the boundary.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Login => "login",
            Self::Graph => "graph",
            Self::Root => "root",
            Self::Admin => "admin",
            Self::My => "my",
        }
    }
}

/// The JSON of `spo_session_open`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SessionConfig {
    /// Host prefix: `contoso` of `contoso.sharepoint.com`.
    pub tenant: String,
    /// Which of Microsoft's clouds it is in.
    #[serde(default)]
    pub cloud: Cloud,
    /// Addresses that replace the derived ones.
    #[serde(default)]
    pub endpoints: EndpointOverrides,
    /// More trusted roots, PEM; for test servers and inspecting proxies.
    #[serde(default)]
    pub trusted_roots_pem: String,
    /// The proxy of each service.
    #[serde(default)]
    pub proxy: ProxyAddresses,
    /// User of the proxies, empty for none.
    #[serde(default)]
    pub proxy_user: String,
    /// That user's password.
    #[serde(default)]
    pub proxy_password: Zeroizing<String>,
    /// How tokens are come by.
    pub auth: AuthConfig,
}

/// Addresses given by hand, each optional.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[allow(missing_docs)]
pub struct EndpointOverrides {
    pub login: String,
    pub graph: String,
    pub root: String,
    pub admin: String,
    pub my: String,
}

/// How tokens are come by. Has no `Debug`: it holds secrets.
#[derive(Deserialize)]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum AuthConfig {
    /// The host program is asked for each token by a prompt.
    Host,
    /// Tokens given at connect time; the one whose audience fits is used.
    Tokens {
        /// Bearer tokens.
        tokens: Vec<Zeroizing<String>>,
    },
    /// App-only by certificate: client credentials with a signed assertion.
    Certificate {
        /// Application (client) id.
        client_id: String,
        /// Directory: tenant id or domain; empty for `{tenant}.onmicrosoft.com`.
        #[serde(default)]
        directory: String,
        /// The PFX or PEM file, base64.
        certificate: Zeroizing<String>,
        /// Its password, empty for none.
        #[serde(default)]
        password: Zeroizing<String>,
    },
    /// App-only by a certificate whose key stays with the host program, which signs by a prompt.
    HostCertificate {
        /// Application (client) id.
        client_id: String,
        /// See `Certificate`.
        #[serde(default)]
        directory: String,
        /// SHA-256 of the certificate, base64url.
        #[serde(rename = "x5tS256")]
        thumbprint: String,
    },
    /// App-only by a client secret: Graph alone, because `SharePoint` refuses such tokens.
    ClientSecret {
        /// Application (client) id.
        client_id: String,
        /// See `Certificate`.
        #[serde(default)]
        directory: String,
        /// The secret.
        secret: Zeroizing<String>,
    },
    /// A person in a browser on this machine.
    Interactive {
        /// Application (client) id.
        client_id: String,
        /// See `Certificate`.
        #[serde(default)]
        directory: String,
        /// The account to offer first; empty for none.
        #[serde(default)]
        login_hint: String,
    },
    /// A person in a browser on any machine.
    DeviceCode {
        /// Application (client) id.
        client_id: String,
        /// See `Certificate`.
        #[serde(default)]
        directory: String,
    },
    /// The identity of the machine, function or runbook.
    ManagedIdentity(ManagedIdentityConfig),
    /// An app trusted by federation, with the outside token in a file (Kubernetes).
    WorkloadIdentity {
        /// Application (client) id.
        client_id: String,
        /// See `Certificate`.
        #[serde(default)]
        directory: String,
        /// Full path of the file; read again for each token.
        token_file: PathBuf,
    },
    /// An app trusted by federation, with the outside token from a prompt (GitHub).
    Federated {
        /// Application (client) id.
        client_id: String,
        /// See `Certificate`.
        #[serde(default)]
        directory: String,
    },
    /// An app trusted by federation with a service connection of Azure Pipelines.
    AzurePipelines {
        /// Application (client) id.
        client_id: String,
        /// See `Certificate`.
        #[serde(default)]
        directory: String,
        /// Id of the service connection.
        service_connection_id: String,
        /// `$(System.AccessToken)`.
        system_access_token: Zeroizing<String>,
        /// `SYSTEM_OIDCREQUESTURI`.
        request_uri: String,
    },
    /// Who is signed in to the Azure CLI.
    AzureCli {
        /// Directory to ask for; empty for the CLI's own.
        #[serde(default)]
        directory: String,
    },
}

/// Which identity, and the environment variables by which platforms say where its tokens are. Has no `Debug`: it holds secrets.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ManagedIdentityConfig {
    /// Client id of a user-assigned identity; all three ids empty mean the system-assigned one.
    pub client_id: String,
    /// Its object id.
    pub object_id: String,
    /// Its Azure resource id.
    pub resource_id: String,
    /// `IDENTITY_ENDPOINT`.
    pub identity_endpoint: String,
    /// `IDENTITY_HEADER`.
    pub identity_header: Zeroizing<String>,
    /// `IMDS_ENDPOINT`.
    pub imds_endpoint: String,
    /// `MSI_ENDPOINT`.
    pub msi_endpoint: String,
    /// `MSI_SECRET`.
    pub msi_secret: Zeroizing<String>,
}

impl AuthConfig {
    /// The word the connection shows: the `kind` of the JSON.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Host => "host",
            Self::Tokens { .. } => "tokens",
            Self::Certificate { .. } => "certificate",
            Self::HostCertificate { .. } => "hostCertificate",
            Self::ClientSecret { .. } => "clientSecret",
            Self::Interactive { .. } => "interactive",
            Self::DeviceCode { .. } => "deviceCode",
            Self::ManagedIdentity(_) => "managedIdentity",
            Self::WorkloadIdentity { .. } => "workloadIdentity",
            Self::Federated { .. } => "federated",
            Self::AzurePipelines { .. } => "azurePipelines",
            Self::AzureCli { .. } => "azureCli",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Cloud, SessionConfig};

    #[test]
    fn cloud_and_proxies_are_read_and_may_be_left_out() {
        let config: SessionConfig = serde_json::from_str(
            r#"{"tenant":"contoso","cloud":"gccHigh","proxy":{"my":"http://proxy:8080"},"proxyUser":"anna","proxyPassword":"p","auth":{"kind":"host"}}"#,
        )
        .unwrap();
        assert_eq!(config.cloud, Cloud::GccHigh);
        assert_eq!(config.proxy.my, "http://proxy:8080");
        assert!(config.proxy.graph.is_empty());
        assert_eq!(
            (config.proxy_user.as_str(), config.proxy_password.as_str()),
            ("anna", "p")
        );
        let config: SessionConfig =
            serde_json::from_str(r#"{"tenant":"contoso","auth":{"kind":"host"}}"#).unwrap();
        assert_eq!(config.cloud, Cloud::Public);
        assert!(config.proxy.my.is_empty() && config.proxy_user.is_empty());
    }
}
