//! Text to projection to every way of showing it.
#![no_main]

#[path = "../../tests/support/targets.rs"]
#[allow(dead_code)]
mod targets;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| targets::rendered(bytes));
