//! A folder of photos: listed once, then asked for each user by the file name template.

use crate::error::{Error, ErrorId, Result};
use crate::request::{PhotoOptions, Record};
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// Extensions that are taken for photos, the preferred ones first. What a file really is decides its content.
const EXTENSIONS: [&str; 7] = ["jpg", "jpeg", "png", "webp", "bmp", "gif", "jfif"];

/// The folder's photos by lower-case stem.
pub struct PhotoFolder {
    path: PathBuf,
    template: String,
    files: HashMap<String, PathBuf>,
}

/// What the folder holds for a user.
#[derive(Debug, PartialEq, Eq)]
pub enum Found {
    /// The file.
    File(PathBuf),
    /// No such file; the stem that was looked for.
    Missing(String),
    /// The template names a property the user does not have.
    NoName(String),
}

impl PhotoFolder {
    /// Lists the folder of the job; `None` when the job has none.
    pub fn open(options: &PhotoOptions) -> Result<Option<Self>> {
        let path = &options.photo_folder;
        if path.as_os_str().is_empty() {
            return Ok(None);
        }
        let unreadable = |error: std::io::Error| {
            let (id, what) = match error.kind() {
                std::io::ErrorKind::NotFound => (ErrorId::PhotoFileMissing, "does not exist"),
                _ => (ErrorId::PhotoFileUnreadable, "cannot be read"),
            };
            Error::new(id, format!("The photo folder '{}' {what}.", path.display()))
                .with_target(path.display().to_string())
        };
        let mut files: HashMap<String, PathBuf> = HashMap::new();
        for entry in std::fs::read_dir(path).map_err(unreadable)? {
            let file = entry.map_err(unreadable)?.path();
            let (Some(rank), Some(stem)) =
                (rank(&file), file.file_stem().and_then(|stem| stem.to_str()))
            else {
                continue;
            };
            let held = files
                .entry(stem.to_lowercase())
                .or_insert_with(|| file.clone());
            if Some(rank) < self::rank(held) {
                *held = file;
            }
        }
        Ok(Some(Self {
            path: path.clone(),
            template: options.file_name_template.clone(),
            files,
        }))
    }

    /// Looks up the photo of a user.
    pub fn find(&self, record: &Record) -> Found {
        match expand(&self.template, record) {
            Err(property) => Found::NoName(property),
            Ok(stem) => match self.files.get(&stem.to_lowercase()) {
                Some(file) => Found::File(file.clone()),
                None => Found::Missing(stem),
            },
        }
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

fn rank(file: &Path) -> Option<usize> {
    let extension = file.extension()?.to_str()?;
    EXTENSIONS
        .iter()
        .position(|known| known.eq_ignore_ascii_case(extension))
}

/// Puts the record's values into the `{Property}` places; the name of the first property without a value is the error.
fn expand(template: &str, record: &Record) -> Result<String, String> {
    let mut stem = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else {
            break;
        };
        let value = record
            .fields
            .iter()
            .find(|(field, _)| field.eq_ignore_ascii_case(name))
            .and_then(|(_, value)| value.as_deref());
        let value = value
            .map(str::trim)
            .filter(|value| !value.is_empty())
            .ok_or_else(|| name.to_owned())?;
        stem.push_str(before);
        stem.push_str(value);
        rest = after;
    }
    stem.push_str(rest);
    Ok(stem)
}

#[cfg(test)]
mod tests {
    use super::expand;
    use crate::request::Record;

    fn record() -> Record {
        let fields = [
            ("SamAccountName", Some("anna")),
            ("Office", None),
            ("City", Some("  ")),
        ];
        Record {
            fields: fields
                .map(|(name, value)| (name.to_owned(), value.map(str::to_owned)))
                .into(),
            ..Record::default()
        }
    }

    #[test]
    fn places_are_filled_whatever_their_case() {
        assert_eq!(
            expand("photo-{samaccountname}-hi", &record()).unwrap(),
            "photo-anna-hi"
        );
        assert_eq!(
            expand("{SamAccountName", &record()).unwrap(),
            "{SamAccountName"
        );
    }

    #[test]
    fn a_place_without_a_value_is_named() {
        for name in ["Office", "City", "Unknown"] {
            assert_eq!(expand(&format!("{{{name}}}"), &record()).unwrap_err(), name);
        }
    }
}
