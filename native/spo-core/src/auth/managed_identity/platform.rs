//! Where each platform gives tokens, and how it is asked. The forms are those of Microsoft's articles on App Service, virtual
//! machines and Automation, and of the Azure SDKs for Arc and the old form.

use crate::config::ManagedIdentityConfig;
use crate::error::{Error, ErrorId, Result};
use crate::http::TokenService;
use url::Url;
use url::form_urlencoded::Serializer;
use zeroize::Zeroizing;

/// What to do where no token service answers.
pub(super) const ABSENT: &str = "Run this on an Azure machine, function or runbook that has a managed identity, or connect in another way.";

const MACHINE: &str = "http://169.254.169.254";

/// A platform with its address.
pub(super) enum Platform {
    /// App Service, Functions, Container Apps, Automation: `IDENTITY_ENDPOINT` with `IDENTITY_HEADER`.
    Hosted(Url, Zeroizing<String>, Identity),
    /// A server of one's own with Azure Arc: `IDENTITY_ENDPOINT` without a header; it challenges.
    Arc(Url),
    /// The old form: `MSI_ENDPOINT` with `MSI_SECRET`, or without one in Cloud Shell.
    Old(Url, Zeroizing<String>, Identity),
    /// A virtual machine's metadata service.
    Machine(Url, Identity),
}

/// The id of the identity that is meant, in one of three forms; all empty for the system-assigned one.
pub(super) struct Identity {
    client: String,
    object: String,
    resource: String,
}

impl Platform {
    /// The platform that these variables are of.
    pub fn of(config: ManagedIdentityConfig) -> Result<Self> {
        let identity = Identity {
            client: config.client_id,
            object: config.object_id,
            resource: config.resource_id,
        };
        if !config.identity_endpoint.is_empty() {
            let address = TokenService::address(&config.identity_endpoint)?;
            if !config.identity_header.is_empty() {
                return Ok(Self::Hosted(address, config.identity_header, identity));
            }
            if !identity.is_system_assigned() {
                return Err(only_system_assigned("Azure Arc has"));
            }
            return Ok(Self::Arc(address));
        }
        if !config.msi_endpoint.is_empty() {
            let address = TokenService::address(&config.msi_endpoint)?;
            if !identity.object.is_empty() || !identity.resource.is_empty() {
                let message = "This platform takes the client id of a user-assigned identity, not its object or resource id.";
                return Err(Error::new(ErrorId::InvalidArgument, message));
            }
            if config.msi_secret.is_empty() && !identity.is_system_assigned() {
                return Err(only_system_assigned("Cloud Shell has"));
            }
            return Ok(Self::Old(address, config.msi_secret, identity));
        }
        let base = match config.imds_endpoint.trim_end_matches('/') {
            "" => MACHINE,
            given => given,
        };
        let address = TokenService::address(&format!("{base}/metadata/identity/oauth2/token"))?;
        Ok(Self::Machine(address, identity))
    }

    /// True when a 401 asks for the content of a key file.
    pub const fn challenges(&self) -> bool {
        matches!(self, Self::Arc(_))
    }

    /// The request for a token.
    pub fn request(&self, resource: &str) -> Result<TokenService> {
        let with = |address: &Url, pairs: &[(&str, &str)]| {
            let mut url = address.clone();
            let mut query = url.query_pairs_mut();
            query.extend_pairs(pairs.iter().filter(|(_, value)| !value.is_empty()));
            drop(query);
            url
        };
        match self {
            Self::Hosted(address, secret, identity) => {
                let pairs = [
                    ("api-version", "2019-08-01"),
                    ("resource", resource),
                    ("client_id", &identity.client),
                    ("principal_id", &identity.object),
                    ("mi_res_id", &identity.resource),
                ];
                let request = TokenService::get(with(address, &pairs));
                Ok(request
                    .secret("x-identity-header", secret)?
                    .header("metadata", "true"))
            }
            Self::Arc(address) => {
                let pairs = [("api-version", "2020-06-01"), ("resource", resource)];
                Ok(TokenService::get(with(address, &pairs)).header("metadata", "true"))
            }
            Self::Old(address, secret, _) if secret.is_empty() => {
                let mut form = Serializer::new(String::new());
                form.append_pair("resource", resource);
                let request = TokenService::post(address.clone()).form(form.finish());
                Ok(request.header("metadata", "true"))
            }
            Self::Old(address, secret, identity) => {
                let pairs = [
                    ("api-version", "2017-09-01"),
                    ("resource", resource),
                    ("clientid", &identity.client),
                ];
                let request = TokenService::get(with(address, &pairs));
                Ok(request.secret("secret", secret)?.header("metadata", "true"))
            }
            Self::Machine(address, identity) => {
                let pairs = [
                    ("api-version", "2018-02-01"),
                    ("resource", resource),
                    ("client_id", &identity.client),
                    ("object_id", &identity.object),
                    ("msi_res_id", &identity.resource),
                ];
                Ok(TokenService::get(with(address, &pairs)).header("metadata", "true"))
            }
        }
    }
}

impl Identity {
    fn is_system_assigned(&self) -> bool {
        [&self.client, &self.object, &self.resource]
            .into_iter()
            .all(String::is_empty)
    }
}

fn only_system_assigned(whose: &str) -> Error {
    let message = format!("{whose} no user-assigned identities.");
    Error::new(ErrorId::InvalidArgument, message)
        .with_next_step("Connect with -ManagedIdentity alone, without an id.")
}
