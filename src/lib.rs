//! pace
#![forbid(unsafe_code)]

pub mod analysis;
pub mod diagnostic;
pub mod check;
pub mod eval;
pub mod library;
pub mod model;
pub mod limits;
pub mod loader;
pub mod source;
pub mod syntax;
pub mod value;
