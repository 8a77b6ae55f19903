//! A tenant for tests of services: requests go in as calls, without listeners, and answers come out read.

use crate::call::Call;
use crate::hosts::{Addresses, Service};
use crate::tenant::Tenant;
use crate::{TenantOptions, graph, identity, login, sharepoint};
use axum::http::{HeaderMap, HeaderName, Method};
use bytes::Bytes;
use serde_json::Value;

/// Who asks.
#[derive(Debug, Clone, Copy)]
pub(crate) enum As<'a> {
    Nobody,
    /// The app, with these roles.
    App(&'a [&'a str]),
    /// A user, with these delegated permissions.
    User(&'a str, &'a str),
}

pub(crate) struct Answered {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Answered {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    /// Status and error code.
    pub(crate) fn error(&self) -> (u16, String) {
        let code = self.json()["error"]["code"].as_str().unwrap().to_owned();
        (self.status, code)
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }
}

pub(crate) fn tenant(users: usize) -> Tenant {
    let at = |name: &str| format!("http://{name}.test");
    let addresses = Addresses {
        login: at("login"),
        graph: at("graph"),
        root: at("root"),
        admin: at("admin"),
        my: at("my"),
        control: at("control"),
        identity: at("identity"),
        identity_header: "header-secret".to_owned(),
    };
    let options = TenantOptions {
        users,
        ..TenantOptions::default()
    };
    crate::running::build(options, "Profile Pictures", addresses)
        .unwrap()
        .0
}

impl Tenant {
    pub(crate) fn upn(&self, index: usize) -> &str {
        &self.directory.all()[index].user_principal_name
    }

    /// `GET` of Graph as an app that may read everything; `/users?..` without host and version, or a whole link.
    pub(crate) fn get(&self, address: &str) -> Answered {
        let who = As::App(&["User.Read.All", "ProfilePhoto.Read.All"]);
        self.ask(Service::Graph, who, "GET", address, &[], "")
    }

    /// Any request.
    pub(crate) fn ask(
        &self,
        service: Service,
        who: As<'_>,
        method: &str,
        address: &str,
        headers: &[(&str, &str)],
        body: impl Into<Bytes>,
    ) -> Answered {
        let host = self.hosts.addresses.of(service);
        let address = address.strip_prefix(host).unwrap_or(address);
        let (path, query) = address.split_once('?').unwrap_or((address, ""));
        let versioned =
            service != Service::Graph || path.starts_with("/v1.0/") || path.starts_with("/beta/");
        let path = if versioned {
            path.to_owned()
        } else {
            format!("/v1.0{path}")
        };
        let mut all = HeaderMap::new();
        for (name, value) in headers {
            let name = HeaderName::try_from(*name).unwrap();
            all.insert(name, value.parse().unwrap());
        }
        let token = match who {
            As::Nobody => None,
            As::App(roles) => {
                let roles = roles.iter().map(|role| (*role).to_owned()).collect();
                Some(self.app_token(service, Some(roles), 600))
            }
            As::User(upn, scopes) => Some(self.user_token(service, upn, scopes, None, 600)),
        };
        if let Some(token) = token {
            all.insert("authorization", format!("Bearer {token}").parse().unwrap());
        }
        let call = Call {
            service,
            method: Method::from_bytes(method.as_bytes()).unwrap(),
            path,
            query: query.to_owned(),
            headers: all,
            body: body.into(),
        };
        let reply = match service {
            Service::Login => login::answer(self, &call),
            Service::Graph => graph::answer(self, &call),
            Service::Identity => identity::answer(self, &call),
            Service::Root | Service::Admin | Service::My => sharepoint::answer(self, &call),
        };
        let (head, body) = reply.into_parts();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap();
        let body = runtime
            .block_on(axum::body::to_bytes(body, usize::MAX))
            .unwrap();
        Answered {
            status: head.status.as_u16(),
            headers: head.headers,
            body,
        }
    }
}
