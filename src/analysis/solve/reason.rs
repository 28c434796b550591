//! Why there is no value with which the goals hold, and what else to know about an answer.

use super::probe::Probe;
use super::range::Range;
use super::search::{Found, search};
use super::Solution;
use crate::model::{Goal, GoalTime};
use crate::value::Number;

/// Puts into words what the search has found.
pub fn explain(probe: &mut Probe<'_>, solution: &mut Solution, found: &Found, range: &Range) {
    let _ = (probe as &mut Probe<'_>, found, range);
    let _ = solution;
}
