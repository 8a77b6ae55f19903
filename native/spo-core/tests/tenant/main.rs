//! The whole path on the simulated tenant, driven the way the cmdlets drive it. `stage` sets a tenant and a session up;
//! `sync` is about photos: who is sent what and what it costs; `properties` the same of other properties, `properties_import` of those that
//! may go by bulk import, `properties_faults` when something goes wrong; `map` is about the property map, `import`, `import_failures` and
//! `import_jobs` about the bulk import, `faults` about a service that is busy, broken or refuses, `check` about knowing before the run what
//! will be refused, `service` about other tenants than the plain English one and about signing in.

#![allow(
    clippy::unwrap_used,
    reason = "tests say what they expect by panicking"
)]

mod check;
mod faults;
mod import;
mod import_failures;
mod import_jobs;
mod import_stage;
mod map;
mod properties;
mod properties_faults;
mod properties_import;
mod service;
mod stage;
mod sync;
