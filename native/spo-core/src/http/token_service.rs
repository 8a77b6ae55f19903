//! Requests to the token services of platforms (managed identities, Azure Pipelines), which are none of the tenant's hosts.

use crate::error::{Error, ErrorId, Result};
use bytes::Bytes;
use reqwest::Method;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use url::{Host, Url};

/// One request to a token service. Has no `Debug`: its header fields hold secrets.
#[derive(Clone)]
pub struct TokenService {
    pub(super) url: Url,
    pub(super) method: Method,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

impl TokenService {
    /// Reads an address. Plain http is right for token services of the machine itself, which are loopback or link-local, and
    /// for no others.
    pub fn address(given: &str) -> Result<Url> {
        let invalid = || {
            let message = format!("'{given}' is not an address.");
            Error::new(ErrorId::InvalidArgument, message).with_target(given)
        };
        let url = Url::parse(given.trim()).map_err(|_| invalid())?;
        let nearby = match url.host().ok_or_else(invalid)? {
            Host::Ipv4(ip) => ip.is_loopback() || ip.is_link_local(),
            Host::Ipv6(ip) => ip.is_loopback() || ip.is_unicast_link_local(),
            Host::Domain(name) => name == "localhost",
        };
        match url.scheme() {
            "https" => Ok(url),
            "http" if nearby => Ok(url),
            _ => {
                let message =
                    format!("'{given}' is neither https nor an address of this machine alone.");
                Err(Error::new(ErrorId::InsecureEndpoint, message).with_target(given))
            }
        }
    }

    /// A request without a body.
    pub fn get(url: Url) -> Self {
        Self {
            url,
            method: Method::GET,
            headers: HeaderMap::new(),
            body: Bytes::new(),
        }
    }

    /// A request with an empty body.
    pub fn post(url: Url) -> Self {
        Self {
            method: Method::POST,
            ..Self::get(url)
        }
    }

    /// Puts a form into the body.
    #[must_use]
    pub fn form(mut self, form: String) -> Self {
        self.body = form.into();
        let kind = HeaderValue::from_static("application/x-www-form-urlencoded");
        self.headers.insert(CONTENT_TYPE, kind);
        self
    }

    /// Adds a header field.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: &'static str) -> Self {
        let name = HeaderName::from_static(name);
        self.headers.insert(name, HeaderValue::from_static(value));
        self
    }

    /// Adds a header field that is never printed. Errors: the value cannot be in a header.
    pub fn secret(mut self, name: &'static str, value: &str) -> Result<Self> {
        let mut value = HeaderValue::from_str(value).map_err(|_| {
            let message =
                format!("The value for the header '{name}' has signs that cannot be sent.");
            Error::new(ErrorId::InvalidArgument, message)
        })?;
        value.set_sensitive(true);
        self.headers.insert(HeaderName::from_static(name), value);
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::TokenService;
    use crate::error::ErrorId;

    #[test]
    fn plain_http_is_for_this_machine_alone() {
        for given in [
            "http://169.254.169.254/metadata",
            "http://127.0.0.1:20072/oauth2/token",
            "http://localhost:40342/metadata",
            "http://[fe80::1]/token",
            "https://vstoken.contoso.example/oidc",
        ] {
            assert!(TokenService::address(given).is_ok(), "{given}");
        }
        for given in [
            "http://10.0.0.1/token",
            "http://localhost.contoso.example/token",
            "ftp://localhost/token",
        ] {
            let refused = TokenService::address(given).map(drop).unwrap_err();
            assert_eq!(refused.id(), ErrorId::InsecureEndpoint, "{given}");
        }
        let refused = TokenService::address("token").map(drop).unwrap_err();
        assert_eq!(refused.id(), ErrorId::InvalidArgument);
    }
}
