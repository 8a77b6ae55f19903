//! The photo path from outside: files in, three JPEGs out. One program, because linking is the slow part.
#![allow(
    clippy::unwrap_used,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "tests say what they expect by panicking, and measure in floating point"
)]

mod photo;
