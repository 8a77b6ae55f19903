//! The parameters of methods, by their declared type (`spo-wire.md` 2.2; the list is MS-CSOM 3.1.4.1.3.26).

use super::CsomError;
use super::document::Element;
use uuid::Uuid;

/// One value. What the type does not allow is refused while reading.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Parameter {
    Null,
    /// Text, and the types that are kept as text after their check: date, base64.
    Text(String),
    Number(f64),
    Boolean(bool),
    Guid(Uuid),
    Array(Vec<Parameter>),
    /// Names and values in order.
    Dictionary(Vec<(String, Parameter)>),
}

/// Arrays in arrays deeper than this are refused.
const MAX_DEPTH: usize = 8;

/// The parameters of a method.
pub(super) fn all(method: &Element) -> Result<Vec<Parameter>, CsomError> {
    let list = method
        .child("Parameters")
        .map(|list| list.children.as_slice())
        .unwrap_or_default();
    list.iter().map(|element| read(element, 0)).collect()
}

fn read(element: &Element, depth: usize) -> Result<Parameter, CsomError> {
    let text = element.text.as_str();
    let kind = element.attribute("Type");
    let wrong = || CsomError::invalid_request(format!("\"{text}\" is not of the type {kind}."));
    if depth > MAX_DEPTH {
        return Err(wrong());
    }
    Ok(match kind {
        "Null" => Parameter::Null,
        "" | "String" | "Char" => Parameter::Text(text.to_owned()),
        "DateTime" => {
            let dated =
                text.len() >= 10 && text.as_bytes()[4] == b'-' && text.as_bytes()[7] == b'-';
            dated
                .then(|| Parameter::Text(text.to_owned()))
                .ok_or_else(wrong)?
        }
        "Base64Binary" => {
            use base64::Engine as _;
            base64::engine::general_purpose::STANDARD
                .decode(text.trim())
                .map_err(|_| wrong())?;
            Parameter::Text(text.to_owned())
        }
        "Enum" | "Byte" | "SByte" | "Int16" | "Int32" | "Int64" | "UInt16" | "UInt32"
        | "UInt64" => {
            let number: i32 = text.trim().parse().map_err(|_| wrong())?;
            Parameter::Number(f64::from(number))
        }
        "Number" | "Double" | "Single" | "Decimal" => {
            let number: f64 = text.trim().parse().map_err(|_| wrong())?;
            number
                .is_finite()
                .then_some(Parameter::Number(number))
                .ok_or_else(wrong)?
        }
        "Boolean" => match text.trim() {
            "true" | "1" => Parameter::Boolean(true),
            "false" | "0" => Parameter::Boolean(false),
            _ => return Err(wrong()),
        },
        "Guid" => Parameter::Guid(Uuid::parse_str(text.trim()).map_err(|_| wrong())?),
        "Array" => {
            let items = element.children.iter().map(|item| read(item, depth + 1));
            Parameter::Array(items.collect::<Result<_, _>>()?)
        }
        "Dictionary" => {
            let pairs = element.children.iter();
            let pairs =
                pairs.map(|pair| Ok((pair.attribute("Name").to_owned(), read(pair, depth + 1)?)));
            Parameter::Dictionary(pairs.collect::<Result<_, CsomError>>()?)
        }
        _ => {
            return Err(CsomError::invalid_request(format!(
                "The type \"{kind}\" is not known."
            )));
        }
    })
}

impl Parameter {
    /// Text; a null is empty text, as writers send it to clear a property.
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Null => Some(""),
            _ => None,
        }
    }

    /// An enum or a whole number.
    #[allow(
        clippy::cast_possible_truncation,
        reason = "whole numbers are read as 32 bits"
    )]
    pub(super) fn integer(&self) -> Option<i64> {
        match self {
            Self::Number(number) if number.fract() == 0.0 => Some(*number as i64),
            _ => None,
        }
    }

    /// Text values of an array.
    pub(super) fn texts(&self) -> Option<Vec<&str>> {
        match self {
            Self::Array(items) => items.iter().map(Self::text).collect(),
            Self::Null => Some(Vec::new()),
            _ => None,
        }
    }

    /// Names and text values of a dictionary.
    pub(super) fn pairs(&self) -> Option<Vec<(String, String)>> {
        match self {
            Self::Dictionary(pairs) => pairs
                .iter()
                .map(|(name, value)| Some((name.clone(), value.text()?.to_owned())))
                .collect(),
            _ => None,
        }
    }

    /// A GUID, also one sent as text.
    pub(super) fn guid(&self) -> Option<Uuid> {
        match self {
            Self::Guid(id) => Some(*id),
            Self::Text(text) => Uuid::parse_str(text).ok(),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Element, Parameter, all};

    fn one(inner: &str) -> Option<Parameter> {
        let xml = format!("<Method><Parameters>{inner}</Parameters></Method>");
        all(&Element::parse(&xml).unwrap())
            .ok()
            .and_then(|list| list.into_iter().next())
    }

    #[test]
    fn every_type_is_read_and_its_mistakes_refused() {
        let typed =
            |kind: &str, text: &str| one(&format!("<Parameter Type=\"{kind}\">{text}</Parameter>"));
        assert_eq!(one("<Parameter Type=\"Null\"/>"), Some(Parameter::Null));
        assert_eq!(typed("Enum", "1").unwrap().integer(), Some(1));
        assert_eq!(typed("Int32", "-7").unwrap().integer(), Some(-7));
        assert_eq!(typed("Number", "1.5"), Some(Parameter::Number(1.5)));
        assert_eq!(typed("Boolean", "true"), Some(Parameter::Boolean(true)));
        assert!(
            typed("Guid", "{cf560d69-0fdb-4489-a216-b6b47adf8ef8}")
                .unwrap()
                .guid()
                .is_some()
        );
        assert!(
            typed("DateTime", "2024-03-29T17:55:08Z").is_some()
                && typed("Base64Binary", "QUI=").is_some()
        );
        let array = one(
            "<Parameter Type='Array'><Object Type='String'>a</Object><Object Type='Null'/></Parameter>",
        );
        assert_eq!(array.unwrap().texts().unwrap(), ["a", ""]);
        let map = one(
            "<Parameter Type='Dictionary'><Property Name='k' Type='String'>v</Property></Parameter>",
        );
        assert_eq!(
            map.unwrap().pairs().unwrap(),
            [("k".to_owned(), "v".to_owned())]
        );
        for (kind, text) in [
            ("Enum", "x"),
            ("Int32", "1.5"),
            ("Number", "NaN"),
            ("Boolean", "yes"),
            ("Guid", "1"),
            ("DateTime", "üüüüü"),
            ("Base64Binary", "%"),
            ("Thing", ""),
        ] {
            assert_eq!(typed(kind, text), None, "{kind}");
        }
    }
}
