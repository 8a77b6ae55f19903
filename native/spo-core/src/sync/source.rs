//! The source photo of a record: bytes from the pipeline, a file by path, or a file of the photo folder.

use super::folder::{Found, PhotoFolder};
use crate::error::{Error, ErrorId};
use crate::job::Pending;
use crate::plan::State;
use crate::request::{PhotoKind, Record, RecordKind};
use bytes::Bytes;
use std::path::{Path, PathBuf};

/// Read at most this much of a file: one byte more than any photo may have, so that the limit's own error is given.
const READ_LIMIT: u64 = crate::photo::MAX_BYTES as u64 + 1;

/// What there is to work with.
pub enum Source {
    /// A photo, to be looked at.
    Photo(Bytes),
    /// No photo, and that is no error: the finding, its reason, and what to do.
    Absent(Absent),
    /// Something that should be a photo and is not.
    Invalid(Error),
}

/// Why there is no photo.
pub struct Absent {
    /// `NoSource` or `PhotoNotLoaded`.
    pub state: State,
    /// As a sentence.
    pub reason: String,
    /// What to do.
    pub next_step: String,
}

/// Gets the photo of a record. Reading files happens on the blocking pool.
pub async fn load(pending: &mut Pending, folder: Option<&PhotoFolder>) -> Source {
    let record = &pending.record;
    if let Some(folder) = folder {
        return match folder.find(record) {
            Found::File(path) => read(path).await,
            Found::Missing(stem) => no_source(format!(
                "There is no photo '{stem}' in {}.",
                folder.path().display()
            )),
            Found::NoName(property) => no_source(format!(
                "The user has no {property}, which the file name template asks for."
            )),
        };
    }
    match record.photo {
        PhotoKind::Bytes => Source::Photo(pending.release_photo()),
        PhotoKind::None => no_source(format!("The user's {} is empty.", named(record))),
        PhotoKind::NotLoaded => Source::Absent(not_loaded(record)),
        PhotoKind::Path => read(record.photo_path.clone()).await,
        PhotoKind::LostInCsv => {
            let message = format!(
                "{} holds the text 'System.Byte[]': the photo was lost when the users were exported to CSV.",
                named(record)
            );
            Source::Invalid(Error::new(ErrorId::PhotoLostInCsv, message))
        }
        PhotoKind::Invalid => {
            let message = format!("{} holds no photo: {}", named(record), record.photo_problem);
            Source::Invalid(Error::new(ErrorId::PhotoInvalid, message))
        }
    }
}

fn named(record: &Record) -> &str {
    if record.photo_name.is_empty() {
        "thumbnailPhoto"
    } else {
        &record.photo_name
    }
}

fn no_source(reason: String) -> Source {
    let next_step = crate::plan::next_step(State::NoSource).to_owned();
    Source::Absent(Absent {
        state: State::NoSource,
        reason,
        next_step,
    })
}

fn not_loaded(record: &Record) -> Absent {
    let (reason, next_step) = match record.kind {
        RecordKind::AdUser => (
            "The photo attribute was not requested from Active Directory, so it is not known whether there is a photo.",
            "Request it: Get-ADUser -Properties thumbnailPhoto.",
        ),
        RecordKind::GraphUser => (
            "Users from Microsoft Graph carry no photo.",
            "Give the photos with -PhotoFolder, or pipe users from Get-ADUser -Properties thumbnailPhoto.",
        ),
        RecordKind::Text => (
            "A name carries no photo.",
            "Give the photos with -PhotoFolder, or pipe users from Get-ADUser -Properties thumbnailPhoto.",
        ),
        RecordKind::Object => (
            "The object has no photo property.",
            "Add a property thumbnailPhoto (bytes) or PhotoPath (a file), or give -PhotoFolder; from Active Directory request it with Get-ADUser -Properties thumbnailPhoto.",
        ),
    };
    Absent {
        state: State::PhotoNotLoaded,
        reason: reason.to_owned(),
        next_step: next_step.to_owned(),
    }
}

async fn read(path: PathBuf) -> Source {
    let read = tokio::task::spawn_blocking(move || read_file(&path)).await;
    match read {
        Ok(Ok(bytes)) => Source::Photo(bytes),
        Ok(Err(error)) => Source::Invalid(error),
        Err(_) => Source::Invalid(Error::new(
            ErrorId::Internal,
            "Reading the photo file failed because of a defect in this module.",
        )),
    }
}

fn read_file(path: &Path) -> Result<Bytes, Error> {
    use std::io::Read;
    let failed = |error: std::io::Error| {
        let shown = path.display();
        let error = match error.kind() {
            std::io::ErrorKind::NotFound => Error::new(
                ErrorId::PhotoFileMissing,
                format!("The photo file '{shown}' does not exist."),
            ),
            _ => Error::new(
                ErrorId::PhotoFileUnreadable,
                format!("The photo file '{shown}' cannot be read: {error}."),
            ),
        };
        error.with_target(shown.to_string())
    };
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path).map_err(failed)?;
    if file.metadata().map_err(failed)?.is_dir() {
        let message = format!("'{}' is a folder, not a photo file.", path.display());
        return Err(Error::new(ErrorId::PhotoFileUnreadable, message));
    }
    file.take(READ_LIMIT)
        .read_to_end(&mut bytes)
        .map_err(failed)?;
    Ok(bytes.into())
}
