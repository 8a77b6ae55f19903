//! The library `User Photos` of the My Site host: one folder named in the language of the site, files in it, each an item with an id.

use crate::clock::unix_now;
use crate::encoding::hex;
use crate::originals::Originals;
use crate::photo::{Picture, render};
use crate::users::Directory;
use bytes::Bytes;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};
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
#[derive(Debug, Clone)]
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
    content: Content,
}

/// Where the bytes of a file are.
#[derive(Debug, Clone)]
enum Content {
    Uploaded(Bytes),
    /// Rendered whenever they are asked for, from seed, user and picture; only their number is kept.
    Rendered(u64, usize, Picture, OnceLock<usize>),
}

impl StoredFile {
    /// A file without content yet.
    pub(crate) fn empty(name: &str, id: u64) -> Self {
        let unique_id = (0x7100_4000_8000_0000_0000_0000 << 32) | u128::from(id);
        Self {
            unique_id: Uuid::from_u128(unique_id),
            ..Self::new(
                name.to_owned(),
                id,
                unix_now(),
                Content::Uploaded(Bytes::new()),
            )
        }
    }

    /// New content, as an upload brings it.
    pub(crate) fn replace(&mut self, content: Bytes) {
        self.content = Content::Uploaded(content);
        self.modified = unix_now();
        self.uploads += 1;
    }

    /// A file that was there before the start.
    pub(crate) fn original(
        name: String,
        id: u64,
        created: u64,
        seed: u64,
        user: usize,
        side: u32,
    ) -> Self {
        let content = Content::Rendered(seed, user, Picture::Former(side), OnceLock::new());
        Self::new(name, id, created, content)
    }

    fn new(name: String, id: u64, created: u64, content: Content) -> Self {
        Self {
            name,
            id,
            unique_id: Uuid::from_u128(0x7000_4000_8000_0000_0000_0000 << 32 | u128::from(id)),
            created,
            modified: created,
            uploads: 0,
            content,
        }
    }

    /// The bytes.
    pub(crate) fn bytes(&self) -> Bytes {
        match &self.content {
            Content::Uploaded(bytes) => bytes.clone(),
            Content::Rendered(seed, user, picture, _) => render(*seed, *user, *picture).into(),
        }
    }

    /// How many they are.
    pub(crate) fn length(&self) -> usize {
        match &self.content {
            Content::Uploaded(bytes) => bytes.len(),
            Content::Rendered(.., length) => *length.get_or_init(|| self.bytes().len()),
        }
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

/// The library: the files of before the start, and what was changed since.
#[derive(Debug)]
pub(crate) struct Library {
    folder: &'static str,
    originals: Originals,
    /// Files uploaded or spoiled since, by lower-case name: SharePoint compares file names without case.
    files: BTreeMap<String, StoredFile>,
    next_id: u64,
}

/// The folder itself is the first item.
pub(crate) const FOLDER_ID: u64 = 1;

impl Library {
    /// The state of [`crate::PictureState`] for every user.
    pub(crate) fn new(folder: &'static str, seed: u64, directory: Arc<Directory>) -> Self {
        let originals = Originals::new(seed, directory, FOLDER_ID + 1);
        Self {
            folder,
            next_id: FOLDER_ID + 1 + originals.len(),
            originals,
            files: BTreeMap::new(),
        }
    }

    /// Server-relative address of the photo folder.
    pub(crate) fn folder_url(&self) -> String {
        format!("{LIBRARY_URL}/{}", self.folder)
    }

    pub(crate) const fn folder(&self) -> &'static str {
        self.folder
    }

    pub(crate) fn file(&self, name: &str) -> Option<&StoredFile> {
        let key = name.to_lowercase();
        self.files.get(&key).or_else(|| self.originals.file(&key))
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
        if self.file(name).is_none() {
            return false;
        }
        let file = self.entry(name, 0);
        let mut bytes = file.bytes().to_vec();
        if let Some(last) = bytes.last_mut() {
            *last ^= 0xFF;
        }
        file.content = Content::Uploaded(bytes.into());
        true
    }

    pub(crate) fn delete(&mut self, name: &str) -> bool {
        let key = name.to_lowercase();
        self.files.remove(&key).is_some() || self.originals.take(&key).is_some()
    }

    /// Files with an item id above `after`, in order of id, at most `limit`, and whether more follow.
    pub(crate) fn page(&self, after: u64, limit: usize) -> (Vec<&StoredFile>, bool) {
        let mut files: Vec<_> = self.files.values().filter(|file| file.id > after).collect();
        // One more than asked for tells whether there are more.
        files.extend(self.originals.after(after).take(limit.saturating_add(1)));
        files.sort_by_key(|file| file.id);
        let more = files.len() > limit;
        files.truncate(limit);
        (files, more)
    }

    /// Every file, by name.
    pub(crate) fn infos(&self) -> Vec<FileInfo> {
        let info = |file: &StoredFile| {
            let bytes = file.bytes();
            FileInfo {
                name: file.name.clone(),
                length: bytes.len(),
                sha256: hex(ring::digest::digest(&ring::digest::SHA256, &bytes).as_ref()),
                uploads: file.uploads,
            }
        };
        let mut infos: Vec<_> = self
            .files
            .values()
            .chain(self.originals.after(0))
            .map(info)
            .collect();
        infos.sort_by_cached_key(|info| info.name.to_lowercase());
        infos
    }

    /// The file of that name among the changed ones: moved there, or made anew.
    fn entry(&mut self, name: &str, created: u64) -> &mut StoredFile {
        let key = name.to_lowercase();
        let (originals, next_id) = (&mut self.originals, &mut self.next_id);
        self.files.entry(key).or_insert_with_key(|key| {
            originals.take(key).unwrap_or_else(|| {
                let id = *next_id;
                *next_id += 1;
                let content = Content::Uploaded(Bytes::new());
                StoredFile::new(name.to_owned(), id, created, content)
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Library, folder_name};
    use crate::users::Directory;

    fn library() -> Library {
        let directory = Directory::generate("contoso", 10, 1);
        Library::new("Profile Pictures", 1, directory.into())
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
        let (original, id) = (first.0[0].name.clone(), first.0[0].id);
        let length = first.0[0].length();
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
        assert!(library.spoil(&original) && !library.spoil("nobody.jpg"));
        let spoiled = library.file(&original).unwrap();
        assert_eq!((spoiled.id, spoiled.length()), (id, length));
        assert_eq!(library.page(1, 50).0.len(), 13);
        assert!(library.delete(&original) && library.file(&original).is_none());
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
