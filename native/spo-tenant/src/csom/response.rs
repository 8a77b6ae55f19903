//! The answer's JSON as the service writes it: carriage returns between tokens, slashes in text as `\u002f` (recorded, `spo-wire.md` 2.2).

use super::CsomError;
use serde_json::Value;
use std::fmt::Write as _;
use uuid::Uuid;

/// The header element, and the results behind it; a failure leaves the header alone.
pub(super) fn render(outcome: Result<Vec<Value>, CsomError>) -> String {
    let trace = Uuid::new_v4();
    let (error, results) = match outcome {
        Ok(results) => ("null".to_owned(), results),
        Err(error) => (error_info(&error, trace), Vec::new()),
    };
    let mut out = format!(
        "[\r{{\r\"SchemaVersion\":\"15.0.0.0\",\"LibraryVersion\":\"16.0.25806.12001\",\"ErrorInfo\":{error},\"TraceCorrelationId\":\"{trace}\"\r}}"
    );
    for result in &results {
        out.push(',');
        write_value(&mut out, result);
    }
    out.push_str("\r]");
    out
}

/// The members of `ErrorInfo` in the recorded order.
fn error_info(error: &CsomError, trace: Uuid) -> String {
    let mut out = "{\r\"ErrorMessage\":".to_owned();
    write_text(&mut out, &error.message);
    let (code, type_name) = (error.code, error.type_name);
    let _ = write!(
        out,
        ",\"ErrorValue\":null,\"TraceCorrelationId\":\"{trace}\",\"ErrorCode\":{code},\"ErrorTypeName\":\"{type_name}\"\r}}"
    );
    out
}

/// `ErrorInfo` inside a scope's result.
pub(super) fn error_value(error: &CsomError) -> Value {
    serde_json::json!({
        "ErrorMessage": error.message, "ErrorValue": null, "TraceCorrelationId": Uuid::new_v4(), "ErrorCode": error.code,
        "ErrorTypeName": error.type_name,
    })
}

fn write_value(out: &mut String, value: &Value) {
    match value {
        Value::Object(members) => {
            out.push_str("{\r");
            for (position, (name, member)) in members.iter().enumerate() {
                if position > 0 {
                    out.push(',');
                }
                write_text(out, name);
                out.push(':');
                write_value(out, member);
            }
            out.push_str("\r}");
        }
        Value::Array(items) => {
            out.push_str("[\r");
            for (position, item) in items.iter().enumerate() {
                if position > 0 {
                    out.push(',');
                }
                write_value(out, item);
            }
            out.push_str("\r]");
        }
        Value::String(text) => write_text(out, text),
        other => {
            let _ = write!(out, "{other}");
        }
    }
}

fn write_text(out: &mut String, text: &str) {
    // A GUID differs from text by its `\/`; clients look at the bytes (`spo-wire.md` 2.2).
    let guid = text
        .strip_prefix("/Guid(")
        .and_then(|text| text.strip_suffix(")/"));
    if let Some(id) = guid.and_then(|id| Uuid::parse_str(id).ok()) {
        let _ = write!(out, "\"\\/Guid({id})\\/\"");
        return;
    }
    out.push_str(&Value::from(text).to_string().replace('/', "\\u002f"));
}

#[cfg(test)]
mod tests {
    use super::{CsomError, render};
    use serde_json::{Value, json};

    #[test]
    fn text_survives_the_escapes() {
        let text = render(Ok(vec![json!(2), json!({"a": "https://x/\"ü\""})]));
        assert!(
            text.contains("\\u002f\\u002fx\\u002f") && text.starts_with("[\r{\r\"SchemaVersion\"")
        );
        let parsed: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(
            (&parsed[0]["ErrorInfo"], &parsed[2]["a"]),
            (&Value::Null, &json!("https://x/\"ü\""))
        );
    }

    #[test]
    fn an_error_is_all_there_is() {
        let text = render(Err(CsomError::new(-5, "T", "no")));
        let parsed: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(parsed.as_array().unwrap().len(), 1);
        assert_eq!(
            (
                &parsed[0]["ErrorInfo"]["ErrorCode"],
                &parsed[0]["ErrorInfo"]["ErrorMessage"]
            ),
            (&json!(-5), &json!("no"))
        );
    }
}
