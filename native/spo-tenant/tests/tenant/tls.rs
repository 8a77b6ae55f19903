//! TLS with the root certificate of the run.

use crate::client::{GRAPH, plain_client, tls_builder};
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject as _;
use spo_tenant::{Action, Fault, Kind, RunningTenant, TenantOptions};

#[tokio::test]
async fn clients_that_trust_the_root_get_in_by_http2_and_others_do_not() {
    let tenant = RunningTenant::start(TenantOptions {
        users: 3,
        https: true,
        ..TenantOptions::default()
    })
    .await
    .unwrap();
    let url = format!("{}/v1.0/users", tenant.endpoints().graph);
    assert!(
        url.starts_with("https://127.0.0.1:") && tenant.endpoints().control.starts_with("http://")
    );
    let mut roots = rustls::RootCertStore::empty();
    roots
        .add(CertificateDer::from_pem_slice(tenant.trusted_root_pem().as_bytes()).unwrap())
        .unwrap();
    let client = tls_builder(roots).build().unwrap();
    let token = tenant.issue_token(GRAPH, None).unwrap();
    let get = |url: &str| client.get(url).bearer_auth(&token);
    let response = get(&url).send().await.unwrap();
    assert_eq!(
        (response.status().as_u16(), response.version()),
        (200, reqwest::Version::HTTP_2)
    );
    assert_eq!(
        get(&url.replace("127.0.0.1", "localhost"))
            .send()
            .await
            .unwrap()
            .status(),
        200
    );
    assert!(
        plain_client()
            .get(&url)
            .bearer_auth(&token)
            .send()
            .await
            .unwrap_err()
            .is_connect()
    );

    tenant.set_faults(vec![Fault {
        count: 1,
        ..Fault::new(Some(Kind::GraphUsers), Action::ResetBefore)
    }]);
    assert!(!get(&url).send().await.unwrap_err().is_status());
    assert_eq!(get(&url).send().await.unwrap().status(), 200);
}

/// Speaks HTTP/2 itself, because a client hides the end of its connections.
#[tokio::test]
async fn a_connection_that_is_to_close_ends_with_goaway_after_its_answer() {
    let tenant = RunningTenant::start(TenantOptions {
        users: 1,
        https: true,
        ..TenantOptions::default()
    })
    .await
    .unwrap();
    let mut roots = rustls::RootCertStore::empty();
    roots
        .add(CertificateDer::from_pem_slice(tenant.trusted_root_pem().as_bytes()).unwrap())
        .unwrap();
    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    let mut config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec()];
    let address = tenant.endpoints().graph.clone();
    let address = address.trim_start_matches("https://");
    let tcp = tokio::net::TcpStream::connect(address).await.unwrap();
    let tls = tokio_rustls::TlsConnector::from(std::sync::Arc::new(config))
        .connect("localhost".try_into().unwrap(), tcp)
        .await
        .unwrap();
    let (mut requests, connection) = h2::client::handshake(tls).await.unwrap();
    let connection = tokio::spawn(connection);
    let token = tenant.issue_token(GRAPH, None).unwrap();
    let ask = || {
        axum::http::Request::get(format!("https://{address}/v1.0/users"))
            .header("authorization", format!("Bearer {token}"))
            .body(())
            .unwrap()
    };
    let (answer, _) = requests.send_request(ask(), true).unwrap();
    assert_eq!(answer.await.unwrap().status(), 200);
    tenant.set_faults(vec![Fault::new(Some(Kind::GraphUsers), Action::CloseAfter)]);
    let (answer, _) = requests.send_request(ask(), true).unwrap();
    let mut answer = answer.await.unwrap();
    assert_eq!(answer.status(), 200);
    let mut length = 0;
    while let Some(data) = answer.body_mut().data().await {
        let data = data.unwrap();
        length += data.len();
        let _ = answer
            .body_mut()
            .flow_control()
            .release_capacity(data.len());
    }
    assert!(length > 0, "the answer arrives whole");
    // GOAWAY without an error ends the connection by itself; the client holds it open still.
    connection.await.unwrap().unwrap();
    let refused = match requests.ready().await {
        Ok(mut requests) => requests.send_request(ask(), true).err(),
        Err(error) => Some(error),
    };
    assert!(refused.is_some(), "no request starts on it any more");
}
