//! Profile properties other than the photo: which there are and where their values come from, what a user should have, and what is to be written.

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
