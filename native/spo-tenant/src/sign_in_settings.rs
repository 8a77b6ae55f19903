//! Switches of the sign-in service and of managed identities.

use serde::{Deserialize, Serialize};

/// Why every sign-in is refused. Numbers are general knowledge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum SignInRefusal {
    /// None is.
    Nothing,
    /// AADSTS50076: multi-factor authentication is required; for users only.
    MultiFactor,
    /// AADSTS53003: blocked by conditional access.
    ConditionalAccess,
    /// AADSTS7000222: the app's secret or certificate has expired; for apps that prove themselves by one.
    CredentialExpired,
    /// HTTP 429 with `Retry-After: 1`.
    Throttled,
}

/// The form of `expires_on` in answers to managed identities (`graph-wire.md` 6.2 and 6.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ExpiresOn {
    /// Seconds since 1970 as text (documented).
    Text,
    /// Seconds since 1970 as number.
    Number,
    /// A date with time.
    Date,
}

/// The switches, with the best-supported reading as default.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct SignInSettings {
    /// Default `nothing`.
    pub refusal: SignInRefusal,
    /// The registered app's secret.
    pub client_secret: String,
    /// SharePoint refuses app tokens got with a secret. Default on (documented).
    pub share_point_refuses_secrets: bool,
    /// Delegated permissions that users have consented to; what `.default` gives.
    pub delegated_scopes: Vec<String>,
    /// Role template ids of signed-in users. Default Global Administrator.
    pub user_roles: Vec<String>,
    /// Seconds a device code lives. Default 15 minutes (documented).
    pub device_code_lifetime: u64,
    /// Seconds between two polls; sooner ones are `slow_down`. Default 0, which never asks to slow down.
    pub device_code_interval: u64,
    /// The authorisation page redirects at once, without anybody's consent.
    pub authorize_at_once: bool,
    /// Default `text` (documented).
    pub expires_on: ExpiresOn,
    /// Members left out of answers to managed identities.
    pub identity_omits: Vec<String>,
    /// `iss` of federated assertions that are trusted.
    pub federated_issuer: String,
    /// Their `sub`.
    pub federated_subject: String,
    /// Their `aud`. Default `api://AzureADTokenExchange` (general knowledge).
    pub federated_audience: String,
}

impl Default for SignInSettings {
    fn default() -> Self {
        let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        Self {
            refusal: SignInRefusal::Nothing,
            client_secret: "demo-secret".to_owned(),
            share_point_refuses_secrets: true,
            delegated_scopes: owned(&["AllSites.FullControl", "User.ReadWrite.All"]),
            user_roles: owned(&["62e90394-69f5-4237-9190-012177145e10"]),
            device_code_lifetime: 900,
            device_code_interval: 0,
            authorize_at_once: true,
            expires_on: ExpiresOn::Text,
            identity_omits: Vec::new(),
            federated_issuer: "https://issuer.contoso.example".to_owned(),
            federated_subject: "system:serviceaccount:sync:photos".to_owned(),
            federated_audience: "api://AzureADTokenExchange".to_owned(),
        }
    }
}
