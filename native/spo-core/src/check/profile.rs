//! The probe user: who may replace the picture, and, when a write probe was asked for, whether properties can be written.

use super::{Checks, Tokens, finding, of_error, passed, without_token};
use crate::account::AccountName;
use crate::auth::TokenInfo;
use crate::config::Service;
use crate::error::{Error, ErrorId, Result};
use crate::event::{CheckStatus, Finding};
use crate::sharepoint::{
    EXCHANGE_SYNC_STATE, PICTURE_TIMESTAMP, PICTURE_URL, PLACEHOLDER_STATE, Profile, ProfileWrite,
    WriteOutcome, read_profiles, write_profiles,
};

const EXCHANGE: &str = "Exchange synchronization of the probe user";
const WRITE: &str = "Profile properties are writable";
/// The first of these that has a value is the one written back.
const PROPERTIES: [&str; 4] = [
    PLACEHOLDER_STATE,
    EXCHANGE_SYNC_STATE,
    PICTURE_TIMESTAMP,
    PICTURE_URL,
];

pub(super) async fn check(checks: &Checks, tokens: &Tokens) -> Result<()> {
    let user = checks.options.probe_user.trim();
    if user.is_empty() {
        let skipped = |name| {
            let fix = "Name a user with -ProbeUser.";
            finding(name, CheckStatus::Skipped, "No probe user was named.", fix)
        };
        checks.tell(skipped(EXCHANGE)).await?;
        return checks.tell(skipped(WRITE)).await;
    }
    let Some(token) = tokens.get(&Service::Admin) else {
        let host = checks.host(Service::Admin);
        checks.tell(without_token(EXCHANGE, host)).await?;
        return checks.tell(without_token(WRITE, host)).await;
    };
    let account = AccountName::from_claims(user).unwrap_or_else(|| AccountName::from_upn(user));
    let profile = match read(checks, &account).await {
        Ok(profile) => profile,
        Err(error) => {
            let told = of_error(EXCHANGE, CheckStatus::Failed, &error);
            checks.tell(told).await?;
            let (why, fix) = ("The profile could not be read.", error.next_step());
            return checks
                .tell(finding(WRITE, CheckStatus::Skipped, why, fix))
                .await;
        }
    };
    checks.tell(exchange(&profile)).await?;
    let told = if checks.options.write_probe {
        probe(checks, account, &profile, token).await
    } else {
        let why = "Nothing is written without a write probe.";
        let fix =
            "Run the checks with -WriteProbe: a value of this user is written back unchanged.";
        finding(WRITE, CheckStatus::Skipped, why, fix)
    };
    checks.tell(told).await
}

async fn read(checks: &Checks, account: &AccountName) -> Result<Profile> {
    let accounts = std::slice::from_ref(account);
    let read = read_profiles(&checks.client, &checks.scope, accounts, &[]).await?;
    let profile = read.into_iter().next().transpose()?.flatten();
    profile.ok_or_else(|| {
        let message = format!("SharePoint has no profile for {}.", account.upn());
        Error::new(ErrorId::ProfileNotFound, message).with_target(account.upn())
    })
}

fn exchange(profile: &Profile) -> Finding {
    match profile.exchange_sync.trim() {
        "0" => passed(EXCHANGE, "Off: SharePoint keeps the picture it has."),
        "" => passed(EXCHANGE, "Not set."),
        _ => finding(
            EXCHANGE,
            CheckStatus::Warning,
            "On: SharePoint may replace this user's picture by the one in Exchange.",
            "Run Sync-SpoProfilePhoto, which turns it off, or set the same photo in Exchange.",
        ),
    }
}

/// Writes back a value as it is, and looks whether it still is.
async fn probe(
    checks: &Checks,
    account: AccountName,
    before: &Profile,
    token: &TokenInfo,
) -> Finding {
    let set = |name: &&str| !before.property(name).is_empty();
    let Some(property) = PROPERTIES.into_iter().find(set) else {
        let why = "The probe user has no picture property whose value could be written back.";
        let fix = "Name a user with a picture with -ProbeUser.";
        return finding(WRITE, CheckStatus::Skipped, why, fix);
    };
    let value = before.property(property).to_owned();
    let write = ProfileWrite {
        account: account.clone(),
        picture: vec![(property, value)],
        values: Vec::new(),
    };
    let written = write_profiles(&checks.client, &checks.scope, &[write]).await;
    let outcome = match written.map(|users| users.into_iter().next()) {
        Ok(Some(WriteOutcome {
            picture: Err(error),
            ..
        }))
        | Err(error) => Err(error),
        Ok(_) => read(checks, &account).await,
    };
    match outcome {
        Ok(after) if after.property(property) == before.property(property) => {
            passed(WRITE, format!("{property} was written back unchanged."))
        }
        Ok(_) => finding(
            WRITE,
            CheckStatus::Failed,
            format!("{property} was written back and shows another value now."),
            "Something else writes this user. Run the check again.",
        ),
        Err(error) => refused(&error, token),
    }
}

fn refused(error: &Error, token: &TokenInfo) -> Finding {
    if error.id() == ErrorId::AccessDenied && token.app_only {
        // Reported of tenants whose app has every documented role (`spo-wire.md` 2.4).
        let fix = "If the permissions are granted, this tenant does not let apps write profiles: connect as a SharePoint administrator.";
        return finding(WRITE, CheckStatus::Failed, error.message(), fix);
    }
    of_error(WRITE, CheckStatus::Failed, error)
}
