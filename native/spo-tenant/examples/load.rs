//! How much one tenant answers: small Graph reads over kept connections, client and tenant in one process.
//! `cargo run --release -p spo-tenant --example load -- [users] [connections] [seconds]`; figures are in `docs/performance.md`.

use spo_tenant::{RunningTenant, TenantOptions};
use std::io::{self, Write as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

#[tokio::main]
async fn main() -> io::Result<()> {
    let mut numbers = std::env::args().skip(1).map_while(|word| word.parse().ok());
    let users = numbers.next().unwrap_or(1_000_000);
    let connections = numbers.next().unwrap_or(32);
    let seconds = numbers.next().map_or(5, |seconds: usize| seconds as u64);

    let began = Instant::now();
    let mut options = TenantOptions {
        users,
        ..TenantOptions::default()
    };
    // The quota is what the published numbers allow, not what the program can do.
    options.settings.enforce_limits = false;
    let tenant = RunningTenant::start(options).await?;
    let started = began.elapsed();

    let graph = tenant.endpoints().graph;
    let host = graph.trim_start_matches("http://").to_owned();
    let token = tenant
        .issue_token("https://graph.microsoft.com", None)
        .unwrap_or_default();
    let request = format!(
        "GET /v1.0/users/anna.lindqvist@contoso.onmicrosoft.com?$select=id HTTP/1.1\r\nhost: {host}\r\nauthorization: Bearer {token}\r\n\r\n"
    );
    let request: Arc<[u8]> = request.into_bytes().into();
    let (count, over) = (
        Arc::new(AtomicU64::new(0)),
        Arc::new(AtomicBool::new(false)),
    );
    let clients: Vec<_> = (0..connections)
        .map(|_| {
            let (host, request) = (host.clone(), Arc::clone(&request));
            let (count, over) = (Arc::clone(&count), Arc::clone(&over));
            tokio::spawn(async move {
                let mut stream = TcpStream::connect(host).await?;
                stream.set_nodelay(true)?;
                while !over.load(Ordering::Relaxed) {
                    stream.write_all(&request).await?;
                    answer(&mut stream).await?;
                    count.fetch_add(1, Ordering::Relaxed);
                }
                io::Result::Ok(())
            })
        })
        .collect();
    tokio::time::sleep(Duration::from_secs(seconds)).await;
    let answered = count.load(Ordering::Relaxed);
    over.store(true, Ordering::Relaxed);
    for client in clients {
        client.await.map_err(io::Error::other)??;
    }
    writeln!(
        io::stdout(),
        "{users} users, started in {:.2} s; {connections} connections, {} requests/s",
        started.as_secs_f64(),
        answered / seconds.max(1)
    )
}

/// Reads one answer with a `Content-Length`, and fails when it is not 200.
async fn answer(stream: &mut TcpStream) -> io::Result<()> {
    let mut bytes = Vec::with_capacity(1024);
    loop {
        if stream.read_buf(&mut bytes).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let Some(end) = bytes.windows(4).position(|part| part == b"\r\n\r\n") else {
            continue;
        };
        let head = String::from_utf8_lossy(&bytes[..end]).to_ascii_lowercase();
        if !head.starts_with("http/1.1 200") {
            return Err(io::Error::other(head));
        }
        let length = head
            .split("content-length: ")
            .nth(1)
            .and_then(|rest| rest.split("\r\n").next());
        let length: usize = length
            .and_then(|text| text.parse().ok())
            .ok_or_else(|| io::Error::other("no length"))?;
        if bytes.len() >= end + 4 + length {
            return Ok(());
        }
    }
}
