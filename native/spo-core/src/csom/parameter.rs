//! The parameters of calls, in the encodings of `spo-wire.md` 2.2 (MS-CSOM 3.1.4.1.3.26).

use super::element::{empty, end, start, text};
use quick_xml::Writer;
use uuid::Uuid;

/// One parameter of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Parameter<'a> {
    /// One text.
    Text(&'a str),
    /// A list of texts.
    Texts(&'a [String]),
    /// A member of an enumeration, by its number.
    Enum(i32),
    /// An id.
    Guid(Uuid),
    /// Names and texts, in order.
    Dictionary(&'a [(String, String)]),
}

impl<'a> From<&'a str> for Parameter<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text)
    }
}

/// Writes the `Parameters` element of a call.
pub(super) fn write<'a, P: Into<Parameter<'a>>>(
    out: &mut Writer<Vec<u8>>,
    parameters: impl IntoIterator<Item = P>,
) {
    start(out, "Parameters", &[]);
    for parameter in parameters {
        match parameter.into() {
            Parameter::Text(value) => leaf(out, "Parameter", &[("Type", "String")], value),
            Parameter::Enum(number) => {
                leaf(out, "Parameter", &[("Type", "Enum")], &number.to_string());
            }
            Parameter::Guid(id) => {
                leaf(
                    out,
                    "Parameter",
                    &[("Type", "Guid")],
                    &id.braced().to_string(),
                );
            }
            Parameter::Texts(values) => {
                let object = |out: &mut _, value: &String| {
                    leaf(out, "Object", &[("Type", "String")], value);
                };
                list(out, "Array", values, object);
            }
            Parameter::Dictionary(pairs) => {
                let property = |out: &mut _, (name, value): &(String, String)| {
                    leaf(
                        out,
                        "Property",
                        &[("Name", name), ("Type", "String")],
                        value,
                    );
                };
                list(out, "Dictionary", pairs, property);
            }
        }
    }
    end(out, "Parameters");
}

fn list<T>(
    out: &mut Writer<Vec<u8>>,
    kind: &str,
    items: &[T],
    write: impl Fn(&mut Writer<Vec<u8>>, &T),
) {
    let attributes = [("Type", kind)];
    if items.is_empty() {
        empty(out, "Parameter", &attributes);
        return;
    }
    start(out, "Parameter", &attributes);
    for item in items {
        write(out, item);
    }
    end(out, "Parameter");
}

fn leaf(out: &mut Writer<Vec<u8>>, name: &str, attributes: &[(&str, &str)], value: &str) {
    start(out, name, attributes);
    text(out, value);
    end(out, name);
}

#[cfg(test)]
mod tests {
    use super::{Parameter, write};
    use quick_xml::Writer;
    use uuid::Uuid;

    fn xml(parameters: &[Parameter<'_>]) -> String {
        let mut out = Writer::new(Vec::new());
        write(&mut out, parameters.iter().copied());
        let xml = String::from_utf8(out.into_inner()).unwrap();
        let inside = xml.strip_prefix("<Parameters>").unwrap();
        inside.strip_suffix("</Parameters>").unwrap().to_owned()
    }

    #[test]
    fn each_kind_has_its_documented_form() {
        assert_eq!(xml(&[]), "");
        assert_eq!(
            xml(&[Parameter::Text("a&b"), Parameter::Enum(1)]),
            r#"<Parameter Type="String">a&amp;b</Parameter><Parameter Type="Enum">1</Parameter>"#
        );
        let id = Uuid::parse_str("cf560d69-0fdb-4489-a216-b6b47adf8ef8").unwrap();
        assert_eq!(
            xml(&[Parameter::Guid(id)]),
            r#"<Parameter Type="Guid">{cf560d69-0fdb-4489-a216-b6b47adf8ef8}</Parameter>"#
        );
        assert_eq!(
            xml(&[Parameter::Texts(&["a".to_owned(), "<b>".to_owned()])]),
            r#"<Parameter Type="Array"><Object Type="String">a</Object><Object Type="String">&lt;b&gt;</Object></Parameter>"#
        );
        assert_eq!(
            xml(&[Parameter::Texts(&[])]),
            r#"<Parameter Type="Array"/>"#
        );
        assert_eq!(
            xml(&[Parameter::Dictionary(&[(
                "M\"".to_owned(),
                "Cell".to_owned()
            )])]),
            r#"<Parameter Type="Dictionary"><Property Name="M&quot;" Type="String">Cell</Property></Parameter>"#
        );
    }

    /// A parser turns a bare carriage return in element text into a line feed, so it has to be written as a reference.
    #[test]
    fn a_carriage_return_is_written_as_a_reference() {
        assert_eq!(
            xml(&[Parameter::Text("a\r\nb")]),
            "<Parameter Type=\"String\">a&#13;\nb</Parameter>"
        );
    }
}
