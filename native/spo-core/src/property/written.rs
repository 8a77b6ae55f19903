//! The state file: what a synchronization wrote, so that the next one can tell a user's own value from an old one of the source.
//! Values are there only as salted hashes, which keeps them from being read at a glance; a number as short as that of a phone could be found by trying all.

use super::value;
use crate::error::{Error, ErrorId, Result};
use ring::digest::{Context, SHA256};
use ring::rand::SecureRandom;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Written values by account and property.
#[derive(Debug)]
pub struct WrittenValues {
    path: PathBuf,
    file: File,
}

/// The file's form. The first 16 hexadecimal digits of a SHA-256 stand for a value.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    version: u32,
    salt: String,
    values: BTreeMap<String, BTreeMap<String, String>>,
}

const VERSION: u32 = 1;

/// What is known of one value of one user.
#[derive(Debug, Clone)]
pub struct Remembered {
    context: String,
    hash: String,
}

impl Remembered {
    /// Whether these are the values that were written.
    pub fn is(&self, values: &[String]) -> bool {
        hash(&self.context, values) == self.hash
    }
}

impl WrittenValues {
    /// Reads the file. One that is not there is an empty one; one that cannot be understood is an error: guessing could overwrite what users typed.
    pub fn load(path: &Path) -> Result<Self> {
        let damaged = |why: String| {
            let message = format!("The state file cannot be used: {why}.");
            Error::new(ErrorId::StateFileInvalid, message).with_target(path.display().to_string())
        };
        let file = match std::fs::read(path) {
            Ok(bytes) => {
                let file: File = serde_json::from_slice(&bytes)
                    .map_err(|error| damaged(format!("it is not a state file ({error})")))?;
                if file.version != VERSION {
                    return Err(damaged(format!("it is of version {}", file.version)));
                }
                file
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => File {
                version: VERSION,
                salt: salt(),
                values: BTreeMap::new(),
            },
            Err(error) => return Err(damaged(error.to_string())),
        };
        Ok(Self {
            path: path.to_owned(),
            file,
        })
    }

    /// What was written of a user's property.
    pub fn get(&self, account: &str, property: &str) -> Option<Remembered> {
        let (account, property) = (account.to_lowercase(), property.to_lowercase());
        let hash = self.file.values.get(&account)?.get(&property)?;
        Some(Remembered {
            context: self.context(&account, &property),
            hash: hash.clone(),
        })
    }

    /// Notes values the profile was seen to hold because the source has them: written and read back, or in sync already.
    pub fn record(&mut self, account: &str, property: &str, values: &[String]) {
        let (account, property) = (account.to_lowercase(), property.to_lowercase());
        let hash = hash(&self.context(&account, &property), values);
        let properties = self.file.values.entry(account).or_default();
        properties.insert(property, hash);
    }

    /// Writes the file beside the old one and puts it in its place, so that there is a whole file at any time.
    pub fn save(&self) -> Result<()> {
        let failed = |error: std::io::Error| {
            let message = format!("The state file cannot be written: {error}.");
            Error::new(ErrorId::StateFileInvalid, message)
                .with_target(self.path.display().to_string())
        };
        let mut name = self.path.file_name().unwrap_or_default().to_owned();
        name.push(format!(".{}.new", std::process::id()));
        let beside = self.path.with_file_name(name);
        let json = serde_json::to_vec_pretty(&self.file)
            .map_err(|error| failed(std::io::Error::other(error)))?;
        write(&beside, &json)
            .and_then(|()| std::fs::rename(&beside, &self.path))
            .map_err(|error| {
                let _leftover = std::fs::remove_file(&beside);
                failed(error)
            })
    }

    fn context(&self, account: &str, property: &str) -> String {
        format!("{}\n{account}\n{property}\n", self.file.salt)
    }
}

/// For its owner alone where the system knows such a thing: it names accounts.
fn write(path: &Path, json: &[u8]) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(json)?;
    file.sync_all()
}

fn salt() -> String {
    let mut bytes = [0; 16];
    ring::rand::SystemRandom::new()
        .fill(&mut bytes)
        .expect("the system has randomness");
    hex(&bytes)
}

