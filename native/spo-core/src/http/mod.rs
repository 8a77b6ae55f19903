//! Every request leaves through here: address and token are added, the governor of the host decides when it may go and
//! whether it goes again, and the meter of the job counts it. Callers see final answers only.
//!
//! `Client::send` takes a token from the cache, then `retry` repeats one attempt until the answer is final or the time
//! allowed is over; before each attempt the `Governor` of the host is asked, after each it learns what the host answered.

mod advice;
pub(crate) mod backoff;
mod client;
mod failure;
mod governor;
mod meter;
mod renewals;
mod request;
mod response;
mod retry;
mod scope;
mod token_service;
mod transport;

pub use client::Client;
pub(crate) use failure::Said;
pub use governor::ThrottleState;
pub use meter::Meter;
pub use renewals::Renewals;
pub use request::Request;
pub use response::Response;
pub use scope::Scope;
pub use token_service::TokenService;

/// What the governor reads of every answer, for the fuzz targets.
#[cfg(any(test, feature = "fuzz"))]
pub(crate) fn read_headers(headers: &reqwest::header::HeaderMap) {
    let _ = advice::wait(headers);
    let _ = advice::Quota::read(headers).map(|quota| quota.is_low());
}
