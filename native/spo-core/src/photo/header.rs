//! What a file says of itself, before any of it is decoded.

use super::crop::turned;
use super::decode::jpeg::JpegOutline;
use super::decode::raster;
use super::format::PhotoFormat;
use super::limits;
use crate::error::Result;
use image::metadata::Orientation;

/// The source of a photo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SourceInfo {
    /// By content.
    pub format: PhotoFormat,
    /// Pixels from left to right as seen, that is after the EXIF orientation.
    pub width: u32,
    /// Pixels from top to bottom as seen.
    pub height: u32,
    /// Length of the file.
    pub bytes: usize,
}

/// The header in full: the public part, and what decoding needs.
pub struct Header {
    pub info: SourceInfo,
    /// As stored.
    pub width: u32,
    pub height: u32,
    pub orientation: Orientation,
    /// Of a JPEG.
    pub outline: Option<JpegOutline>,
}

/// Reads the header and holds it against every limit, without decoding.
pub fn inspect(bytes: &[u8]) -> Result<SourceInfo> {
    Ok(read(bytes)?.info)
}

/// As [`inspect`], for the decoder.
pub fn read(bytes: &[u8]) -> Result<Header> {
    limits::check_bytes(bytes)?;
    let format = PhotoFormat::of(bytes)?;
    let (width, height, orientation, outline) = if format == PhotoFormat::Jpeg {
        let outline = JpegOutline::read(bytes)?;
        (
            outline.width,
            outline.height,
            outline.orientation,
            Some(outline),
        )
    } else {
        let (width, height, orientation) = raster::header(bytes, format)?;
        limits::check_dimensions(width, height)?;
        (width, height, orientation, None)
    };
    let (seen_width, seen_height) = if turned(orientation) {
        (height, width)
    } else {
        (width, height)
    };
    let info = SourceInfo {
        format,
        width: seen_width,
        height: seen_height,
        bytes: bytes.len(),
    };
    Ok(Header {
        info,
        width,
        height,
        orientation,
        outline,
    })
}
