//! A row of the property map: one profile property, where its value comes from and who may write it.

use super::{Source, Transform};
use crate::event::PropertyRow;

/// What is known about one profile property.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "they are columns of the table"
)]
pub struct Row {
    /// Name of the profile property; empty for an AD attribute that SharePoint has no property for.
    pub property: String,
    /// Input properties it is read from, first one first; matched without regard to case.
    pub sources: Vec<String>,
    /// How they become one value.
    pub source: Source,
    /// Name in Microsoft Graph.
    pub graph: Option<String>,
    /// Microsoft's own synchronization fills it.
    pub native: bool,
    /// A synchronization takes it without being asked by name.
    pub sync: bool,
    /// Source and profile hold the value in forms that can be compared.
    pub compared: bool,
    /// The service keeps the value in a case of its own.
    pub caseless: bool,
    /// Who may write it.
    pub writable: Writable,
    /// Whether users may edit it, which is the tenant's policy.
    pub user_editable: UserEditable,
    /// Holds a list of values.
    pub multi_value: bool,
    /// Values are terms of a term set.
    pub taxonomy: bool,
    /// What is done to the value on the way.
    pub transform: Transform,
    /// Where the row comes from.
    pub origin: Origin,
    /// Why it is, or is not, synchronised.
    pub why: String,
    /// What an administrator does about it.
    pub remedy: String,
    /// Where the facts are known from.
    pub fact: String,
}

/// How a property can be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Writable {
    /// By nothing but SharePoint itself.
    Never,
    /// User by user.
    Directly,
    /// User by user, and by the bulk import unless users may edit it.
    ByImport,
}

/// Whether users may edit a property.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UserEditable {
    /// The map file says so.
    Yes,
    /// They may not.
    No,
    /// By default they may, as far as anyone knows.
    Assumed,
    /// Nothing is known.
    Unknown,
}

/// Where a row comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// The built-in map.
    BuiltIn,
    /// The map file, perhaps about a built-in property.
    Map,
}

impl Row {
    /// Whether a value found in the profile may have been typed by the user.
    pub const fn users_may_edit(&self) -> bool {
        matches!(
            self.user_editable,
            UserEditable::Yes | UserEditable::Assumed
        )
    }

    /// Whether a value can go by bulk import, as far as is known: the import takes neither lists nor terms nor properties that the tenant
    /// lets users edit (`spo-wire.md` 4.4, 4.5).
    pub fn bulk_import(&self) -> bool {
        self.writable == Writable::ByImport
            && self.user_editable != UserEditable::Yes
            && !self.multi_value
            && !self.taxonomy
    }

    /// The row as the cmdlets show it.
    pub fn event(&self) -> PropertyRow {
        PropertyRow {
            property: self.property.clone(),
            sources: self.sources.clone(),
            graph: self.graph.clone().unwrap_or_default(),
            native: self.native,
            sync: self.sync,
            why: self.why.clone(),
            remedy: self.remedy.clone(),
            per_user: self.writable != Writable::Never,
            bulk_import: match (self.bulk_import(), self.user_editable) {
                (false, _) => "No",
                (true, UserEditable::No) => "Yes",
                (true, _) => "UnlessUserEditable",
            },
            user_editable: match self.user_editable {
                UserEditable::Yes => "Yes",
                UserEditable::No => "No",
                UserEditable::Assumed => "Assumed",
                UserEditable::Unknown => "Unknown",
            },
            multi_value: self.multi_value,
            taxonomy: self.taxonomy,
            transform: self.transform.to_string(),
            origin: match self.origin {
                Origin::BuiltIn => "BuiltIn",
                Origin::Map => "Map",
            },
            fact: self.fact.clone(),
        }
    }
}
