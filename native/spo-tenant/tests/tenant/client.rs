//! A running tenant with a plain HTTP client and tokens for it.

use reqwest::{Client, Method, RequestBuilder, Response};
use serde_json::Value;
use spo_tenant::{Addresses, RunningTenant, TenantOptions};

pub(crate) const ADMIN: &str = "https://contoso-admin.sharepoint.com";
pub(crate) const MY: &str = "https://contoso-my.sharepoint.com";
pub(crate) const GRAPH: &str = "https://graph.microsoft.com";

/// Sean is in every tenant, and his apostrophe in every address.
pub(crate) const SEAN: &str = "sean.o'neill@contoso.onmicrosoft.com";
pub(crate) const SEAN_ACCOUNT: &str = "i:0#.f|membership|sean.o'neill@contoso.onmicrosoft.com";

pub(crate) struct Fixture {
    pub(crate) tenant: RunningTenant,
    pub(crate) at: Addresses,
    pub(crate) http: Client,
}

impl Fixture {
    pub(crate) async fn new() -> Self {
        Self::with(TenantOptions {
            users: 30,
            ..TenantOptions::default()
        })
        .await
    }

    pub(crate) async fn with(options: TenantOptions) -> Self {
        let tenant = RunningTenant::start(options).await.unwrap();
        let at = tenant.endpoints();
        Self {
            tenant,
            at,
            http: plain_client(),
        }
    }

    /// A request with a token of the app for the resource.
    pub(crate) fn signed(&self, method: Method, url: &str, resource: &str) -> RequestBuilder {
        let token = self.tenant.issue_token(resource, None).unwrap();
        self.http
            .request(method, url)
            .header("accept", "application/json;odata=nometadata")
            .bearer_auth(token)
    }

    pub(crate) async fn get(&self, url: &str, resource: &str) -> Response {
        self.signed(Method::GET, url, resource)
            .send()
            .await
            .unwrap()
    }

    pub(crate) async fn get_json(&self, url: &str, resource: &str) -> Value {
        self.get(url, resource).await.json().await.unwrap()
    }

    /// Sends CSOM actions and paths to the admin host and returns the JSON array.
    pub(crate) async fn csom(&self, token: &str, actions: &str, paths: &str) -> Value {
        let body = format!(
            "<Request AddExpandoFieldTypeSuffix=\"true\" SchemaVersion=\"15.0.0.0\" LibraryVersion=\"16.0.0.0\" ApplicationName=\"t\" \
             xmlns=\"http://schemas.microsoft.com/sharepoint/clientquery/2009\"><Actions>{actions}</Actions>\
             <ObjectPaths><Constructor Id=\"1\" TypeId=\"{{cf560d69-0fdb-4489-a216-b6b47adf8ef8}}\"/>{paths}</ObjectPaths></Request>"
        );
        let url = format!("{}/_vti_bin/client.svc/ProcessQuery", self.at.admin);
        let request = self
            .http
            .post(url)
            .bearer_auth(token)
            .header("Content-Type", "text/xml")
            .body(body);
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), 200);
        assert!(response.headers().contains_key("sprequestguid"));
        let text = response.text().await.unwrap();
        assert!(text.contains('\r'));
        serde_json::from_str(&text).unwrap()
    }

    pub(crate) fn admin_token(&self) -> String {
        self.tenant.issue_token(ADMIN, None).unwrap()
    }
}

pub(crate) fn plain_client() -> Client {
    builder().build().unwrap()
}

/// The workspace builds reqwest without a TLS provider of its own, so one is passed in; this client is for plain http.
pub(crate) fn builder() -> reqwest::ClientBuilder {
    tls_builder(rustls::RootCertStore::empty())
}

pub(crate) fn tls_builder(roots: rustls::RootCertStore) -> reqwest::ClientBuilder {
    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    let mut config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    // A configuration handed to reqwest is taken as it is: without this it never speaks HTTP/2.
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Client::builder()
        .tls_backend_preconfigured(config)
        .no_proxy()
}
