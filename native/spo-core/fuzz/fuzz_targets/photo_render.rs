//! Any bytes: an error, or three JPEGs that are read back at the size they are said to have.
#![no_main]

use libfuzzer_sys::fuzz_target;
use spo_core::photo::{Crop, RenderOptions, inspect, render};

fuzz_target!(|bytes: &[u8]| {
    let options = RenderOptions { large_size: 72, crop: Crop::Top, quality: 75 };
    let Ok(photo) = render(bytes, &options) else { return };
    for file in photo.iter() {
        let read = inspect(&file.jpeg).expect("a file of our own is valid");
        assert_eq!((read.width, read.height), (file.pixels, file.pixels));
    }
});
