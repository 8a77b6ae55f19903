//! Every format comes out right: sizes, and pixels against an independent path (other decoder, floating-point Lanczos3).

use super::files::{encoded, photograph, photographs};
use super::pictures::{decoded, psnr, sides};
use image::imageops::{FilterType, crop_imm, resize};
use image::{DynamicImage, ImageFormat, Rgba, RgbaImage};
use spo_core::photo::{Crop, PhotoFormat, PhotoSize, RenderOptions, inspect, render};

#[test]
fn every_photograph_gives_three_squares_never_enlarged() {
    for (name, bytes) in photographs() {
        for large_size in [72, 300, 648] {
            let photo = render(
                &bytes,
                &RenderOptions {
                    large_size,
                    ..RenderOptions::default()
                },
            )
            .unwrap();
            let short = photo.source.width.min(photo.source.height);
            assert_eq!(
                sides(&photo),
                [48, 72, large_size].map(|side| side.min(short)),
                "{name}"
            );
            assert_eq!(photo.low_resolution(), short < large_size, "{name}");
            assert_eq!(photo.source, inspect(&bytes).unwrap(), "{name}");
            assert_eq!(photo.source.bytes, bytes.len());
        }
    }
}

#[test]
fn files_come_in_order_of_size() {
    let photo = render(&photograph("rocket.jpg"), &RenderOptions::default()).unwrap();
    assert_eq!(
        photo
            .iter()
            .map(|file| file.size.letter())
            .collect::<String>(),
        "SML"
    );
    assert_eq!(
        photo.iter().map(|file| file.size).last(),
        Some(PhotoSize::Large)
    );
    assert_eq!(
        photo.total_bytes(),
        photo.small.jpeg.len() + photo.medium.jpeg.len() + photo.large.jpeg.len()
    );
}

#[test]
fn pixels_agree_with_an_independent_path() {
    let options = RenderOptions {
        quality: 98,
        ..RenderOptions::default()
    };
    for (name, bytes) in photographs() {
        let photo = render(&bytes, &options).unwrap();
        let source = match photo.source.format {
            PhotoFormat::Jpeg => decoded(&bytes),
            _ => on_white(&image::load_from_memory(&bytes).unwrap().into_rgba8()),
        };
        if source.dimensions() != (photo.source.width, photo.source.height) {
            continue; // The picture that has to be turned is looked at in `orientation`.
        }
        let side = source.width().min(source.height());
        let square = crop_imm(
            &source,
            (source.width() - side) / 2,
            (source.height() - side) / 2,
            side,
            side,
        )
        .to_image();
        for file in photo.iter() {
            let expected = resize(&square, file.pixels, file.pixels, FilterType::Lanczos3);
            let measured = psnr(&decoded(&file.jpeg), &expected);
            assert!(
                measured > 32.0,
                "{name} at {}: {measured:.1} dB",
                file.pixels
            );
        }
    }
}

#[test]
fn lossless_formats_of_one_picture_give_one_result() {
    let picture = DynamicImage::ImageRgb8(decoded(&photograph("astronaut-96.jpg")));
    let rendered = |format| render(&encoded(&picture, format), &RenderOptions::default()).unwrap();
    let png = rendered(ImageFormat::Png);
    for (format, kind) in [
        (ImageFormat::Bmp, PhotoFormat::Bmp),
        (ImageFormat::WebP, PhotoFormat::WebP),
    ] {
        let other = rendered(format);
        assert_eq!(other.source.format, kind);
        assert!(png.iter().eq(other.iter()), "{kind:?}");
    }
    let gif = rendered(ImageFormat::Gif);
    assert_eq!(gif.source.format, PhotoFormat::Gif);
    assert!(psnr(&decoded(&gif.large.jpeg), &decoded(&png.large.jpeg)) > 25.0);
}

#[test]
fn sixteen_bit_and_grey_pngs_are_read() {
    let picture = DynamicImage::ImageRgb8(decoded(&photograph("astronaut-96.jpg")));
    let eight = render(
        &encoded(&picture, ImageFormat::Png),
        &RenderOptions::default(),
    )
    .unwrap();
    let sixteen = DynamicImage::ImageRgb16(picture.to_rgb16());
    let sixteen = render(
        &encoded(&sixteen, ImageFormat::Png),
        &RenderOptions::default(),
    )
    .unwrap();
    assert!(eight.iter().eq(sixteen.iter()));
    let grey = DynamicImage::ImageLumaA8(picture.to_luma_alpha8());
    assert_eq!(
        sides(&render(&encoded(&grey, ImageFormat::Png), &RenderOptions::default()).unwrap()),
        [48, 72, 96]
    );
}

#[test]
fn transparency_becomes_white() {
    let half = RgbaImage::from_fn(100, 100, |x, _| {
        if x < 50 {
            Rgba([0, 0, 0, 0])
        } else {
            Rgba([0, 0, 0, 128])
        }
    });
    for format in [ImageFormat::Png, ImageFormat::WebP] {
        let photo = render(
            &encoded(&DynamicImage::ImageRgba8(half.clone()), format),
            &RenderOptions::default(),
        )
        .unwrap();
        let large = decoded(&photo.large.jpeg);
        assert!(
            large.get_pixel(20, 50).0.iter().all(|&part| part >= 253),
            "{format:?}"
        );
        assert!(
            large
                .get_pixel(80, 50)
                .0
                .iter()
                .all(|&part| part.abs_diff(127) <= 3),
            "{format:?}"
        );
    }
}

#[test]
fn sources_below_the_small_size_stay_as_they_are() {
    for (width, height) in [(1, 1), (2, 900), (900, 3), (40, 60), (60, 200)] {
        let picture = DynamicImage::ImageRgb8(super::files::quadrants(width, height));
        let short = width.min(height);
        for crop in [Crop::Center, Crop::Top] {
            let photo = render(
                &encoded(&picture, ImageFormat::Png),
                &RenderOptions {
                    crop,
                    ..RenderOptions::default()
                },
            )
            .unwrap();
            assert_eq!(
                sides(&photo),
                [48.min(short), short.min(72), short.min(300)]
            );
            assert!(photo.low_resolution());
        }
    }
}

fn on_white(picture: &RgbaImage) -> image::RgbImage {
    image::RgbImage::from_fn(picture.width(), picture.height(), |x, y| {
        let Rgba([red, green, blue, alpha]) = *picture.get_pixel(x, y);
        let alpha = f32::from(alpha) / 255.0;
        image::Rgb(
            [red, green, blue]
                .map(|part| (f32::from(part) * alpha + 255.0 * (1.0 - alpha)).round() as u8),
        )
    })
}
