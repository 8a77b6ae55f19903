//! REST answers and the three forms in which they are written: without metadata, with minimal metadata, and verbose (`OData` v3).

use super::RestError;
use crate::call::Call;
use crate::reply::{self, Reply};
use axum::http::{StatusCode, header};
use bytes::Bytes;
use serde_json::{Map, Value, json};

/// How much metadata the client asks for in `Accept`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    None,
    Minimal,
    Verbose,
}

impl Form {
    /// Plain `application/json`, and no wish at all, are minimal metadata.
    pub(super) fn of(call: &Call) -> Self {
        let accept = call
            .headers
            .get(header::ACCEPT)
            .and_then(|value| value.to_str().ok());
        let accept = accept.unwrap_or_default().to_ascii_lowercase();
        if accept.contains("odata=verbose") {
            Self::Verbose
        } else if accept.contains("odata=nometadata") || accept.contains("odata.metadata=none") {
            Self::None
        } else {
            Self::Minimal
        }
    }

    const fn content_type(self) -> &'static str {
        match self {
            Self::None => "application/json;odata=nometadata;streaming=true;charset=utf-8",
            Self::Minimal => "application/json;odata=minimalmetadata;streaming=true;charset=utf-8",
            Self::Verbose => "application/json;odata=verbose;charset=utf-8",
        }
    }

    pub(super) fn error(self, error: &RestError) -> Reply {
        let member = match self {
            Self::Verbose => "error",
            Self::None | Self::Minimal => "odata.error",
        };
        let inner =
            json!({"code": error.code, "message": {"lang": "en-US", "value": error.message}});
        reply::body(
            error.status,
            self.content_type(),
            json!({member: inner}).to_string(),
        )
    }
}

/// What an operation found.
#[derive(Debug)]
pub(super) enum Answer {
    /// Nothing, of the named function.
    Null(&'static str),
    /// One value, of the named function.
    Scalar(&'static str, Value),
    /// One entity with its address behind `/_api/`.
    Entity {
        type_name: &'static str,
        address: String,
        members: Map<String, Value>,
    },
    /// The complex value of a function, which verbose wraps in the function's name.
    Complex {
        function: &'static str,
        type_name: &'static str,
        members: Map<String, Value>,
    },
    /// A collection; `function` names the function that returned it, if one did.
    Rows {
        function: Option<&'static str>,
        type_name: &'static str,
        rows: Vec<Value>,
        next: Option<String>,
    },
    /// A file.
    Bytes(&'static str, Bytes),
}

impl Answer {
    /// Writes the answer; `api` is the address of `/_api` on this host, without a slash at the end.
    pub(super) fn reply(self, form: Form, api: &str) -> Reply {
        let body = match self {
            Self::Bytes(content_type, content) => {
                return reply::body(StatusCode::OK, content_type, content);
            }
            answer if form == Form::Verbose => json!({"d": answer.verbose(api)}),
            answer => answer.flat(form, api),
        };
        reply::body(StatusCode::OK, form.content_type(), body.to_string())
    }

    fn flat(self, form: Form, api: &str) -> Value {
        let (kind, mut body) = match self {
            Self::Null(_) => ("Edm.Null".to_owned(), json!({"odata.null": true})),
            Self::Scalar(_, value) => {
                let kind = if value.is_boolean() {
                    "Edm.Boolean"
                } else {
                    "Edm.String"
                };
                (kind.to_owned(), json!({"value": value}))
            }
            Self::Entity {
                type_name,
                address,
                mut members,
            } => {
                if form == Form::Minimal {
                    members.insert("odata.type".to_owned(), type_name.into());
                    members.insert("odata.id".to_owned(), format!("{api}/{address}").into());
                    members.insert("odata.editLink".to_owned(), address.into());
                }
                (
                    format!("SP.ApiData.{}s/@Element", short(type_name)),
                    Value::Object(members),
                )
            }
            Self::Complex {
                type_name, members, ..
            } => (type_name.to_owned(), Value::Object(members)),
            Self::Rows {
                type_name,
                rows,
                next,
                ..
            } => {
                let mut body = json!({"value": rows});
                if let Some(next) = next {
                    body["odata.nextLink"] = next.into();
                }
                (format!("SP.ApiData.{}s", short(type_name)), body)
            }
            Self::Bytes(..) => (String::new(), Value::Null),
        };
        if form == Form::Minimal {
            body["odata.metadata"] = format!("{api}/$metadata#{kind}").into();
        }
        body
    }

    fn verbose(self, api: &str) -> Value {
        match self {
            Self::Null(function) => json!({function: null}),
            Self::Scalar(function, value) => json!({function: value}),
            Self::Entity {
                type_name,
                address,
                members,
            } => {
                let uri = format!("{api}/{address}");
                let metadata = json!({"id": uri, "uri": uri, "type": type_name});
                verbose_members(metadata, members)
            }
            Self::Complex {
                function,
                type_name,
                members,
            } => {
                json!({function: verbose_members(json!({"type": type_name}), members)})
            }
            Self::Rows {
                function,
                type_name,
                rows,
                next,
            } => {
                let row = |row| match row {
                    Value::Object(members) => verbose_members(json!({"type": type_name}), members),
                    other => other,
                };
                let rows: Vec<Value> = rows.into_iter().map(row).collect();
                let kind = format!("Collection({type_name})");
                match (function, next) {
                    (Some(function), _) => {
                        json!({function: {"__metadata": {"type": kind}, "results": rows}})
                    }
                    (None, Some(next)) => json!({"results": rows, "__next": next}),
                    (None, None) => json!({"results": rows}),
                }
            }
            Self::Bytes(..) => Value::Null,
        }
    }
}

/// `PersonProperties` gets the `s` of collections like every other name: `PersonPropertiess` is real (`spo-wire.md` 1.3).
fn short(type_name: &str) -> &str {
    type_name.rsplit('.').next().unwrap_or(type_name)
}

/// Collections inside become objects with `results`; without that, clients of the verbose form break.
fn verbose_members(metadata: Value, members: Map<String, Value>) -> Value {
    let mut out = Map::from_iter([("__metadata".to_owned(), metadata)]);
    out.extend(members.into_iter().map(|(name, value)| match value {
        Value::Array(items) => {
            let pairs = name == "UserProfileProperties";
            let kind = if pairs {
                "Collection(SP.KeyValue)"
            } else {
                "Collection(Edm.String)"
            };
            let items: Vec<Value> = items
                .into_iter()
                .map(|item| match item {
                    Value::Object(members) => {
                        verbose_members(json!({"type": "SP.KeyValue"}), members)
                    }
                    other => other,
                })
                .collect();
            (
                name,
                json!({"__metadata": {"type": kind}, "results": items}),
            )
        }
        value => (name, value),
    }));
    Value::Object(out)
}

/// The members named in `$select`, in any case; `*` and no `$select` keep all.
pub(super) fn selected(mut members: Map<String, Value>, call: &Call) -> Map<String, Value> {
    let select = call.query_value("$select").unwrap_or_default();
    let names: Vec<&str> = select.split(',').map(str::trim).collect();
    if !select.is_empty() && !names.contains(&"*") {
        members.retain(|name, _| {
            names.iter().any(|wanted| {
                wanted
                    .split('/')
                    .next()
                    .is_some_and(|wanted| wanted.eq_ignore_ascii_case(name))
            })
        });
    }
    members
}

/// The members of a JSON object.
pub(super) fn members(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}
