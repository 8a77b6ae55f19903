//! The event that answers a record.

use super::run::Run;
use super::user::{Finding, User};
use super::work::Work;
use crate::error::Result;
use crate::event::{Action, Event, Outcome, ProfileOutcome, PropertyOutcome, Status};
use crate::sharepoint::from_profile_timestamp;

/// Findings told in the reason of a user; the others are counted.
const TOLD: usize = 3;

impl Run {
    /// Answers the records of these users.
    pub(super) async fn report_all(&self, users: Vec<User>) -> Result<()> {
        for user in users {
            self.report(user).await?;
        }
        Ok(())
    }

    /// Answers a user's record.
    pub(super) async fn report(&self, user: User) -> Result<()> {
        let event = match self.work {
            Work::PhotoStatus => Event::Status(status(user)),
            Work::PhotoSync => Event::Result(outcome(&user)),
            Work::PropertyStatus | Work::PropertySync | Work::ProfileSync => {
                Event::Profile(Box::new(profile(user, self.work.photos())))
            }
        };
        self.emit(event).await?;
        self.tally.answered();
        Ok(())
    }
}

fn account_name(user: &User) -> String {
    let name = if user.profile.account_name.is_empty() {
        user.account.as_str()
    } else {
        &user.profile.account_name
    };
    name.to_owned()
}

/// What was found of the photo: what holds for the whole user holds for it too.
fn photo_finding(user: &User) -> Finding {
    let finding = user.whole.as_ref().unwrap_or(&user.photo.finding);
    finding.clone()
}

fn status(user: User) -> Status {
    let finding = photo_finding(&user);
    let source = user.photo.source;
    Status {
        account_name: account_name(&user),
        identity: user.pending.record.identity,
        state: finding.state,
        reason: finding.reason,
        next_step: finding.next_step,
        picture_url: user.photo.picture_url,
        photo_timestamp: from_profile_timestamp(&user.profile.timestamp).unwrap_or(0),
        source_width: source.map_or(0, |source| source.width),
        source_height: source.map_or(0, |source| source.height),
        source_bytes: source.map_or(0, |source| source.bytes as u64),
        error: finding.error,
    }
}

fn outcome(user: &User) -> Outcome {
    let finding = photo_finding(user);
    Outcome {
        account_name: account_name(user),
        identity: user.pending.record.identity.clone(),
        action: finding.action,
        state: finding.state,
        reason: finding.reason,
        // What was done needs nothing more.
        next_step: match finding.action {
            Action::Uploaded | Action::Updated => String::new(),
            _ => finding.next_step,
        },
        bytes_sent: user.meter.bytes_sent(),
        requests: user.meter.requests(),
        duration_ms: user.took_ms(),
        low_resolution: user.photo.low_resolution,
        picture_url: user.photo.picture_url.clone(),
        error: finding.error,
    }
}

/// One finding on the way into the user's event.
struct Told {
    action: Action,
    reason: String,
    next_step: String,
}

fn profile(user: User, photos: bool) -> ProfileOutcome {
    let photo = photos.then(|| outcome(&user));
    let mut told: Vec<Told> = Vec::new();
    if let Some(whole) = &user.whole {
        told.push(Told {
            action: whole.action,
            reason: whole.reason.clone(),
            next_step: whole.next_step.clone(),
        });
    } else {
        told.extend(photo.as_ref().map(|photo| Told {
            action: photo.action,
            reason: photo.reason.clone(),
            next_step: photo.next_step.clone(),
        }));
        told.extend(user.properties.iter().map(|property| Told {
            action: property.action,
            reason: format!("{}: {}", property.plan.row.property, property.plan.reason),
            next_step: property.plan.next_step.clone(),
        }));
    }
    let methods = || user.properties.iter().map(|property| property.method);
    let method = methods()
        .find(|method| *method == super::properties::BULK_IMPORT)
        .or_else(|| methods().find(|method| !method.is_empty()));
    ProfileOutcome {
        account_name: account_name(&user),
        action: gravest(&told),
        method: method.unwrap_or_default(),
        reason: reason(&told),
        next_step: next_step(&told),
        requests: user.meter.requests(),
        duration_ms: user.took_ms(),
        photo,
        error: user.whole.and_then(|whole| whole.error),
        properties: user
            .properties
            .into_iter()
            .map(|half| PropertyOutcome {
                property: half.plan.row.property.clone(),
                source: half.plan.source,
                source_value: half.plan.wanted,
                share_point_value: half.plan.current,
                state: half.plan.state,
                action: half.action,
                reason: half.plan.reason,
                next_step: half.plan.next_step,
                error: half.plan.error,
            })
            .collect(),
        identity: user.pending.record.identity,
    }
}

fn gravest(told: &[Told]) -> Action {
    [
        Action::Failed,
        Action::WhatIf,
        Action::Uploaded,
        Action::Updated,
        Action::Skipped,
    ]
    .into_iter()
    .find(|action| told.iter().any(|told| told.action == *action))
    .unwrap_or(Action::Unchanged)
}

fn reason(told: &[Told]) -> String {
    let news: Vec<_> = told
        .iter()
        .filter(|told| told.action != Action::Unchanged)
        .map(|told| told.reason.as_str())
        .collect();
    match news.len() {
        0 => "Everything is in sync.".to_owned(),
        count if count <= TOLD => news.join(" "),
        count => format!("{} And {} more.", news[..TOLD].join(" "), count - TOLD),
    }
}

/// The first thing to do; what was done needs nothing more.
fn next_step(told: &[Told]) -> String {
    let open = |told: &&Told| {
        matches!(
            told.action,
            Action::Failed | Action::Skipped | Action::WhatIf
        ) && !told.next_step.is_empty()
    };
    // A failure's advice before a remark.
    let failed = told
        .iter()
        .find(|told| told.action == Action::Failed && !told.next_step.is_empty());
    failed
        .or_else(|| told.iter().find(open))
        .map(|told| told.next_step.clone())
        .unwrap_or_default()
}
