//! The property map: built-in rows, overridden and extended by a map file, and the choice of rows a job works on.

use super::builtin::BuiltIn;
use super::{Row, Writable, map_file};
use crate::error::{Error, ErrorId, Result};
use std::sync::Arc;

/// All rows, in order: the built-in ones, then the new ones of the map file.
pub struct PropertyMap {
    rows: Vec<Arc<Row>>,
}

impl PropertyMap {
    /// The built-in map with the rows of a map file, given as JSON; an empty text is no file. `map_name` names it in errors.
    pub fn load(map_json: &str, map_name: &str) -> Result<Self> {
        let table = BuiltIn::table();
        let mut rows = table.rows.clone();
        if !map_json.trim().is_empty() {
            for row in map_file::read(map_json, map_name, table)? {
                let row = Arc::new(row);
                match position(&rows, &row.property) {
                    Some(index) => rows[index] = row,
                    None => rows.push(row),
                }
            }
        }
        Ok(Self { rows })
    }

    /// The rows about profile properties.
    pub fn rows(&self) -> &[Arc<Row>] {
        &self.rows
    }

    /// Attributes that SharePoint has no property for: rows to be read, not to be worked on.
    pub fn attributes(&self) -> &'static [Arc<Row>] {
        &BuiltIn::table().attributes
    }

    /// The rows of the names in any case; without names those a synchronization takes by itself. Rows of Microsoft's own synchronization that are
    /// to be written all the same belong to the selection because they were named.
    pub fn select(&self, names: &[String], force_native: &[String]) -> Result<Selection> {
        let mut chosen = vec![false; self.rows.len()];
        for name in names {
            chosen[self.index(name)?] = true;
        }
        let mut forced = Vec::new();
        for name in force_native {
            let index = self.index(name)?;
            let row = &self.rows[index];
            if row.writable == Writable::Never {
                return Err(not_writable(row));
            }
            chosen[index] = true;
            forced.push(row.property.clone());
        }
        let by_itself = |row: &Row| names.is_empty() && row.sync;
        let rows = self
            .rows
            .iter()
            .zip(chosen)
            .filter(|(row, chosen)| *chosen || by_itself(row))
            .map(|(row, _)| Arc::clone(row))
            .collect();
        Ok(Selection { rows, forced })
    }

    fn index(&self, name: &str) -> Result<usize> {
        position(&self.rows, name).ok_or_else(|| {
            let message = format!("The property map has no row for a property named {name}.");
            Error::new(ErrorId::PropertyUnknown, message).with_target(name)
        })
    }
}

fn position(rows: &[Arc<Row>], name: &str) -> Option<usize> {
    rows.iter()
        .position(|row| row.property.eq_ignore_ascii_case(name.trim()))
}

/// The error about a row that nothing but SharePoint may write.
pub(super) fn not_writable(row: &Row) -> Error {
    let message = format!("{} cannot be written. {}", row.property, row.why);
    Error::new(ErrorId::PropertyNotWritable, message).with_target(&*row.property)
}

/// The rows a job works on, in the order of the map.
#[derive(Debug)]
pub struct Selection {
    /// The rows.
    pub rows: Vec<Arc<Row>>,
    forced: Vec<String>,
}

impl Selection {
    /// Whether the row may be written although Microsoft's own synchronization fills it.
    pub fn forced(&self, row: &Row) -> bool {
        self.forced.contains(&row.property)
    }

    /// Every input property that a row of the selection may be read from.
    pub fn source_names(&self) -> Vec<String> {
        let compared = self.rows.iter().filter(|row| row.compared);
        distinct(compared.flat_map(|row| row.source.names()))
    }

    /// The same for users listed from Microsoft Graph: members of `user`, for `$select`.
    /// The extension attributes come inside `onPremisesExtensionAttributes`, under their own names.
    pub fn graph_names(&self) -> Vec<String> {
        let compared = self.rows.iter().filter(|row| row.compared);
        let table = BuiltIn::table();
        let known: Vec<String> = compared
            .flat_map(|row| row.source.names())
            .filter_map(|name| {
                let is_directory_extension = name.starts_with("extension_");
                if is_directory_extension {
                    Some(name.clone())
                } else {
                    table.attribute(name).1
                }
            })
            .collect();
        distinct(known.iter())
    }
}

fn distinct<'a>(names: impl Iterator<Item = &'a String>) -> Vec<String> {
    let mut distinct: Vec<String> = Vec::new();
    for name in names {
        if !distinct
            .iter()
            .any(|known| known.eq_ignore_ascii_case(name))
        {
            distinct.push(name.clone());
        }
    }
    distinct
}

#[cfg(test)]
mod tests;
