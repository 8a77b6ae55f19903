//! The connection to the services: TLS, time-outs, and one attempt at one request.

use super::request::Request;
use super::response::Response;
use super::retry::Broken;
use super::token_service::TokenService;
use crate::auth::AccessToken;
use crate::config::{Endpoints, Service};
use crate::endpoints::is_loopback;
use crate::error::{Error, ErrorId, Result};
use crate::proxy::Proxies;
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use reqwest::{Certificate, ClientBuilder, redirect, retry};
use std::error::Error as _;
use std::sync::Once;
use std::time::Duration;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(15);
const NEARBY_TIMEOUT: Duration = Duration::from_secs(3);
/// Between two pieces of an answer, or until its first.
const READ_TIMEOUT: Duration = Duration::from_secs(100);
const KEEP_ALIVE: Duration = Duration::from_secs(30);

/// Decorated traffic: the form Microsoft asks of apps that are not sold (`NONISV|Company|App/Version`), so that it is the
/// last to be throttled.
const USER_AGENT: &str = concat!(
    "NONISV|SpoProfileSync|SpoProfileSync/",
    env!("CARGO_PKG_VERSION")
);

/// How the tunnel of the HTTP library words status 407; it has no type for it.
const PROXY_REFUSED: &str = "proxy authorization required";

static CRYPTO: Once = Once::new();

pub(super) struct Transport {
    http: reqwest::Client,
    /// For token services of this machine: plain http, and never by a proxy.
    nearby: reqwest::Client,
}

impl Transport {
    pub fn new(endpoints: &Endpoints, trusted_roots_pem: &str, proxies: &Proxies) -> Result<Self> {
        // Another provider may be there already when the embedding program uses rustls too; then that one serves.
        CRYPTO.call_once(|| drop(rustls::crypto::ring::default_provider().install_default()));
        let roots = Certificate::from_pem_bundle(trusted_roots_pem.as_bytes())
            .map_err(|_| invalid_roots())?;
        if roots.is_empty() && !trusted_roots_pem.trim().is_empty() {
            return Err(invalid_roots());
        }
        // Without `no_proxy` the environment would be asked for proxies.
        let mut builder = reqwest::Client::builder().no_proxy();
        if let Some(rule) = proxies.rule(endpoints)? {
            builder = builder.proxy(rule);
        }
        if Service::ALL
            .iter()
            .all(|service| is_loopback(endpoints.base(*service)))
        {
            // A simulated tenant does not need the machine's roots, which a bare container may lack.
            builder = builder.tls_certs_only(roots);
        } else if !roots.is_empty() {
            builder = builder.tls_certs_merge(roots);
        }
        let failed = |error: reqwest::Error| {
            Error::new(
                ErrorId::ConnectionFailed,
                format!("TLS could not be set up: {}.", root_cause(&error)),
            )
            .with_next_step("Install the system's root certificates (package ca-certificates).")
        };
        let nearby = reqwest::Client::builder().no_proxy().tls_certs_only([]);
        // It is there at once, or this is no such machine.
        let nearby = settings(nearby).connect_timeout(NEARBY_TIMEOUT);
        Ok(Self {
            http: settings(builder).build().map_err(failed)?,
            nearby: nearby.build().map_err(failed)?,
        })
    }

    /// Sends a request to a token service once and reads the whole answer.
    pub async fn ask(&self, host: &str, request: &TokenService) -> Result<Response, Broken> {
        let http = if request.url.scheme() == "http" {
            &self.nearby
        } else {
            &self.http
        };
        let mut call = http
            .request(request.method.clone(), request.url.clone())
            .header(ACCEPT, HeaderValue::from_static("application/json"))
            .headers(request.headers.clone());
        if request.method != reqwest::Method::GET {
            call = call.body(request.body.clone());
        }
        received("token", host, call).await
    }

    /// Sends once and reads the whole answer.
    pub async fn attempt(
        &self,
        base: &str,
        host: &str,
        request: &Request,
        token: Option<&AccessToken>,
    ) -> Result<Response, Broken> {
        let url = format!("{base}{}", request.path);
        let mut call = self
            .http
            .request(request.method.clone(), url)
            .header(ACCEPT, HeaderValue::from_static(request.accept));
        if !request.content_type.is_empty() {
            call = call.header(CONTENT_TYPE, HeaderValue::from_static(request.content_type));
        }
        for (name, value) in &request.headers {
            call = call.header(*name, HeaderValue::from_static(value));
        }
        if request.service == Service::Graph {
            call = call
                .header("client-request-id", uuid::Uuid::new_v4().to_string())
                .header("return-client-request-id", "true");
        }
        if let Some(header) = token.and_then(AccessToken::header) {
            call = call.header(AUTHORIZATION, header);
        }
        if request.method != reqwest::Method::GET {
            call = call.body(request.body.clone());
        }
        received(request.kind, host, call).await
    }
}

async fn received(
    kind: &'static str,
    host: &str,
    call: reqwest::RequestBuilder,
) -> Result<Response, Broken> {
    let answer = call.send().await.map_err(|error| broken(&error))?;
    let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
    let body = answer.bytes().await.map_err(|error| broken(&error))?;
    Ok(Response::new(kind, host, status, headers, body))
}

fn settings(builder: ClientBuilder) -> ClientBuilder {
    builder
        .user_agent(USER_AGENT)
        // A token must not follow a redirect, and throttled browsers are redirected to a page.
        .redirect(redirect::Policy::none())
        // The governor must see every attempt.
        .retry(retry::never())
        .connect_timeout(CONNECT_TIMEOUT)
        .read_timeout(READ_TIMEOUT)
        .tcp_keepalive(KEEP_ALIVE)
        .http2_keep_alive_interval(KEEP_ALIVE)
        .http2_keep_alive_timeout(CONNECT_TIMEOUT)
        .http2_adaptive_window(true)
}

fn invalid_roots() -> Error {
    Error::new(
        ErrorId::InvalidArgument,
        "The trusted roots are not PEM certificates.",
    )
}

fn broken(error: &reqwest::Error) -> Broken {
    let why = root_cause(error);
    if is_untrusted(error) {
        Broken::Untrusted(why)
    } else if error.is_connect() && why.contains(PROXY_REFUSED) {
        Broken::ProxyCredential
    } else if error.is_timeout() && !error.is_connect() {
        Broken::Timeout
    } else if error.is_connect() {
        Broken::Connect(why)
    } else {
        Broken::Reset(why)
    }
}

fn is_untrusted(error: &reqwest::Error) -> bool {
    let mut cause = error.source();
    while let Some(inner) = cause {
        if matches!(tls_error(inner), Some(rustls::Error::InvalidCertificate(_))) {
            return true;
        }
        cause = inner.source();
    }
    false
}

/// The TLS error inside input/output errors, which wrap it more than once and do not name it as their source.
fn tls_error<'a>(error: &'a (dyn std::error::Error + 'static)) -> Option<&'a rustls::Error> {
    if let Some(io) = error.downcast_ref::<std::io::Error>() {
        return tls_error(io.get_ref()?);
    }
    error.downcast_ref()
}

/// The innermost reason: the outer ones repeat the address.
fn root_cause(error: &reqwest::Error) -> String {
    let Some(mut cause) = error.source() else {
        return "no reason given".to_owned();
    };
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cause.to_string()
}
