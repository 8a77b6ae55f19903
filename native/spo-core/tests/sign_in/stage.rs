//! A simulated tenant behind TLS, a client for it, and a host program that signs, has an outside token and writes down what it
//! is told.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::SystemRandom;
use ring::rsa::KeyPair;
use ring::signature::RSA_PSS_SHA256;
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use serde_json::{Value, json};
use spo_core::auth::{BoxFuture, Prompter};
use spo_core::config::{EndpointOverrides, Endpoints, Service};
use spo_core::error::{Error, ErrorId, Result};
use spo_core::event::Event;
use spo_core::http::{Client, Meter, Scope};
use spo_tenant::{DemoApp, RunningTenant, SignInSettings, TenantOptions};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Mutex, mpsc};
use zeroize::Zeroizing;

/// The services a session of the photo jobs has tokens of.
pub const AUDIENCES: [Service; 4] = [Service::Admin, Service::My, Service::Root, Service::Graph];

pub async fn tenant() -> RunningTenant {
    let options = TenantOptions {
        users: 3,
        https: true,
        ..TenantOptions::default()
    };
    RunningTenant::start(options).await.unwrap()
}

pub fn set(tenant: &RunningTenant, change: impl FnOnce(&mut SignInSettings)) {
    tenant.settings_mut(|settings| change(&mut settings.sign_in));
}

pub fn endpoints(tenant: &RunningTenant) -> EndpointOverrides {
    let at = tenant.endpoints();
    EndpointOverrides {
        login: at.login,
        graph: at.graph,
        root: at.root,
        admin: at.admin,
        my: at.my,
    }
}

/// A client that signs in like this, or why there is none.
pub fn try_client(tenant: &RunningTenant, auth: Value) -> Result<Client> {
    let auth = serde_json::from_value(auth).unwrap();
    let endpoints = Endpoints::new("contoso", &endpoints(tenant)).unwrap();
    let credential = spo_core::auth::credential(auth, "contoso.onmicrosoft.com")?;
    Client::new(endpoints, tenant.trusted_root_pem(), credential)
}

pub fn client(tenant: &RunningTenant, auth: Value) -> Client {
    try_client(tenant, auth).unwrap()
}

/// The members of every registered app's sign-in.
pub fn app(tenant: &RunningTenant, kind: &str, more: Value) -> Value {
    let mut auth = json!({"kind": kind, "clientId": tenant.app().client_id, "directory": ""});
    let members = auth.as_object_mut().unwrap();
    members.extend(more.as_object().unwrap().clone());
    auth
}

pub fn thumbprint(app: &DemoApp) -> String {
    let der = CertificateDer::from_pem_slice(app.certificate_pem.as_bytes()).unwrap();
    URL_SAFE_NO_PAD.encode(ring::digest::digest(&ring::digest::SHA256, &der))
}

/// A token of the outside issuer that the tenant trusts, with other claims in place of its own.
pub fn outside(claims: Value) -> String {
    let trusted = SignInSettings::default();
    let mut all = json!({
        "iss": trusted.federated_issuer, "sub": trusted.federated_subject, "aud": trusted.federated_audience,
        "exp": 4_000_000_000_u64,
    });
    all.as_object_mut()
        .unwrap()
        .extend(claims.as_object().unwrap().clone());
    let part = |json: Value| URL_SAFE_NO_PAD.encode(json.to_string());
    format!("{}.{}.c2ln", part(json!({"alg": "RS256"})), part(all))
}

pub fn sign(app: &DemoApp, data: &[u8]) -> Vec<u8> {
    let key = PrivateKeyDer::from_pem_slice(app.private_key_pem.as_bytes()).unwrap();
    let key = KeyPair::from_pkcs8(key.secret_der()).unwrap();
    let mut signature = vec![0; key.public().modulus_len()];
    key.sign(&RSA_PSS_SHA256, &SystemRandom::new(), data, &mut signature)
        .unwrap();
    signature
}

/// The host program.
pub struct Host {
    app: DemoApp,
    outside: String,
    told: mpsc::UnboundedSender<Event>,
    pub events: Mutex<mpsc::UnboundedReceiver<Event>>,
}

impl Host {
    pub fn new(app: DemoApp, outside: String) -> Arc<Self> {
        let (told, events) = mpsc::unbounded_channel();
        let events = Mutex::new(events);
        Arc::new(Self {
            app,
            outside,
            told,
            events,
        })
    }

    /// What the person is told next.
    pub async fn told(&self) -> Value {
        let mut events = self.events.lock().await;
        // A sign-in that failed tells nothing; without an end the test would wait for ever.
        let told = tokio::time::timeout(Duration::from_secs(60), events.recv()).await;
        serde_json::to_value(told.unwrap()).unwrap()
    }

    pub fn scope(self: &Arc<Self>) -> Scope {
        let mut scope = Scope::new(Arc::clone(self) as Arc<dyn Prompter>, true, Meter::new());
        scope.budget = Duration::from_secs(60);
        scope
    }
}

impl Prompter for Host {
    fn token<'a>(&'a self, resource: &'a str) -> BoxFuture<'a, Result<Zeroizing<String>>> {
        Box::pin(async move { Err(Error::new(ErrorId::AuthenticationFailed, resource)) })
    }

    fn sign<'a>(&'a self, data: &'a [u8]) -> BoxFuture<'a, Result<Vec<u8>>> {
        Box::pin(async move { Ok(sign(&self.app, data)) })
    }

    fn federated_token(&self, audience: &'static str) -> BoxFuture<'_, Result<Zeroizing<String>>> {
        assert_eq!(audience, "api://AzureADTokenExchange");
        Box::pin(async move { Ok(self.outside.clone().into()) })
    }

    fn tell(&self, event: Event) -> BoxFuture<'_, Result<()>> {
        let _nobody_listens = self.told.send(event);
        Box::pin(async { Ok(()) })
    }
}

/// A scope whose host program has the tenant's own key and a trusted outside token.
pub fn scope(tenant: &RunningTenant) -> Scope {
    Host::new(tenant.app(), outside(json!({}))).scope()
}

/// Gets a token for each audience; they say who they are for.
pub async fn sign_in(client: &Client, scope: &Scope) {
    for service in AUDIENCES {
        let info = client.token_info(scope, service).await.unwrap();
        assert_eq!(info.resource, client.endpoints().resource(service));
        assert!(!info.tenant_id.is_empty() && info.expires > 0);
    }
}

/// The error of a sign-in.
pub async fn refused(tenant: &RunningTenant, auth: Value) -> Error {
    let (client, scope) = (client(tenant, auth), scope(tenant));
    client.token_info(&scope, Service::Graph).await.unwrap_err()
}
