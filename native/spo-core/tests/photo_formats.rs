//! Every format and kind of JPEG gives three pictures of the right size.

use spo_core::photo::{RenderOptions, render};

#[test]
fn smoke() {
    for entry in std::fs::read_dir("../../tests/fixtures/photos").unwrap() {
        let path = entry.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        let start = std::time::Instant::now();
        match render(&bytes, &RenderOptions::default()) {
            Ok(photo) => eprintln!(
                "{path:?} {:?} {:?} {:?}",
                photo.source,
                photo
                    .iter()
                    .map(|r| (r.pixels, r.jpeg.len()))
                    .collect::<Vec<_>>(),
                start.elapsed()
            ),
            Err(error) => eprintln!("{path:?} {error:?}"),
        }
    }
}
