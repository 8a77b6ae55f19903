//! Profile properties other than the photo: which there are and where their values come from, what a user should have, and what is to be written.
//!
//! The built-in rows (`map.json`, read by `builtin`) and those of a map file (`map_file`) make the [`PropertyMap`]; a [`Selection`] of its
//! rows belongs to a job. For each user and [`Row`], [`plan`] takes the record's values through the row's `source` and [`transform`],
//! compares (`value`) with what the profile holds and what was written before (`written`), and says what to write. `listing` is the job that shows the map.

mod builtin;
mod listing;
mod map;
mod map_file;
mod phone;
mod plan;
mod row;
mod source;
mod transform;
mod value;
mod written;

pub use listing::list;
pub use map::{PropertyMap, Selection};
pub use plan::{PropertyPlan, Rules, plan};
pub use row::{Origin, Row, UserEditable, Writable};
pub use source::Source;
pub use transform::Transform;
pub use value::{NewValue, holds};
pub use written::{Remembered, WrittenValues};

use serde::Serialize;

/// The finding about one property of one user, in a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub enum PropertyState {
    /// SharePoint holds the source's value.
    InSync,
    /// SharePoint holds another value.
    Different,
    /// SharePoint holds none.
    MissingInSharePoint,
    /// Another value, in a property that Microsoft's own synchronization writes.
    WaitingForNativeSync,
    /// Another value, which the user may have typed.
    UserEdited,
    /// Nothing but SharePoint itself may write the property.
    NotWritable,
    /// The user has no profile.
    NoProfile,
    /// The source has no value; SharePoint has one.
    SourceEmpty,
    /// The input does not carry the property, so nothing is known of it.
    SourceNotLoaded,
    /// The source's value cannot be used.
    SourceInvalid,
    /// It could not be found out, or written.
    Failed,
}
