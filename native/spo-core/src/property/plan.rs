//! The decision for one property of one user: from what the source and the profile hold and what was written before,
//! a state, a reason, and what to write. Pure: no request, no clock.

use super::source::{Input, Unread};
use super::value::{self, NewValue};
use super::{PropertyState, Remembered, Row, Writable};
use crate::error::{Error, ErrorId};
use std::collections::HashMap;
use std::sync::Arc;

/// What may be done to values that differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Rules {
    /// An empty source empties the property.
    pub clear_empty: bool,
    /// A value that the user may have typed stays.
    pub keep_user_edited: bool,
}

/// The decision.
#[derive(Debug, Clone)]
pub struct PropertyPlan {
    /// The row it is about.
    pub row: Arc<Row>,
    /// Name of the input property that the value came from; empty when none was loaded.
    pub source: String,
    /// The value it should have, after transforms; empty when it is not known.
    pub wanted: Vec<String>,
    /// The value the profile has.
    pub current: Vec<String>,
    /// The finding in a word.
    pub state: PropertyState,
    /// The finding in a sentence.
    pub reason: String,
    /// What an administrator does about it, as long as nothing is written; empty when there is nothing to do.
    pub next_step: String,
    /// Set with `SourceInvalid` and `Failed`; names no user yet.
    pub error: Option<Error>,
    /// What is to be written.
    pub write: Option<NewValue>,
}

/// Decides for one property of one user. `values` are the record's; `current` is the profile's text, `None` when the profile does not have the
/// property at all (an unset one is there and empty, `spo-wire.md` 1.3); `forced`: written although Microsoft's own synchronization fills it.
#[allow(clippy::implicit_hasher, reason = "it is the map of a record")]
pub fn plan(
    row: &Arc<Row>,
    values: &HashMap<String, Vec<String>>,
    current: Option<&str>,
    forced: bool,
    rules: Rules,
    remembered: Option<&Remembered>,
) -> PropertyPlan {
    let mut plan = PropertyPlan {
        row: Arc::clone(row),
        source: String::new(),
        wanted: Vec::new(),
        current: value::split(current.unwrap_or_default(), row.multi_value),
        state: PropertyState::InSync,
        reason: String::new(),
        next_step: String::new(),
        error: None,
        write: None,
    };
    if !row.compared {
        let reason = format!("{} is not compared. {}", row.property, row.why);
        return plan.found(PropertyState::NotWritable, reason, row.remedy.clone());
    }
    let input = match row.source.read(values, &row.transform) {
        Ok(input) => input,
        Err(Unread::NotLoaded(name)) => return plan.not_loaded(&name),
        Err(Unread::Invalid(error)) => return plan.refused(PropertyState::SourceInvalid, error),
    };
    plan.take(input);
    if let Err(error) = value::check(row, &plan.wanted) {
        return plan.refused(PropertyState::SourceInvalid, error);
    }
    if current.is_none() {
        let message = format!(
            "The profiles of this tenant have no property {}.",
            row.property
        );
        let error = Error::new(ErrorId::PropertyUnknown, message).with_next_step(
            "Create the property in the SharePoint admin center, or correct the name in the map file.",
        );
        return plan.refused(PropertyState::Failed, error);
    }
    plan.compare(forced, rules, remembered)
}

impl PropertyPlan {
    fn take(&mut self, input: Input) {
        self.source = input.name;
        self.wanted = input.values;
        // An attribute may hold more than the property does; the first value is the main one.
        if !self.row.multi_value {
            self.wanted.truncate(1);
        }
    }

    fn found(
        mut self,
        state: PropertyState,
        reason: impl Into<String>,
        next_step: impl Into<String>,
    ) -> Self {
        self.state = state;
        self.reason = reason.into();
        self.next_step = next_step.into();
        self
    }

    fn refused(mut self, state: PropertyState, error: Error) -> Self {
        let (reason, next_step) = (error.message().to_owned(), error.next_step().to_owned());
        self.error = Some(error);
        self.found(state, reason, next_step)
    }

