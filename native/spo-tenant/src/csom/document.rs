//! The XML of a request as a tree without name prefixes. Requests are small; depth and size are bounded by the parser and the body limit.

use super::CsomError;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::collections::HashMap;

/// Deeper requests are refused: the tree is walked recursively.
const MAX_DEPTH: usize = 64;

/// One element.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Element {
    pub(super) name: String,
    attributes: HashMap<String, String>,
    pub(super) children: Vec<Element>,
    /// All text directly inside, entities resolved.
    pub(super) text: String,
}

impl Element {
    /// The root element of a document.
    pub(super) fn parse(text: &str) -> Result<Self, CsomError> {
        let malformed = |detail: String| {
            CsomError::invalid_request(format!("The request is not well-formed: {detail}"))
        };
        if !text.chars().all(is_xml) {
            return Err(malformed("a character that XML does not have".to_owned()));
        }
        let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
        let mut open: Vec<Self> = vec![Self::default()];
        loop {
            let event = reader
                .read_event()
                .map_err(|error| malformed(error.to_string()))?;
            if open.len() > MAX_DEPTH {
                return Err(malformed("too deep".to_owned()));
            }
            match event {
                Event::Start(start) => open.push(Self::from_start(&start).map_err(malformed)?),
                Event::Empty(start) => {
                    let element = Self::from_start(&start).map_err(malformed)?;
                    innermost(&mut open).children.push(element);
                }
                Event::End(_) => {
                    let element = open.pop().unwrap_or_default();
                    innermost(&mut open).children.push(element);
                }
                Event::Text(text) => innermost(&mut open).text.push_str(&text.xml10_content()),
                Event::CData(text) => innermost(&mut open).text.push_str(&text.xml10_content()),
                Event::GeneralRef(reference) => {
                    let letter = match reference
                        .resolve_char_ref()
                        .map_err(|error| malformed(error.to_string()))?
                    {
                        Some(letter) => letter,
                        None => named_entity(&reference)
                            .ok_or_else(|| malformed("unknown entity".to_owned()))?,
                    };
                    if !is_xml(letter) {
                        return Err(malformed("a character that XML does not have".to_owned()));
                    }
                    innermost(&mut open).text.push(letter);
                }
                Event::Eof if open.len() > 1 => {
                    return Err(malformed("unclosed element".to_owned()));
                }
                Event::Eof => break,
                Event::DocType(_) => {
                    return Err(malformed("document types are not allowed".to_owned()));
                }
                Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
            }
        }
        open.pop()
            .and_then(|document| document.children.into_iter().next())
            .ok_or_else(|| malformed("no element".to_owned()))
    }

    fn from_start(start: &BytesStart<'_>) -> Result<Self, String> {
        let mut element = Self {
            name: start.local_name().as_ref().to_owned(),
            ..Self::default()
        };
        for attribute in start.attributes() {
            let attribute = attribute.map_err(|error| error.to_string())?;
            let value = attribute
                .normalized_value(quick_xml::XmlVersion::default())
                .map_err(|error| error.to_string())?;
            element.attributes.insert(
                attribute.key.local_name().as_ref().to_owned(),
                value.into_owned(),
            );
        }
        Ok(element)
    }

    /// An attribute, `""` when it is missing.
    pub(super) fn attribute(&self, name: &str) -> &str {
        self.attributes.get(name).map_or("", String::as_str)
    }

    /// The first child of that name.
    pub(super) fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }
}

/// The element being read. The list always holds the document itself: an end without a start is an error of the parser.
fn innermost(open: &mut Vec<Element>) -> &mut Element {
    if open.is_empty() {
        open.push(Element::default());
    }
    let last = open.len() - 1;
    &mut open[last]
}

/// The characters of XML 1.0: of the control characters tab and line ends alone.
const fn is_xml(letter: char) -> bool {
    matches!(letter, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

fn named_entity(name: &str) -> Option<char> {
    Some(match name {
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "quot" => '"',
        "apos" => '\'',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::Element;

    #[test]
    fn text_keeps_entities_blanks_and_prefixes_go() {
        let xml = "\u{feff}<?xml version=\"1.0\"?><q:Request xmlns:q=\"x\"><Method Name='a&amp;b'><Parameters><Parameter Type=\"String\"> i:0#&lt;&#x27;é </Parameter><Parameter/></Parameters></Method></q:Request>";
        let request = Element::parse(xml).unwrap();
        assert_eq!(request.name, "Request");
        let method = request.child("Method").unwrap();
        assert_eq!(method.attribute("Name"), "a&b");
        let texts: Vec<_> = method.children[0]
            .children
            .iter()
            .map(|parameter| parameter.text.as_str())
            .collect();
        assert_eq!(texts, [" i:0#<'é ", ""]);
    }

    #[test]
    fn broken_and_hostile_documents_are_refused() {
        for text in [
            "",
            "<a>",
            "<a></b>",
            "</a>",
            "<a>&unknown;</a>",
            "<a>\u{1}</a>",
            "<a>&#11;</a>",
            "<a>&#xFFFF;</a>",
            "<!DOCTYPE a><a/>",
            "text",
            &"<a>".repeat(100_000),
        ] {
            assert!(
                Element::parse(text).is_err(),
                "{}",
                &text[..text.len().min(20)]
            );
        }
    }
}
