//! The `check` job: what will work and what will be refused, each finding with what to do about it. A check that fails is a
//! finding, not an end; the job sends nothing that writes unless a write probe was asked for, and then undoes it.
//!
//! `host` reachability and clock, `token` who is signed in, `role` what the tokens permit, `library` where photos go, `profile`
//! the probe user, `policy` the tenant's rule for photos.

mod host;
mod library;
mod policy;
mod profile;
mod role;
mod token;

use crate::auth::{Prompter, TokenInfo};
use crate::config::Service;
use crate::error::{Error, Result};
use crate::event::{CheckStatus, Event, Finding};
use crate::http::{Client, Meter, Scope};
use crate::job::{JobLine, tell};
use crate::request::CheckJob;
use crate::sync::Tally;
use std::collections::HashMap;
use std::sync::Arc;
use tokio::sync::mpsc;

/// What the checks share.
struct Checks {
    client: Client,
    scope: Scope,
    options: CheckJob,
    events: mpsc::Sender<Event>,
}

/// What is known of the tokens, by service; none where there is no token.
type Tokens = HashMap<Service, TokenInfo>;

impl Checks {
    /// Tells a finding; fails when nobody takes events any more.
    async fn tell(&self, finding: Finding) -> Result<()> {
        tell(&self.events, Event::Check(finding)).await
    }

    /// A host as findings name it.
    fn host(&self, service: Service) -> &str {
        let base = self.client.endpoints().resource(service);
        base.trim_start_matches("https://")
    }
}

/// Does all checks, one after the other.
pub async fn run(client: Client, line: JobLine, options: CheckJob) -> Result<()> {
    let prompter = Arc::clone(&line.prompts) as Arc<dyn Prompter>;
    let scope = Scope::new(prompter, !options.write_probe, Meter::new());
    let tally = Tally::new();
    let checks = Checks {
        client,
        scope,
        options,
        events: line.events,
    };
    host::check(&checks).await?;
    let tokens = token::check(&checks).await?;
    role::check(&checks, &tokens).await?;
    library::check(&checks, &tokens).await?;
    profile::check(&checks, &tokens).await?;
    policy::check(&checks, &tokens).await?;
    let summary = tally.summary(&checks.scope.meter);
    let _gone = checks.events.send(Event::Summary(summary)).await;
    Ok(())
}

fn finding(
    name: impl Into<String>,
    status: CheckStatus,
    detail: impl Into<String>,
    fix: impl Into<String>,
) -> Finding {
    Finding {
        name: name.into(),
        status,
        detail: detail.into(),
        fix: fix.into(),
    }
}

fn passed(name: impl Into<String>, detail: impl Into<String>) -> Finding {
    finding(name, CheckStatus::Passed, detail, "")
}

/// A check that came to an error.
fn of_error(name: impl Into<String>, status: CheckStatus, error: &Error) -> Finding {
    finding(name, status, error.message(), error.next_step())
}

/// A check that needs a token which is not there.
fn without_token(name: impl Into<String>, host: &str) -> Finding {
    finding(
        name,
        CheckStatus::Skipped,
        format!("There is no token for {host}."),
        "Solve the failed token check first.",
    )
}
