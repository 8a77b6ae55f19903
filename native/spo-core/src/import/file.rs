//! The data file of a job (`spo-wire.md` 4.4): `{"value":[{"IdName":"<id>","CellPhone":"..."}]}`, UTF-8 behind a byte order mark.

use super::ImportChange;
use bytes::Bytes;
use serde::ser::{Serialize, SerializeMap, Serializer};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Most properties of one file (documented). The identifying member of each row is counted too, which nobody says.
const MAX_PROPERTIES: usize = 500_000;
/// Most bytes of one file. 2 GB are documented; this is one upload without chunks, held in memory, that a slow line
/// carries in time, and 500,000 properties of usual length fit in.
const MAX_BYTES: usize = 32_000_000;

const START: &[u8] = b"\xEF\xBB\xBF{\"value\":[";
const END: &[u8] = b"]}";

/// How the rows of a file name their users (`ImportProfilePropertiesUserIdType`; `docs/wire-notes.md` 8).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IdType {
    /// Entra object id: recommended, because it is unique.
    CloudId = 1,
    /// User principal name.
    PrincipalName = 2,
}

/// The id by which a job finds the user of a change.
pub fn id_of(change: &ImportChange) -> (IdType, String) {
    match Uuid::parse_str(change.object_id.trim()) {
        Ok(id) if !id.is_nil() => (IdType::CloudId, id.to_string()),
        _ => (IdType::PrincipalName, change.account.upn().to_owned()),
    }
}

/// Positions of the changes in the order in which they go into files: those by object id, then those by name, because a job
/// knows one type of id.
pub fn order(changes: &[ImportChange]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..changes.len()).collect();
    order.sort_by_cached_key(|index| id_of(&changes[*index]).0 == IdType::PrincipalName);
    order
}

/// The names in the files of a run: members of the rows, and the profile properties of the same names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Names {
    /// The member that identifies the user.
    pub id_member: String,
    /// Every profile property that is written.
    pub properties: BTreeSet<String>,
}

impl Names {
    /// The names of all changes.
    pub fn of(changes: &[ImportChange]) -> Self {
        let values = changes.iter().flat_map(|change| &change.values);
        let properties: BTreeSet<String> = values.map(|(name, _)| name.clone()).collect();
        let mut id_member = "IdName".to_owned();
        while properties
            .iter()
            .any(|name| name.eq_ignore_ascii_case(&id_member))
        {
            id_member.push('_');
        }
        Self {
            id_member,
            properties,
        }
    }

    /// Leaves properties out, whatever their case; false when none of them was among the names.
    pub fn leave_out(&mut self, refused: &[String]) -> bool {
        let before = self.properties.len();
        self.properties
            .retain(|name| !refused.iter().any(|other| other.eq_ignore_ascii_case(name)));
        self.properties.len() < before
    }
}

/// One file, and whose values are in it.
#[derive(Debug)]
pub struct DataFile {
    /// What identifies its rows.
    pub id_type: IdType,
    /// The file itself.
    pub content: Bytes,
    /// How many changes it took from the front of the list.
    pub taken: usize,
    /// How many of them had something to write.
    pub rows: usize,
}

impl DataFile {
    /// Writes as many changes from the front of `order` as have the same type of id and fit; at least one.
    pub fn write(changes: &[ImportChange], order: &[usize], names: &Names) -> Self {
        Self::within(changes, order, names, MAX_PROPERTIES, MAX_BYTES)
    }

    fn within(
        changes: &[ImportChange],
        order: &[usize],
        names: &Names,
        max_properties: usize,
        max_bytes: usize,
    ) -> Self {
        let id_type = order
            .first()
            .map_or(IdType::CloudId, |index| id_of(&changes[*index]).0);
        let mut content = START.to_vec();
        let (mut taken, mut rows, mut properties) = (0, 0, 0);
        for index in order {
            let change = &changes[*index];
            let (this_type, id) = id_of(change);
            let row = Row { change, id, names };
            let members = row.values().count() + 1;
            if this_type != id_type || (rows > 0 && properties + members > max_properties) {
                break;
            }
            taken += 1;
            if members == 1 {
                continue;
            }
            let before = content.len();
            if rows > 0 {
                content.push(b',');
            }
            serde_json::to_writer(&mut content, &row).expect("writing to memory cannot fail");
            if rows > 0 && content.len() + END.len() > max_bytes {
                content.truncate(before);
                taken -= 1;
                break;
            }
            rows += 1;
            properties += members;
        }
        content.extend_from_slice(END);
        Self {
            id_type,
            content: content.into(),
            taken,
            rows,
        }
    }
}

struct Row<'a> {
    change: &'a ImportChange,
    id: String,
    names: &'a Names,
}

impl Row<'_> {
    /// The values that are written; of a property named twice the last one.
    fn values(&self) -> impl Iterator<Item = &(String, String)> {
        let all = &self.change.values;
        all.iter().enumerate().filter_map(|(index, value)| {
            let again = all[index + 1..].iter().any(|(name, _)| *name == value.0);
            (!again && self.names.properties.contains(&value.0)).then_some(value)
        })
    }
}

impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut row = serializer.serialize_map(None)?;
        row.serialize_entry(&self.names.id_member, &self.id)?;
        for (name, value) in self.values() {
            row.serialize_entry(name, value)?;
        }
        row.end()
    }
}

#[cfg(test)]
mod tests {
    use super::{DataFile, IdType, Names, order};
    use crate::account::AccountName;
    use crate::import::ImportChange;
    use proptest::prelude::*;
    use serde_json::Value;

