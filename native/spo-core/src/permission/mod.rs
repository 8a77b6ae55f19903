//! Which permissions an operation needs, read from the tokens before anything is sent: the one table behind the checks of
//! `check` and the start of every photo job.

mod grant;
mod need;

pub use grant::commands;
pub use need::{Api, Grant, NEEDS, Need, Operation};

use crate::auth::TokenInfo;
use crate::config::Service;
use crate::error::{Error, ErrorId, Result};

/// How a token stands to a need.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It has a permission that is known to do.
    Granted,
    /// It has one that may do: whether it does is decided elsewhere (`Sites.Selected`), or no source says.
    Perhaps(&'static str),
    /// It has none.
    Missing(Grant),
    /// It does not show its permissions.
    Unknown,
}

/// How a token stands to a need.
pub fn standing(need: &'static Need, token: &TokenInfo) -> Standing {
    // An app's token without roles has no claim of that name; an opaque token shows not even the app.
    let shown = !token.roles.is_empty() || (token.app_only && !token.app_id.is_empty());
    if !shown {
        return Standing::Unknown;
    }
    let roles = if token.app_only {
        &need.app
    } else {
        &need.delegated
    };
    let has = |name: &&&str| token.roles.iter().any(|role| role == **name);
    if has(&&roles.grant.name) || roles.also.iter().any(|name| has(&name)) {
        return Standing::Granted;
    }
    roles
        .perhaps
        .iter()
        .find(has)
        .map_or(Standing::Missing(roles.grant), |name| {
            Standing::Perhaps(name)
        })
}

/// Fails when it is certain that the tokens do not permit the operations, naming every missing permission and the commands
/// that grant them. `token` gives what is known of the token of a service; without one nothing is certain.
pub fn require<'a>(
    operations: &[Operation],
    token: impl Fn(Service) -> Option<&'a TokenInfo>,
) -> Result<()> {
    let mut missing: Vec<Grant> = Vec::new();
    let mut whose = None;
    for need in NEEDS
        .iter()
        .filter(|need| operations.contains(&need.operation))
    {
        let Some(token) = token(need.service) else {
            continue;
        };
        if let Standing::Missing(grant) = standing(need, token) {
            if !missing.contains(&grant) {
                missing.push(grant);
            }
            whose = whose.or(Some(token));
        }
    }
    let Some(token) = whose else {
        return Ok(());
    };
    let message = format!("{} Nothing was sent.", lacking(token, &missing));
    Err(Error::new(ErrorId::AccessDenied, message)
        .with_target(&token.account)
        .with_next_step(commands(&token.app_id, token.app_only, &missing)))
}

/// The sentence that names what is missing.
pub fn lacking(token: &TokenInfo, missing: &[Grant]) -> String {
    let what: Vec<_> = by_api(missing)
        .into_iter()
        .map(|(api, grants)| {
            let names: Vec<_> = grants.iter().map(|grant| grant.name).collect();
            let kind = match (token.app_only, names.len()) {
                (true, 1) => format!("{} application permission", api.name),
                (true, _) => format!("{} application permissions", api.name),
                (false, 1) => format!("delegated {} permission", api.name),
                (false, _) => format!("delegated {} permissions", api.name),
            };
            format!("the {kind} {}", names.join(" and "))
        })
        .collect();
    let who = if token.app_only {
        format!("The app '{}'", token.account)
    } else {
        format!("The app that {} signed in with", token.account)
    };
    format!("{who} lacks {}.", what.join(", and "))
}

/// The permissions by the application they belong to, in the order of their first.
fn by_api(grants: &[Grant]) -> Vec<(Api, Vec<Grant>)> {
    let mut groups: Vec<(Api, Vec<Grant>)> = Vec::new();
    for grant in grants {
        match groups.iter_mut().find(|(api, _)| *api == grant.api) {
            Some((_, group)) => group.push(*grant),
            None => groups.push((grant.api, vec![*grant])),
        }
    }
    groups
}

#[cfg(test)]
mod tests;
