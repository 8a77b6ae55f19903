//! The finished files.

use super::header::SourceInfo;
use bytes::Bytes;

/// The three sizes SharePoint keeps of a user photo.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PhotoSize {
    /// 48 pixels.
    Small,
    /// 72 pixels.
    Medium,
    /// As large as asked for.
    Large,
}

impl PhotoSize {
    /// The letter before `Thumb` in the file name.
    pub const fn letter(self) -> char {
        match self {
            Self::Small => 'S',
            Self::Medium => 'M',
            Self::Large => 'L',
        }
    }
}

/// One file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendition {
    /// Which of the three.
    pub size: PhotoSize,
    /// The side of the square, in pixels.
    pub pixels: u32,
    /// The file.
    pub jpeg: Bytes,
}

/// The three files of one user.
///
/// No picture is larger than the source: of a source whose short side is 60 pixels, the small one has 48 and both others have
/// 60; below 48 all three have the source's short side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenderedPhoto {
    /// What it was made of.
    pub source: SourceInfo,
    /// The large size that was asked for, in pixels.
    pub requested_large: u32,
    /// 48 pixels.
    pub small: Rendition,
    /// 72 pixels.
    pub medium: Rendition,
    /// The size asked for.
    pub large: Rendition,
}

impl RenderedPhoto {
    /// Small, medium, large.
    pub fn iter(&self) -> impl Iterator<Item = &Rendition> {
        [&self.small, &self.medium, &self.large].into_iter()
    }

    /// Bytes of the three files together.
    pub fn total_bytes(&self) -> usize {
        self.iter().map(|rendition| rendition.jpeg.len()).sum()
    }

    /// True when the source was too small for the large size asked for.
    pub const fn low_resolution(&self) -> bool {
        self.large.pixels < self.requested_large
    }
}
