//! TLS: a private root works when it is given, and an unknown one ends the request at once. HTTP/2 over it: a request that the server refused
//! by GOAWAY or by a reset stream is sent again.

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
use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;

type Stream = StreamOwned<ServerConnection, TcpStream>;

/// Starts a server with a certificate of its own, which speaks this protocol; returns its address and the certificate as PEM.
fn start(
    protocol: &[u8],
    mut serve: impl FnMut(Stream) -> io::Result<()> + Send + 'static,
) -> (String, String) {
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .unwrap();
    config.alpn_protocols = vec![protocol.to_vec()];
    let config = Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!(
        "https://localhost:{}",
        listener.local_addr().unwrap().port()
    );
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let connection = ServerConnection::new(Arc::clone(&config)).unwrap();
            // A client that does not trust the certificate hangs up; the next one is served all the same.
            let _ = serve(StreamOwned::new(connection, stream.unwrap()));
        }
    });
    (address, made.cert.pem())
}

fn plain() -> (String, String) {
    start(b"http/1.1", |stream| {
        let mut lines = BufReader::new(stream);
        let mut line = String::new();
        while lines.read_line(&mut line)? > 2 {
            line.clear();
        }
        let stream = lines.get_mut();
        stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")?;
        stream.conn.send_close_notify();
        stream.flush()
    })
}

/// Frames of RFC 9113.
const HEADERS: u8 = 1;
const RST_STREAM: u8 = 3;
const SETTINGS: u8 = 4;
const GOAWAY: u8 = 7;
const REFUSED_STREAM: u32 = 7;

fn write(stream: &mut Stream, kind: u8, flags: u8, id: u32, payload: &[u8]) -> io::Result<()> {
    let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
    let [_, a, b, c] = length;
    stream.write_all(&[&[a, b, c, kind, flags][..], &id.to_be_bytes(), payload].concat())
}

/// Answers requests on HTTP/2. The first is refused in the way of `refuse`; returns how many came, by the reply's body.
fn refusing(refuse: fn(&mut Stream, u32) -> io::Result<()>) -> (String, String) {
    let mut seen = 0_u8;
    start(b"h2", move |mut stream| {
        // "PRI * HTTP/2.0" and so on.
        stream.read_exact(&mut [0; 24])?;
        write(&mut stream, SETTINGS, 0, 0, &[])?;
        loop {
            let mut head = [0; 9];
            stream.read_exact(&mut head)?;
            let length = u32::from_be_bytes([0, head[0], head[1], head[2]]);
            stream.read_exact(&mut vec![0; length as usize])?;
            let id = u32::from_be_bytes([head[5], head[6], head[7], head[8]]);
            match head[3] {
                SETTINGS if head[4] == 0 => write(&mut stream, SETTINGS, 1, 0, &[])?,
                HEADERS => {
                    seen += 1;
                    if seen == 1 {
                        refuse(&mut stream, id)?;
                    } else {
                        // `:status: 200` of the static table, then the end of the stream.
                        write(&mut stream, HEADERS, 4, id, &[0x88])?;
                        write(&mut stream, 0, 1, id, &[b'0' + seen])?;
                    }
                }
                _ => {}
            }
        }
    })
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
    let (address, root) = plain();
    assert_eq!(get(&address, &root).await.unwrap().body.as_ref(), b"{}");
}

#[tokio::test]
async fn an_unknown_root_ends_the_request_at_once() {
    let ((address, _), (_, other)) = (plain(), plain());
    let error = get(&address, &other).await.map(drop).unwrap_err();
    assert_eq!(error.id(), ErrorId::ConnectionFailed);
    assert!(error.message().contains("is not trusted"), "{error}");
    assert!(error.next_step().contains("root certificate"));
}

#[tokio::test]
async fn a_request_refused_by_goaway_is_sent_again_on_a_new_connection() {
    // The last stream that was processed is 0: nothing was. The connection ends with it.
    let (address, root) = refusing(|stream, _| {
        write(stream, GOAWAY, 0, 0, &[0; 8])?;
        stream.conn.send_close_notify();
        stream.flush()?;
        Err(io::ErrorKind::ConnectionAborted.into())
    });
    assert_eq!(get(&address, &root).await.unwrap().body.as_ref(), b"2");
}

#[tokio::test]
async fn a_request_whose_stream_is_refused_is_sent_again() {
    let (address, root) =
        refusing(|stream, id| write(stream, RST_STREAM, 0, id, &REFUSED_STREAM.to_be_bytes()));
    assert_eq!(get(&address, &root).await.unwrap().body.as_ref(), b"2");
}
