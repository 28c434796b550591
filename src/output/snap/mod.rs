//! The `.snap` format: a snapshot as text for people and for `git diff`, written and read.
//!
//! A line each for a row, a goal, a check, a code of warning. Nothing is aligned, so that a new row adds a line
//! and changes no other. Scenarios stand at the margin and everything else is indented, so that git names the
//! scenario above each stretch that it shows. docs/snapshots.md describes it; what is written under one version of
//! the format is read for ever.

mod read;
mod write;

pub use read::{SnapshotError, read};
pub use write::write;

use crate::source::SNAPSHOT_HEAD as HEAD;

/// The version that is written, and the newest that is read.
const VERSION: u32 = 1;

/// What stands where there is no value.
const MISSING: &str = "n/a";

#[cfg(test)]
mod tests;
