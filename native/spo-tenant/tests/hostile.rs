//! Hostile requests: whatever comes in, an answer with a status goes out, and the tenant goes on. The fuzz targets drive the same function.

#![allow(
    clippy::unwrap_used,
    reason = "the exemption for tests does not reach what their functions call"
)]

use proptest::prelude::*;
use spo_tenant::{Host, InProcessTenant, TenantOptions};
use std::sync::LazyLock;

static TENANT: LazyLock<InProcessTenant> = LazyLock::new(|| {
    InProcessTenant::new(TenantOptions {
        users: 10,
        ..TenantOptions::default()
    })
    .unwrap()
});

fn ask(method: &str, target: &str, kind: &str, body: &[u8]) -> u16 {
    let bearer = format!("Bearer {}", TENANT.token(Host::Admin, None));
    TENANT
        .answer(
            Host::Admin,
            method,
            target,
            &[("authorization", &bearer), ("content-type", kind)],
            body,
        )
        .0
}

proptest! {
    #[test]
    fn any_address_is_answered(target in "/_api/[a-zA-Z.$/()'@=,%0-9?& ü]{0,80}", body in proptest::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(ask("POST", &target, "application/json", &body) >= 200);
        prop_assert!(ask("GET", &target, "", &[]) >= 200);
    }

    #[test]
    fn any_csom_is_answered_with_200(parts in proptest::collection::vec(prop::sample::select(vec![
        "<Request>", "</Request>", "<Actions>", "</Actions>", "<ObjectPaths>", "</ObjectPaths>", "<Query Id='1' ObjectPathId='2'/>",
        "<Method Id='2' ParentId='2' Name='x'/>", "<ObjectPath Id='1' ObjectPathId='2'/>", "<Constructor Id='2' TypeId='{cf560d69-0fdb-4489-a216-b6b47adf8ef8}'/>",
        "<ExceptionHandlingScopeSimple Id='3'>", "</ExceptionHandlingScopeSimple>", "&#x0;", "\u{0}", "<Parameter Type='Array'>", "text",
    ]), 0..30)) {
        prop_assert_eq!(ask("POST", "/_vti_bin/client.svc/ProcessQuery", "text/xml", parts.concat().as_bytes()), 200);
    }

    #[test]
    fn any_batch_is_answered(body in "(--b|\r\n|\n|--|GET https://x/_api/web HTTP/1.1|Content-Type: multipart/mixed; boundary=b|:|[a-z ]){0,40}") {
        let status = ask("POST", "/_api/$batch", "multipart/mixed; boundary=b", body.as_bytes());
        prop_assert!(status == 200 || status == 400);
    }
}
