//! The jobs over users, from record to event. `users` brings records, from the pipeline or the directory, in batches; `batch` takes one batch through
//! `account` (whose) -> profile -> `photo` and `properties` (what differs) -> `approval` -> upload -> `outbox`, where users with values to write wait for
//! company; `commit` writes them, many users a request, and reads back; `bulk` takes the other way, SharePoint's bulk import. `report` makes the events.
//! `preflight` looks at the tokens first; `source` and `folder` find photos, `tally` counts for progress and summary.

mod account;
mod approval;
mod batch;
mod bulk;
mod commit;
mod folder;
mod outbox;
mod photo;
mod preflight;
mod properties;
mod report;
mod run;
mod source;
mod tally;
mod user;
mod users;
mod work;

pub use run::run;
pub use tally::Tally;
pub use work::Work;
