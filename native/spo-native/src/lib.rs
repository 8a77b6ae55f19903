//! The C ABI of `spo-core`: opaque handles, UTF-8 JSON with a length, nothing that calls back.
//!
//! Each export in `exports` does four things: catch panics, check pointers (`memory`), parse, call a safe function (`calls`).
//! Sessions and jobs are entries of a table (`handles`), so a stale or freed handle is an error code and never undefined behaviour.
//! `status` has the numbers. The contract of the JSON is `docs/abi.md`; the header is `include/spo_native.h`.

mod calls;
mod exports;
mod handles;
mod memory;
mod status;

pub use exports::*;
pub use memory::SpoBuffer;
pub use status::*;
