//! Where the services of a tenant are, and what tokens for them are asked for.

use crate::cloud::Cloud;
use crate::config::{EndpointOverrides, Service};
use crate::error::{Error, ErrorId, Result};
use url::{Host, Url};

/// Where each service is, and the audience its tokens carry.
#[derive(Debug, Clone)]
pub struct Endpoints {
    tenant: String,
    cloud: Cloud,
    bases: [String; 5],
    resources: [String; 5],
}

impl Endpoints {
    /// The addresses of a tenant in the worldwide cloud; see [`Endpoints::in_cloud`].
    pub fn new(tenant: &str, overrides: &EndpointOverrides) -> Result<Self> {
        Self::in_cloud(Cloud::Public, tenant, overrides)
    }

    /// Derives the addresses from cloud and tenant name and puts the given ones in their place. The audience follows an address
    /// that is given, unless it is on loopback: a simulated tenant checks the same audiences as the service.
    pub fn in_cloud(cloud: Cloud, tenant: &str, overrides: &EndpointOverrides) -> Result<Self> {
        let tenant = tenant_name(cloud, tenant)?;
        let names = cloud.names();
        let suffix = names.share_point;
        let mut resources = [
            format!("https://{}", names.login),
            format!("https://{}", names.graph),
            format!("https://{tenant}{suffix}"),
            format!("https://{tenant}-admin{suffix}"),
            format!("https://{tenant}-my{suffix}"),
        ];
        let given = [
            &overrides.login,
            &overrides.graph,
            &overrides.root,
            &overrides.admin,
            &overrides.my,
        ];
        let mut bases = resources.clone();
        for ((base, resource), given) in bases.iter_mut().zip(&mut resources).zip(given) {
            if !given.is_empty() {
                *base = checked_base(given)?;
                if !is_loopback(base) {
                    resource.clone_from(base);
                }
            }
        }
        Ok(Self {
            tenant,
            cloud,
            bases,
            resources,
        })
    }

    /// The tenant's host prefix.
    pub fn tenant(&self) -> &str {
        &self.tenant
    }

    /// The cloud it is in.
    pub const fn cloud(&self) -> Cloud {
        self.cloud
    }

    /// The first domain of the tenant's directory, for example `contoso.onmicrosoft.com`.
    pub fn directory(&self) -> String {
        format!("{}{}", self.tenant, self.cloud.names().directory)
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
fn tenant_name(cloud: Cloud, given: &str) -> Result<String> {
    let host = given
        .trim()
        .trim_start_matches("https://")
        .trim_end_matches('/')
        .to_ascii_lowercase();
    let name = without_suffix(cloud, &host).unwrap_or(&host);
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
    let error = Error::new(
        ErrorId::InvalidArgument,
        format!("'{given}' is not a tenant name."),
    )
    .with_target(given);
    let elsewhere = Cloud::ALL
        .into_iter()
        .find(|cloud| without_suffix(*cloud, &host).is_some());
    Err(match elsewhere {
        Some(cloud) => error.with_next_step(format!(
            "The name is of another cloud: give -Cloud {}.",
            cloud.parameter()
        )),
        None => error.with_next_step(format!(
            "Give the part before {}, for example contoso.",
            cloud.names().share_point
        )),
    })
}

fn without_suffix(cloud: Cloud, host: &str) -> Option<&str> {
    let names = cloud.names();
    host.strip_suffix(names.directory)
        .or_else(|| host.strip_suffix(names.share_point))
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
    if url.host().is_none() {
        return Err(invalid());
    }
    match url.scheme() {
        "https" => {}
        "http" if is_loopback(given) => {}
        _ => {
            let message = format!("'{given}' is neither https nor loopback.");
            return Err(Error::new(ErrorId::InsecureEndpoint, message).with_target(given));
        }
    }
    Ok(url.origin().ascii_serialization())
}

/// True for an address on this machine.
pub(crate) fn is_loopback(address: &str) -> bool {
    let Ok(url) = Url::parse(address) else {
        return false;
    };
    match url.host() {
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{Endpoints, tenant_name};
    use crate::cloud::Cloud;
    use crate::config::{EndpointOverrides, Service};
    use crate::error::ErrorId;

    #[test]
    fn tenant_names_are_taken_as_administrators_type_them() {
        for given in [
            "contoso",
            "Contoso.onmicrosoft.com",
            "https://contoso-admin.sharepoint.com/",
            "contoso-my.sharepoint.com",
        ] {
            assert_eq!(
                tenant_name(Cloud::Public, given).unwrap(),
                "contoso",
                "{given}"
            );
        }
        for given in ["", "a b", "contoso/..", "contoso.example.com"] {
            assert_eq!(
                tenant_name(Cloud::Public, given).unwrap_err().id(),
                ErrorId::InvalidArgument,
                "{given}"
            );
        }
    }

    #[test]
    fn a_name_of_another_cloud_says_which() {
        assert_eq!(
            tenant_name(Cloud::China, "contoso-my.sharepoint.cn").unwrap(),
            "contoso"
        );
        let error = tenant_name(Cloud::Public, "contoso.sharepoint.us").unwrap_err();
        assert!(
            error.next_step().contains("-Cloud GccHigh"),
            "{}",
            error.next_step()
        );
    }

    fn at(my: &str) -> crate::error::Result<Endpoints> {
        Endpoints::new(
            "contoso",
            &EndpointOverrides {
                my: my.to_owned(),
                ..Default::default()
            },
        )
    }

    #[test]
    fn plain_http_is_for_loopback_only() {
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
    }

    #[test]
    fn the_audience_follows_an_address_given_unless_it_is_on_loopback() {
        assert_eq!(
            at("http://127.0.0.1:8080").unwrap().resource(Service::My),
            "https://contoso-my.sharepoint.com"
        );
        let other = "https://contoso-my.sharepoint.us";
        assert_eq!(at(other).unwrap().resource(Service::My), other);
    }
}
