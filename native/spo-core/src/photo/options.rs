//! What the caller may choose.

use crate::error::{Error, ErrorId, Result};
use serde::{Deserialize, Serialize};
use std::ops::RangeInclusive;

/// Sizes the large picture may be asked for, in pixels: from the medium size, which is made out of it, to 648, the largest
/// that Exchange keeps and Microsoft Graph serves.
pub const LARGE_SIZES: RangeInclusive<u32> = 72..=648;

/// What to make of a source photo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RenderOptions {
    /// Side of the large picture in pixels, one of [`LARGE_SIZES`].
    pub large_size: u32,
    /// Which square of a picture that is not square.
    pub crop: Crop,
    /// JPEG quality, 1 to 100.
    pub quality: u8,
}

impl Default for RenderOptions {
    fn default() -> Self {
        Self {
            large_size: 300,
            crop: Crop::Center,
            quality: 90,
        }
    }
}

impl RenderOptions {
    /// Refuses what cannot be meant.
    pub fn validate(&self) -> Result<()> {
        if !LARGE_SIZES.contains(&self.large_size) {
            let (from, to) = (LARGE_SIZES.start(), LARGE_SIZES.end());
            let message = format!(
                "The large size is {} pixels; it must be from {from} to {to}.",
                self.large_size
            );
            return Err(Error::new(ErrorId::InvalidArgument, message));
        }
        if !(1..=100).contains(&self.quality) {
            let message = format!(
                "The JPEG quality is {}; it must be from 1 to 100.",
                self.quality
            );
            return Err(Error::new(ErrorId::InvalidArgument, message));
        }
        Ok(())
    }
}

/// Which square of a picture that is not square.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Crop {
    /// The middle.
    #[default]
    Center,
    /// From the upper edge, where the face is in a portrait; centred from left to right.
    Top,
}
