//! Real files with a few bytes changed, cut out or doubled: an error of the table, or three pictures that decode.

use super::files::{encoded, photograph};
use super::pictures::{decoded, sides};
use image::{DynamicImage, ImageFormat};
use proptest::prelude::*;
use spo_core::error::ErrorId;
use spo_core::photo::{RenderOptions, render};
use std::sync::LazyLock;

static SOURCES: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let picture = DynamicImage::ImageRgb8(decoded(&photograph("astronaut-96.jpg")));
    let names = [
        "astronaut-96.jpg",
        "astronaut-phone.jpg",
        "astronaut-progressive.jpg",
        "astronaut-cmyk.jpg",
        "camera-grey.jpg",
        "coffee.webp",
    ];
    let made = [
        ImageFormat::Png,
        ImageFormat::Gif,
        ImageFormat::Bmp,
        ImageFormat::WebP,
    ]
    .map(|format| encoded(&picture, format));
    names.into_iter().map(photograph).chain(made).collect()
});

#[derive(Debug, Clone)]
enum Change {
    Set(u8),
    Cut(usize),
    Double(usize),
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![4 => any::<u8>().prop_map(Change::Set), 1 => (1usize..64).prop_map(Change::Cut), 1 => (1usize..64).prop_map(Change::Double)]
}

/// Half of the changes are in the first 700 bytes, where the headers are.
fn place() -> impl Strategy<Value = f64> {
    prop_oneof![
        Just(-1.0f64).prop_flat_map(|_| (0.0..700.0f64).prop_map(|at| -at)),
        0.0..1.0f64
    ]
}

fn changed(source: &[u8], changes: &[(f64, Change)]) -> Vec<u8> {
    let mut bytes = source.to_vec();
    for (place, change) in changes {
        let at = if *place < 0.0 {
            -place as usize
        } else {
            (place * bytes.len() as f64) as usize
        };
        let at = at.min(bytes.len().saturating_sub(1));
        match *change {
            Change::Set(value) => bytes[at] = value,
            Change::Cut(length) => {
                drop(bytes.drain(at..(at + length).min(bytes.len() - 1).max(at)));
            }
            Change::Double(length) => {
                let copy = bytes[at..(at + length).min(bytes.len())].to_vec();
                bytes.splice(at..at, copy);
            }
        }
    }
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn damage_gives_an_error_or_three_pictures(
        source in 0usize..10,
        changes in proptest::collection::vec((place(), change()), 1..6),
    ) {
        let bytes = changed(&SOURCES[source], &changes);
        match render(&bytes, &RenderOptions::default()) {
            Ok(photo) => {
                let short = photo.source.width.min(photo.source.height);
                prop_assert_eq!(sides(&photo), [48, 72, 300].map(|side| side.min(short)));
            }
            Err(error) => prop_assert!(
                matches!(
                    error.id(),
                    ErrorId::PhotoInvalid | ErrorId::PhotoFormat | ErrorId::PhotoSideTooLong | ErrorId::PhotoTooManyPixels
                ),
                "{error:?}"
            ),
        }
    }

    #[test]
    fn noise_is_refused(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(render(&bytes, &RenderOptions::default()).is_err());
    }
}
