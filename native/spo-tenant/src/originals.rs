//! The files of the photo library from before the start. Their names, ids and pictures follow from seed and user, so they are computed when
//! asked for, and a tenant of a million users starts without them.

use crate::library::StoredFile;
use crate::users::{Directory, PictureState, User};
use std::sync::{Arc, OnceLock};

/// Suffix and side of the three files, in order of id.
const SIZES: [(&str, u32); 3] = [("S", 48), ("M", 72), ("L", 200)];

/// Positions within ten users of those with files, as [`PictureState::of`] gives them.
const WITH_FILES: [usize; 4] = [1, 3, 5, 7];

/// The files nobody has changed.
#[derive(Debug)]
pub(crate) struct Originals {
    seed: u64,
    directory: Arc<Directory>,
    first_id: u64,
    /// By position, made on first use; `None` when changed or deleted since.
    files: Vec<Option<OnceLock<Box<StoredFile>>>>,
}

impl Originals {
    pub(crate) fn new(seed: u64, directory: Arc<Directory>, first_id: u64) -> Self {
        let users = directory.len();
        let in_rest = WITH_FILES.iter().filter(|place| **place < users % 10);
        let count = (users / 10 * WITH_FILES.len() + in_rest.count()) * SIZES.len();
        let files = std::iter::repeat_with(|| Some(OnceLock::new()))
            .take(count)
            .collect();
        Self {
            seed,
            directory,
            first_id,
            files,
        }
    }

    /// How many there were at the start.
    pub(crate) fn len(&self) -> u64 {
        self.files.len() as u64
    }

    /// By lower-case name.
    pub(crate) fn file(&self, key: &str) -> Option<&StoredFile> {
        self.at(self.position(key)?)
    }

    /// Takes a file out, by lower-case name.
    pub(crate) fn take(&mut self, key: &str) -> Option<StoredFile> {
        let position = self.position(key)?;
        let file = self.at(position)?.clone();
        self.files[position] = None;
        Some(file)
    }

    /// Files with an id above this one, in order.
    pub(crate) fn after(&self, id: u64) -> impl Iterator<Item = &StoredFile> {
        let start = (id + 1).saturating_sub(self.first_id);
        let start = usize::try_from(start).unwrap_or(usize::MAX);
        (start..self.files.len()).filter_map(|position| self.at(position))
    }

    fn at(&self, position: usize) -> Option<&StoredFile> {
        let slot = self.files[position].as_ref()?;
        Some(slot.get_or_init(|| Box::new(self.made(position))))
    }

    fn made(&self, position: usize) -> StoredFile {
        let (place, (letter, side)) = (position / SIZES.len(), SIZES[position % SIZES.len()]);
        let index = place / WITH_FILES.len() * 10 + WITH_FILES[place % WITH_FILES.len()];
        let name = format!("{}_{letter}Thumb.jpg", prefix(self.directory.at(index)));
        let created = 1_600_000_000 + index as u64;
        let id = self.first_id + position as u64;
        StoredFile::original(name, id, created, self.seed, index, side)
    }

    fn position(&self, key: &str) -> Option<usize> {
        let (stem, size) = key.strip_suffix("thumb.jpg")?.rsplit_once('_')?;
        let size = SIZES
            .iter()
            .position(|(name, _)| name.eq_ignore_ascii_case(size))?;
        let by_prefix = self.directory.by_upn_prefix(stem);
        let user = by_prefix.or_else(|| self.directory.by_name(stem))?;
        if prefix(user).to_lowercase() != stem {
            return None;
        }
        let place = WITH_FILES
            .iter()
            .position(|place| *place == user.index % 10)?;
        Some((user.index / 10 * WITH_FILES.len() + place) * SIZES.len() + size)
    }
}

/// Photos from Exchange are under the object id, all others under the UPN; in lower case.
fn prefix(user: &User) -> String {
    match PictureState::of(user.index) {
        PictureState::Exchange => user.object_id.to_string(),
        _ => user.upn_prefix(),
    }
}
