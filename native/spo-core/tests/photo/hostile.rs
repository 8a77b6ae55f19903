//! Damaged files are errors: never a picture that is half grey.

use super::files::{encoded, photograph, photographs};
use super::pictures::decoded;
use image::{DynamicImage, ImageFormat};
use spo_core::error::ErrorId;
use spo_core::photo::{RenderOptions, render};

#[test]
fn nothing_is_not_a_photo() {
    let error = render(b"", &RenderOptions::default()).unwrap_err();
    assert_eq!(
        (error.id(), error.message()),
        (ErrorId::PhotoInvalid, "The photo has 0 bytes.")
    );
}

#[test]
fn a_file_that_ends_early_is_invalid_wherever_it_ends() {
    let picture = DynamicImage::ImageRgb8(decoded(&photograph("astronaut-96.jpg")));
    let made = [ImageFormat::Gif, ImageFormat::Bmp, ImageFormat::WebP]
        .map(|format| (format!("{format:?}"), encoded(&picture, format)));
    for (name, bytes) in photographs().into_iter().chain(made) {
        for sixteenths in 0..16 {
            let part = &bytes[..bytes.len() * sixteenths / 16];
            let error = render(part, &RenderOptions::default())
                .expect_err(&format!("{name} at {sixteenths}/16"));
            assert_eq!(
                error.id(),
                ErrorId::PhotoInvalid,
                "{name} at {sixteenths}/16"
            );
        }
    }
}

#[test]
fn what_follows_the_end_marker_does_not_matter() {
    let bytes = photograph("rocket.jpg");
    let whole = render(&bytes, &RenderOptions::default()).unwrap();
    let longer = render(
        &[&bytes[..], b"appended by a viewer"].concat(),
        &RenderOptions::default(),
    )
    .unwrap();
    assert!(whole.iter().eq(longer.iter()));
}
