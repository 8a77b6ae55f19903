//! The decision for one user: from what the profile and the library hold and what the source photo comes to,
//! a state, a reason, and what to send. Pure: no request, no clock.

use crate::photo::RenderedPhoto;
use crate::sharepoint::{
    EXCHANGE_SYNC_STATE, PICTURE_URL, PLACEHOLDER_STATE, PictureLocation, Profile, StoredPhoto,
};
use serde::{Deserialize, Serialize};

/// The finding about one user, in a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub enum State {
    /// SharePoint shows what the source holds.
    InSync,
    /// The same, and the source is smaller than the large photo should be.
    LowResolution,
    /// The profile has no picture of its own.
    Missing,
    /// SharePoint holds another photo.
    Stale,
    /// A picture is stored and the placeholder is shown.
    PlaceholderShown,
    /// The picture came from Exchange, which may replace it at any time.
    ExchangeManaged,
    /// The profile points to files that are not all there.
    FileMissing,
    /// The user has no photo in the source.
    NoSource,
    /// The photo attribute was never requested, so nothing is known of it.
    PhotoNotLoaded,
    /// The source photo cannot be used.
    SourceInvalid,
    /// The user has no profile.
    NoProfile,
    /// It could not be found out.
    Failed,
}

/// Who may change the picture later (`SPS-PictureExchangeSyncState`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ExchangeSync {
    /// Write 0: the picture stays.
    #[default]
    Off,
    /// Write 1: SharePoint may take the picture from Exchange.
    On,
    /// Leave it as it is.
    Keep,
}

impl ExchangeSync {
    const fn value(self) -> Option<&'static str> {
        match self {
            Self::Off => Some("0"),
            Self::On => Some("1"),
            Self::Keep => None,
        }
    }
}

/// What SharePoint holds of one user.
#[derive(Debug, Clone, Copy)]
pub struct Current<'a> {
    /// The profile.
    pub profile: &'a Profile,
    /// Where `PictureURL` points, when that is in the photo library.
    pub location: Option<&'a PictureLocation>,
    /// The files there.
    pub stored: StoredPhoto,
}

/// What it should hold.
#[derive(Debug, Clone, Copy)]
pub struct Desired<'a> {
    /// The source photo, rendered.
    pub photo: &'a RenderedPhoto,
    /// As asked.
    pub exchange_sync: ExchangeSync,
    /// Send everything whatever is there.
    pub force: bool,
    /// The stored large file differs byte for byte although its length is the same.
    pub bytes_differ: bool,
}

/// What is to be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Nothing.
    Nothing,
    /// Properties only.
    Properties,
    /// Three files and properties.
    Upload,
}

/// The decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The finding.
    pub state: State,
    /// The finding as a sentence.
    pub reason: String,
    /// What to send.
    pub step: Step,
}

/// Decides for one user.
pub fn plan(current: Current<'_>, desired: Desired<'_>) -> Plan {
    let decision = |state, reason: &str, step| Plan {
        state,
        reason: reason.to_owned(),
        step,
    };
    let profile = current.profile;
    let exchange_managed =
        profile.exchange_sync == "1" && desired.exchange_sync == ExchangeSync::Off;
    let found = if profile.picture_url.is_empty() {
        decision(State::Missing, "The profile has no picture.", Step::Upload)
    } else if current.location.is_none() {
        let reason = "The picture is kept outside the tenant's photo library.";
        decision(State::Missing, reason, Step::Upload)
    } else if !current.stored.complete() {
        decision(
            State::FileMissing,
            "The profile points to files that are not all there.",
            Step::Upload,
        )
    } else if !same_photo(current.stored, desired) {
        if profile.placeholder_state == "1" {
            let reason = "Initials are shown; the picture kept is another one.";
            decision(State::PlaceholderShown, reason, Step::Upload)
        } else if exchange_managed {
            let reason = "A picture from Exchange is shown, not the source's.";
            decision(State::ExchangeManaged, reason, Step::Upload)
        } else {
            decision(
                State::Stale,
                "SharePoint holds another photo than the source.",
                Step::Upload,
            )
        }
    } else if profile.placeholder_state != "0" {
        let reason = "The right picture is stored, but initials are shown.";
        decision(State::PlaceholderShown, reason, Step::Properties)
    } else if exchange_managed {
        let reason = "The right picture is shown; Exchange may replace it.";
        decision(State::ExchangeManaged, reason, Step::Properties)
    } else {
        let step = if changes(profile, None, desired.exchange_sync).is_empty() {
            Step::Nothing
        } else {
            Step::Properties
        };
        in_sync(desired, step)
    };
    if desired.force && found.step != Step::Upload {
        return Plan {
            step: Step::Upload,
            ..found
        };
    }
    found
}

