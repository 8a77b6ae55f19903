//! Which proxy leads to which service. The host program decides and hands it over; the environment is never asked, because a
//! proxy that is set for other programs must not carry tokens by surprise.

use crate::config::{Endpoints, Service};
use crate::endpoints::is_loopback;
use crate::error::{Error, ErrorId, Result};
use serde::Deserialize;
use std::collections::HashMap;
use url::Url;
use zeroize::Zeroizing;

/// The proxy of each service, each empty for none.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[allow(missing_docs)]
pub struct ProxyAddresses {
    pub login: String,
    pub graph: String,
    pub root: String,
    pub admin: String,
    pub my: String,
}

/// The proxies of a session. Has no `Debug`: it holds a password.
#[derive(Default)]
pub struct Proxies {
    addresses: ProxyAddresses,
    user: String,
    password: Zeroizing<String>,
}

impl Proxies {
    /// Proxies that are all spoken to as one user; an empty user for none.
    pub const fn new(addresses: ProxyAddresses, user: String, password: Zeroizing<String>) -> Self {
        Self {
            addresses,
            user,
            password,
        }
    }

    /// The rule for the HTTP client, `None` when no service has a proxy. Errors: an address that is no proxy's.
    pub(crate) fn rule(&self, endpoints: &Endpoints) -> Result<Option<reqwest::Proxy>> {
        let by_host = self.by_host(endpoints)?;
        if by_host.is_empty() {
            return Ok(None);
        }
        let rule = reqwest::Proxy::custom(move |url| {
            by_host
                .get(url.origin().ascii_serialization().as_str())
                .cloned()
        });
        Ok(Some(if self.user.is_empty() {
            rule
        } else {
            rule.basic_auth(&self.user, &self.password)
        }))
    }

    /// Proxy by the address of the service; loopback has none.
    fn by_host(&self, endpoints: &Endpoints) -> Result<HashMap<String, Url>> {
        let addresses = &self.addresses;
        let given = [
            &addresses.login,
            &addresses.graph,
            &addresses.root,
            &addresses.admin,
            &addresses.my,
        ];
        let mut by_host = HashMap::new();
        for (service, given) in Service::ALL.into_iter().zip(given) {
            let base = endpoints.base(service);
            if !given.is_empty() && !is_loopback(base) {
                by_host.entry(base.to_owned()).or_insert(checked(given)?);
            }
        }
        Ok(by_host)
    }
}

fn checked(given: &str) -> Result<Url> {
    // The address is not repeated in the message: it may hold a password.
    let invalid = |why: &str| Error::new(ErrorId::InvalidArgument, why);
    let url = Url::parse(given)
        .ok()
        .filter(|url| matches!(url.scheme(), "http" | "https") && url.host().is_some())
        .ok_or_else(|| invalid("The proxy is not an address such as http://proxy:8080."))?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(invalid("The address of the proxy holds a user name.")
            .with_next_step("Give user name and password with -ProxyCredential."));
    }
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::{Proxies, ProxyAddresses};
    use crate::config::{EndpointOverrides, Endpoints};

    fn proxies(login: &str, my: &str) -> Proxies {
        let addresses = ProxyAddresses {
            login: login.to_owned(),
            my: my.to_owned(),
            ..ProxyAddresses::default()
        };
        Proxies::new(addresses, String::new(), String::new().into())
    }

    #[test]
    fn each_host_has_its_own_and_loopback_has_none() {
        let overrides = EndpointOverrides {
            my: "https://localhost:8443".to_owned(),
            ..EndpointOverrides::default()
        };
        let endpoints = Endpoints::new("contoso", &overrides).unwrap();
        let by_host = proxies("http://proxy:8080", "http://proxy:8080")
            .by_host(&endpoints)
            .unwrap();
        assert_eq!(by_host.len(), 1);
        assert_eq!(
            by_host["https://login.microsoftonline.com"].as_str(),
            "http://proxy:8080/"
        );
        assert!(proxies("", "http://p").rule(&endpoints).unwrap().is_none());
    }

    #[test]
    fn what_is_no_proxy_is_refused_without_repeating_it() {
        let endpoints = Endpoints::new("contoso", &EndpointOverrides::default()).unwrap();
        for given in [
            "proxy:8080",
            "ftp://proxy",
            "http://anna:hunter2@proxy:8080",
        ] {
            let error = proxies(given, "").rule(&endpoints).map(drop).unwrap_err();
            assert!(!error.message().contains("hunter2"), "{error}");
        }
    }
}
