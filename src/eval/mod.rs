//! A checked plan to numbers: one value a row and month.
//!
//! One evaluator, generic over its number type ([`crate::library::Computes`]): exact decimals for
//! everything that is printed. It goes through flat lists of steps; a row without feedback is
//! computed for all its months at once.
//!
//! What it refuses to do: report errors, round for display, or look at the text of a plan. Whether values make sense is
//! for `analysis::bounds` to say, and how they are written for `report`.

mod columns;
mod engine;
mod feedback;
mod fold;
mod frame;
mod live;
mod trace;
mod what_if;

pub use columns::Columns;
pub use engine::Projection;
pub use live::{LiveProjection, ReplacedValues};
pub use trace::{Trace, apply};
pub use what_if::{WhatIf, dependents, precedents};
