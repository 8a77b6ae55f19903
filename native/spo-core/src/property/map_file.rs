//! Reading the rows of a map file. Everything that cannot be meant is an error that names file, row and member: a typing error must not
//! pass for a row that does nothing.

use super::builtin::BuiltIn;
use super::map::not_writable;
use super::phone::Country;
use super::transform::Step;
use super::{Origin, Row, Source, Transform, UserEditable, Writable};
use crate::error::{Error, ErrorId, Result};
use serde_json::{Map, Value};

/// Members of a row.
pub const MEMBERS: [&str; 11] = [
    "Property",
    "From",
    "Combine",
    "Separator",
    "Constant",
    "Transform",
    "Country",
    "MultiValue",
    "Taxonomy",
    "UserEditable",
    "Sync",
];

/// Where in the file something is.
struct Place<'a> {
    file: &'a str,
    row: usize,
}

impl Place<'_> {
    fn error(&self, message: &str) -> Error {
        let file = if self.file.is_empty() {
            "The property map"
        } else {
            self.file
        };
        let message = if self.row == 0 {
            format!("{file}: {message}")
        } else {
            format!("{file}, row {}: {message}", self.row)
        };
        Error::new(ErrorId::PropertyMapInvalid, message).with_target(self.file)
    }
}

/// Reads the rows: an array of objects, an object with `Rows`, or one row.
pub fn read(json: &str, file: &str, table: &BuiltIn) -> Result<Vec<Row>> {
    let whole = Place { file, row: 0 };
    let json = json.trim_start_matches('\u{feff}');
    let value: Value = serde_json::from_str(json)
        .map_err(|error| whole.error(&format!("This is not JSON: {error}.")))?;
    let mut rows: Vec<Row> = Vec::new();
    for (index, entry) in entries(value, &whole)?.into_iter().enumerate() {
        let place = Place {
            file,
            row: index + 1,
        };
        let Value::Object(members) = entry else {
            return Err(place.error("A row is an object with Property and From or Constant."));
        };
        let row = Members::new(members, &place)?.into_row(table)?;
        let same = |other: &Row| other.property.eq_ignore_ascii_case(&row.property);
        if let Some(other) = rows.iter().position(same) {
            let message = format!("Property {} has row {} already.", row.property, other + 1);
            return Err(place.error(&message));
        }
        rows.push(row);
    }
    Ok(rows)
}

fn entries(value: Value, whole: &Place<'_>) -> Result<Vec<Value>> {
    match value {
        Value::Array(rows) => Ok(rows),
        Value::Object(members) if has(&members, "Property") => Ok(vec![Value::Object(members)]),
        Value::Object(members) if members.len() == 1 && has(&members, "Rows") => {
            match members.into_iter().next() {
                Some((_, Value::Array(rows))) => Ok(rows),
                Some((_, row @ Value::Object(_))) => Ok(vec![row]),
                _ => Err(whole.error("Rows is a list of rows.")),
            }
        }
        _ => Err(whole.error("A map is a list of rows, or an object whose one member Rows is.")),
    }
}

fn has(members: &Map<String, Value>, name: &str) -> bool {
    members.keys().any(|key| key.eq_ignore_ascii_case(name))
}

/// One row as it is written.
struct Members<'a> {
    values: [Option<Value>; MEMBERS.len()],
    place: &'a Place<'a>,
}

impl<'a> Members<'a> {
    fn new(members: Map<String, Value>, place: &'a Place<'a>) -> Result<Self> {
        let mut values = [const { None }; MEMBERS.len()];
        for (key, value) in members {
            let known = MEMBERS
                .iter()
                .position(|name| name.eq_ignore_ascii_case(&key));
            let Some(index) = known else {
                let names = MEMBERS.join(", ");
                return Err(place.error(&format!("Member {key} is not known; known are {names}.")));
            };
            if values[index].replace(value).is_some() {
                return Err(place.error(&format!("Member {} is there twice.", MEMBERS[index])));
            }
        }
        Ok(Self { values, place })
    }

    /// The member, unless it is missing or null.
    fn value(&self, name: &str) -> Option<&Value> {
        let index = MEMBERS.iter().position(|known| *known == name)?;
        self.values[index].as_ref().filter(|value| !value.is_null())
    }

    fn text(&self, name: &str) -> Result<Option<&str>> {
        match self.value(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(self.place.error(&format!("{name} is a text."))),
        }
    }

    fn flag(&self, name: &str) -> Result<Option<bool>> {
        match self.value(name) {
            None => Ok(None),
            Some(Value::Bool(flag)) => Ok(Some(*flag)),
            Some(_) => Err(self.place.error(&format!("{name} is true or false."))),
        }
    }

    /// A text or a list of texts, none of them empty.
    fn texts(&self, name: &str) -> Result<Option<Vec<String>>> {
        let wrong = || {
            self.place
                .error(&format!("{name} is a text or a list of texts."))
        };
        let Some(value) = self.value(name) else {
            return Ok(None);
        };
        let items = match value {
            Value::Array(items) => items.as_slice(),
            one => std::slice::from_ref(one),
        };
        let text = |item: &Value| match item.as_str().map(str::trim) {
            Some(text) if !text.is_empty() => Ok(text.to_owned()),
            _ => Err(wrong()),
        };
        items.iter().map(text).collect::<Result<_>>().map(Some)
    }

