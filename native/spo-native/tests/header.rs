//! The checked-in header is what cbindgen makes of the exports, and the exports are exactly those the cmdlets import.
//! To bring it up to date after a change: `SPO_UPDATE_HEADER=1 cargo test -p spo-native --test header`.

#![allow(
    clippy::unwrap_used,
    reason = "tests say what they expect by panicking"
)]

use std::path::Path;

#[test]
fn the_header_is_up_to_date() {
    let crate_folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let config = cbindgen::Config::from_file(crate_folder.join("cbindgen.toml")).unwrap();
    let sources =
        ["status.rs", "memory.rs", "exports.rs"].map(|name| crate_folder.join("src").join(name));
    let mut builder = cbindgen::Builder::new().with_config(config);
    for source in sources {
        builder = builder.with_src(source);
    }
    let mut generated = Vec::new();
    builder.generate().unwrap().write(&mut generated);
    let generated = String::from_utf8(generated).unwrap();
    let file = crate_folder.join("include/spo_native.h");
    if std::env::var_os("SPO_UPDATE_HEADER").is_some() {
        std::fs::write(&file, &generated).unwrap();
    }
    let checked_in = std::fs::read_to_string(&file)
        .unwrap_or_default()
        .replace("\r\n", "\n");
    assert!(
        checked_in == generated,
        "include/spo_native.h differs from the exports; see this test's first lines"
    );
}