/// In the form in which values are compared, so that what the service does to case, order and line ends is not taken for a user's edit.
fn hash(context: &str, values: &[String]) -> String {
    let mut digest = Context::new(&SHA256);
    digest.update(context.as_bytes());
    for form in value::forms(values, true) {
        digest.update(form.as_bytes());
        digest.update(b"\n\0");
    }
    hex(&digest.finish().as_ref()[..8])
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _infallible = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::WrittenValues;
    use crate::error::ErrorId;
    use std::path::{Path, PathBuf};

    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Self {
            let path = std::env::temp_dir().join(format!("spo-{name}-{}", uuid::Uuid::new_v4()));
            std::fs::create_dir_all(&path).unwrap();
            Self(path)
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _gone = std::fs::remove_dir_all(&self.0);
        }
    }

    fn texts(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| (*text).to_owned()).collect()
    }

    #[test]
    fn the_next_run_knows_what_this_one_wrote() {
        let folder = Folder::new("\u{43f}\u{430}\u{43c} \u{2605}");
        let path = folder.0.join("\u{441}\u{442}\u{430}\u{43d}.json");
        let mut memory = WrittenValues::load(&path).unwrap();
        memory.record(
            "i:0#.f|membership|Anna@contoso.com",
            "CellPhone",
            &texts(&["+49 30 1"]),
        );
        memory.record(
            "i:0#.f|membership|anna@contoso.com",
            "SPS-Skills",
            &texts(&["b", "A"]),
        );
        memory.record("b", "Fax", &[]);
        memory.save().unwrap();
        memory.record("b", "AboutMe", &texts(&["a\r\nb"]));
        memory.save().unwrap();

        let entries = std::fs::read_dir(&folder.0).unwrap().count();
        assert_eq!(entries, 1, "nothing is left beside the file");
        let memory = WrittenValues::load(&path).unwrap();
        let is = |account, property, values: &[&str]| {
            memory
                .get(account, property)
                .map(|known| known.is(&texts(values)))
        };
        let anna = "I:0#.f|membership|anna@contoso.com";
        assert_eq!(is(anna, "cellphone", &["+49 30 1"]), Some(true));
        assert_eq!(is(anna, "cellphone", &["+49 30 2"]), Some(false));
        assert_eq!(is(anna, "cellphone", &[]), Some(false));
        assert_eq!(is(anna, "SPS-Skills", &["a", "b"]), Some(true));
        assert_eq!(is(anna, "SPS-Skills", &["ab"]), Some(false));
        assert_eq!(is("b", "Fax", &[]), Some(true));
        assert_eq!(is("b", "AboutMe", &["a\nb"]), Some(true));
        assert_eq!(is("b", "HomePhone", &[]), None);
        assert_eq!(is("c", "Fax", &[]), None);
    }

    #[test]
    fn values_are_not_readable_and_equal_ones_do_not_look_alike() {
        let folder = Folder::new("hashes");
        let path = folder.0.join("state.json");
        let mut memory = WrittenValues::load(&path).unwrap();
        memory.record("a", "CellPhone", &texts(&["+49 30 1"]));
        memory.record("b", "CellPhone", &texts(&["+49 30 1"]));
        memory.save().unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(!text.contains("49 30"), "{text}");
        let file: serde_json::Value = serde_json::from_str(&text).unwrap();
        let hash = |account: &str| {
            file["values"][account]["cellphone"]
                .as_str()
                .unwrap()
                .to_owned()
        };
        assert_eq!(hash("a").len(), 16);
        assert_ne!(hash("a"), hash("b"));
    }

    #[test]
    fn a_damaged_file_is_an_error_and_stays_as_it_is() {
        let folder = Folder::new("damaged");
        let path = folder.0.join("state.json");
        for text in [
            "",
            "{",
            "[]",
            r#"{"version":2,"salt":"","values":{}}"#,
            r#"{"version":1}"#,
        ] {
            std::fs::write(&path, text).unwrap();
            let error = WrittenValues::load(&path).unwrap_err();
            assert_eq!(error.id(), ErrorId::StateFileInvalid);
            let json = serde_json::to_value(&error).unwrap();
            assert_eq!(json["target"], path.display().to_string());
            assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
        }
        let error = WrittenValues::load(&folder.0).unwrap_err();
        assert_eq!(error.id(), ErrorId::StateFileInvalid, "a folder");
    }

    #[test]
    fn a_place_that_cannot_be_written_is_an_error() {
        let memory = WrittenValues::load(Path::new("/no/such/folder/state.json")).unwrap();
        let error = memory.save().unwrap_err();
        assert_eq!(error.id(), ErrorId::StateFileInvalid);
    }
}
