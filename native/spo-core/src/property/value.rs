//! Values as the profile store keeps them: what it can hold, and when two of them are the same.

use super::Row;
use crate::csom::is_illegal;
use crate::error::{Error, ErrorId, Result};
use std::borrow::Cow;

/// Longest value, in UTF-16 code units: the limit of SharePoint on premises, counted as .NET does; both assumed here (docs/wire-notes.md 7).
pub const MAX_LENGTH: usize = 3600;

/// Between the values of a list, as readers get them (`spo-wire.md` 1.3).
const SEPARATOR: char = '|';

/// Texts that stand where a value was lost when objects were written to a text file by their type names.
const LOST: [&str; 4] = [
    "System.Byte[]",
    "System.String[]",
    "System.Object[]",
    "Microsoft.ActiveDirectory.Management.ADPropertyValueCollection",
];

/// A value to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewValue {
    /// Name of the profile property.
    pub property: String,
    /// The values, one unless the property holds a list; none clears it.
    pub values: Vec<String>,
    /// The property holds a list.
    pub multi_value: bool,
    /// The service keeps the value in a case of its own.
    pub caseless: bool,
    /// It may go by bulk import, if the tenant does not let users edit the property.
    pub bulk_import: bool,
}

impl NewValue {
    /// `values` for the row's property. The bulk import is not trusted to clear: it passes over `null`, and an empty text
    /// is reported to leave a value behind (docs/wire-notes.md 7).
    pub(super) fn of(row: &Row, values: Vec<String>) -> Self {
        Self {
            property: row.property.clone(),
            bulk_import: row.bulk_import() && !values.is_empty(),
            values,
            multi_value: row.multi_value,
            caseless: row.caseless,
        }
    }
}

/// Whether the profile holds the value, for the read-back.
pub fn holds(new: &NewValue, current: &str) -> bool {
    same(&new.values, &split(current, new.multi_value), new.caseless)
}

/// The values of a property as readers get it.
pub(super) fn split(current: &str, multi_value: bool) -> Vec<String> {
    let parts = if multi_value {
        current.split(SEPARATOR).collect()
    } else {
        vec![current]
    };
    parts
        .into_iter()
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Whether two lists mean the same. Line ends are not told apart: the XML of a request may turn `\r\n` into `\n`, and a value must not be
/// written again each time for that. The order of a list has no meaning in a profile, and whether the service keeps it is not known.
pub(super) fn same(left: &[String], right: &[String], caseless: bool) -> bool {
    left.len() == right.len() && forms(left, caseless) == forms(right, caseless)
}

/// The values in the form in which they are compared.
pub(super) fn forms(values: &[String], caseless: bool) -> Vec<Cow<'_, str>> {
    let form = |value| {
        let lines = with_line_feeds(value);
        if caseless {
            lines.to_lowercase().into()
        } else {
            lines
        }
    };
    let mut forms: Vec<Cow<'_, str>> = values.iter().map(|value| form(value.as_str())).collect();
    forms.sort_unstable();
    forms
}

fn with_line_feeds(value: &str) -> Cow<'_, str> {
    if value.contains('\r') {
        value.replace("\r\n", "\n").replace('\r', "\n").into()
    } else {
        value.into()
    }
}

/// Refuses what the profile store or the way to it cannot carry.
pub(super) fn check(row: &Row, values: &[String]) -> Result<()> {
    let invalid = |message: String| Err(Error::new(ErrorId::PropertyValueInvalid, message));
    let property = &row.property;
    for value in values {
        if LOST.contains(&value.trim()) {
            let message = format!(
                "The value for {property} is the text {value}: a type name that an export to CSV left behind."
            );
            return invalid(message);
        }
        if let Some(character) = value.chars().find(|c| is_illegal(*c)) {
            let code = u32::from(character);
            return invalid(format!(
                "The value for {property} has the character U+{code:04X}, which the requests of SharePoint cannot carry."
            ));
        }
        if row.multi_value && value.contains(SEPARATOR) {
            return invalid(format!(
                "A value for {property} has the character |, by which SharePoint tells the values of a list apart."
            ));
        }
    }
    let length: usize = values
        .iter()
        .map(|value| value.encode_utf16().count() + 1)
        .sum::<usize>()
        .saturating_sub(1);
    if length > MAX_LENGTH {
        return Err(Error::new(
            ErrorId::PropertyValueTooLong,
            format!(
                "The value for {property} has {length} characters; a property holds {MAX_LENGTH}."
            ),
        ));
    }
    Ok(())
}
