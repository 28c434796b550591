//! Documents, results and findings as bytes: one file for each format.
//!
//! A renderer is a function from data to text. It never prints, never looks at a terminal, and takes
//! width and colour as arguments. Whatever comes from a plan is shown through [`clean`], so that no
//! name, label or file name can steer a terminal.

mod clean;
pub mod csv;
pub mod diagnostics;
pub mod file;
pub mod json;
pub mod markdown;
mod paint;
pub mod patch;
pub mod signals;
pub mod snap;
pub mod text;

pub use clean::{brief, clean, is_clean};
pub use paint::{Painter, TextRole};
