//! What a session is opened with: the tenant, where its services are, and how to sign in.

use crate::error::{Error, ErrorId, Result};
use serde::Deserialize;
use std::path::PathBuf;
use url::{Host, Url};
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
}

/// The JSON of `spo_session_open`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SessionConfig {
    /// Host prefix: `contoso` of `contoso.sharepoint.com`.
    pub tenant: String,
    /// Addresses that replace the derived ones.
    #[serde(default)]
    pub endpoints: EndpointOverrides,
    /// More trusted roots, PEM; for test servers and inspecting proxies.
    #[serde(default)]
    pub trusted_roots_pem: String,
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

/// Where each service is, and the audience its tokens carry.
#[derive(Debug, Clone)]
pub struct Endpoints {
    tenant: String,
    bases: [String; 5],
    resources: [String; 5],
}

impl Endpoints {
    /// Derives the addresses from the tenant name and puts the given ones in their place.
    /// Audiences keep the derived names: a simulated tenant on loopback checks the same audiences as the service.
    pub fn new(tenant: &str, overrides: &EndpointOverrides) -> Result<Self> {
        let tenant = tenant_name(tenant)?;
        let resources = [
            "https://login.microsoftonline.com".to_owned(),
            "https://graph.microsoft.com".to_owned(),
            format!("https://{tenant}.sharepoint.com"),
            format!("https://{tenant}-admin.sharepoint.com"),
            format!("https://{tenant}-my.sharepoint.com"),
        ];
        let given = [
            &overrides.login,
            &overrides.graph,
            &overrides.root,
            &overrides.admin,
            &overrides.my,
        ];
        let mut bases = resources.clone();
        for (base, given) in bases.iter_mut().zip(given) {
            if !given.is_empty() {
                *base = checked_base(given)?;
            }
        }
        Ok(Self {
            tenant,
            bases,
            resources,
        })
    }

    /// The tenant's host prefix.
    pub fn tenant(&self) -> &str {
        &self.tenant
    }

    /// Where requests go: scheme, host and port, no slash at the end.
    pub fn base(&self, service: Service) -> &str {
        &self.bases[service.index()]
    }

    /// The resource tokens are asked for, for example `https://contoso-my.sharepoint.com`.
    pub fn resource(&self, service: Service) -> &str {
        &self.resources[service.index()]
    }
}

/// `contoso`, from what administrators type: `contoso`, `contoso.onmicrosoft.com`, `https://contoso-admin.sharepoint.com/`.
fn tenant_name(given: &str) -> Result<String> {
    let host = given
        .trim()
        .trim_start_matches("https://")
        .trim_end_matches('/')
        .to_ascii_lowercase();
    let name = host
        .strip_suffix(".onmicrosoft.com")
        .or_else(|| host.strip_suffix(".sharepoint.com"))
        .unwrap_or(&host);
    let name = name
        .strip_suffix("-admin")
        .or_else(|| name.strip_suffix("-my"))
        .unwrap_or(name);
    let valid = !name.is_empty()
        && name.len() <= 63
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    if valid {
        return Ok(name.to_owned());
    }
    Err(Error::new(
        ErrorId::InvalidArgument,
        format!("'{given}' is not a tenant name."),
    )
    .with_target(given)
    .with_next_step("Give the part before .sharepoint.com, for example contoso."))
}

fn checked_base(given: &str) -> Result<String> {
    let invalid = || {
        Error::new(
            ErrorId::InvalidArgument,
            format!("'{given}' is not an address."),
        )
        .with_target(given)
    };
    let url = Url::parse(given).map_err(|_| invalid())?;
    let loopback = match url.host() {
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => return Err(invalid()),
    };
    match url.scheme() {
        "https" => {}
        "http" if loopback => {}
        _ => {
            let message = format!("'{given}' is neither https nor loopback.");
            return Err(Error::new(ErrorId::InsecureEndpoint, message).with_target(given));
        }
    }
    Ok(url.origin().ascii_serialization())
}

#[cfg(test)]
mod tests {
    use super::{EndpointOverrides, Endpoints, Service, tenant_name};
    use crate::error::ErrorId;

    #[test]
    fn tenant_names_are_taken_as_administrators_type_them() {
        for given in [
            "contoso",
            "Contoso.onmicrosoft.com",
            "https://contoso-admin.sharepoint.com/",
            "contoso-my.sharepoint.com",
        ] {
            assert_eq!(tenant_name(given).unwrap(), "contoso", "{given}");
        }
        for given in ["", "a b", "contoso/..", "contoso.example.com"] {
            assert_eq!(
                tenant_name(given).unwrap_err().id(),
                ErrorId::InvalidArgument,
                "{given}"
            );
        }
    }

    #[test]
    fn plain_http_is_for_loopback_only() {
        let at = |my: &str| {
            Endpoints::new(
                "contoso",
                &EndpointOverrides {
                    my: my.to_owned(),
                    ..Default::default()
                },
            )
        };
        assert_eq!(
            at("http://127.0.0.1:8080/").unwrap().base(Service::My),
            "http://127.0.0.1:8080"
        );
        assert_eq!(
            at("http://[::1]:8080").unwrap().base(Service::My),
            "http://[::1]:8080"
        );
        assert_eq!(
            at("http://127.0.0.1.example.com").unwrap_err().id(),
            ErrorId::InsecureEndpoint
        );
        assert_eq!(
            at("ftp://localhost").unwrap_err().id(),
            ErrorId::InsecureEndpoint
        );
        assert_eq!(
            at("http://127.0.0.1:8080").unwrap().resource(Service::My),
            "https://contoso-my.sharepoint.com"
        );
    }
}
