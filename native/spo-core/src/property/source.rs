//! Where a row's value comes from: names of input properties and how they make one value.

use super::Transform;
use crate::error::Error;
use std::collections::HashMap;

/// The names under which one attribute may come, depending on the command that loaded the user: `mobile`, `MobilePhone`, `mobilePhone`.
pub type Names = Vec<String>;

/// How input properties become a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// No source is known.
    None,
    /// The same value for every user.
    Constant(Vec<String>),
    /// The first attribute that has a value.
    First(Vec<Names>),
    /// The values of all attributes in one text.
    Join {
        /// In this order.
        attributes: Vec<Names>,
        /// Between two values.
        separator: String,
    },
}

/// What the input came to.
#[derive(Debug, PartialEq, Eq)]
pub struct Input {
    /// Name of the input property, several with a comma between; empty for a constant.
    pub name: String,
    /// The values after transforms; none is an empty source.
    pub values: Vec<String>,
}

/// Why there is no value.
#[derive(Debug, PartialEq, Eq)]
pub enum Unread {
    /// An attribute that the value depends on was not loaded: its preferred name, empty when the row has no source.
    NotLoaded(String),
    /// A transform refused the value.
    Invalid(Error),
}

impl From<Error> for Unread {
    fn from(error: Error) -> Self {
        Self::Invalid(error)
    }
}

impl Source {
    /// Every name, in order of preference.
    pub fn names(&self) -> impl Iterator<Item = &String> {
        let attributes = match self {
            Self::None | Self::Constant(_) => &[],
            Self::First(attributes) | Self::Join { attributes, .. } => attributes.as_slice(),
        };
        attributes.iter().flatten()
    }

    /// Makes the value for one user. An attribute that was not loaded may hold anything, so nothing that depends on it is known.
    pub fn read(
        &self,
        values: &HashMap<String, Vec<String>>,
        transform: &Transform,
    ) -> Result<Input, Unread> {
        match self {
            Self::None => Err(Unread::NotLoaded(String::new())),
            Self::Constant(constant) => Ok(Input {
                name: String::new(),
                values: transform.apply(constant.clone())?,
            }),
            Self::First(attributes) => {
                let mut empty = None;
                for names in attributes {
                    let input = one(names, values, transform)?;
                    if !input.values.is_empty() {
                        return Ok(input);
                    }
                    empty = empty.or(Some(input));
                }
                empty.ok_or_else(|| Unread::NotLoaded(String::new()))
            }
            Self::Join {
                attributes,
                separator,
            } => {
                let mut parts = Vec::new();
                let mut loaded = Vec::new();
                for names in attributes {
                    let input = one(names, values, &Transform::default())?;
                    loaded.push(input.name);
                    parts.extend(input.values);
                }
                let parts: Vec<&str> = parts
                    .iter()
                    .map(|part| part.trim())
                    .filter(|part| !part.is_empty())
                    .collect();
                Ok(Input {
                    name: loaded.join(", "),
                    values: transform.apply(vec![parts.join(separator)])?,
                })
            }
        }
    }
}

/// One attribute: the first of its names that was loaded and has a value.
fn one(
    names: &[String],
    values: &HashMap<String, Vec<String>>,
    transform: &Transform,
) -> Result<Input, Unread> {
    let mut empty = None;
    for name in names {
        let Some((key, found)) = lookup(values, name) else {
            continue;
        };
        let input = Input {
            name: key.clone(),
            values: transform.apply(found.clone())?,
        };
        if !input.values.is_empty() {
            return Ok(input);
        }
        empty = empty.or(Some(input));
    }
    empty.ok_or_else(|| Unread::NotLoaded(names.first().cloned().unwrap_or_default()))
}

fn lookup<'a>(
    values: &'a HashMap<String, Vec<String>>,
    name: &str,
) -> Option<(&'a String, &'a Vec<String>)> {
    values.get_key_value(name).or_else(|| {
        values
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
    })
}

#[cfg(test)]
mod tests {
    use super::{Input, Source, Unread};
    use crate::property::Transform;
    use std::collections::HashMap;

    fn values(pairs: &[(&str, &[&str])]) -> HashMap<String, Vec<String>> {
        let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        pairs
            .iter()
            .map(|(name, texts)| ((*name).to_owned(), owned(texts)))
            .collect()
    }

    fn names(groups: &[&[&str]]) -> Vec<Vec<String>> {
        groups
            .iter()
            .map(|group| group.iter().map(|name| (*name).to_owned()).collect())
            .collect()
    }

    fn read(source: &Source, pairs: &[(&str, &[&str])]) -> Result<Input, Unread> {
        source.read(&values(pairs), &Transform::default())
    }

    fn not_loaded(name: &str) -> Result<Input, Unread> {
        Err(Unread::NotLoaded(name.to_owned()))
    }

    fn input(name: &str, texts: &[&str]) -> Input {
        Input {
            name: name.to_owned(),
            values: texts.iter().map(|text| (*text).to_owned()).collect(),
        }
    }

    #[test]
    fn any_name_of_an_attribute_will_do() {
        let source = Source::First(names(&[&["mobile", "MobilePhone"]]));
        assert_eq!(
            read(&source, &[("MOBILE", &["1"])]),
            Ok(input("MOBILE", &["1"]))
        );
        assert_eq!(
            read(&source, &[("mobile", &[]), ("mobilePhone", &["2"])]),
            Ok(input("mobilePhone", &["2"]))
        );
        assert_eq!(read(&source, &[("mobile", &[])]), Ok(input("mobile", &[])));
        assert_eq!(read(&source, &[("mail", &["a"])]), not_loaded("mobile"));
    }

    /// An attribute before the one that has a value might have had one too.
    #[test]
    fn the_first_attribute_with_a_value_counts_if_all_before_it_are_known() {
        let source = Source::First(names(&[&["extensionAttribute1"], &["mobile"]]));
        let both: &[(&str, &[&str])] = &[("extensionAttribute1", &[""]), ("mobile", &["2"])];
        assert_eq!(read(&source, both), Ok(input("mobile", &["2"])));
        assert_eq!(
            read(&source, &[("mobile", &["2"])]),
            not_loaded("extensionAttribute1")
        );
        assert_eq!(
            read(&source, &[("extensionAttribute1", &[])]),
            not_loaded("mobile")
        );
    }

    #[test]
    fn joined_values_leave_no_gaps() {
        let source = Source::Join {
            attributes: names(&[&["l"], &["st"], &["co"]]),
            separator: ", ".to_owned(),
        };
        let all: &[(&str, &[&str])] = &[("l", &["Kyiv"]), ("st", &[" "]), ("co", &["Ukraine"])];
        assert_eq!(
            read(&source, all),
            Ok(input("l, st, co", &["Kyiv, Ukraine"]))
        );
        assert_eq!(
            read(&source, &[("l", &["Kyiv"]), ("co", &[])]),
            not_loaded("st")
        );
    }

    #[test]
    fn constants_need_no_input() {
        let source = Source::Constant(vec!["Contoso".to_owned()]);
        assert_eq!(read(&source, &[]), Ok(input("", &["Contoso"])));
    }
}
