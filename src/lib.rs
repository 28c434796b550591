//! pace
#![forbid(unsafe_code)]

pub mod analysis;
pub mod diagnostic;
pub mod output;
pub mod report;
pub mod source;
pub mod syntax;
pub mod value;
