//! Writing XML elements into memory.

use quick_xml::Writer;
use quick_xml::events::{BytesEnd, BytesStart, BytesText, Event};
use std::borrow::Cow;

pub(super) fn start(out: &mut Writer<Vec<u8>>, name: &str, attributes: &[(&str, &str)]) {
    event(out, Event::Start(element(name, attributes)));
}

pub(super) fn empty(out: &mut Writer<Vec<u8>>, name: &str, attributes: &[(&str, &str)]) {
    event(out, Event::Empty(element(name, attributes)));
}

pub(super) fn end(out: &mut Writer<Vec<u8>>, name: &str) {
    event(out, Event::End(BytesEnd::new(name)));
}

/// Writes text, less what XML cannot hold.
pub(super) fn text(out: &mut Writer<Vec<u8>>, text: &str) {
    event(out, Event::Text(BytesText::new(&legal(text))));
}

/// XML 1.0 has no way to write most control characters; they never belong into a profile and are left out.
pub(super) fn legal(text: &str) -> Cow<'_, str> {
    if text.contains(is_illegal) {
        text.replace(is_illegal, "").into()
    } else {
        text.into()
    }
}

/// A character that XML 1.0 has no way to write.
pub fn is_illegal(c: char) -> bool {
    (c < ' ' && !matches!(c, '\t' | '\n' | '\r')) || matches!(c, '\u{fffe}' | '\u{ffff}')
}

fn element<'a>(name: &'a str, attributes: &[(&'a str, &'a str)]) -> BytesStart<'a> {
    BytesStart::new(name).with_attributes(attributes.iter().copied())
}

fn event(out: &mut Writer<Vec<u8>>, event: Event<'_>) {
    out.write_event(event)
        .expect("writing to memory cannot fail");
}
