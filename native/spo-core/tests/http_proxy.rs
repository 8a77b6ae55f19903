//! Proxies: the one handed over is used for its host, by CONNECT; 407 is told with what to do; nothing goes out beside it.

#![allow(
    clippy::unwrap_used,
    reason = "tests say what they expect by panicking"
)]

mod http_server;

use http_server::scope;
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use rustls_pki_types::PrivateKeyDer;
use spo_core::config::{AuthConfig, EndpointOverrides, Endpoints, Service};
use spo_core::error::{ErrorId, Result};
use spo_core::http::{Client, Request, Response};
use spo_core::proxy::{Proxies, ProxyAddresses};
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// A host that no name service needs to know: only the proxy leads there.
const MY: &str = "contoso-my.sharepoint.com";
/// `anna:hunter2`
const CREDENTIAL: &str = "Basic YW5uYTpodW50ZXIy";

/// A proxy that wants `anna` and `hunter2`, with the host behind it.
struct Proxy {
    address: String,
    root_pem: String,
    /// Request lines of what the proxy was asked.
    asked: Arc<Mutex<Vec<String>>>,
}

impl Proxy {
    fn start() -> Self {
        let made = rcgen::generate_simple_self_signed(vec![MY.to_owned()]).unwrap();
        let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![made.cert.der().clone()], key)
            .unwrap();
        let config = Arc::new(config);
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let asked = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&asked);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let _ = tunnel(stream.unwrap(), &config, &log);
            }
        });
        Self {
            address,
            root_pem: made.cert.pem(),
            asked,
        }
    }

    async fn get(&self, user: &str, password: &str) -> Result<Response> {
        let addresses = ProxyAddresses {
            my: self.address.clone(),
            ..ProxyAddresses::default()
        };
        let proxies = Proxies::new(addresses, user.to_owned(), password.to_owned().into());
        let credential = spo_core::auth::credential(AuthConfig::Host, "contoso.onmicrosoft.com")?;
        let endpoints = Endpoints::new("contoso", &EndpointOverrides::default())?;
        let client = Client::through(endpoints, &self.root_pem, credential, &proxies)?;
        client
            .send(&scope(), Request::get(Service::My, "library.find", "/x"))
            .await
    }
}

fn tunnel(
    stream: TcpStream,
    config: &Arc<ServerConfig>,
    log: &Mutex<Vec<String>>,
) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream);
    let (first, fields) = head(&mut lines)?;
    log.lock().unwrap().push(first);
    let mut stream = lines.into_inner();
    let known = fields.iter().any(|field| {
        let (name, value) = field.split_once(':').unwrap_or_default();
        name.eq_ignore_ascii_case("proxy-authorization") && value.trim() == CREDENTIAL
    });
    if !known {
        return stream.write_all(
            b"HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"p\"\r\nContent-Length: 0\r\n\r\n",
        );
    }
    stream.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n")?;
    let connection = ServerConnection::new(Arc::clone(config)).unwrap();
    let mut lines = BufReader::new(StreamOwned::new(connection, stream));
    head(&mut lines)?;
    let stream = lines.get_mut();
    stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")?;
    stream.conn.send_close_notify();
    stream.flush()
}

/// The request line and the header fields.
fn head(lines: &mut impl BufRead) -> std::io::Result<(String, Vec<String>)> {
    let mut read = || {
        let mut line = String::new();
        lines.read_line(&mut line)?;
        Ok::<_, std::io::Error>(line.trim_end().to_owned())
    };
    let first = read()?;
    let mut fields = Vec::new();
    loop {
        let line = read()?;
        if line.is_empty() {
            return Ok((first, fields));
        }
        fields.push(line);
    }
}

#[tokio::test]
async fn requests_go_through_the_proxy_of_their_host() {
    let proxy = Proxy::start();
    let answer = proxy.get("anna", "hunter2").await.unwrap();
    assert_eq!(answer.body.as_ref(), b"{}");
    assert_eq!(
        *proxy.asked.lock().unwrap(),
        [format!("CONNECT {MY}:443 HTTP/1.1")]
    );
}

#[tokio::test]
async fn a_proxy_that_wants_a_password_is_asked_once_and_the_error_says_what_to_give() {
    for (user, password) in [("", ""), ("anna", "guessed-wrong")] {
        let proxy = Proxy::start();
        let error = proxy.get(user, password).await.map(drop).unwrap_err();
        assert_eq!(error.id(), ErrorId::ConnectionFailed, "{error}");
        assert!(error.message().contains("407"), "{error}");
        assert!(error.next_step().contains("-ProxyCredential"));
        assert!(!format!("{error:?}").contains("guessed-wrong"));
        assert_eq!(proxy.asked.lock().unwrap().len(), 1);
    }
}

/// The environment is that of a process, so the test runs itself once more in a process of its own.
#[tokio::test]
async fn proxies_of_the_environment_are_not_used() {
    const INNER: &str = "SPO_TEST_OF_PROXY_ENVIRONMENT";
    if std::env::var_os(INNER).is_some() {
        let overrides = EndpointOverrides {
            my: "https://contoso-my.invalid".to_owned(),
            ..EndpointOverrides::default()
        };
        let endpoints = Endpoints::new("contoso", &overrides).unwrap();
        let credential =
            spo_core::auth::credential(AuthConfig::Host, "contoso.onmicrosoft.com").unwrap();
        let root = rcgen::generate_simple_self_signed(vec![MY.to_owned()]).unwrap();
        let client = Client::new(endpoints, &root.cert.pem(), credential).unwrap();
        let mut scope = scope();
        scope.budget = std::time::Duration::from_secs(1);
        let request = Request::get(Service::My, "library.find", "/x");
        assert!(client.send(&scope, request).await.is_err());
        return;
    }
    let trap = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", trap.local_addr().unwrap());
    let names = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];
    let ended = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "proxies_of_the_environment_are_not_used"])
        .envs(names.map(|name| (name, &address)))
        .env(INNER, "1")
        .output()
        .unwrap();
    assert!(ended.status.success(), "{ended:?}");
    trap.set_nonblocking(true).unwrap();
    let error = trap.accept().map(drop).unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::WouldBlock);
}
