//! The built-in map: the one table of what Microsoft synchronises, what it leaves behind, and why. Its source is `map.json`.

use super::transform::Step;
use super::{Origin, Row, Source, Transform, UserEditable, Writable};
use serde::Deserialize;
use std::sync::{Arc, LazyLock};

/// The table, ready to use.
pub struct BuiltIn {
    /// Rows about profile properties.
    pub rows: Vec<Arc<Row>>,
    /// Attributes that SharePoint has no property for; a map file may name them.
    pub attributes: Vec<Arc<Row>>,
}

/// The table as it is in the file.
static TABLE: LazyLock<BuiltIn> = LazyLock::new(|| {
    let file: File = serde_json::from_str(include_str!("map.json"))
        .expect("the built-in map is checked by a test");
    let rows = |entries: Vec<Entry>| entries.into_iter().map(Entry::into_row).collect();
    BuiltIn {
        rows: rows(file.rows),
        attributes: rows(file.attributes),
    }
});

impl BuiltIn {
    /// The table.
    pub fn table() -> &'static Self {
        &TABLE
    }

    /// All names of the attribute that one name stands for, that one first, and its name in Graph.
    pub fn attribute(&self, name: &str) -> (Vec<String>, Option<String>) {
        let is_name = |other: &String| other.eq_ignore_ascii_case(name);
        let known =
            self.attributes.iter().chain(&self.rows).find(|row| {
                row.compared && !row.transform.picks() && row.sources.iter().any(is_name)
            });
        let mut names = vec![name.to_owned()];
        let others = known.iter().flat_map(|row| &row.sources);
        names.extend(others.filter(|other| !is_name(other)).cloned());
        (names, known.and_then(|row| row.graph.clone()))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    rows: Vec<Entry>,
    attributes: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "they are columns of the table"
)]
struct Entry {
    #[serde(default)]
    property: String,
    sources: Vec<String>,
    graph: Option<String>,
    #[serde(default)]
    native: bool,
    #[serde(default)]
    sync: bool,
    #[serde(default = "yes")]
    compared: bool,
    #[serde(default)]
    caseless: bool,
    #[serde(default)]
    writable: EntryWritable,
    #[serde(default)]
    user_editable: EntryEditable,
    #[serde(default)]
    multi_value: bool,
    #[serde(default)]
    taxonomy: bool,
    #[serde(default)]
    transform: Vec<String>,
    why: String,
    remedy: String,
    fact: String,
}

const fn yes() -> bool {
    true
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
enum EntryWritable {
    Never,
    #[default]
    Direct,
    Import,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
enum EntryEditable {
    #[default]
    No,
    Assumed,
    Unknown,
}

impl Entry {
    fn into_row(self) -> Arc<Row> {
        let mut sources = self.sources;
        let graph = self.graph.iter();
        let graph = graph.filter(|_| self.compared && !is_object(self.graph.as_deref()));
        for name in graph {
            if !sources.iter().any(|known| known.eq_ignore_ascii_case(name)) {
                sources.push(name.clone());
            }
        }
        let steps = self.transform.iter();
        let steps = steps.map(|name| Step::named(name, None).expect("a step of the table"));
        Arc::new(Row {
            property: self.property,
            source: if sources.is_empty() {
                Source::None
            } else {
                Source::First(vec![sources.clone()])
            },
            sources,
            graph: self.graph,
            native: self.native,
            sync: self.sync,
            compared: self.compared,
            caseless: self.caseless,
            writable: match self.writable {
                EntryWritable::Never => Writable::Never,
                EntryWritable::Direct => Writable::Directly,
                EntryWritable::Import => Writable::ByImport,
            },
            user_editable: match self.user_editable {
                EntryEditable::No => UserEditable::No,
                EntryEditable::Assumed => UserEditable::Assumed,
                EntryEditable::Unknown => UserEditable::Unknown,
            },
            multi_value: self.multi_value,
            taxonomy: self.taxonomy,
            transform: Transform::new(steps.collect()),
            origin: Origin::BuiltIn,
            why: self.why,
            remedy: self.remedy,
            fact: self.fact,
        })
    }
}

/// Graph's member for the extension attributes is an object that holds them under their own names.
fn is_object(graph: Option<&str>) -> bool {
    graph == Some("onPremisesExtensionAttributes")
}

#[cfg(test)]
mod tests;
