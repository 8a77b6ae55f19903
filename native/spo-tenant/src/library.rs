//! The library `User Photos` of the My Site host: one folder named in the language of the site, files in it, each an item with an id.

use crate::clock::unix_now;
use crate::encoding::hex;
use crate::photo::{Picture, render};
use crate::users::{PictureState, User};
use bytes::Bytes;
use std::collections::BTreeMap;
use std::sync::OnceLock;
use uuid::Uuid;

/// Name of the photo folder by the language of the My Site host. English and Dutch are documented (`spo-wire.md` 3.1);
/// the others are assumed.
const FOLDERS: [(&str, &str); 8] = [
    ("en", "Profile Pictures"),
    ("nl", "Profielafbeeldingen"),
    ("de", "Profilbilder"),
    ("fr", "Images de profil"),
    ("es", "Imágenes de perfil"),
    ("it", "Immagini del profilo"),
    ("pt", "Imagens do Perfil"),
    ("da", "Profilbilleder"),
];

/// The folder name for `en-US`, `de-DE` and so on; `None` for a language without one.
pub(crate) fn folder_name(locale: &str) -> Option<&'static str> {
    let language = locale
        .split('-')
        .next()
        .unwrap_or(locale)
        .to_ascii_lowercase();
    FOLDERS
        .iter()
        .find(|(code, _)| *code == language)
        .map(|(_, name)| *name)
}

/// The library's folder, server-relative.
pub(crate) const LIBRARY_URL: &str = "/User Photos";

/// One file.
#[derive(Debug)]
pub(crate) struct StoredFile {
    pub(crate) name: String,
    /// Id of the list item, in order of creation.
    pub(crate) id: u64,
    pub(crate) unique_id: Uuid,
    /// Seconds since 1970-01-01 UTC.
    pub(crate) created: u64,
    pub(crate) modified: u64,
    /// Times it was uploaded since the start.
    pub(crate) uploads: u32,
    content: OnceLock<Bytes>,
    /// Where the bytes come from while nobody has uploaded any.
    origin: Option<(u64, usize, Picture)>,
}

impl StoredFile {
    /// A file without content yet.
    pub(crate) fn new(name: &str, id: u64) -> Self {
        let now = unix_now();
        Self {
            name: name.to_owned(),
            id,
            unique_id: Uuid::from_u128((0x7100_4000_8000_0000_0000_0000 << 32) | u128::from(id)),
            created: now,
            modified: now,
            uploads: 0,
            content: OnceLock::new(),
            origin: None,
        }
    }

    /// New content, as an upload brings it.
    pub(crate) fn replace(&mut self, content: Bytes) {
        self.content = OnceLock::from(content);
        self.origin = None;
        self.modified = unix_now();
        self.uploads += 1;
    }

    /// The bytes; those of before the start are rendered when first asked for.
    pub(crate) fn bytes(&self) -> &Bytes {
        self.content.get_or_init(|| {
            self.origin
                .map_or_else(Bytes::new, |(seed, user, picture)| {
                    render(seed, user, picture).into()
                })
        })
    }
}

/// One file as in `GET /control/files`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct FileInfo {
    /// File name in the photo folder.
    pub name: String,
    /// Bytes.
    pub length: usize,
    /// SHA-256, lower-case hexadecimal.
    pub sha256: String,
    /// Times uploaded since the start.
    pub uploads: u32,
}

/// The library.
#[derive(Debug)]
pub(crate) struct Library {
    folder: &'static str,
    /// By lower-case name: SharePoint compares file names without case.
    files: BTreeMap<String, StoredFile>,
    next_id: u64,
}

/// The folder itself is the first item.
pub(crate) const FOLDER_ID: u64 = 1;

impl Library {
    /// The state of [`PictureState`] for every user.
    pub(crate) fn new(folder: &'static str, seed: u64, users: &[User]) -> Self {
        let mut library = Self {
            folder,
            files: BTreeMap::new(),
            next_id: FOLDER_ID + 1,
        };
        for user in users {
            let prefix = match PictureState::of(user.index) {
                PictureState::None | PictureState::FilesMissing => continue,
                PictureState::Exchange => user.object_id.to_string(),
                PictureState::Older | PictureState::Placeholder => user.upn_prefix(),
            };
            for (size, side) in [("S", 48), ("M", 72), ("L", 200)] {
                let file = library.entry(
                    &format!("{prefix}_{size}Thumb.jpg"),
                    1_600_000_000 + user.index as u64,
                );
                file.origin = Some((seed, user.index, Picture::Former(side)));
            }
        }
        library
    }

