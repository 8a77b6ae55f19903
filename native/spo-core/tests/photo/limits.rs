//! Each limit is held against the header: none of these files has any pixels.

use super::files::{encoded, jpeg, quadrants, with_segment};
use image::{DynamicImage, ImageFormat};
use spo_core::error::ErrorId;
use spo_core::photo::{RenderOptions, inspect, render};

/// Start of image and a frame header of this size.
fn jpeg_header(width: u16, height: u16) -> Vec<u8> {
    let [h, w] = [height, width].map(u16::to_be_bytes);
    [
        &[0xFF, 0xD8, 0xFF, 0xC0, 0, 11, 8][..],
        &h,
        &w,
        &[1, 1, 0x11, 0],
    ]
    .concat()
}

/// A BMP of a few bytes with another size in its header.
fn bmp_header(width: i32, height: i32) -> Vec<u8> {
    let mut bmp = encoded(&DynamicImage::ImageRgb8(quadrants(4, 4)), ImageFormat::Bmp);
    bmp[18..22].copy_from_slice(&width.to_le_bytes());
    bmp[22..26].copy_from_slice(&height.to_le_bytes());
    bmp
}

fn refused(bytes: &[u8], id: ErrorId, message: &str) {
    for error in [
        inspect(bytes).unwrap_err(),
        render(bytes, &RenderOptions::default()).unwrap_err(),
    ] {
        assert_eq!((error.id(), error.message()), (id, message));
    }
}

#[test]
fn files_over_twenty_megabytes_are_refused_unread() {
    refused(
        &vec![0xFF; 21_500_000],
        ErrorId::PhotoTooManyBytes,
        "The photo has 21,500,000 bytes; the limit is 20 MB.",
    );
}

#[test]
fn too_long_a_side_is_refused_from_the_header() {
    let message = "The photo is 16,385 pixels on its longer side; the limit is 16,384.";
    refused(&jpeg_header(16_385, 10), ErrorId::PhotoSideTooLong, message);
    refused(&bmp_header(10, 16_385), ErrorId::PhotoSideTooLong, message);
}

#[test]
fn too_many_pixels_are_refused_from_the_header() {
    refused(
        &jpeg_header(8_000, 6_251),
        ErrorId::PhotoTooManyPixels,
        "The photo has 50,008,000 pixels; the limit is 50,000,000.",
    );
    refused(
        &bmp_header(8_000, 6_251),
        ErrorId::PhotoTooManyPixels,
        "The photo has 50,008,000 pixels; the limit is 50,000,000.",
    );
}

#[test]
fn a_jpeg_without_height_is_refused() {
    refused(
        &jpeg_header(100, 0),
        ErrorId::PhotoInvalid,
        "The photo is 100 x 0 pixels.",
    );
}

#[test]
fn a_jpeg_of_very_many_scans_is_refused_undecoded() {
    let file = jpeg(&quadrants(16, 16));
    let scan = file
        .windows(2)
        .position(|pair| pair == [0xFF, 0xDA])
        .unwrap();
    let (head, scan) = (&file[..scan], &file[scan..file.len() - 2]);
    let slow = [head, &scan.repeat(101), &[0xFF, 0xD9]].concat();
    refused(
        &slow,
        ErrorId::PhotoInvalid,
        "The photo is a JPEG of 101 scans, more than a picture of 256 pixels needs.",
    );
}

#[test]
fn kinds_of_jpeg_that_no_browser_shows_are_named() {
    let mut lossless = jpeg_header(10, 10);
    lossless[3] = 0xC3;
    refused(
        &lossless,
        ErrorId::PhotoFormat,
        "Lossless JPEG pictures are not supported; save as standard JPEG.",
    );
    let mut twelve_bit = jpeg_header(10, 10);
    twelve_bit[6] = 12;
    refused(
        &twelve_bit,
        ErrorId::PhotoFormat,
        "12-bit JPEG pictures are not supported; save as standard JPEG.",
    );
}

#[test]
fn options_out_of_range_are_refused() {
    let file = jpeg(&quadrants(16, 16));
    let wrong = [(71, 90), (649, 90), (0, 90), (300, 0), (300, 101)];
    for (large_size, quality) in wrong {
        let options = RenderOptions {
            large_size,
            quality,
            ..RenderOptions::default()
        };
        assert_eq!(
            render(&file, &options).unwrap_err().id(),
            ErrorId::InvalidArgument
        );
    }
}

#[test]
fn a_broken_exif_block_is_no_reason_to_refuse_the_photo() {
    let file = jpeg(&quadrants(100, 50));
    for block in [
        &b"Exif\0\0"[..],
        b"Exif\0\0II*\0\xFF\xFF\xFF\xFF",
        b"Exif\0\0MM\0*\0\0\0\x08\xFF\xFF",
    ] {
        let info = inspect(&with_segment(&file, 0xE1, block)).unwrap();
        assert_eq!((info.width, info.height), (100, 50));
    }
}
