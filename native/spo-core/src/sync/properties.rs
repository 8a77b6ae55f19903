//! The properties of a job's users: which, by which rules, and what becomes of each.

use super::user::User;
use crate::error::{Error, Result};
use crate::event::Action;
use crate::property::{
    NewValue, PropertyMap, PropertyPlan, PropertyState, Rules, Selection, WrittenValues, plan,
};
use crate::request::{ImportMethod, PropertyOptions};
use std::sync::{Mutex, PoisonError};

/// What the job knows of properties.
pub struct Properties {
    selection: Selection,
    names: Vec<String>,
    rules: Rules,
    /// What differs is written.
    writes: bool,
    /// How differences are written.
    pub method: ImportMethod,
    /// What was written earlier; `None` when the job keeps no memory.
    written: Option<Mutex<WrittenValues>>,
}

/// One property of one user.
pub struct PropertyHalf {
    pub plan: PropertyPlan,
    pub action: Action,
    /// How the value was written; empty when it was not.
    pub method: &'static str,
    route: Route,
}

/// What still has to happen to a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Route {
    /// Nothing.
    Settled,
    /// It waits for the decision how it is written, or for the bulk import.
    Held,
    /// It is written by CSOM and waits to be confirmed.
    Direct,
    /// A bulk import has taken it, and it waits to be confirmed.
    Imported,
}

/// In results: by CSOM.
const DIRECT: &str = "Direct";
/// In results: by SharePoint's bulk import.
pub const BULK_IMPORT: &str = "BulkImport";

impl Properties {
    /// Reads map and memory.
    pub fn open(options: &PropertyOptions, writes: bool) -> Result<Self> {
        let map = PropertyMap::load(&options.map_json, &options.map_name)?;
        let selection = map.select(&options.names, &options.force_native)?;
        let names = selection
            .rows
            .iter()
            .map(|row| row.property.clone())
            .collect();
        let written = if options.state_file.as_os_str().is_empty() {
            None
        } else {
            Some(Mutex::new(WrittenValues::load(&options.state_file)?))
        };
        Ok(Self {
            selection,
            names,
            rules: Rules {
                clear_empty: options.clear_empty,
                keep_user_edited: options.keep_user_edited,
            },
            writes,
            method: options.method,
            written,
        })
    }

    /// Names of the profile properties.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Names of the input properties.
    pub fn source_names(&self) -> Vec<String> {
        self.selection.source_names()
    }

    /// Names of the same in Microsoft Graph.
    pub fn graph_names(&self) -> Vec<String> {
        self.selection.graph_names()
    }

    /// Compares a user's values with the profile.
    pub fn compare(&self, user: &User) -> Vec<PropertyHalf> {
        let key = user.account.key();
        let rows = self.selection.rows.iter();
        let halves: Vec<_> = rows
            .map(|row| {
                let remembered = self
                    .memory()
                    .and_then(|written| written.get(&key, &row.property));
                let current = user.profile.value(&row.property);
                let forced = self.selection.forced(row);
                let values = &user.pending.record.values;
                let mut plan = plan(
                    row,
                    values,
                    current,
                    forced,
                    self.rules,
                    remembered.as_ref(),
                );
                plan.error = plan.error.map(|error| user.about_it(error));
                self.half(plan)
            })
            .collect();
        if let Some(mut written) = self.memory() {
            // What is right already may have been written before there was a memory.
            for half in halves
                .iter()
                .filter(|half| half.plan.state == PropertyState::InSync)
            {
                written.record(&key, &half.plan.row.property, &half.plan.wanted);
            }
        }
        halves
    }

    /// The same of a user without a profile.
    pub fn without_profile(&self, user: &User) -> Vec<PropertyHalf> {
        let mut halves = self.compare(user);
        for half in &mut halves {
            half.route = Route::Settled;
            half.action = Action::Skipped;
            half.plan.write = None;
            half.plan.error = None;
            half.plan.state = PropertyState::NoProfile;
            "SharePoint has no profile for this user.".clone_into(&mut half.plan.reason);
            crate::plan::next_step(crate::plan::State::NoProfile)
                .clone_into(&mut half.plan.next_step);
        }
        halves
    }

