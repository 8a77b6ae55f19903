//! Reading the answer: a JSON array `[header, id, result, id, result, ...]`.

use crate::error::{Error, ErrorId, Result};
use serde_json::Value;
use std::collections::HashMap;

/// What a `ProcessQuery` request came to.
#[derive(Debug)]
pub struct Answer {
    error: Option<CallError>,
    results: HashMap<u64, Value>,
    request_id: String,
}

/// `ErrorInfo`: why a call failed, in the service's own words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallError {
    /// For example `System.UnauthorizedAccessException`.
    pub type_name: String,
    /// The text, in the language of the site.
    pub message: String,
}

impl Answer {
    /// Parses the body. Bare `\r` between tokens is white space to JSON; nothing else about the bytes is special.
    pub fn parse(body: &[u8], request_id: &str) -> Result<Self> {
        let unexpected = || {
            Error::new(
                ErrorId::UnexpectedResponse,
                "SharePoint answered a CSOM request with something that is not a CSOM answer.",
            )
            .with_response(200, request_id)
        };
        let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
        let elements: Vec<Value> = serde_json::from_slice(body).map_err(|_| unexpected())?;
        let mut elements = elements.into_iter();
        let header = elements
            .next()
            .filter(Value::is_object)
            .ok_or_else(unexpected)?;
        let mut results = HashMap::new();
        while let Some(id) = elements.next() {
            let id = id.as_u64().ok_or_else(unexpected)?;
            results.insert(id, elements.next().ok_or_else(unexpected)?);
        }
        Ok(Self {
            error: CallError::read(&header["ErrorInfo"]),
            results,
            request_id: request_id.to_owned(),
        })
    }

    /// Set when the request stopped at a call outside any scope; what came before it has taken effect.
    pub const fn error(&self) -> Option<&CallError> {
        self.error.as_ref()
    }

    /// The object a query returned; `None` when the object path was null or the query was left out.
    pub fn object(&self, null_check: u32, query: u32) -> Option<&Value> {
        if self
            .results
            .get(&u64::from(null_check))
            .is_some_and(|check| check["IsNull"] == Value::Bool(true))
        {
            return None;
        }
        self.results
            .get(&u64::from(query))
            .filter(|value| value.is_object())
    }

    /// The value a call returned; null when the answer does not mention it.
    pub fn value(&self, id: u32) -> &Value {
        self.results.get(&u64::from(id)).unwrap_or(&Value::Null)
    }

    /// How a scope ended. `None` when the answer does not mention it.
    pub fn scope(&self, id: u32) -> Option<Result<(), CallError>> {
        let result = self.results.get(&u64::from(id))?;
        let failed = result["HasException"].as_bool()?;
        Some(if failed {
            Err(CallError::read(&result["ErrorInfo"]).unwrap_or(CallError {
                type_name: String::new(),
                message: "The service gives no reason.".to_owned(),
            }))
        } else {
            Ok(())
        })
    }

    /// The service's id of this request.
    pub fn request_id(&self) -> &str {
        &self.request_id
    }
}

impl CallError {
    fn read(info: &Value) -> Option<Self> {
        let text = |name: &str| info[name].as_str().unwrap_or_default().to_owned();
        info.is_object().then(|| Self {
            type_name: text("ErrorTypeName"),
            message: text("ErrorMessage"),
        })
    }

    /// As an error of the table. The exception types: `spo-wire.md` 2.4, 2.5; a text is looked at only where the type says nothing.
    pub fn to_error(&self, doing: &str, request_id: &str) -> Error {
        let denied = self.type_name.contains("UnauthorizedAccess")
            || self.message.contains("managing your own data")
            || self
                .message
                .contains("required permissions to access profile information");
        let id = if denied {
            ErrorId::AccessDenied
        } else {
            ErrorId::ServiceError
        };
        let message = format!("SharePoint refused {doing}: {}", self.message.trim());
        Error::new(id, message).with_response(200, request_id)
    }
}

#[cfg(test)]
mod tests {
    use super::Answer;
    use crate::error::ErrorId;
    use proptest::prelude::*;

    const HEADER: &str = r#"{"SchemaVersion":"15.0.0.0","LibraryVersion":"16.0.1.1","ErrorInfo":null,"TraceCorrelationId":"x"}"#;

    #[test]
    fn results_are_found_by_id_and_null_objects_are_none() {
        let body = format!(
            "[\r{HEADER},4,{{\"IsNull\":false}},\r5,{{\"AccountName\":\"a\"}},6,{{\"IsNull\":true}},7,null]"
        );
        let answer = Answer::parse(body.as_bytes(), "r").unwrap();
        assert!(answer.error().is_none());
        assert_eq!(answer.object(4, 5).unwrap()["AccountName"], "a");
        assert!(answer.object(6, 7).is_none());
        assert!(answer.object(8, 9).is_none());
    }

    #[test]
    fn a_failed_scope_carries_its_reason() {
        let body = format!(
            r#"[{HEADER},3,{{"HasException":true,"ErrorInfo":{{"ErrorMessage":"no","ErrorTypeName":"System.UnauthorizedAccessException"}}}},9,{{"HasException":false,"ErrorInfo":null}}]"#
        );
        let answer = Answer::parse(body.as_bytes(), "r").unwrap();
        let error = answer.scope(3).unwrap().unwrap_err().to_error("it", "r");
        assert_eq!(error.id(), ErrorId::AccessDenied);
        assert_eq!(answer.scope(9), Some(Ok(())));
        assert_eq!(answer.scope(1), None);
    }

    proptest! {
        #[test]
        fn any_bytes_are_an_answer_or_an_error(body in proptest::collection::vec(any::<u8>(), 0..200)) {
            if let Err(error) = Answer::parse(&body, "r") {
                prop_assert_eq!(error.id(), ErrorId::UnexpectedResponse);
            }
        }

        #[test]
        fn any_json_is_an_answer_or_an_error(id in any::<u64>(), text in any::<String>()) {
            let body = serde_json::json!([{"ErrorInfo": text}, id, text]).to_string();
            let answer = Answer::parse(body.as_bytes(), "r").unwrap();
            prop_assert!(answer.error().is_none());
        }
    }
}
