//! Decoding what was rendered, and comparing pictures.

use image::RgbImage;
use spo_core::photo::{RenderedPhoto, Rendition};

/// Decodes a JPEG at full size; not by the decoder that most sources are read with.
pub fn decoded(jpeg: &[u8]) -> RgbImage {
    let mut decoder = jpeg_decoder::Decoder::new(jpeg);
    let pixels = decoder.decode().unwrap();
    let info = decoder.info().unwrap();
    let pixels = match info.pixel_format {
        jpeg_decoder::PixelFormat::L8 => pixels.into_iter().flat_map(|grey| [grey; 3]).collect(),
        jpeg_decoder::PixelFormat::RGB24 => pixels,
        // Adobe files hold the inverse of the ink.
        jpeg_decoder::PixelFormat::CMYK32 => pixels
            .chunks(4)
            .flat_map(|ink| [0, 1, 2].map(|i| without_ink(ink[i], ink[3])))
            .collect(),
        other @ jpeg_decoder::PixelFormat::L16 => panic!("{other:?}"),
    };
    RgbImage::from_raw(info.width.into(), info.height.into(), pixels).unwrap()
}

fn without_ink(colour: u8, black: u8) -> u8 {
    u8::try_from((255 - u32::from(colour)) * (255 - u32::from(black)) / 255).unwrap()
}

/// Peak signal to noise ratio in dB: 30 is a visible difference, 40 is hard to see.
pub fn psnr(left: &RgbImage, right: &RgbImage) -> f64 {
    assert_eq!(left.dimensions(), right.dimensions());
    let squares: u64 = left
        .iter()
        .zip(right.iter())
        .map(|(a, b)| u64::from(a.abs_diff(*b)).pow(2))
        .sum();
    let mean = squares as f64 / left.len() as f64;
    10.0 * (255.0 * 255.0 / mean.max(1e-9)).log10()
}

/// The side of a rendition, after decoding it and checking that it is what it says.
pub fn side(rendition: &Rendition) -> u32 {
    let picture = decoded(&rendition.jpeg);
    assert_eq!(picture.dimensions(), (rendition.pixels, rendition.pixels));
    rendition.pixels
}

/// Sides of S, M and L, all decoded.
pub fn sides(photo: &RenderedPhoto) -> [u32; 3] {
    [&photo.small, &photo.medium, &photo.large].map(side)
}

/// Which of the four quadrant colours is around this point, by letter.
pub fn colour(picture: &RgbImage, x: u32, y: u32) -> char {
    match picture.get_pixel(x, y).0.map(|part| part > 127) {
        [true, false, false] => 'r',
        [false, true, false] => 'g',
        [false, false, true] => 'b',
        [true, true, true] => 'w',
        _ => '?',
    }
}
