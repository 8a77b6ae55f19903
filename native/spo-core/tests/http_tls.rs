//! TLS: a private root works when it is given, and an unknown one ends the request at once.

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
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;

/// Starts a server with a certificate of its own; returns its address and the certificate as PEM.
fn start() -> (String, String) {
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
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
    let address = format!(
        "https://localhost:{}",
        listener.local_addr().unwrap().port()
    );
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            // A client that does not trust the certificate hangs up; the next one is served all the same.
            let _ = serve(stream.unwrap(), &config);
        }
    });
    (address, made.cert.pem())
}

fn serve(stream: TcpStream, config: &Arc<ServerConfig>) -> std::io::Result<()> {
    let connection = ServerConnection::new(Arc::clone(config)).unwrap();
    let mut lines = BufReader::new(StreamOwned::new(connection, stream));
    let mut line = String::new();
    while lines.read_line(&mut line)? > 2 {
        line.clear();
    }
    let stream = lines.get_mut();
    stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")?;
    stream.conn.send_close_notify();
    stream.flush()
}

async fn get(address: &str, roots: &str) -> Result<Response> {
    let at = || address.to_owned();
    let overrides = EndpointOverrides {
        login: at(),
        graph: at(),
        root: at(),
        admin: at(),
        my: at(),
    };
    let credential = spo_core::auth::credential(AuthConfig::Host, "contoso.onmicrosoft.com")?;
    let client = Client::new(Endpoints::new("contoso", &overrides)?, roots, credential)?;
    client
        .send(&scope(), Request::get(Service::Admin, "profile.read", "/x"))
        .await
}

#[tokio::test]
async fn a_private_root_is_trusted_when_given() {
    let (address, root) = start();
    assert_eq!(get(&address, &root).await.unwrap().body.as_ref(), b"{}");
}

#[tokio::test]
async fn an_unknown_root_ends_the_request_at_once() {
    let ((address, _), (_, other)) = (start(), start());
    let error = get(&address, &other).await.map(drop).unwrap_err();
    assert_eq!(error.id(), ErrorId::ConnectionFailed);
    assert!(error.message().contains("is not trusted"), "{error}");
    assert!(error.next_step().contains("root certificate"));
}
