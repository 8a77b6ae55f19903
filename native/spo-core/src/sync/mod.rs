//! The photo jobs, from record to event. `run` gathers records into batches; `batch` takes one batch through
//! `account` (whose) -> profile -> `source` (bytes) -> `user` (render, decide, upload) -> `commit` (write properties, read back) -> events.
//! `preflight` looks at the tokens first; `folder` finds photos in a photo folder, `tally` counts for progress and summary.

mod account;
mod batch;
mod commit;
mod folder;
mod preflight;
mod run;
mod source;
mod tally;
mod user;

pub use run::{Mode, run};
pub use tally::Tally;