    /// Server-relative address of the photo folder.
    pub(crate) fn folder_url(&self) -> String {
        format!("{LIBRARY_URL}/{}", self.folder)
    }

    pub(crate) const fn folder(&self) -> &'static str {
        self.folder
    }

    pub(crate) fn file(&self, name: &str) -> Option<&StoredFile> {
        self.files.get(&name.to_lowercase())
    }

    /// Stores a file, replacing one of the same name.
    pub(crate) fn upload(&mut self, name: &str, content: Bytes) -> &StoredFile {
        let now = unix_now();
        let file = self.entry(name, now);
        file.replace(content);
        file
    }

    /// Changes the last byte of a file, which keeps its length.
    pub(crate) fn spoil(&mut self, name: &str) -> bool {
        let file = self.files.get_mut(&name.to_lowercase());
        file.is_some_and(|file| {
            let mut bytes = file.bytes().to_vec();
            if let Some(last) = bytes.last_mut() {
                *last ^= 0xFF;
            }
            file.content = OnceLock::from(Bytes::from(bytes));
            true
        })
    }

    pub(crate) fn delete(&mut self, name: &str) -> bool {
        self.files.remove(&name.to_lowercase()).is_some()
    }

    /// Files with an item id above `after`, in order of id, at most `limit`, and whether more follow.
    pub(crate) fn page(&self, after: u64, limit: usize) -> (Vec<&StoredFile>, bool) {
        let mut files: Vec<_> = self.files.values().filter(|file| file.id > after).collect();
        files.sort_by_key(|file| file.id);
        let more = files.len() > limit;
        files.truncate(limit);
        (files, more)
    }

    /// Every file, by name.
    pub(crate) fn infos(&self) -> Vec<FileInfo> {
        let info = |file: &StoredFile| FileInfo {
            name: file.name.clone(),
            length: file.bytes().len(),
            sha256: hex(ring::digest::digest(&ring::digest::SHA256, file.bytes()).as_ref()),
            uploads: file.uploads,
        };
        self.files.values().map(info).collect()
    }

    fn entry(&mut self, name: &str, created: u64) -> &mut StoredFile {
        let next_id = &mut self.next_id;
        self.files.entry(name.to_lowercase()).or_insert_with(|| {
            let id = *next_id;
            *next_id += 1;
            let unique_id = Uuid::from_u128(0x7000_4000_8000_0000_0000_0000 << 32 | u128::from(id));
            let content = OnceLock::new();
            StoredFile {
                name: name.to_owned(),
                id,
                unique_id,
                created,
                modified: created,
                uploads: 0,
                content,
                origin: None,
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Library, folder_name};
    use crate::users::Directory;

    fn library() -> Library {
        Library::new(
            "Profile Pictures",
            1,
            Directory::generate("contoso", 10, 1).all(),
        )
    }

    #[test]
    fn files_are_found_in_any_case_and_paged_by_id() {
        let mut library = library();
        // Two older, one placeholder and one Exchange user have three files each.
        assert_eq!(library.infos().len(), 12);
        let first = library.page(1, 5);
        assert!(first.1 && first.0.len() == 5);
        let last = library.page(first.0[4].id, 50);
        assert!(!last.1 && last.0.len() == 7);
        library.upload("New_LThumb.jpg", vec![1].into());
        let replaced = library.upload("new_lthumb.JPG", vec![1, 2].into());
        assert_eq!(
            (
                replaced.name.as_str(),
                replaced.uploads,
                replaced.bytes().len()
            ),
            ("New_LThumb.jpg", 2, 2)
        );
        assert!(library.delete("NEW_LTHUMB.jpg") && library.file("new_lthumb.jpg").is_none());
    }

    #[test]
    fn sean_o_neill_has_files_under_his_apostrophe() {
        assert!(
            library()
                .file("sean_o'neill_contoso_onmicrosoft_com_MThumb.jpg")
                .is_some()
        );
    }

    #[test]
    fn the_folder_is_named_by_language() {
        assert_eq!(folder_name("nl-NL"), Some("Profielafbeeldingen"));
        assert_eq!(folder_name("en-GB"), Some("Profile Pictures"));
        assert_eq!(folder_name("xx-YY"), None);
    }
}
