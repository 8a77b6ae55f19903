//! Scales the chosen square to the three sizes.
//!
//! The resizer works in whole numbers for 8-bit pixels: without SIMD, with SSE4.1 and with AVX2 it gave the same bytes for every
//! picture tried, so it takes the fastest the processor has (three times as fast as none). NEON is assumed to agree. Its weights
//! come from the sine of the system's mathematics library before they are rounded to 16 bits: another library could differ in the
//! last place of one, and the worst of that is a photo sent once more.

use super::bitmap::Bitmap;
use super::crop::{Square, square};
use super::decode::decode;
use super::header;
use super::options::RenderOptions;
use super::rendition::{PhotoSize, RenderedPhoto, Rendition};
use crate::error::{Error, ErrorKind, Result};
use image::metadata::Orientation;
use image::{DynamicImage, RgbImage};

/// Side of the medium picture, in pixels.
const MEDIUM: u32 = 72;
/// Side of the small picture, in pixels.
const SMALL: u32 = 48;

/// Makes the three pictures of one user.
///
/// Fails with one of the `Photo...` errors for what is wrong with the bytes, with `InvalidArgument` for options out of range.
pub fn render(bytes: &[u8], options: &RenderOptions) -> Result<RenderedPhoto> {
    options.validate()?;
    let header = header::read(bytes)?;
    let short = header.width.min(header.height);
    let picture = decode(bytes, &header, options.large_size.min(short))?;

    let whole = square(
        header.width,
        header.height,
        header.orientation,
        options.crop,
    );
    let large = scaled(&picture, whole, options.large_size.min(short))?;
    let large = oriented(large, header.orientation)?;
    // Each smaller picture is made of the next larger one: no visible loss, and the large source is walked once.
    let medium = shrunk(&large, MEDIUM)?;
    let small = shrunk(&medium, SMALL)?;

    let file = |size, bitmap: &Bitmap| {
        let jpeg = bitmap.to_jpeg(options.quality)?;
        Ok(Rendition {
            size,
            pixels: bitmap.width,
            jpeg,
        })
    };
    Ok(RenderedPhoto {
        source: header.info,
        requested_large: options.large_size,
        small: file(PhotoSize::Small, &small)?,
        medium: file(PhotoSize::Medium, &medium)?,
        large: file(PhotoSize::Large, &large)?,
    })
}

/// Scales a square of the source to `pixels` a side. The square is in source pixels, the picture may be a reduced one.
fn scaled(picture: &Bitmap, from: Square, pixels: u32) -> Result<Bitmap> {
    let reduction = f64::from(picture.reduction);
    let [left, top, side] =
        [from.left, from.top, from.side].map(|length| f64::from(length) / reduction);
    picture.part([left, top, side, side], pixels, pixels)
}

/// Scales a square picture down; one that is small enough stays as it is.
fn shrunk(picture: &Bitmap, pixels: u32) -> Result<Bitmap> {
    let all = Square {
        left: 0,
        top: 0,
        side: picture.width,
    };
    scaled(picture, all, pixels.min(picture.width))
}

/// Turns and mirrors a square picture as EXIF asks.
fn oriented(bitmap: Bitmap, orientation: Orientation) -> Result<Bitmap> {
    let Bitmap {
        width,
        height,
        rgb,
        reduction,
    } = bitmap;
    let pixels =
        RgbImage::from_raw(width, height, rgb).ok_or_else(|| internal("pixels are missing"))?;
    let mut picture = DynamicImage::ImageRgb8(pixels);
    picture.apply_orientation(orientation);
    Ok(Bitmap {
        width,
        height,
        rgb: picture.into_bytes(),
        reduction,
    })
}

fn internal(reason: impl std::fmt::Display) -> Error {
    Error::new(
        ErrorKind::Internal,
        format!("The photo could not be scaled: {reason}."),
    )
}
