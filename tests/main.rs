//! Every test of pace in one program: one link instead of thirty, and what the tests share is compiled once.
//!
//! `cargo test NAME` runs those whose path holds NAME: `cargo test documents` checks the manual.

mod advice;
mod amend;
mod answers;
mod beginning;
mod calendars;
mod cases;
mod changes;
mod clause_times;
mod cli;
mod completion;
mod day_one;
mod diagnostics;
mod diff;
mod documents;
mod draws;
mod error_pages;
mod examples;
mod exchange;
mod explain;
mod families;
mod fiscal;
mod fixes;
mod floors;
mod functions;
mod fuzz_smoke;
mod generated;
mod habits;
mod hostile;
mod json;
mod judging;
mod kept;
mod kinds;
mod laws;
mod leaks;
mod looks;
mod overrides;
mod parts;
mod periods;
mod projection_in_yaml;
mod questions;
mod recurring;
#[cfg(unix)]
mod repl;
mod rollups;
mod screen;
mod segments;
mod session;
#[cfg(unix)]
mod signals;
mod snap;
mod solve;
mod sums;
mod support;
mod syntax;
mod tables;
#[cfg(target_os = "linux")]
mod terminal;
mod tiers;
mod together;
mod understood;
mod why;
