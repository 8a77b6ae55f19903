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
