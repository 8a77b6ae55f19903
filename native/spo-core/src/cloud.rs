//! Microsoft's clouds: the same services under other names. Tokens of one cloud are no good in another, so login host,
//! Graph host and SharePoint hosts always come from one row.

use serde::{Deserialize, Serialize};

/// Which of Microsoft's clouds a tenant is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Cloud {
    /// Worldwide, GCC included.
    #[default]
    Public,
    /// US government, GCC High (L4).
    GccHigh,
    /// US Department of Defense (L5).
    Dod,
    /// China, operated by 21Vianet.
    China,
}

/// How a name is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Confidence {
    /// Microsoft's documentation says it.
    Documented,
    /// Code that is used against the service says it.
    Code,
    /// General knowledge; no source was found.
    Assumed,
}

/// The names of one cloud.
#[derive(Debug, Clone, Copy)]
pub struct CloudNames {
    /// Host of the sign-in service; sign-in requests go there.
    pub login: &'static str,
    /// Host of Microsoft Graph; with `https://` it is also the audience of Graph tokens.
    pub graph: &'static str,
    /// What follows `{tenant}`, `{tenant}-admin` and `{tenant}-my`; those hosts are the audiences of SharePoint tokens.
    pub share_point: &'static str,
    /// What follows the tenant name in the directory's first domain.
    pub directory: &'static str,
    /// How the SharePoint suffix is known; login and Graph hosts are documented (Graph docs `concepts/deployments.md`).
    pub confidence: Confidence,
    /// Where the SharePoint suffix comes from.
    pub source: &'static str,
}

impl Cloud {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Public, Self::GccHigh, Self::Dod, Self::China];

    /// The names of this cloud (`docs/wire-notes.md` 4). For the Department of Defense, `AuthenticationManager.cs` says
    /// `.sharepoint.us`, while the hosts known end in `.sharepoint-mil.us`: whoever meets the other form gives the three addresses
    /// by hand (`endpoints`), and tokens are then asked for those.
    pub const fn names(self) -> CloudNames {
        match self {
            Self::Public => CloudNames {
                login: "login.microsoftonline.com",
                graph: "graph.microsoft.com",
                share_point: ".sharepoint.com",
                directory: ".onmicrosoft.com",
                confidence: Confidence::Documented,
                source: "Connect-SPOService.md (region Default)",
            },
            Self::GccHigh => CloudNames {
                login: "login.microsoftonline.us",
                graph: "graph.microsoft.us",
                share_point: ".sharepoint.us",
                directory: ".onmicrosoft.us",
                confidence: Confidence::Code,
                source: "PnP Framework AuthenticationManager.cs (region ITAR)",
            },
            Self::Dod => CloudNames {
                login: "login.microsoftonline.us",
                graph: "dod-graph.microsoft.us",
                share_point: ".sharepoint-mil.us",
                directory: ".onmicrosoft.us",
                confidence: Confidence::Assumed,
                source: "general knowledge; PnP Framework says .sharepoint.us",
            },
            Self::China => CloudNames {
                login: "login.chinacloudapi.cn",
                graph: "microsoftgraph.chinacloudapi.cn",
                share_point: ".sharepoint.cn",
                directory: ".partner.onmschina.cn",
                confidence: Confidence::Code,
                source: "PnP Framework AuthenticationManager.cs (region China)",
            },
        }
    }

    /// The value of `-Cloud` that means this cloud.
    pub const fn parameter(self) -> &'static str {
        match self {
            Self::Public => "Public",
            Self::GccHigh => "GccHigh",
            Self::Dod => "Dod",
            Self::China => "China",
        }
    }
}

/// True for the resource of Microsoft Graph in any cloud.
pub fn is_graph(resource: &str) -> bool {
    let host = resource.strip_prefix("https://").unwrap_or(resource);
    Cloud::ALL.iter().any(|cloud| cloud.names().graph == host)
}

#[cfg(test)]
mod tests {
    use super::{Cloud, Confidence, is_graph};
    use crate::config::{EndpointOverrides, Endpoints, Service};

    #[test]
    fn every_cloud_has_its_hosts() {
        let rows = [
            (
                Cloud::Public,
                "login.microsoftonline.com",
                "graph.microsoft.com",
                "contoso-my.sharepoint.com",
                "contoso.onmicrosoft.com",
            ),
            (
                Cloud::GccHigh,
                "login.microsoftonline.us",
                "graph.microsoft.us",
                "contoso-my.sharepoint.us",
                "contoso.onmicrosoft.us",
            ),
            (
                Cloud::Dod,
                "login.microsoftonline.us",
                "dod-graph.microsoft.us",
                "contoso-my.sharepoint-mil.us",
                "contoso.onmicrosoft.us",
            ),
            (
                Cloud::China,
                "login.chinacloudapi.cn",
                "microsoftgraph.chinacloudapi.cn",
                "contoso-my.sharepoint.cn",
                "contoso.partner.onmschina.cn",
            ),
        ];
        for (cloud, login, graph, my, directory) in rows {
            let endpoints =
                Endpoints::in_cloud(cloud, "contoso", &EndpointOverrides::default()).unwrap();
            for (service, host) in [
                (Service::Login, login),
                (Service::Graph, graph),
                (Service::My, my),
            ] {
                let address = format!("https://{host}");
                assert_eq!(endpoints.base(service), address, "{cloud:?}");
                assert_eq!(endpoints.resource(service), address, "{cloud:?}");
            }
            assert_eq!(endpoints.directory(), directory);
            assert_eq!(endpoints.cloud(), cloud);
            assert!(is_graph(endpoints.resource(Service::Graph)));
            assert!(!is_graph(endpoints.resource(Service::My)));
            assert!(!cloud.names().source.is_empty());
        }
        assert_eq!(Cloud::Dod.names().confidence, Confidence::Assumed);
    }

    #[test]
    fn the_boundary_names_them_in_camel_case() {
        for (cloud, name) in Cloud::ALL
            .into_iter()
            .zip(["public", "gccHigh", "dod", "china"])
        {
            assert_eq!(serde_json::to_value(cloud).unwrap(), name);
            assert_eq!(serde_json::from_value::<Cloud>(name.into()).unwrap(), cloud);
            assert!(cloud.parameter().eq_ignore_ascii_case(name));
        }
    }
}