    fn not_loaded(self, name: &str) -> Self {
        let property = self.row.property.clone();
        if self.row.sources.is_empty() {
            let reason = format!("The property map names no source for {property}.");
            return self.found(
                PropertyState::SourceNotLoaded,
                reason,
                "Add a row with From to a map file and give it with -Map.",
            );
        }
        let reason = format!("The input has no property {name}, so nothing is known of its value.");
        // Directory extensions have such names, and only in Graph.
        let command = if name.starts_with("extension_") {
            "Get-MgUser -Property"
        } else {
            "Get-ADUser -Properties"
        };
        let next_step = format!("Request the attribute: {command} {name}.");
        self.found(PropertyState::SourceNotLoaded, reason, next_step)
    }

    fn compare(self, forced: bool, rules: Rules, remembered: Option<&Remembered>) -> Self {
        let row = Arc::clone(&self.row);
        if value::same(&self.wanted, &self.current, row.caseless) {
            let reason = if self.wanted.is_empty() {
                "Source and profile are both empty."
            } else {
                "SharePoint holds the source's value."
            };
            return self.found(PropertyState::InSync, reason, "");
        }
        if row.native && !forced {
            let reason = format!(
                "{} Microsoft's own synchronization has not brought the source's value yet.",
                self.difference()
            );
            return self.found(PropertyState::WaitingForNativeSync, reason, &*row.remedy);
        }
        if row.writable == Writable::Never {
            let reason = format!("{} {}", self.difference(), row.why);
            return self.found(PropertyState::NotWritable, reason, &*row.remedy);
        }
        if self.wanted.is_empty() && !rules.clear_empty {
            let next_step = format!(
                "Clear it with Sync-SpoProfileProperty -Property {} -ClearEmpty, or leave it: nothing is deleted by itself.",
                row.property
            );
            let reason = self.difference();
            return self.found(PropertyState::SourceEmpty, reason, next_step);
        }
        let command = format!("Run Sync-SpoProfileProperty -Property {}", row.property);
        if let Some(edit) = self.user_edit(rules, remembered) {
            return if rules.keep_user_edited {
                let next_step = format!("{command} without -KeepUserEdited to replace it.");
                let reason = format!("{edit} It stays.");
                self.found(PropertyState::UserEdited, reason, next_step)
            } else {
                let reason = format!("{edit} The source's value replaces it.");
                self.found(PropertyState::UserEdited, reason, command + ".")
                    .with_write()
            };
        }
        let state = if self.current.is_empty() {
            PropertyState::MissingInSharePoint
        } else {
            PropertyState::Different
        };
        let mut reason = self.difference().to_owned();
        if row.native {
            reason.push_str(" Microsoft's own synchronization may overwrite what is written.");
        }
        self.found(state, reason, command + ".").with_write()
    }

    /// A sentence about values that are not the same.
    const fn difference(&self) -> &'static str {
        if self.current.is_empty() {
            "SharePoint holds no value."
        } else if self.wanted.is_empty() {
            "The source is empty, SharePoint holds a value."
        } else {
            "SharePoint holds another value."
        }
    }

    /// Why the profile's value is the user's own, if it is. What was written last tells for certain; without that only caution does.
    fn user_edit(&self, rules: Rules, remembered: Option<&Remembered>) -> Option<&'static str> {
        if !self.row.users_may_edit() {
            return None;
        }
        match remembered {
            Some(remembered) if remembered.is(&self.current) => None,
            Some(_) if self.current.is_empty() => {
                Some("The value was emptied since it was written.")
            }
            Some(_) => Some("The value was changed since it was written."),
            None if rules.keep_user_edited && !self.current.is_empty() => {
                Some("Another value, which may have been typed by the user.")
            }
            None => None,
        }
    }

    fn with_write(mut self) -> Self {
        self.write = Some(NewValue::of(&self.row, self.wanted.clone()));
        self
    }
}

#[cfg(test)]
mod tests;
