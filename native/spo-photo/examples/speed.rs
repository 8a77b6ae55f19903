//! What rendering costs: the best of several runs for each picture given.
//! `cargo run -p spo-photo --example speed -- tests/fixtures/photos/*.jpg`; figures are in `docs/performance.md`.

use spo_photo::{RenderOptions, inspect, render};
use std::io::{self, Write as _};
use std::time::{Duration, Instant};

/// Of so many runs the best counts: the others were disturbed.
const RUNS: usize = 25;

fn main() -> io::Result<()> {
    let options = RenderOptions::default();
    let mut out = io::stdout().lock();
    for path in std::env::args_os().skip(1) {
        let bytes = std::fs::read(&path)?;
        let picture = inspect(&bytes).map_err(io::Error::other)?;
        let mut best = Duration::MAX;
        for _ in 0..RUNS {
            let began = Instant::now();
            render(&bytes, &options).map_err(io::Error::other)?;
            best = best.min(began.elapsed());
        }
        writeln!(
            out,
            "{:>8.2} ms  {} x {}  {}",
            best.as_secs_f64() * 1000.0,
            picture.width,
            picture.height,
            path.display()
        )?;
    }
    Ok(())
}
