//! Photos made on demand: every user's picture is a crop of one of six real photographs, drawn from the seed and never kept.

use crate::users::mixed;
use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{PixelType, ResizeOptions, Resizer};
use std::sync::LazyLock;
use zune_core::bytestream::ZCursor;

/// Which of a user's pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Picture {
    /// What AD and the cloud hold now: 360x360 to 432x400 pixels.
    Current,
    /// A square one of former years with sides of so many pixels, as the library holds it.
    Former(u32),
}

/// One decoded photograph, RGB.
struct Photograph {
    width: u32,
    height: u32,
    pixels: Vec<u8>,
}

static PHOTOGRAPHS: LazyLock<Vec<Photograph>> = LazyLock::new(|| {
    let files: [&[u8]; 6] = [
        include_bytes!("../photos/astronaut.jpg"),
        include_bytes!("../photos/cat.jpg"),
        include_bytes!("../photos/coffee.jpg"),
        include_bytes!("../photos/rocket.jpg"),
        include_bytes!("../photos/cameraman.jpg"),
        include_bytes!("../photos/hubble.jpg"),
    ];
    files.into_iter().filter_map(decoded).collect()
});

fn decoded(file: &[u8]) -> Option<Photograph> {
    let mut decoder = zune_jpeg::JpegDecoder::new(ZCursor::new(file));
    let pixels = decoder.decode().ok()?;
    let (width, height) = decoder.dimensions()?;
    Some(Photograph {
        width: u32::try_from(width).ok()?,
        height: u32::try_from(height).ok()?,
        pixels,
    })
}

/// The picture as JPEG, quality 85: the same bytes for the same seed, user and picture.
pub(crate) fn render(seed: u64, user: usize, picture: Picture) -> Vec<u8> {
    let purpose = match picture {
        Picture::Current => 0xC0,
        Picture::Former(_) => 0xF0,
    };
    let mut random = fastrand::Rng::with_seed(mixed(seed, user, purpose));
    let photograph = &PHOTOGRAPHS[random.usize(0..PHOTOGRAPHS.len())];
    let (width, height) = match picture {
        Picture::Current => (random.u32(360..=432), random.u32(360..=400)),
        Picture::Former(side) => (side, side),
    };
    let mut pixels = cropped(photograph, width, height, &mut random);
    if random.bool() {
        flip(&mut pixels, width as usize);
    }
    let brightness = random.i16(-24..=24);
    for value in &mut pixels {
        *value = u8::try_from((i16::from(*value) + brightness).clamp(0, 255)).unwrap_or(*value);
    }
    jpeg(&pixels, width, height)
}

/// A random part of the photograph in the shape asked for, scaled to it.
fn cropped(
    photograph: &Photograph,
    width: u32,
    height: u32,
    random: &mut fastrand::Rng,
) -> Vec<u8> {
    let (full_width, full_height) = (f64::from(photograph.width), f64::from(photograph.height));
    let shape = f64::from(width) / f64::from(height);
    let largest = full_width.min(full_height * shape);
    let crop_width = largest * (0.6 + 0.4 * random.f64());
    let crop_height = crop_width / shape;
    let left = (full_width - crop_width) * random.f64();
    let top = (full_height - crop_height) * random.f64();
    let options = ResizeOptions::new().crop(left, top, crop_width, crop_height);
    let mut target = Image::new(width, height, PixelType::U8x3);
    // The embedded photographs are checked by the tests; should one be wrong nevertheless, the picture is black.
    if let Ok(source) = ImageRef::new(
        photograph.width,
        photograph.height,
        &photograph.pixels,
        PixelType::U8x3,
    ) {
        let _ = Resizer::new().resize(&source, &mut target, &options);
    }
    target.into_vec()
}

fn flip(pixels: &mut [u8], width: usize) {
    for row in pixels.chunks_exact_mut(width * 3) {
        for column in 0..width / 2 {
            for channel in 0..3 {
                row.swap(column * 3 + channel, (width - 1 - column) * 3 + channel);
            }
        }
    }
}

fn jpeg(pixels: &[u8], width: u32, height: u32) -> Vec<u8> {
    let mut out = Vec::new();
    let side = |value: u32| u16::try_from(value).unwrap_or(u16::MAX);
    let encoder = jpeg_encoder::Encoder::new(&mut out, 85);
    // Writing to memory with sides far below the format's limit cannot fail.
    let _ = encoder.encode(
        pixels,
        side(width),
        side(height),
        jpeg_encoder::ColorType::Rgb,
    );
    out
}

#[cfg(test)]
mod tests {
    use super::{PHOTOGRAPHS, Picture, decoded, render};
    use std::collections::HashSet;

    #[test]
    fn photos_differ_by_user_and_repeat_by_seed() {
        assert_eq!(PHOTOGRAPHS.len(), 6);
        let photos: Vec<_> = (0..40)
            .map(|user| render(1, user, Picture::Current))
            .collect();
        assert_eq!(photos.iter().collect::<HashSet<_>>().len(), 40);
        assert_eq!(photos[7], render(1, 7, Picture::Current));
        assert_ne!(photos[7], render(2, 7, Picture::Current));
        for photo in &photos {
            let photo = decoded(photo).unwrap();
            assert!((360..=432).contains(&photo.width) && (360..=400).contains(&photo.height));
            let (low, high) = (
                photo.pixels.iter().min().unwrap(),
                photo.pixels.iter().max().unwrap(),
            );
            assert!(high - low > 60, "a photograph, not one colour");
        }
    }

    #[test]
    fn former_photos_are_squares_of_other_pictures() {
        let former = decoded(&render(1, 3, Picture::Former(72))).unwrap();
        assert_eq!((former.width, former.height), (72, 72));
    }
}
