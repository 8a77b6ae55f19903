//! `docs/tenant-checklist.md` names the tests that are there, and all of those that are rows of it.

#![allow(
    clippy::unwrap_used,
    reason = "tests say what they expect by panicking"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// The names of all functions below a folder that are marked as tests.
fn tests(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            tests(&path, found);
        } else if path.extension().is_some_and(|end| end == "rs") {
            let text = fs::read_to_string(path).unwrap();
            let lines: Vec<_> = text.lines().map(str::trim).collect();
            for pair in lines.windows(2) {
                let marked = matches!(pair[0], "#[test]" | "#[tokio::test]");
                let name = pair[1].trim_start_matches("async ").strip_prefix("fn ");
                if let Some((name, _)) = name
                    .filter(|_| marked)
                    .and_then(|rest| rest.split_once('('))
                {
                    found.insert(name.to_owned());
                }
            }
        }
    }
}

#[test]
fn the_page_names_the_tests_that_are_there() {
    let crate_folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut there = BTreeSet::new();
    for folder in ["src", "tests"] {
        tests(&crate_folder.join(folder), &mut there);
    }
    let page = include_str!("../../../docs/tenant-checklist.md");
    let named: BTreeSet<String> = page
        .lines()
        .filter_map(|line| line.strip_prefix("| "))
        .filter_map(|row| row.split(" | ").nth(1))
        .flat_map(|cell| cell.split('`').skip(1).step_by(2))
        .map(str::to_owned)
        .collect();
    let missing: Vec<_> = named.difference(&there).collect();
    assert!(missing.is_empty(), "no such tests: {missing:?}");
    let rows = there.iter().filter(|name| name.starts_with("row_"));
    let unnamed: Vec<_> = rows.filter(|name| !named.contains(*name)).collect();
    assert!(unnamed.is_empty(), "not on the page: {unnamed:?}");
    assert!(named.len() > 60, "the page was read");
}