    fn half(&self, plan: PropertyPlan) -> PropertyHalf {
        let action = match plan.state {
            PropertyState::InSync => Action::Unchanged,
            PropertyState::SourceInvalid | PropertyState::Failed => Action::Failed,
            _ => Action::Skipped,
        };
        let route = match (&plan.write, self.method) {
            (None, _) => Route::Settled,
            (Some(_), _) if !self.writes => Route::Settled,
            (Some(_), ImportMethod::Direct) => Route::Direct,
            (Some(_), ImportMethod::Auto | ImportMethod::BulkImport) => Route::Held,
        };
        PropertyHalf {
            plan,
            action,
            method: "",
            route,
        }
    }

    /// Remembers confirmed values.
    pub fn remember(&self, user: &User) {
        let Some(mut written) = self.memory() else {
            return;
        };
        let key = user.account.key();
        for half in user
            .properties
            .iter()
            .filter(|half| half.action == Action::Updated)
        {
            written.record(&key, &half.plan.row.property, &half.plan.wanted);
        }
    }

    /// Keeps what was remembered.
    pub fn save(&self) -> Result<()> {
        self.memory().map_or(Ok(()), |written| written.save())
    }

    fn memory(&self) -> Option<std::sync::MutexGuard<'_, WrittenValues>> {
        let written = self.written.as_ref()?;
        Some(written.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl PropertyHalf {
    /// The value that is to be written.
    pub const fn value(&self) -> Option<&NewValue> {
        self.plan.write.as_ref()
    }

    /// It waits for the end of the input, or for the bulk import.
    pub fn is_held(&self) -> bool {
        self.route == Route::Held
    }

    /// It is written by CSOM and not confirmed.
    pub fn is_direct(&self) -> bool {
        self.route == Route::Direct
    }

    /// It was sent, and the store has not been seen to hold it.
    pub const fn is_unconfirmed(&self) -> bool {
        matches!(self.route, Route::Direct | Route::Imported)
    }

    /// A bulk import has taken it.
    pub fn imported(&mut self) {
        if self.is_held() {
            self.route = Route::Imported;
        }
    }

    /// It goes by CSOM.
    pub fn go_direct(&mut self) {
        if self.is_held() {
            self.route = Route::Direct;
        }
    }

    /// It goes by bulk import after all: CSOM refused it, and nothing was written.
    pub fn go_back(&mut self) {
        if self.plan.write.is_some() {
            self.route = Route::Held;
            self.action = Action::Skipped;
            self.plan.error = None;
        }
    }

    /// The store holds the value.
    pub fn confirmed(&mut self) {
        self.settle(Action::Updated);
        self.plan.next_step.clear();
    }

    /// It could not be written.
    pub fn fail(&mut self, error: Error) {
        self.settle(Action::Failed);
        error.message().clone_into(&mut self.plan.reason);
        error.next_step().clone_into(&mut self.plan.next_step);
        self.plan.error = Some(error);
    }

    /// What was to be sent has come to its end, by the way it took.
    fn settle(&mut self, action: Action) {
        self.method = if self.is_direct() {
            DIRECT
        } else {
            BULK_IMPORT
        };
        self.route = Route::Settled;
        self.action = action;
    }

    /// It is not written: nobody may, or nobody wants to.
    pub fn leave(&mut self, action: Action, why: &str) {
        if self.route != Route::Settled {
            self.route = Route::Settled;
            self.action = action;
            self.plan.reason.insert_str(0, why);
        }
    }

    /// What would be written, for the administrator; `None` when nothing would.
    pub fn describe(&self) -> Option<String> {
        let value = self.value()?;
        Some(if value.values.is_empty() {
            format!("Clear {}", value.property)
        } else {
            format!("Set {} to '{}'", value.property, value.values.join("', '"))
        })
    }
}
