//! The value of one input with which goals just hold.
//!
//! The smallest value of the allowed range that meets them all; where a larger value hurts, the largest. It is looked
//! for on the plan's own exact arithmetic, and checked on both sides: with it the goals hold, with a twelfth digit
//! less they do not.
//!
//! Finding (`answer`) is pure: numbers from numbers. What there is to tell of them is put together once, afterwards
//! (`solution`); words of a page are in `report`.
//!
//! A search has four steps: a grid of values over what the input may be (`range`), more of them around values at
//! which the plan switches (`switches`, `refine`), the intervals between them in which goals hold (`search`), and the
//! exact edges of these (`boundary`). It does not assume that a goal moves in one direction: a price may be too low
//! and too high.

mod answer;
mod arithmetic;
mod boundary;
mod breaks;
mod counting;
mod each;
mod probe;
mod question;
mod range;
mod reason;
mod refine;
mod search;
mod solution;
mod switches;

pub(super) use answer::needed;
pub use answer::{HoldsFor, SolveAnswer};
pub(super) use arithmetic::DIGITS as FOUND_DIGITS;
pub use boundary::Boundary;
pub use breaks::BrokenByAnswer;
pub use counting::Stated;
pub(super) use counting::now_as_stated;
pub use each::{EachSolution, MemberSolution, solve_each};
pub(super) use probe::Problem;
pub use question::{solve_named, solve_placed};
pub use search::Interval;
pub(super) use solution::solve_open;
pub use solution::{Found, GoalOutcome, Solution, SolveStatus, WholeNumber, solve, to_write};
