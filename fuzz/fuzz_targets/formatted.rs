//! The formatter: idempotent, every comment kept, the same meaning.
#![no_main]

#[path = "../../tests/support/targets.rs"]
#[allow(dead_code)]
mod targets;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| targets::formatted(bytes));
