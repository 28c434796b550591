//! Text to tree, and tree to text.

pub mod tree;

// TEMPORARY, with `stand_in`.
pub use crate::stand_in::format;
