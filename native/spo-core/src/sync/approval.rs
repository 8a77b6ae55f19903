//! May it be done? One question a user, about photo and properties together.

use super::photo::Upload;
use super::run::Run;
use super::user::User;
use crate::error::Result;
use crate::event::Action;

/// Asks where the job says so. When the answer is no, or nothing is to be written at all, the user's findings say so afterwards.
pub async fn approve(run: &Run, user: &mut User, upload: Option<&Upload>) -> Result<bool> {
    let mut what: Vec<String> = upload.map(Upload::describe).into_iter().collect();
    what.extend(
        user.properties
            .iter()
            .filter_map(super::properties::PropertyHalf::describe),
    );
    if what.is_empty() {
        return Ok(true);
    }
    let approved = !run.job.confirm
        || run
            .prompts
            .confirm(&user.pending.record.identity, &what.join("; "))
            .await?;
    if approved && !run.job.what_if {
        return Ok(true);
    }
    let (action, declined) = if run.job.what_if {
        (Action::WhatIf, "")
    } else {
        (Action::Skipped, "Declined. ")
    };
    if upload.is_some() {
        user.photo.finding.action = action;
        user.photo.finding.reason.insert_str(0, declined);
    }
    for property in &mut user.properties {
        property.leave(action, declined);
    }
    Ok(false)
}
