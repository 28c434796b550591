//! pace
#![forbid(unsafe_code)]

pub mod analysis;
pub mod cli;
pub mod diagnostic;
pub mod output;
pub mod report;
pub mod source;
mod stand_in;
pub mod syntax;
pub mod value;

// TEMPORARY, with `stand_in`.
pub use stand_in::{check, library, limits, loader};
