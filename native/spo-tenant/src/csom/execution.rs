//! Runs the actions of a request in order. An error outside a scope ends the request; what ran before it keeps its effect
//! (`spo-wire.md` 2.2, assumed from the recorded error shape).

use super::document::Element;
use super::objects::Object;
use super::{CsomError, response};
use crate::hosts::Service;
use crate::tenant::Tenant;
use crate::tokens::Claims;
use serde_json::{Value, json};
use std::collections::HashMap;

pub(super) struct Run<'a> {
    pub(super) tenant: &'a Tenant,
    pub(super) claims: &'a Claims,
    /// The host that was asked.
    pub(super) service: Service,
    /// Object paths by id.
    pub(super) paths: HashMap<&'a str, &'a Element>,
    /// Those already followed; `None` while being followed, which is how a path through itself is found.
    pub(super) objects: HashMap<&'a str, Option<Object<'a>>>,
    results: Vec<Value>,
}

/// The results of the request, ids and values in turn.
pub(super) fn run(
    tenant: &Tenant,
    claims: &Claims,
    service: Service,
    request: &Element,
) -> Result<Vec<Value>, CsomError> {
    let paths = request
        .child("ObjectPaths")
        .into_iter()
        .flat_map(|paths| &paths.children);
    let paths = paths.map(|path| (path.attribute("Id"), path)).collect();
    let mut run = Run {
        tenant,
        claims,
        service,
        paths,
        objects: HashMap::new(),
        results: Vec::new(),
    };
    let actions = request
        .child("Actions")
        .ok_or_else(|| CsomError::invalid_request("The request has no actions."))?;
    for action in &actions.children {
        run.act(action)?;
    }
    Ok(run.results)
}

impl<'a> Run<'a> {
    fn act(&mut self, action: &'a Element) -> Result<(), CsomError> {
        match action.name.as_str() {
            "ObjectPath" => {
                let object = self.object(action.attribute("ObjectPathId"))?;
                self.result(action, json!({"IsNull": matches!(object, Object::Null)}));
                Ok(())
            }
            "Query" => self.query(action),
            "Method" => self.method(action),
            "ExceptionHandlingScopeSimple" => {
                let outcome = self.all(action);
                self.scope_result(action, outcome.err().as_ref());
                Ok(())
            }
            "ExceptionHandlingScope" => self.scope(action),
            other => Err(CsomError::invalid_request(format!(
                "The action '{other}' is not supported."
            ))),
        }
    }

    fn all(&mut self, scope: &'a Element) -> Result<(), CsomError> {
        scope.children.iter().try_for_each(|inner| self.act(inner))
    }

    /// The long form: what is tried, what then is done about an error, and what is done in any case. That an error in the last two is no longer
    /// handled is assumed.
    fn scope(&mut self, action: &'a Element) -> Result<(), CsomError> {
        let tried = action
            .child("TryScope")
            .map_or(Ok(()), |tried| self.all(tried));
        let error = tried.err();
        let caught = match action.child("CatchScope") {
            Some(caught) if error.is_some() => self.all(caught),
            _ => Ok(()),
        };
        let last = action
            .child("FinallyScope")
            .map_or(Ok(()), |last| self.all(last));
        caught.and(last)?;
        self.scope_result(action, error.as_ref());
        Ok(())
    }

    /// The same for both forms (MS-CSOM 3.1.4.1.8.2.1.3).
    fn scope_result(&mut self, action: &Element, error: Option<&CsomError>) {
        let info = error.map(response::error_value);
        self.result(
            action,
            json!({"HasException": error.is_some(), "ErrorInfo": info}),
        );
    }

    /// Results are pairs of the action's id and its value.
    pub(super) fn result(&mut self, action: &Element, value: Value) {
        let id = action.attribute("Id").parse::<i64>().unwrap_or_default();
        self.results.push(id.into());
        self.results.push(value);
    }
}
