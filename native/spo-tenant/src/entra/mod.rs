//! What Entra knows beyond the generated employees: changed and removed accounts with a journal of it (here), photos (`photos`), the policy
//! of who may change them (`policy`) and what Microsoft carries on to the profile store by itself (`native_sync`, `visit`). Control calls and Graph writes come in, Graph reads and visits to SharePoint look at the result.

pub(crate) mod native_sync;
pub(crate) mod photos;
pub(crate) mod policy;
pub(crate) mod visit;

use serde_json::{Map, Value};
use std::collections::HashMap;

/// How an account is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Removal {
    /// Can be restored.
    Soft,
    Permanent,
}

impl Removal {
    /// As in `@removed` (`graph-wire.md` 3.5).
    pub(crate) const fn reason(self) -> &'static str {
        match self {
            Self::Soft => "changed",
            Self::Permanent => "deleted",
        }
    }
}

/// One entry of the journal.
#[derive(Debug)]
pub(crate) struct Change {
    pub(crate) user: usize,
    /// Names of changed properties; empty when the account was removed or restored.
    pub(crate) properties: Vec<String>,
}

/// Changes of accounts since the start.
#[derive(Debug, Default)]
pub(crate) struct Accounts {
    changed: HashMap<usize, Map<String, Value>>,
    removed: HashMap<usize, Removal>,
    journal: Vec<Change>,
}

impl Accounts {
    /// Changed properties of the user.
    pub(crate) fn changes(&self, user: usize) -> Option<&Map<String, Value>> {
        self.changed.get(&user)
    }

    pub(crate) fn removal(&self, user: usize) -> Option<Removal> {
        self.removed.get(&user).copied()
    }

    /// Sets properties as Graph names them.
    pub(crate) fn change(&mut self, user: usize, properties: Map<String, Value>) {
        self.journal.push(Change {
            user,
            properties: properties.keys().cloned().collect(),
        });
        self.changed.entry(user).or_default().extend(properties);
    }

    /// Removes the account, or restores it.
    pub(crate) fn set_removal(&mut self, user: usize, removal: Option<Removal>) {
        match removal {
            Some(removal) => self.removed.insert(user, removal),
            None => self.removed.remove(&user),
        };
        self.journal.push(Change {
            user,
            properties: Vec::new(),
        });
    }

    /// Number of changes so far: where "from now on" begins.
    pub(crate) const fn position(&self) -> usize {
        self.journal.len()
    }

    /// Users whose named properties, or existence, changed since the position, each once, in order.
    pub(crate) fn since(&self, position: usize, names: &[String]) -> Vec<usize> {
        let mut users = Vec::new();
        for change in self.journal.iter().skip(position) {
            let seen = change.properties.is_empty()
                || change.properties.iter().any(|name| names.contains(name));
            if seen && !users.contains(&change.user) {
                users.push(change.user);
            }
        }
        users
    }
}
