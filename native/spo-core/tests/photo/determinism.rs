//! The same bytes and options give the same files, on this machine and on any other: a run decides by length that a stored
//! photo is unchanged.

use super::files::photographs;
use spo_core::photo::{RenderOptions, render};

/// Lengths of S, M and L at 300 pixels and quality 90. A difference on another processor is a defect; a new version of an image
/// crate may change them, and then every stored photo is sent once more.
const LENGTHS: [(&str, [usize; 3]); 12] = [
    ("astronaut-96.jpg", [2526, 4238, 5276]),
    ("astronaut-cmyk.jpg", [2648, 4502, 22121]),
    ("astronaut-phone.jpg", [2475, 4114, 15293]),
    ("astronaut-progressive.jpg", [2648, 4487, 29663]),
    ("astronaut-rgb.jpg", [2645, 4522, 8158]),
    ("astronaut-round.png", [2505, 4184, 14029]),
    ("astronaut.jpg", [2655, 4478, 29683]),
    ("camera-grey.jpg", [1502, 2374, 16045]),
    ("chelsea.png", [1961, 3294, 28002]),
    ("coffee.webp", [2429, 3954, 14178]),
    ("retina.jpg", [1948, 3107, 18085]),
    ("rocket.jpg", [1466, 2136, 14057]),
];

#[test]
fn lengths_are_those_of_every_other_machine() {
    let found: Vec<_> = photographs()
        .into_iter()
        .map(|(name, bytes)| {
            let photo = render(&bytes, &RenderOptions::default()).unwrap();
            (
                name,
                [&photo.small, &photo.medium, &photo.large].map(|file| file.jpeg.len()),
            )
        })
        .collect();
    let expected: Vec<_> = LENGTHS
        .into_iter()
        .map(|(name, lengths)| (name.to_owned(), lengths))
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn rendering_twice_gives_the_same_bytes() {
    for (name, bytes) in photographs() {
        let options = RenderOptions {
            large_size: 240,
            quality: 77,
            ..RenderOptions::default()
        };
        assert_eq!(
            render(&bytes, &options).unwrap(),
            render(&bytes, &options).unwrap(),
            "{name}"
        );
    }
}
