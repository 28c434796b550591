//! pace
#![forbid(unsafe_code)]

pub mod analysis;
pub mod check;
pub mod cli;
pub mod diagnostic;
pub mod eval;
pub mod library;
pub mod limits;
pub mod loader;
pub mod model;
pub mod output;
pub mod report;
pub mod source;
pub mod syntax;
pub mod value;
