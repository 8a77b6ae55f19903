//! Any body of `ProcessQuery` is answered with 200.
#![no_main]

use libfuzzer_sys::fuzz_target;
use spo_tenant::{Host, InProcessTenant, TenantOptions};
use std::sync::LazyLock;

static TENANT: LazyLock<InProcessTenant> = LazyLock::new(|| {
    InProcessTenant::new(TenantOptions {
        users: 10,
        ..TenantOptions::default()
    })
    .expect("the tenant is made")
});
static BEARER: LazyLock<String> =
    LazyLock::new(|| format!("Bearer {}", TENANT.token(Host::Admin, None)));

fuzz_target!(|body: &[u8]| {
    let headers = [("authorization", BEARER.as_str())];
    let (status, _) = TENANT.answer(
        Host::Admin,
        "POST",
        "/_vti_bin/client.svc/ProcessQuery",
        &headers,
        body,
    );
    assert_eq!(status, 200);
});
