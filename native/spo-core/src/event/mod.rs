//! What a job tells the program that started it, one JSON object an event. The contract is `docs/abi.md`.

mod profile;

pub use profile::{ImportJob, ProfileOutcome, PropertyOutcome, PropertyRow};

use crate::auth::TokenInfo;
use crate::cloud::Cloud;
use crate::error::Error;
use crate::plan::State;
use serde::Serialize;
use std::collections::BTreeMap;

/// One event.
#[derive(Debug, Clone, Serialize)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum Event {
    /// Sign-in worked.
    Connected(Connected),
    /// What is the matter with one user's photo.
    Status(Status),
    /// What was done about one user's photo.
    Result(Outcome),
    /// Names of the input properties that a property job wants in `values` of each record; its first event.
    Fields {
        /// The names.
        names: Vec<String>,
    },
    /// What was found and done about one user's properties, and photo in a job about both.
    Profile(Box<ProfileOutcome>),
    /// A row of the property map.
    PropertyRow(PropertyRow),
    /// A bulk import job.
    ImportJob(ImportJob),
    /// How far the job is; at most four a second.
    Progress(Progress),
    /// Something only the host program can answer, by `spo_reply`.
    Prompt(Prompt),
    /// A finding of the checks.
    Check(Finding),
    /// A person has to sign in, on any device.
    DeviceCode {
        /// What to tell the person, in the service's words.
        message: String,
        /// The code to type in.
        user_code: String,
        /// The page to type it in.
        verification_uri: String,
        /// Until when, seconds since 1970.
        expires: i64,
    },
    /// A person has to sign in, in a browser on this machine.
    Browser {
        /// The page to open.
        url: String,
    },
    /// A line for one of PowerShell's streams.
    Log {
        /// Which stream.
        level: LogLevel,
        /// The line.
        message: String,
    },
    /// Totals; the last event of a job that ran to its end.
    Summary(Summary),
    /// The job as a whole cannot go on.
    Failed {
        /// Why.
        error: Error,
    },
}

/// Who is signed in, and until when.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Connected {
    /// Host prefix.
    pub tenant: String,
    /// The cloud it is in.
    pub cloud: Cloud,
    /// User principal name or application.
    pub account: String,
    /// Application (client) id.
    pub app_id: String,
    /// The kind of sign-in, as the session was opened with.
    pub auth_kind: String,
    /// Address of each service by its name in `docs/abi.md`.
    pub endpoints: BTreeMap<&'static str, String>,
    /// One entry for each audience a token was got for.
    pub tokens: Vec<TokenInfo>,
}

/// What a check found.
#[derive(Debug, Clone, Serialize)]
pub struct Finding {
    /// What was looked at.
    pub name: String,
    /// The finding in a word.
    pub status: CheckStatus,
    /// The finding in a sentence.
    pub detail: String,
    /// What to do about it; empty when it is passed.
    pub fix: String,
}

/// How a check ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum CheckStatus {
    /// As it should be.
    Passed,
    /// It may become a problem.
    Warning,
    /// Something will be refused.
    Failed,
    /// Not looked at.
    Skipped,
}

/// One user's photo, in the source and in SharePoint.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Status {
    /// As the record named the user.
    pub identity: String,
    /// Claims form; empty when not known.
    pub account_name: String,
    /// The finding in a word.
    pub state: State,
    /// The finding in a sentence.
    pub reason: String,
    /// What to do about it; empty when there is nothing to do.
    pub next_step: String,
    /// `PictureURL` of the profile.
    pub picture_url: String,
    /// `SPS-PictureTimestamp`, as seconds since 1970; 0 when unset.
    pub photo_timestamp: i64,
    /// Pixels of the source photo, as it is seen; 0 without one.
    pub source_width: u32,
    /// See `source_width`.
    pub source_height: u32,
    /// Bytes of the source photo.
    pub source_bytes: u64,
    /// Set with `Failed` and `SourceInvalid`.
    pub error: Option<Error>,
}

/// What was done for one user.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Outcome {
    /// As the record named the user.
    pub identity: String,
    /// Claims form; empty when not known.
    pub account_name: String,
    /// What was done.
    pub action: Action,
    /// What was found before anything was done.
    pub state: State,
    /// Why it was done, or why not.
    pub reason: String,
    /// What to do about it; empty when there is nothing to do.
    pub next_step: String,
    /// Bytes of the request bodies sent for this user alone.
    pub bytes_sent: u64,
    /// Requests sent for this user alone; those shared by many users are in the summary.
    pub requests: u64,
    /// Wall time of the work for this user alone: reading, rendering, uploading.
    pub duration_ms: u64,
    /// The large file is smaller than asked because the source is.
    pub low_resolution: bool,
    /// `PictureURL` after the run.
    pub picture_url: String,
    /// Set with `Failed`.
    pub error: Option<Error>,
}

/// What was done for a user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Action {
    /// Photos were sent, and profile and read-back agree.
    Uploaded,
    /// The photos were right; profile properties were set.
    Updated,
    /// Everything was right.
    Unchanged,
    /// Nothing could or should be done; the reason says why.
    Skipped,
    /// It was tried and failed.
    Failed,
    /// It would have been done.
    WhatIf,
}

/// How far a job is.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Progress {
    /// Heading.
    pub activity: String,
    /// Users answered.
    pub done: u64,
    /// Users known so far.
    pub total: u64,
    /// The input is complete, so `total` is final.
    pub total_known: bool,
    /// Users a second since the start.
    pub rate_per_second: f64,
    /// Seconds to go, -1 when unknown.
    pub remaining_seconds: f64,
    /// Which host asked for a pause and for how long; empty when none did.
    pub throttle: String,
}

/// A question to the host program.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Prompt {
    /// Names the question in `spo_reply`.
    pub prompt: u64,
    /// What is asked.
    #[serde(flatten)]
    pub question: Question,
}

/// What is asked.
#[derive(Debug, Clone, Serialize)]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum Question {
    /// A bearer token for the resource.
    Token {
        /// For example `https://contoso-my.sharepoint.com`.
        resource: String,
    },
    /// May this be done?
    Confirm {
        /// The user.
        target: String,
        /// What would be done.
        action: String,
    },
    /// A signature by the key that stays with the host program.
    Sign {
        /// `PS256`: RSA-PSS with SHA-256.
        algorithm: &'static str,
        /// The bytes to sign, base64.
        data: String,
    },
    /// A token of the outside issuer that the app trusts.
    FederatedToken {
        /// The audience it must have.
        audience: &'static str,
    },
}

/// PowerShell's streams.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs)]
pub enum LogLevel {
    Verbose,
    Warning,
    Debug,
    Information,
}

/// Totals of a job.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    /// Records answered.
    pub users: u64,
    /// Requests sent, repeated ones included.
    pub requests: u64,
    /// The same by kind.
    pub requests_by_kind: BTreeMap<&'static str, u64>,
    /// Bytes of request bodies.
    pub bytes_sent: u64,
    /// Answers 429 and 503.
    pub throttled: u64,
    /// Wall time.
    pub duration_ms: u64,
}
