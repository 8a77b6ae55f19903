//! Photos in the cloud: those users had from the start (`PictureState::Exchange`) and those written since. A change may show late.

use crate::clock::unix_now;
use crate::photo::{Picture, render};
use crate::users::{PictureState, User};
use bytes::Bytes;
use ring::digest::{SHA256, digest};
use std::collections::HashMap;

/// Sides of the squares that Graph serves (`graph-wire.md` 1.2).
pub(crate) const SIDES: [u32; 9] = [48, 64, 96, 120, 240, 360, 432, 504, 648];

/// Side of the photos that are there from the start.
const INITIAL_SIDE: u32 = 240;

/// One photo as it was uploaded.
#[derive(Debug, Clone)]
pub(crate) struct CloudPhoto {
    pub(crate) content: Bytes,
    pub(crate) content_type: &'static str,
    pub(crate) width: u32,
    pub(crate) height: u32,
}

/// One size of it.
#[derive(Debug)]
pub(crate) struct Rendition {
    pub(crate) content: Bytes,
    pub(crate) content_type: &'static str,
}

impl CloudPhoto {
    /// The sizes not above the original, smallest first.
    pub(crate) fn sides(&self) -> impl Iterator<Item = u32> {
        let shorter = self.width.min(self.height);
        SIDES.into_iter().filter(move |side| *side <= shorter)
    }

    /// Width and height of the largest size; a photo smaller than all sizes keeps its own.
    pub(crate) fn largest(&self) -> (u32, u32) {
        self.sides()
            .last()
            .map_or((self.width, self.height), |side| (side, side))
    }

    /// The square of that side, out of the middle; `None` when the pixels cannot be read.
    pub(crate) fn rendition(&self, width: u32, height: u32) -> Option<Rendition> {
        if (width, height) == (self.width, self.height) {
            return Some(Rendition {
                content: self.content.clone(),
                content_type: self.content_type,
            });
        }
        let bitmap = spo_photo::Bitmap::decode(&self.content).ok()?;
        let (full_width, full_height) = (f64::from(bitmap.width), f64::from(bitmap.height));
        let side = full_width.min(full_height);
        let (left, top) = ((full_width - side) / 2.0, (full_height - side) / 2.0);
        let part = bitmap
            .part([left, top, side, side], width, height)
            .and_then(|part| part.to_jpeg(85));
        Some(Rendition {
            content: part.ok()?,
            content_type: "image/jpeg",
        })
    }

    /// Eight hexadecimal digits in quotes, which are part of the value. Made of the original and the size, so that it costs no rendering.
    pub(crate) fn etag(&self, width: u32) -> String {
        let sum = digest(&SHA256, &self.content);
        let first = <[u8; 4]>::try_from(&sum.as_ref()[..4]).unwrap_or_default();
        format!(
            "\"{:08X}\"",
            u32::from_be_bytes(first) ^ width.wrapping_mul(0x9E37_79B9)
        )
    }
}

/// A change, and what is shown until it is visible.
#[derive(Debug)]
struct Written {
    photo: Option<CloudPhoto>,
    former: Option<CloudPhoto>,
    stale_reads: u32,
    visible_from: u64,
}

/// The photos of all users.
#[derive(Debug)]
pub(crate) struct CloudPhotos {
    seed: u64,
    written: HashMap<usize, Written>,
    visits: HashMap<usize, u64>,
}

impl CloudPhotos {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            seed,
            written: HashMap::new(),
            visits: HashMap::new(),
        }
    }

    /// What a read shows; it counts as one.
    pub(crate) fn read(&mut self, user: &User) -> Option<CloudPhoto> {
        let Some(written) = self.written.get_mut(&user.index) else {
            return self.initial(user);
        };
        if written.stale_reads > 0 {
            written.stale_reads -= 1;
            return written.former.clone();
        }
        if unix_now() < written.visible_from {
            return written.former.clone();
        }
        written.photo.clone()
    }

    /// What was written last.
    pub(crate) fn current(&self, user: &User) -> Option<CloudPhoto> {
        match self.written.get(&user.index) {
            Some(written) => written.photo.clone(),
            None => self.initial(user),
        }
    }

    /// Replaces or removes the photo; the former one shows for so many reads and seconds.
    pub(crate) fn write(
        &mut self,
        user: &User,
        photo: Option<CloudPhoto>,
        stale_reads: u32,
        stale_seconds: u64,
    ) {
        let former = self.current(user);
        let visible_from = unix_now().saturating_add(stale_seconds);
        self.written.insert(
            user.index,
            Written {
                photo,
                former,
                stale_reads,
                visible_from,
            },
        );
    }

    /// True when the user's last visit is long enough ago; notes this one then.
    pub(crate) fn visited(&mut self, user: &User, now: u64, interval: u64) -> bool {
        let due = self
            .visits
            .get(&user.index)
            .is_none_or(|last| now >= last.saturating_add(interval));
        if due {
            self.visits.insert(user.index, now);
        }
        due
    }

    fn initial(&self, user: &User) -> Option<CloudPhoto> {
        (PictureState::of(user.index) == PictureState::Exchange).then(|| CloudPhoto {
            content: render(self.seed, user.index, Picture::Former(INITIAL_SIDE)).into(),
            content_type: "image/jpeg",
            width: INITIAL_SIDE,
            height: INITIAL_SIDE,
        })
    }
}
