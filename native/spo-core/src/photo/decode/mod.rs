//! From file to RGB pixels. `jpeg` takes the common case, `raster` the other formats.

pub mod jpeg;
pub mod raster;

use super::header::Header;
use crate::error::{Error, ErrorId, Result};

/// Decoded pixels: RGB, 8 bits, rows from the top, no padding.
pub struct Bitmap {
    pub width: u32,
    pub height: u32,
    pub rgb: Vec<u8>,
    /// Pixels of the source for one pixel here, on each axis: 1, 2, 4 or 8.
    pub reduction: u32,
}

/// Decodes the picture; a large JPEG may come reduced, its short side being at least twice `largest` pixels.
pub fn decode(bytes: &[u8], header: &Header, largest: u32) -> Result<Bitmap> {
    let bitmap = match &header.outline {
        Some(outline) => jpeg::decode(bytes, outline, largest)?,
        None => raster::decode(bytes, header.info.format)?,
    };
    let expected = [
        header.width.div_ceil(bitmap.reduction),
        header.height.div_ceil(bitmap.reduction),
    ];
    let complete = bitmap.rgb.len() == bitmap.width as usize * bitmap.height as usize * 3;
    if [bitmap.width, bitmap.height] != expected || !complete {
        return Err(invalid("the picture is not of the size its header gives"));
    }
    Ok(bitmap)
}

/// `PhotoInvalid` with the decoder's reason.
fn invalid(reason: impl std::fmt::Display) -> Error {
    Error::new(
        ErrorId::PhotoInvalid,
        format!("The photo cannot be decoded: {reason}."),
    )
}
