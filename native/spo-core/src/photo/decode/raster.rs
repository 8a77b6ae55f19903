//! PNG, GIF (first frame), BMP and WebP (first frame), with transparency laid on white.

use super::{Bitmap, invalid};
use crate::error::Result;
use crate::photo::format::PhotoFormat;
use crate::photo::limits;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};
use std::io::Cursor;

/// Width and height as stored, and the orientation.
pub fn header(bytes: &[u8], format: PhotoFormat) -> Result<(u32, u32, Orientation)> {
    let mut decoder = decoder(bytes, format)?;
    let (width, height) = decoder.dimensions();
    // A damaged EXIF block is no reason to refuse the picture.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    Ok((width, height, orientation))
}

/// The first frame.
pub fn decode(bytes: &[u8], format: PhotoFormat) -> Result<Bitmap> {
    let picture = DynamicImage::from_decoder(decoder(bytes, format)?).map_err(invalid)?;
    let (width, height) = (picture.width(), picture.height());
    let rgb = if picture.color().has_alpha() {
        on_white(&picture.into_rgba8())
    } else {
        picture.into_rgb8().into_raw()
    };
    Ok(Bitmap {
        width,
        height,
        rgb,
        reduction: 1,
    })
}

fn decoder(bytes: &[u8], format: PhotoFormat) -> Result<impl ImageDecoder + '_> {
    let format = match format {
        PhotoFormat::Jpeg => ImageFormat::Jpeg,
        PhotoFormat::Png => ImageFormat::Png,
        PhotoFormat::Gif => ImageFormat::Gif,
        PhotoFormat::Bmp => ImageFormat::Bmp,
        PhotoFormat::WebP => ImageFormat::WebP,
    };
    let mut bounds = Limits::no_limits();
    bounds.max_alloc = Some(limits::MAX_DECODER_BYTES);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(bounds);
    reader.into_decoder().map_err(invalid)
}

fn on_white(rgba: &[u8]) -> Vec<u8> {
    let mut rgb = Vec::with_capacity(rgba.len() / 4 * 3);
    for pixel in rgba.chunks_exact(4) {
        let alpha = u32::from(pixel[3]);
        rgb.extend(
            pixel[..3]
                .iter()
                .map(|&colour| blended(u32::from(colour), alpha)),
        );
    }
    rgb
}

/// Rounded to the nearest, in whole numbers: the same everywhere.
#[allow(
    clippy::cast_possible_truncation,
    reason = "a weighted mean of two bytes is a byte"
)]
fn blended(colour: u32, alpha: u32) -> u8 {
    ((colour * alpha + 255 * (255 - alpha) + 127) / 255) as u8
}
