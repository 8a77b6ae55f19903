//! EXIF orientation is applied and the rest of the metadata is gone; the crop is that of the picture as seen.

use super::files::{encoded, exif, jpeg, photograph, photographs, quadrants, with_segment};
use super::pictures::{colour, decoded, psnr};
use image::metadata::Orientation;
use image::{DynamicImage, ImageFormat};
use spo_core::photo::{Crop, RenderOptions, inspect, render};

#[test]
fn all_eight_orientations_show_the_corners_where_they_belong() {
    // What is seen at upper left, upper right, lower left, lower right of the stored r g / b w.
    let seen = [
        (1, "rgbw"),
        (2, "grwb"),
        (3, "wbgr"),
        (4, "bwrg"),
        (5, "rbgw"),
        (6, "brwg"),
        (7, "wgbr"),
        (8, "gwrb"),
    ];
    for (side, reduced) in [(200, false), (1600, true)] {
        let file = jpeg(&quadrants(side, side));
        for (orientation, corners) in seen {
            let source = with_segment(&file, 0xE1, &exif(orientation, ""));
            let photo = render(&source, &RenderOptions::default()).unwrap();
            for rendition in photo.iter() {
                let picture = decoded(&rendition.jpeg);
                let (near, far) = (rendition.pixels / 8, rendition.pixels * 7 / 8);
                let found: String = [(near, near), (far, near), (near, far), (far, far)]
                    .map(|(x, y)| colour(&picture, x, y))
                    .into_iter()
                    .collect();
                assert_eq!(
                    found, corners,
                    "orientation {orientation}, reduced {reduced}"
                );
            }
        }
    }
}

#[test]
fn the_crop_is_that_of_the_picture_as_seen() {
    // Red above, green in the middle, blue below, and the same for one so large that it is reduced while decoding.
    for (width, height) in [(100, 300), (1300, 3900)] {
        let seen = image::RgbImage::from_fn(width, height, |_, y| {
            let mut pixel = [0; 3];
            pixel[(y * 3 / height) as usize] = 255;
            image::Rgb(pixel)
        });
        for orientation in 1..=8 {
            let undo = match Orientation::from_exif(orientation).unwrap() {
                Orientation::Rotate90 => Orientation::Rotate270,
                Orientation::Rotate270 => Orientation::Rotate90,
                same => same,
            };
            let mut stored = DynamicImage::ImageRgb8(seen.clone());
            stored.apply_orientation(undo);
            let source = with_segment(&jpeg(&stored.into_rgb8()), 0xE1, &exif(orientation, ""));
            let info = inspect(&source).unwrap();
            assert_eq!((info.width, info.height), (width, height));
            for (crop, expected) in [(Crop::Top, 'r'), (Crop::Center, 'g')] {
                let photo = render(
                    &source,
                    &RenderOptions {
                        crop,
                        ..RenderOptions::default()
                    },
                )
                .unwrap();
                let picture = decoded(&photo.large.jpeg);
                let last = photo.large.pixels - 3;
                for (x, y) in [(2, 2), (last, 2), (2, last), (last, last)] {
                    assert_eq!(
                        colour(&picture, x, y),
                        expected,
                        "orientation {orientation}, {crop:?}"
                    );
                }
            }
        }
    }
}

#[test]
fn a_phone_picture_stands_upright() {
    let photo = render(
        &photograph("astronaut-phone.jpg"),
        &RenderOptions {
            crop: Crop::Top,
            ..RenderOptions::default()
        },
    )
    .unwrap();
    assert_eq!((photo.source.width, photo.source.height), (200, 300));
    // The same part of the same photograph as it was before it was laid on its side.
    let upright = decoded(&photograph("astronaut.jpg"));
    let upright =
        image::imageops::resize(&upright, 300, 300, image::imageops::FilterType::Lanczos3);
    let expected = image::imageops::crop_imm(&upright, 40, 0, 200, 200).to_image();
    assert!(psnr(&decoded(&photo.large.jpeg), &expected) > 30.0);
}

#[test]
fn webp_and_png_orientation_counts_too() {
    let picture = DynamicImage::ImageRgb8(quadrants(80, 120));
    let png = encoded(&picture, ImageFormat::Png);
    let block = exif(6, "");
    let turned = with_png_chunk(&png, *b"eXIf", &block[6..]);
    let info = inspect(&turned).unwrap();
    assert_eq!((info.width, info.height), (120, 80));
    let picture = decoded(
        &render(&turned, &RenderOptions::default())
            .unwrap()
            .large
            .jpeg,
    );
    assert_eq!(colour(&picture, 5, 5), 'b');
}

#[test]
fn metadata_does_not_survive() {
    let secret = "GPSLatitude 47 36 N";
    let sources = photographs().into_iter().map(|(_, bytes)| bytes).chain([
        with_segment(&photograph("rocket.jpg"), 0xE1, &exif(1, secret)),
        with_segment(
            &photograph("rocket.jpg"),
            0xE1,
            format!("http://ns.adobe.com/xap/1.0/\0{secret}").as_bytes(),
        ),
        with_segment(
            &photograph("rocket.jpg"),
            0xED,
            format!("Photoshop 3.0\0{secret}").as_bytes(),
        ),
        with_segment(&photograph("rocket.jpg"), 0xFE, secret.as_bytes()),
    ]);
    for source in sources {
        for file in render(&source, &RenderOptions::default()).unwrap().iter() {
            for trace in ["Exif", "GPS", "Photoshop", "adobe", "Example"] {
                assert!(
                    !file
                        .jpeg
                        .windows(trace.len())
                        .any(|part| part == trace.as_bytes()),
                    "{trace}"
                );
            }
            // Behind the start of image: JFIF and no other application segment or comment before the scan.
            assert_eq!(&file.jpeg[2..4], [0xFF, 0xE0]);
            let mut rest = &file.jpeg[4..];
            loop {
                rest = &rest[usize::from(u16::from_be_bytes([rest[0], rest[1]]))..];
                assert!(
                    !matches!(rest[1], 0xE0..=0xEF | 0xFE),
                    "segment {:X}",
                    rest[1]
                );
                if rest[1] == 0xDA {
                    break;
                }
                rest = &rest[2..];
            }
        }
    }
}

/// Puts a chunk behind the header chunk.
fn with_png_chunk(png: &[u8], kind: [u8; 4], body: &[u8]) -> Vec<u8> {
    let header_end = 8 + 25;
    let length = u32::try_from(body.len()).unwrap().to_be_bytes();
    let checksum = crc32(&[&kind[..], body].concat()).to_be_bytes();
    [
        &png[..header_end],
        &length,
        &kind,
        body,
        &checksum,
        &png[header_end..],
    ]
    .concat()
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, &byte| {
        (0..8).fold(crc ^ u32::from(byte), |crc, _| {
            if crc & 1 == 1 {
                (crc >> 1) ^ 0xEDB8_8320
            } else {
                crc >> 1
            }
        })
    })
}
