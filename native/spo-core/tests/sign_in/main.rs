//! Every way of signing in against the simulated sign-in service over TLS. `apps` prove themselves, `people` sign in with a
//! browser, `machines` have a managed identity; `refusals` is about what the service says no to and about tokens that end or
//! are refused, `secrets` about what must not be seen anywhere.

#![allow(
    clippy::unwrap_used,
    reason = "tests say what they expect by panicking"
)]
#![allow(
    clippy::needless_pass_by_value,
    reason = "JSON is written where it is passed"
)]

mod apps;
#[path = "../http_server/mod.rs"]
mod http_server;
mod machines;
mod people;
mod refusals;
mod secrets;
mod stage;
