//! The tenant over HTTP, as a client meets it: each file tries one area through a running tenant.

#![allow(
    clippy::unwrap_used,
    reason = "a test crate: tests say what they expect by panicking"
)]

mod client;
mod control;
mod csom;
mod faults;
mod graph;
mod library;
mod program;
mod sign_in;
mod tls;
