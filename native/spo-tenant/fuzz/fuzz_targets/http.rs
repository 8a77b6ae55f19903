//! Any request is answered: the first byte chooses host and method, the first line is the address, the rest the body.
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
const HOSTS: [Host; 4] = [Host::Root, Host::Admin, Host::My, Host::Graph];
static BEARERS: LazyLock<Vec<String>> = LazyLock::new(|| {
    HOSTS
        .iter()
        .map(|host| format!("Bearer {}", TENANT.token(*host, None)))
        .collect()
});

fuzz_target!(|data: &[u8]| {
    let Some((choice, rest)) = data.split_first() else {
        return;
    };
    let end = rest
        .iter()
        .position(|byte| *byte == b'\n')
        .unwrap_or(rest.len());
    let target = String::from_utf8_lossy(&rest[..end]);
    let body = rest.get(end + 1..).unwrap_or_default();
    let host = usize::from(choice % 4);
    let method = ["GET", "POST", "PUT", "DELETE"][usize::from(choice / 4 % 4)];
    let headers = [
        ("authorization", BEARERS[host].as_str()),
        ("content-type", "multipart/mixed; boundary=b"),
    ];
    let (status, _) = TENANT.answer(HOSTS[host], method, &target, &headers, body);
    assert!(status >= 200);
});