fn in_sync(desired: Desired<'_>, step: Step) -> Plan {
    if desired.photo.low_resolution() {
        let (pixels, asked) = (desired.photo.large.pixels, desired.photo.requested_large);
        let reason = format!("In sync at {pixels} of {asked} pixels: the source is that small.");
        return Plan {
            state: State::LowResolution,
            reason,
            step,
        };
    }
    let reason = match step {
        Step::Nothing => "SharePoint shows the source's photo.",
        _ => "The right picture is shown; its Exchange setting differs.",
    };
    Plan {
        state: State::InSync,
        reason: reason.to_owned(),
        step,
    }
}

/// Rendering is deterministic, so files of the same three lengths are the same photo, unless their bytes were compared and differ.
fn same_photo(stored: StoredPhoto, desired: Desired<'_>) -> bool {
    let photo = desired.photo;
    let length = |bytes: &bytes::Bytes| Some(bytes.len() as u64);
    !desired.bytes_differ
        && stored.small == length(&photo.small.jpeg)
        && stored.medium == length(&photo.medium.jpeg)
        && stored.large == length(&photo.large.jpeg)
}

/// The properties that differ from what a shown picture needs. `picture_url` is given when the picture is (re)written.
pub fn changes(
    profile: &Profile,
    picture_url: Option<&str>,
    exchange_sync: ExchangeSync,
) -> Vec<(&'static str, String)> {
    let wanted = [
        (PICTURE_URL, picture_url),
        (PLACEHOLDER_STATE, Some("0")),
        (EXCHANGE_SYNC_STATE, exchange_sync.value()),
    ];
    let wanted = wanted
        .into_iter()
        .filter_map(|(name, value)| value.map(|value| (name, value)));
    wanted
        .filter(|(name, value)| !holds(profile, name, value))
        .map(|(name, value)| (name, value.to_owned()))
        .collect()
}

/// Whether a profile holds a value. An unset Exchange state counts as off: it is what users without a mailbox have (`spo-wire.md` 3.4).
pub fn holds(profile: &Profile, name: &str, value: &str) -> bool {
    let held = profile.property(name);
    held == value || (name == EXCHANGE_SYNC_STATE && value == "0" && held.is_empty())
}

/// What an administrator does about a state, for users whose photo was only looked at.
pub const fn next_step(state: State) -> &'static str {
    match state {
        State::InSync => "",
        State::LowResolution => {
            "Supply a larger photo, for example with -PhotoFolder, if it looks blurred."
        }
        State::Missing | State::Stale | State::FileMissing | State::PlaceholderShown => {
            "Run Sync-SpoProfilePhoto for this user."
        }
        State::ExchangeManaged => {
            "Run Sync-SpoProfilePhoto to put the source's photo there and keep Exchange from replacing it, or use -ExchangeSync Keep."
        }
        State::NoSource => {
            "Add a photo in the source, or leave it: nothing is deleted in SharePoint."
        }
        State::PhotoNotLoaded => {
            "Request the attribute: Get-ADUser -Properties thumbnailPhoto; or give -PhotoFolder."
        }
        State::SourceInvalid => "Replace the source photo.",
        State::NoProfile => "Wait until SharePoint has created the profile, then run again.",
        State::Failed => "See the error.",
    }
}

#[cfg(test)]
mod tests;