    fn into_row(self, table: &BuiltIn) -> Result<Row> {
        let property = self.text("Property")?.map(str::trim).unwrap_or_default();
        if property.is_empty() {
            return Err(self.place.error("Property is missing."));
        }
        let known = |row: &&std::sync::Arc<Row>| row.property.eq_ignore_ascii_case(property);
        let mut row = match table.rows.iter().find(known) {
            Some(built_in) => self.check_facts(built_in)?,
            None => self.new_row(property)?,
        };
        if let Some(editable) = self.flag("UserEditable")? {
            row.user_editable = if editable {
                UserEditable::Yes
            } else {
                UserEditable::No
            };
        }
        if let Some(transform) = self.transform()? {
            row.transform = transform;
        }
        if let Some((source, graph)) = self.source(&row, table)? {
            row.sources = source.names().cloned().collect();
            row.source = source;
            row.graph = graph;
            row.compared = true;
        }
        if row.source == Source::None {
            return Err(self.place.error("From or Constant is missing."));
        }
        if !row.compared {
            let message = format!("{} needs From or Constant. {}", row.property, row.why);
            return Err(self.place.error(&message));
        }
        row.sync = self.flag("Sync")?.unwrap_or(true);
        row.origin = Origin::Map;
        Ok(row)
    }

    /// The built-in row as a start. A file may say where a value comes from; what the property is, the service decides.
    fn check_facts(&self, built_in: &Row) -> Result<Row> {
        if built_in.writable == Writable::Never {
            let error = not_writable(built_in);
            let message = self.place.error(error.message()).message().to_owned();
            return Err(
                Error::new(ErrorId::PropertyNotWritable, message).with_target(self.place.file)
            );
        }
        for (name, fact) in [
            ("MultiValue", built_in.multi_value),
            ("Taxonomy", built_in.taxonomy),
        ] {
            if self.flag(name)?.is_some_and(|said| said != fact) {
                let message = format!("{name} of {} is {fact}.", built_in.property);
                return Err(self.place.error(&message));
            }
        }
        Ok(built_in.clone())
    }

    fn new_row(&self, property: &str) -> Result<Row> {
        Ok(Row {
            property: property.to_owned(),
            sources: Vec::new(),
            source: Source::None,
            graph: None,
            native: false,
            sync: true,
            compared: true,
            caseless: self.flag("Taxonomy")?.unwrap_or_default(),
            writable: Writable::ByImport,
            user_editable: UserEditable::Unknown,
            multi_value: self.flag("MultiValue")?.unwrap_or_default(),
            taxonomy: self.flag("Taxonomy")?.unwrap_or_default(),
            transform: Transform::default(),
            origin: Origin::Map,
            why: "The map file has it; Microsoft does not synchronise custom properties."
                .to_owned(),
            remedy: "Run Sync-SpoProfileProperty with the map file.".to_owned(),
            fact: format!("the map file, row {}", self.place.row),
        })
    }

    fn transform(&self) -> Result<Option<Transform>> {
        let country = match self.text("Country")? {
            None => None,
            Some(code) => Some(Country::from_code(code).ok_or_else(|| {
                let message =
                    format!("Country {code} is not a country code of two letters, as DE.");
                self.place.error(&message)
            })?),
        };
        let names = self.texts("Transform")?;
        let mut steps = Vec::new();
        for name in names.iter().flatten() {
            steps.push(Step::named(name, country).ok_or_else(|| {
                let known = Step::NAMES.join(", ");
                let message = format!("Transform {name} is not known; known are {known}.");
                self.place.error(&message)
            })?);
        }
        let transform = Transform::new(steps);
        if country.is_some() && !transform.has_phone_numbers() {
            return Err(self.place.error("Country goes with the transform E164."));
        }
        Ok(names.map(|_| transform))
    }

    /// The source with its name in Graph; `None` when the row has none of its own.
    fn source(&self, row: &Row, table: &BuiltIn) -> Result<Option<(Source, Option<String>)>> {
        let combine = self.text("Combine")?;
        let join = match combine {
            None => false,
            Some(how) if how.eq_ignore_ascii_case("FirstNonEmpty") => false,
            Some(how) if how.eq_ignore_ascii_case("Join") => true,
            Some(how) => {
                let message = format!("Combine {how} is not known; known are FirstNonEmpty, Join.");
                return Err(self.place.error(&message));
            }
        };
        let separator = self.text("Separator")?;
        if separator.is_some() && !join {
            return Err(self.place.error("Separator goes with Combine Join."));
        }
        let (from, constant) = (self.texts("From")?, self.texts("Constant")?);
        match (from, constant) {
            (Some(_), Some(_)) => Err(self.place.error("From and Constant exclude each other.")),
            (None, _) if combine.is_some() => Err(self.place.error("Combine goes with From.")),
            (None, None) => Ok(None),
            (None, Some(values)) => {
                if !row.multi_value && values.len() != 1 {
                    let message = format!(
                        "{} holds one value, Constant has another number.",
                        row.property
                    );
                    return Err(self.place.error(&message));
                }
                super::value::check(row, &values)
                    .map_err(|error| self.place.error(error.message()))?;
                Ok(Some((Source::Constant(values), None)))
            }
            (Some(names), None) if names.is_empty() => Err(self.place.error("From is empty.")),
            (Some(names), None) => {
                let known: Vec<_> = names.iter().map(|name| table.attribute(name)).collect();
                let graph = known.iter().find_map(|(_, graph)| graph.clone());
                let attributes = known.into_iter().map(|(names, _)| names).collect();
                let source = if join {
                    Source::Join {
                        attributes,
                        separator: separator.unwrap_or(" ").to_owned(),
                    }
                } else {
                    Source::First(attributes)
                };
                Ok(Some((source, graph)))
            }
        }
    }
}

#[cfg(test)]
mod tests;
