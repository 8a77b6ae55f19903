//! Listeners on loopback. Connections are served by hyper directly, plain and TLS alike, because a broken connection on demand needs a service
//! that may fail; axum's own server does not let one.

use crate::gate;
use crate::hosts::Service;
use crate::tenant::Tenant;
use axum::Router;
use axum::body::Body;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use hyper_util::service::TowerToHyperService;
use std::io;
use std::net::Ipv4Addr;
use std::pin::pin;
use std::sync::Arc;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;

/// Listens on 127.0.0.1; port 0 takes a free one.
pub(crate) async fn bind(port: u16) -> io::Result<(TcpListener, u16)> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
    let port = listener.local_addr()?.port();
    Ok((listener, port))
}

/// Serves one service of the tenant until dropped; connections end with it.
pub(crate) async fn serve_tenant(
    listener: TcpListener,
    tenant: Arc<Tenant>,
    service: Service,
    tls: Option<TlsAcceptor>,
) {
    let connection = move |stream: TcpStream| {
        let (tenant, tls) = (Arc::clone(&tenant), tls.clone());
        async move {
            match tls {
                None => tenant_connection(stream, tenant, service).await,
                // A failed handshake is the client's business: it does not trust the root of this run.
                Some(tls) => {
                    if let Ok(stream) = tls.accept(stream).await {
                        tenant_connection(stream, tenant, service).await;
                    }
                }
            }
        }
    };
    accept(listener, connection).await;
}

/// Serves the control service until dropped.
pub(crate) async fn serve_control(listener: TcpListener, router: Router) {
    let connection = move |stream: TcpStream| {
        let service = TowerToHyperService::new(router.clone());
        async move {
            let _ = Builder::new(TokioExecutor::new())
                .serve_connection(TokioIo::new(stream), service)
                .await;
        }
    };
    accept(listener, connection).await;
}

async fn tenant_connection<S>(stream: S, tenant: Arc<Tenant>, service: Service)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let closing = Arc::new(Notify::new());
    let close = Arc::clone(&closing);
    let answer = service_fn(move |request: hyper::Request<Incoming>| {
        let (tenant, close) = (Arc::clone(&tenant), Arc::clone(&close));
        async move {
            let reply = gate::pass(&tenant, service, request.map(Body::new)).await?;
            if reply.extensions().get::<gate::CloseAfter>().is_some() {
                close.notify_one();
            }
            Ok::<_, gate::Broken>(reply)
        }
    });
    let builder = Builder::new(TokioExecutor::new());
    let mut connection = pin!(builder.serve_connection(TokioIo::new(stream), answer));
    // An error here is a broken connection: the client's doing, or a fault that was asked for.
    tokio::select! {
        _ = connection.as_mut() => return,
        () = closing.notified() => connection.as_mut().graceful_shutdown(),
    }
    let _ = connection.await;
}

/// Accepts connections for ever. They live in this future, so that dropping it ends them.
async fn accept<F, C>(listener: TcpListener, mut connection: F)
where
    F: FnMut(TcpStream) -> C,
    C: Future<Output = ()> + Send + 'static,
{
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                if let Ok((stream, _)) = accepted {
                    // Small answers must not wait for the client's acknowledgement; failing to say so is harmless.
                    let _ = stream.set_nodelay(true);
                    connections.spawn(connection(stream));
                } else {
                    tokio::task::yield_now().await;
                }
            }
            Some(_) = connections.join_next() => {}
        }
    }
}
