//! The photo library: is it there and, when a write probe was asked for, can a file be stored and removed.

use super::{Checks, Tokens, finding, of_error, passed, without_token};
use crate::config::Service;
use crate::error::{Error, Result};
use crate::event::{CheckStatus, Finding};
use crate::sharepoint::{PhotoLibrary, PictureLocation, download, find_folders};
use bytes::Bytes;

const FOUND: &str = "Photo library";
const WRITABLE: &str = "Photo library is writable";

/// Always the same name, so that what an interrupted probe left is removed by the next one.
const PROBE: &str = "spoprofilesync_write_probe";
const LETTER: char = 'S';

pub(super) async fn check(checks: &Checks, tokens: &Tokens) -> Result<()> {
    if !tokens.contains_key(&Service::My) {
        let host = checks.host(Service::My);
        checks.tell(without_token(FOUND, host)).await?;
        return checks.tell(without_token(WRITABLE, host)).await;
    }
    let folder = match find_folders(&checks.client, &checks.scope).await {
        Ok(folders) => folders.into_iter().next(),
        Err(error) => {
            let told = of_error(FOUND, CheckStatus::Failed, &error);
            checks.tell(told).await?;
            return checks.tell(not_tried("The library was not found.")).await;
        }
    };
    let Some(folder) = folder else {
        let error = PhotoLibrary::not_found();
        let told = of_error(FOUND, CheckStatus::Failed, &error);
        checks.tell(told).await?;
        return checks.tell(not_tried("The library was not found.")).await;
    };
    checks
        .tell(passed(FOUND, format!("Photos are kept in {folder}.")))
        .await?;
    let told = if checks.options.write_probe {
        probe(checks, folder).await
    } else {
        not_tried("Nothing is written without a write probe.")
    };
    checks.tell(told).await
}

fn not_tried(why: &str) -> Finding {
    let fix = "Run the checks with -WriteProbe: a file is stored and removed again.";
    finding(WRITABLE, CheckStatus::Skipped, why, fix)
}

/// Stores a small file, removes it, and looks whether it is gone.
async fn probe(checks: &Checks, folder: String) -> Finding {
    let (client, scope) = (&checks.client, &checks.scope);
    let at = PictureLocation {
        folder,
        prefix: PROBE.to_owned(),
    };
    let content = Bytes::from_static(b"A write probe of SpoProfileSync. It may be deleted.");
    if let Err(error) = PhotoLibrary::upload(client, scope, &at, LETTER, content).await {
        // Stored after all, perhaps: what is not there needs no removing.
        let _tried = PhotoLibrary::remove(client, scope, &at, LETTER).await;
        return of_error(WRITABLE, CheckStatus::Failed, &error);
    }
    let removed = match PhotoLibrary::remove(client, scope, &at, LETTER).await {
        Ok(()) => download(client, scope, &at, LETTER)
            .await
            .map(|left| left.is_none()),
        Err(error) => Err(error),
    };
    match removed {
        Ok(true) => passed(WRITABLE, "A file was stored and removed again."),
        Ok(false) => left_behind(&at, None),
        Err(error) => left_behind(&at, Some(&error)),
    }
}

fn left_behind(at: &PictureLocation, error: Option<&Error>) -> Finding {
    let why = error.map_or("it is still there", Error::message);
    let detail = format!("A file was stored and could not be removed: {why}");
    let fix = format!("Delete {} in the library User Photos.", at.path(LETTER));
    finding(WRITABLE, CheckStatus::Warning, detail, fix)
}
