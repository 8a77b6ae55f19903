//! JPEG: two decoders and, before them, a walk along the segments.
//!
//! `zune-jpeg` decodes small pictures and everything in CMYK. A picture whose short side is more than four times the largest
//! output goes to `jpeg-decoder`, which can leave out the fine detail while decoding (8 x 8 blocks become 4 x 4, 2 x 2 or 1),
//! so that a 12-megapixel photo costs a third of the time and a fifth of the memory.
//!
//! Both decoders make a half grey picture of a file that ends early. The walk therefore insists on the end-of-image marker, and
//! `zune-jpeg` is run in its strict mode. (A file that lost its end and had a marker put behind it passes: nothing in it tells.)
//!
//! Same bytes everywhere: `jpeg-decoder` converts colours by another formula where SSSE3 is present (off by one in a pixel of a
//! thousand), so it is built with `platform_independent`, which costs nothing measurable on reduced pictures and leaves it without
//! unsafe code. The AVX2 paths of `zune-jpeg` gave the same pixels as the portable ones on photographs and on noise of every
//! quality; they save a third of the decoding time and stay. Its NEON paths could not be compared and are left out.

mod outline;

pub use outline::{Inks, JpegOutline};

use super::{Bitmap, invalid};
use crate::error::Result;
use crate::photo::limits::MAX_SCANS;
use zune_core::bytestream::ZCursor;
use zune_core::colorspace::ColorSpace;
use zune_core::options::DecoderOptions;

/// Reductions `jpeg-decoder` offers, best first.
const REDUCTIONS: [u32; 3] = [8, 4, 2];

/// Decodes a whole picture, reduced where enough remains for a good square of `largest` pixels.
pub fn decode(bytes: &[u8], outline: &JpegOutline, largest: u32) -> Result<Bitmap> {
    let short = outline.width.min(outline.height);
    // Half the resolution of a reduced picture is lost to its coarse filter: with less than twice the output, 3.6 dB go.
    let reduction = REDUCTIONS
        .into_iter()
        .find(|reduction| short / reduction >= largest * 2);
    match reduction {
        Some(reduction) if outline.inks != Inks::Four => decode_reduced(bytes, outline, reduction),
        _ => decode_full(bytes, outline),
    }
}

fn decode_full(bytes: &[u8], outline: &JpegOutline) -> Result<Bitmap> {
    let options = DecoderOptions::default()
        .set_strict_mode(true)
        .jpeg_set_max_scans(MAX_SCANS)
        .jpeg_set_out_colorspace(ColorSpace::RGB);
    let rgb = zune_jpeg::JpegDecoder::new_with_options(ZCursor::new(bytes), options)
        .decode()
        .map_err(invalid)?;
    Ok(Bitmap {
        width: outline.width,
        height: outline.height,
        rgb,
        reduction: 1,
    })
}

fn decode_reduced(bytes: &[u8], outline: &JpegOutline, reduction: u32) -> Result<Bitmap> {
    let side = |pixels: u32| u16::try_from(pixels.div_ceil(reduction)).map_err(invalid);
    let (width, height) = (side(outline.width)?, side(outline.height)?);
    let mut decoder = jpeg_decoder::Decoder::new(bytes);
    let (width, height) = decoder.scale(width, height).map_err(invalid)?;
    let pixels = decoder.decode().map_err(invalid)?;
    let rgb = match outline.inks {
        Inks::One => pixels.iter().flat_map(|&grey| [grey; 3]).collect(),
        Inks::Three | Inks::Four => pixels,
    };
    Ok(Bitmap {
        width: width.into(),
        height: height.into(),
        rgb,
        reduction,
    })
}
