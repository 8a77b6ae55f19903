//! A server of one page: it hands each request to a closure and writes down what came.

#![allow(dead_code, reason = "each test program uses a part of it")]

use bytes::Bytes;
use spo_core::auth::{BoxFuture, Prompter};
use spo_core::config::{AuthConfig, EndpointOverrides, Endpoints};
use spo_core::error::Result;
use spo_core::http::{Client, Meter, Scope};
use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use zeroize::Zeroizing;

/// One request as it came.
#[derive(Debug, Clone)]
pub struct Received {
    pub line: String,
    /// Names in small letters.
    pub headers: HashMap<String, String>,
    pub body: Bytes,
}

/// Status, header fields (each with its line end) and body; status 0 closes the connection without an answer.
pub struct Reply(pub u16, pub &'static str, pub String);

/// An answer without header fields of its own.
pub fn answer(status: u16, body: impl Into<String>) -> Reply {
    Reply(status, "", body.into())
}

pub struct Server {
    pub address: String,
    seen: Arc<Mutex<Vec<Received>>>,
}

impl Server {
    /// Starts on a free loopback port; `reply` also gets the number of requests seen before.
    pub async fn start(reply: impl Fn(usize, &Received) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let (seen, reply) = (Arc::new(Mutex::new(Vec::new())), Arc::new(reply));
        let log = Arc::clone(&seen);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (log, reply) = (Arc::clone(&log), Arc::clone(&reply));
                tokio::spawn(async move { serve(stream, &log, &*reply).await });
            }
        });
        Self { address, seen }
    }

    /// All requests so far.
    pub fn seen(&self) -> Vec<Received> {
        self.seen.lock().unwrap().clone()
    }

    /// A client of which every service is this server.
    pub fn client(&self, auth: AuthConfig) -> Client {
        let at = || self.address.clone();
        let overrides = EndpointOverrides {
            login: at(),
            graph: at(),
            root: at(),
            admin: at(),
            my: at(),
        };
        let endpoints = Endpoints::new("contoso", &overrides).unwrap();
        Client::new(
            endpoints,
            "",
            spo_core::auth::credential(auth, "contoso.onmicrosoft.com").unwrap(),
        )
        .unwrap()
    }
}

async fn serve(
    mut stream: TcpStream,
    log: &Mutex<Vec<Received>>,
    reply: &(dyn Fn(usize, &Received) -> Reply + Send + Sync),
) {
    let Some(received) = read(&mut stream).await else {
        return;
    };
    let number = {
        let mut log = log.lock().unwrap();
        log.push(received.clone());
        log.len() - 1
    };
    let Reply(status, fields, body) = reply(number, &received);
    if status != 0 {
        let head = format!(
            "HTTP/1.1 {status} X\r\n{fields}Content-Length: {}\r\nConnection: close\r\n\r\n",
            body.len()
        );
        let _ = stream
            .write_all(&[head.as_bytes(), body.as_bytes()].concat())
            .await;
    }
}

async fn read(stream: &mut TcpStream) -> Option<Received> {
    let mut bytes = Vec::new();
    let head = loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break end;
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    };
    let text = String::from_utf8(bytes[..head].to_vec()).unwrap();
    let mut lines = text.lines();
    let line = lines.next()?.to_owned();
    let pair = |line: &str| {
        line.split_once(": ")
            .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
    };
    let headers: HashMap<_, _> = lines.filter_map(pair).collect();
    let length = headers
        .get("content-length")
        .map_or(0, |length| length.parse().unwrap());
    while bytes.len() < head + 4 + length {
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    }
    Some(Received {
        line,
        headers,
        body: Bytes::copy_from_slice(&bytes[head + 4..]),
    })
}

/// Gives the tokens `token-1`, `token-2`, ...
#[derive(Default)]
pub struct Numbered(pub AtomicU32);

impl Prompter for Numbered {
    fn token<'a>(&'a self, _: &'a str) -> BoxFuture<'a, Result<Zeroizing<String>>> {
        let number = self.0.fetch_add(1, SeqCst) + 1;
        Box::pin(async move { Ok(Zeroizing::new(format!("token-{number}"))) })
    }
}

/// A scope that may write, with a prompter that numbers its tokens.
pub fn scope() -> Scope {
    Scope::new(Arc::new(Numbered::default()), false, Meter::new())
}
