//! One test per row of the simulator checklist (`spo-wire.md` 8) that concerns SharePoint, through the tenant in this process; `docs/tenant-checklist.md`
//! lists all rows with their tests. `client` is how the tests ask; each other module is an area.

#![allow(
    clippy::unwrap_used,
    reason = "the exemption for tests does not reach what their functions call"
)]

mod client;
mod csom;
mod import;
mod photos;
mod rest;
mod values;
