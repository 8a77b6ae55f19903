//! Scales the chosen square to the three sizes.
//!
//! The resizer works in whole numbers for 8-bit pixels: without SIMD, with SSE4.1 and with AVX2 it gave the same bytes for every
//! picture tried, so it takes the fastest the processor has (three times as fast as none). NEON is assumed to agree. Its weights
//! come from the sine of the system's mathematics library before they are rounded to 16 bits: another library could differ in the
//! last place of one, and the worst of that is a photo sent once more.

use super::crop::{Square, square};
use super::decode::{Bitmap, decode};
use super::options::RenderOptions;
use super::rendition::{PhotoSize, RenderedPhoto, Rendition};
use super::{encode, header};
use crate::error::{Error, ErrorId, Result};
use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};
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
    let mut scaler = Scaler {
        resizer: Resizer::new(),
    };

    let whole = square(
        header.width,
        header.height,
        header.orientation,
        options.crop,
    );
    let large = scaler.scale(&picture, whole, options.large_size.min(short))?;
    let large = oriented(large, header.orientation)?;
    // Each smaller picture is made of the next larger one: no visible loss, and the large source is walked once.
    let medium = scaler.shrink(&large, MEDIUM)?;
    let small = scaler.shrink(&medium, SMALL)?;

    let file = |size, bitmap: &Bitmap| {
        let jpeg = encode::jpeg(bitmap, options.quality)?;
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

struct Scaler {
    resizer: Resizer,
}

impl Scaler {
    /// Scales a square of the source to `pixels` a side. The square is in source pixels, the picture may be a reduced one.
    fn scale(&mut self, picture: &Bitmap, from: Square, pixels: u32) -> Result<Bitmap> {
        let reduction = f64::from(picture.reduction);
        let [left, top, side] =
            [from.left, from.top, from.side].map(|length| f64::from(length) / reduction);
        let source = ImageRef::new(picture.width, picture.height, &picture.rgb, PixelType::U8x3)
            .map_err(internal)?;
        let mut target = Image::new(pixels, pixels, PixelType::U8x3);
        let how = ResizeOptions::new()
            .resize_alg(ResizeAlg::Convolution(FilterType::Lanczos3))
            .crop(left, top, side, side);
        self.resizer
            .resize(&source, &mut target, &how)
            .map_err(internal)?;
        Ok(Bitmap {
            width: pixels,
            height: pixels,
            rgb: target.into_vec(),
            reduction: 1,
        })
    }

    /// Scales a square picture down; one that is small enough stays as it is.
    fn shrink(&mut self, picture: &Bitmap, pixels: u32) -> Result<Bitmap> {
        let all = Square {
            left: 0,
            top: 0,
            side: picture.width,
        };
        self.scale(picture, all, pixels.min(picture.width))
    }
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
        ErrorId::Internal,
        format!("The photo could not be scaled: {reason}."),
    )
}
