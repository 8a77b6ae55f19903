//! A client of a tenant in this process.

use serde_json::Value;
use spo_tenant::{Host, InProcessTenant, Settings, TenantOptions};

/// Accept headers of the three forms.
pub const NONE: &str = "application/json;odata=nometadata";
pub const MINIMAL: &str = "application/json";
pub const VERBOSE: &str = "application/json;odata=verbose";

pub struct Client {
    pub tenant: InProcessTenant,
}

impl Client {
    pub fn new() -> Self {
        Self::with(Settings::default())
    }

    pub fn with(settings: Settings) -> Self {
        let options = TenantOptions {
            users: 20,
            settings,
            ..TenantOptions::default()
        };
        Self {
            tenant: InProcessTenant::new(options).unwrap(),
        }
    }

    pub fn account(&self, index: usize) -> String {
        format!("i:0#.f|membership|{}", self.tenant.upn(index))
    }

    /// Percent-encoded, apostrophes doubled.
    pub fn encoded(&self, index: usize) -> String {
        let account = self.account(index).replace('\'', "''");
        percent_encoding::utf8_percent_encode(&account, percent_encoding::NON_ALPHANUMERIC)
            .to_string()
    }

    pub fn raw(
        &self,
        host: Host,
        method: &str,
        target: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> (u16, Vec<u8>) {
        let bearer = format!("Bearer {}", self.tenant.token(host, None));
        let mut all = vec![("authorization", bearer.as_str())];
        all.extend_from_slice(headers);
        self.tenant.answer(host, method, target, &all, body)
    }

    pub fn json(
        &self,
        host: Host,
        method: &str,
        target: &str,
        accept: &str,
        body: &str,
    ) -> (u16, Value) {
        let (status, content) =
            self.raw(host, method, target, &[("accept", accept)], body.as_bytes());
        let text = String::from_utf8(content).unwrap();
        (
            status,
            serde_json::from_str(&text).unwrap_or_else(|_| panic!("{target}: {text}")),
        )
    }

    /// The elements of a `ProcessQuery` answer.
    pub fn csom(&self, actions: &str, paths: &str) -> Vec<Value> {
        let xml = format!(
            "<Request xmlns=\"http://schemas.microsoft.com/sharepoint/clientquery/2009\"><Actions>{actions}</Actions><ObjectPaths>{paths}</ObjectPaths></Request>"
        );
        let (status, content) = self.raw(
            Host::Admin,
            "POST",
            "/_vti_bin/client.svc/ProcessQuery",
            &[],
            xml.as_bytes(),
        );
        assert_eq!(status, 200);
        assert!(
            content.contains(&b'\r'),
            "bare carriage returns between tokens"
        );
        serde_json::from_slice(&content).unwrap()
    }
}
