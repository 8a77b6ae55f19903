//! Which square of the picture, in the pixels as they are stored: turning a small square afterwards is cheaper than turning
//! the whole picture before, so the square that is wanted in the picture as seen is looked up in the picture as stored.

use super::options::Crop;
use image::metadata::Orientation;

/// A square of the stored picture: left, top and side, in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Square {
    pub left: u32,
    pub top: u32,
    pub side: u32,
}

/// Where the wanted square is in a stored picture of this size.
pub fn square(width: u32, height: u32, orientation: Orientation, crop: Crop) -> Square {
    let side = width.min(height);
    let spare = width.max(height) - side;
    // Of the picture as seen, a tall one is cut below (and above), a wide one at both sides.
    let tall = (height > width) != turned(orientation);
    let before = if crop == Crop::Top && tall {
        0
    } else {
        spare / 2
    };
    let along_stored_x = width > height;
    let offset = if reversed(orientation, along_stored_x) {
        spare - before
    } else {
        before
    };
    if along_stored_x {
        Square {
            left: offset,
            top: 0,
            side,
        }
    } else {
        Square {
            left: 0,
            top: offset,
            side,
        }
    }
}

/// True when width and height change places.
pub fn turned(orientation: Orientation) -> bool {
    matches!(
        orientation,
        Orientation::Rotate90
            | Orientation::Rotate270
            | Orientation::Rotate90FlipH
            | Orientation::Rotate270FlipH
    )
}

/// True when walking along the stored axis goes right to left, or upwards, in the picture as seen.
fn reversed(orientation: Orientation, along_stored_x: bool) -> bool {
    match orientation {
        Orientation::NoTransforms | Orientation::Rotate90FlipH => false,
        Orientation::FlipHorizontal | Orientation::Rotate270 => along_stored_x,
        Orientation::FlipVertical | Orientation::Rotate90 => !along_stored_x,
        Orientation::Rotate180 | Orientation::Rotate270FlipH => true,
    }
}

#[cfg(test)]
mod tests {
    use super::{square, turned};
    use crate::photo::Crop;
    use image::metadata::Orientation;
    use image::{DynamicImage, RgbImage};

    /// Cutting then turning gives what turning then cutting gives.
    #[test]
    fn the_square_is_the_one_seen() {
        for (width, height) in [(5, 9), (9, 5), (7, 7), (4, 9), (1, 6)] {
            let stored = DynamicImage::ImageRgb8(RgbImage::from_fn(width, height, |x, y| {
                image::Rgb([x, y, 0].map(|part| u8::try_from(part).unwrap()))
            }));
            for orientation in (1..=8).filter_map(Orientation::from_exif) {
                let mut seen = stored.clone();
                seen.apply_orientation(orientation);
                assert_eq!(
                    seen.width() == height && width != height,
                    turned(orientation) && width != height
                );
                for crop in [Crop::Top, Crop::Center] {
                    let at = square(width, height, orientation, crop);
                    let mut cut = stored.crop_imm(at.left, at.top, at.side, at.side);
                    cut.apply_orientation(orientation);
                    let left = (seen.width() - at.side) / 2;
                    let top = if crop == Crop::Top {
                        0
                    } else {
                        (seen.height() - at.side) / 2
                    };
                    assert_eq!(
                        cut,
                        seen.crop_imm(left, top, at.side, at.side),
                        "{width} x {height}, {orientation:?}, {crop:?}"
                    );
                }
            }
        }
    }
}
