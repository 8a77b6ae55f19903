//! `spo_core::fuzz::picture` says what must hold.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| spo_core::fuzz::picture(data));
