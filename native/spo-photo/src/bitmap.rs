//! Decoded pixels.

use crate::decode;
use crate::encode;
use crate::error::{Error, ErrorKind, Result};
use crate::header;
use bytes::Bytes;
use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};

/// Decoded pixels: RGB, 8 bits, rows from the top, no padding.
pub struct Bitmap {
    /// Pixels from left to right.
    pub width: u32,
    /// Pixels from top to bottom.
    pub height: u32,
    /// Three bytes a pixel.
    pub rgb: Vec<u8>,
    /// Pixels of the source for one pixel here, on each axis: 1, 2, 4 or 8.
    pub reduction: u32,
}

impl Bitmap {
    /// Decodes a picture at its full size, as it is stored: without its EXIF orientation.
    pub fn decode(bytes: &[u8]) -> Result<Self> {
        let header = header::read(bytes)?;
        decode::decode(bytes, &header, header.width.max(header.height))
    }

    /// Scales a part, given as left, top, width and height in pixels, to the size given, with Lanczos3.
    pub fn part(
        &self,
        [left, top, part_width, part_height]: [f64; 4],
        width: u32,
        height: u32,
    ) -> Result<Self> {
        let internal = |reason: String| {
            Error::new(
                ErrorKind::Internal,
                format!("The photo could not be scaled: {reason}."),
            )
        };
        let source = ImageRef::new(self.width, self.height, &self.rgb, PixelType::U8x3)
            .map_err(|error| internal(error.to_string()))?;
        let mut target = Image::new(width, height, PixelType::U8x3);
        let how = ResizeOptions::new()
            .resize_alg(ResizeAlg::Convolution(FilterType::Lanczos3))
            .crop(left, top, part_width, part_height);
        Resizer::new()
            .resize(&source, &mut target, &how)
            .map_err(|error| internal(error.to_string()))?;
        Ok(Self {
            width,
            height,
            rgb: target.into_vec(),
            reduction: 1,
        })
    }

    /// A JPEG file of it, without metadata. Quality is 1 to 100; sides up to 65,535.
    pub fn to_jpeg(&self, quality: u8) -> Result<Bytes> {
        encode::jpeg(self, quality)
    }
}