    const ID: &str = "3f2504e0-4f89-41d3-9a0c-0305e82c3301";

    fn change(upn: &str, object_id: &str, values: &[(&str, &str)]) -> ImportChange {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        ImportChange {
            account: AccountName::from_upn(upn),
            object_id: object_id.to_owned(),
            values: values.iter().map(owned).collect(),
        }
    }

    fn rows(file: &DataFile) -> Vec<Value> {
        let text = file.content.strip_prefix(b"\xEF\xBB\xBF").expect("mark");
        let mut json: Value = serde_json::from_slice(text).unwrap();
        serde_json::from_value(json["value"].take()).unwrap()
    }

    /// All files of the changes.
    fn split(changes: &[ImportChange], properties: usize, bytes: usize) -> Vec<DataFile> {
        let (order, names) = (order(changes), Names::of(changes));
        let (mut rest, mut files) = (order.as_slice(), Vec::new());
        while !rest.is_empty() {
            let file = DataFile::within(changes, rest, &names, properties, bytes);
            rest = &rest[file.taken..];
            files.push(file);
        }
        files
    }

    #[test]
    fn a_file_has_the_documented_shape() {
        let changes = [change("anna@contoso.com", ID, &[("CellPhone", "+49")])];
        let files = split(&changes, 10, 1000);
        let text = std::str::from_utf8(&files[0].content).unwrap();
        let expected =
            format!("\u{feff}{{\"value\":[{{\"IdName\":\"{ID}\",\"CellPhone\":\"+49\"}}]}}");
        assert_eq!(text, expected);
        assert_eq!((files.len(), files[0].rows), (1, 1));
    }

    #[test]
    fn users_without_an_object_id_get_files_of_their_own() {
        let changes = [
            change("anna@contoso.com", ID, &[("Fax", "1")]),
            change("bert@contoso.com", "", &[("Fax", "2")]),
            change("cleo@contoso.com", ID, &[("Fax", "3")]),
            change("dora@contoso.com", "none", &[("Fax", "4")]),
        ];
        let files = split(&changes, 100, 1000);
        let types: Vec<_> = files.iter().map(|file| (file.id_type, file.rows)).collect();
        assert_eq!(types, [(IdType::CloudId, 2), (IdType::PrincipalName, 2)]);
        assert_eq!(rows(&files[1])[1]["IdName"], "dora@contoso.com");
    }

    #[test]
    fn files_are_split_at_properties_and_bytes() {
        let all: Vec<_> = (0..10)
            .map(|n| {
                change(
                    &format!("u{n}@contoso.com"),
                    "",
                    &[("Fax", "1"), ("HomePhone", "2")],
                )
            })
            .collect();
        // Three members a row, the id among them.
        let by_properties = split(&all, 9, 100_000);
        let counts: Vec<_> = by_properties.iter().map(|file| file.rows).collect();
        assert_eq!(counts, [3, 3, 3, 1]);
        let by_bytes = split(&all, 1000, 200);
        assert!(by_bytes.len() > 1 && by_bytes.iter().all(|file| file.content.len() <= 200));
        assert_eq!(by_bytes.iter().map(|file| file.rows).sum::<usize>(), 10);
    }

    #[test]
    fn what_was_refused_is_left_out_and_a_user_with_nothing_left_has_no_row() {
        let changes = [
            change("anna@contoso.com", "", &[("Fax", "1"), ("AboutMe", "a")]),
            change("bert@contoso.com", "", &[("AboutMe", "b")]),
        ];
        let mut names = Names::of(&changes);
        assert!(
            names.leave_out(&["ABOUTME".to_owned()]) && !names.leave_out(&["Other".to_owned()])
        );
        let file = DataFile::write(&changes, &[0, 1], &names);
        assert_eq!((file.taken, file.rows), (2, 1));
        assert_eq!(rows(&file)[0].as_object().unwrap().len(), 2);
    }

    #[test]
    fn a_property_of_that_name_does_not_take_the_ids_place() {
        let changes = [change(
            "a@b.c",
            "",
            &[("idname", "x"), ("Fax", "1"), ("Fax", "2")],
        )];
        let files = split(&changes, 10, 1000);
        let row = &rows(&files[0])[0];
        assert_eq!(
            (&row["IdName_"], &row["idname"], &row["Fax"]),
            (&"a@b.c".into(), &"x".into(), &"2".into())
        );
    }

    proptest! {
        /// Quotes, backslashes, control characters, emoji, right-to-left text: every value is read back as it was.
        #[test]
        fn any_value_is_read_back(values in proptest::collection::vec(any::<String>(), 1..20), limit in 2usize..40) {
            let changes: Vec<_> = values.iter().enumerate()
                .map(|(n, value)| change(&format!("u{n}@contoso.com"), "", &[("AboutMe", value), ("Fax", "\u{202e}\"\\\u{1}😀")]))
                .collect();
            let files = split(&changes, limit, 300);
            let read: Vec<Value> = files.iter().flat_map(rows).collect();
            prop_assert_eq!(read.len(), values.len());
            for (n, (row, value)) in read.iter().zip(&values).enumerate() {
                prop_assert_eq!(row["AboutMe"].as_str(), Some(value.as_str()));
                prop_assert_eq!(row["Fax"].as_str(), Some("\u{202e}\"\\\u{1}😀"));
                prop_assert_eq!(&row["IdName"], &Value::from(format!("u{n}@contoso.com")));
            }
        }
    }
}
