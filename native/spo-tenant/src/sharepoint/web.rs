//! REST: the root web and its context, as clients ask for them before anything else.

use super::answer::{Answer, members, selected};
use crate::call::Call;
use crate::clock::{iso8601, unix_now};
use crate::tenant::Tenant;
use serde_json::json;
use uuid::Uuid;

/// `POST contextinfo`. The digest is accepted and not asked for: bearer tokens need none (`spo-wire.md` 2.3).
pub(super) fn context_info(tenant: &Tenant, call: &Call) -> Answer {
    let url = tenant.hosts.addresses.of(call.service);
    let digest = format!(
        "0x{},{}",
        Uuid::new_v4().simple().to_string().to_uppercase(),
        iso8601(unix_now())
    );
    Answer::Complex {
        function: "GetContextWebInformation",
        type_name: "SP.ContextWebInformation",
        members: members(json!({
            "FormDigestTimeoutSeconds": 1800, "FormDigestValue": digest, "LibraryVersion": "16.0.25806.12001",
            "SiteFullUrl": url, "SupportedSchemaVersions": ["14.0.0.0", "15.0.0.0"], "WebFullUrl": url,
        })),
    }
}

/// `GET web`: the members clients commonly select. The id is of the seed.
pub(super) fn web(tenant: &Tenant, call: &Call) -> Answer {
    let id = Uuid::from_u128(
        (u128::from(tenant.seed) << 64) | u128::from(call.service as u8) | (0x4000 << 64),
    );
    let all = members(json!({
        "Id": id, "Title": "Team Site", "Url": tenant.hosts.addresses.of(call.service), "ServerRelativeUrl": "/",
        "Language": 1033, "WebTemplate": "STS", "Description": "", "Created": iso8601(1_600_000_000),
    }));
    Answer::Entity {
        type_name: "SP.Web",
        address: "Web".to_owned(),
        members: selected(all, call),
    }
}
