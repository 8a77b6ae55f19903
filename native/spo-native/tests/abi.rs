//! Compiles `tests/abi/abi.c` against the checked-in header and the library of this build, and runs it.

#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    reason = "tests say what they expect by panicking"
)]

use std::path::{Path, PathBuf};
use std::process::Command;

/// The library that was built for this test, beside it.
fn library() -> PathBuf {
    let folder = std::env::current_exe()
        .unwrap()
        .parent()
        .unwrap()
        .to_owned();
    let name = format!(
        "{}spo_native{}",
        std::env::consts::DLL_PREFIX,
        std::env::consts::DLL_SUFFIX
    );
    [folder.join(&name), folder.parent().unwrap().join(&name)]
        .into_iter()
        .find(|file| file.exists())
        .unwrap()
}

#[test]
fn the_c_program_passes() {
    let crate_folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let program = Path::new(env!("CARGO_TARGET_TMPDIR")).join("abi");
    let library = library();
    let compiler = std::env::var("CC").unwrap_or_else(|_| "cc".to_owned());
    let build = Command::new(&compiler)
        .args(["-std=c11", "-Wall", "-Wextra", "-Werror", "-pthread", "-o"])
        .arg(&program)
        .arg("-I")
        .arg(crate_folder.join("include"))
        .arg(crate_folder.join("../../tests/abi/abi.c"))
        .arg(&library)
        .arg(format!(
            "-Wl,-rpath,{}",
            library.parent().unwrap().display()
        ))
        .status();
    assert!(
        build.is_ok_and(|status| status.success()),
        "{compiler} compiles tests/abi/abi.c"
    );
    let output = Command::new(&program).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success(),
        "{text}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(
        output.stderr.is_empty(),
        "a library says nothing on its own: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(
        text.lines()
            .last()
            .is_some_and(|line| line.starts_with("abi: ") && line.ends_with(" 0 failed")),
        "{text}"
    );
}
