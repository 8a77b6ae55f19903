//! Why a job is not taken: properties that the import does not write are named in the text (`spo-wire.md` 4.5), everything else
//! concerns the job as a whole.

use crate::error::{Error, ErrorId};

/// A property the service does not import.
#[derive(Debug, Clone)]
pub struct RefusedProperty {
    /// Its name, as it was asked for.
    pub name: String,
    /// `PropertyEditableByUser`, `PropertyUnknown` or `PropertyNotWritable`, in the service's words.
    pub error: Error,
}

/// Why a job is not taken.
#[derive(Debug)]
pub enum Refusal {
    /// Because of these; without them it may be.
    Properties(Vec<RefusedProperty>),
    /// For another reason.
    Other(Error),
}

impl Refusal {
    /// Reads the service's text: `Property Names [A, B] are editable by user.` Only names that were asked for count, so that
    /// brackets in any other text mean nothing. `refused` is the error as it stands without them.
    pub fn read(text: &str, asked: &[&str], refused: Error) -> Self {
        let listed = bracketed(text);
        let names: Vec<_> = asked
            .iter()
            .filter(|name| listed.iter().any(|other| other.eq_ignore_ascii_case(name)))
            .collect();
        if names.is_empty() || refused.id() == ErrorId::AccessDenied {
            return Self::Other(refused);
        }
        let id = reason(text);
        let property = |name: &&&str| RefusedProperty {
            name: (**name).to_owned(),
            error: Error::new(id, refused.message()).with_target(**name),
        };
        Self::Properties(names.iter().map(property).collect())
    }
}

/// The names between the first brackets.
fn bracketed(text: &str) -> Vec<&str> {
    let inside = text
        .split_once('[')
        .and_then(|(_, rest)| rest.split_once(']'));
    let names = inside.map_or("", |(names, _)| names).split([',', ';']);
    names
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .collect()
}

/// The text for user-editable properties is documented; the others are assumed. In another language the reason cannot be told.
fn reason(text: &str) -> ErrorId {
    let (_, tail) = text.rsplit_once(']').unwrap_or_default();
    let tail = tail.to_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| tail.contains(word));
    if says(&["editable"]) {
        ErrorId::PropertyEditableByUser
    } else if says(&["not exist", "not found", "unknown", "invalid", "not valid"]) {
        ErrorId::PropertyUnknown
    } else {
        ErrorId::PropertyNotWritable
    }
}

#[cfg(test)]
mod tests {
    use super::Refusal;
    use crate::error::{Error, ErrorId};
    use proptest::prelude::*;

    const ASKED: [&str; 3] = ["AboutMe", "CellPhone", "Fax"];

    fn read(text: &str) -> Result<Vec<(String, ErrorId)>, ErrorId> {
        let refused = Error::new(ErrorId::ServiceError, format!("SharePoint refused: {text}"));
        match Refusal::read(text, &ASKED, refused) {
            Refusal::Properties(all) => {
                let pair = |one: super::RefusedProperty| (one.name, one.error.id());
                Ok(all.into_iter().map(pair).collect())
            }
            Refusal::Other(error) => Err(error.id()),
        }
    }

    #[test]
    fn the_documented_text_names_the_properties() {
        let named = |id| {
            Ok(vec![
                ("AboutMe".to_owned(), id),
                ("CellPhone".to_owned(), id),
            ])
        };
        let editable = named(ErrorId::PropertyEditableByUser);
        assert_eq!(
            read("Property Names [AboutMe, cellphone] are editable by user."),
            editable
        );
        assert_eq!(
            read("Property Names [CellPhone,AboutMe] are editable by user."),
            editable
        );
        assert_eq!(
            read("Property Names [AboutMe,CellPhone] do not exist."),
            named(ErrorId::PropertyUnknown)
        );
        assert_eq!(
            read("Property Names [AboutMe,CellPhone] sind bearbeitbar."),
            named(ErrorId::PropertyNotWritable)
        );
    }

    #[test]
    fn every_other_text_is_about_the_job() {
        for text in [
            "",
            "Property Names [Other] are editable by user.",
            "no [brackets",
            "Access denied.",
        ] {
            assert_eq!(read(text), Err(ErrorId::ServiceError), "{text}");
        }
        let denied = Error::new(ErrorId::AccessDenied, "no");
        let refusal = Refusal::read("[Fax]", &ASKED, denied);
        assert!(matches!(refusal, Refusal::Other(error) if error.id() == ErrorId::AccessDenied));
    }

    proptest! {
        #[test]
        fn any_text_is_a_refusal(text in any::<String>()) {
            let _ = read(&text);
        }

        #[test]
        fn only_what_was_asked_for_is_refused(text in "[\\[\\], A-Za-z]{0,60}") {
            if let Ok(named) = read(&text) {
                prop_assert!(!named.is_empty() && named.iter().all(|(name, _)| ASKED.contains(&name.as_str())));
            }
        }
    }
}
