//! Finding the value: numbers only, and nothing of the plan changes.

use serde::Serialize;

use super::counting;
use super::probe::{GoalProbe, Problem};
use super::range::Range;
use super::search::{Interval, SearchResult, search};
use crate::model::RowId;
use crate::value::{Cell, Number};

/// The value with which goals just hold, and all others with which they do.
#[derive(Clone, PartialEq, Debug, Default, Serialize)]
pub struct SolveAnswer {
    /// The value with which the goals just hold: the smallest, or where a larger one hurts the largest. None where no
    /// value does, or any.
    pub needed: Option<Number>,
    /// The edge itself, where the goals hold just beside it and not at it: of `needed`, which is the next
    /// number of 12 digits.
    #[serde(rename = "just_beyond")]
    pub beyond: Option<Number>,
    /// Whether a larger value hurts, so that the value needed is the largest.
    pub at_most: bool,
    /// The value above which the goals cease to hold again.
    pub breaks_above: Option<Number>,
    /// All values with which the goals hold, from low to high; empty where none does. Of very many
    /// intervals, the first eight.
    pub holds: Vec<Interval>,
    /// Where there is no such value, the one that comes nearest; none where no value comes nearer than another.
    pub best: Option<Number>,
    /// With which values the goals hold at all.
    #[serde(skip)]
    pub extent: HoldsFor,
}

/// With which values of an input goals hold.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum HoldsFor {
    /// With some values and not with others.
    #[default]
    Some,
    /// With every value that the input can have.
    Any,
    /// With no value that it can have.
    None {
        /// Of each goal, whether it came to something else with some other value.
        moved: Vec<bool>,
        /// Whether no value comes nearer to the goals than another.
        level: bool,
    },
}

impl SolveAnswer {
    /// The answer that the intervals of a search give.
    fn of(found: SearchResult, range: &Range) -> SolveAnswer {
        let everywhere = || vec![Interval { from: None, to: None }];
        match found {
            SearchResult::Fine => SolveAnswer {
                needed: range.low,
                holds: everywhere(),
                extent: HoldsFor::Any,
                ..SolveAnswer::default()
            },
            SearchResult::Worse => SolveAnswer {
                needed: range.high,
                at_most: true,
                holds: everywhere(),
                extent: HoldsFor::Any,
                ..SolveAnswer::default()
            },
            SearchResult::Nowhere { best, moved, level } => SolveAnswer {
                best: best.map(|best| best.value),
                extent: HoldsFor::None { moved, level },
                ..SolveAnswer::default()
            },
            SearchResult::In(holds) => {
                let first = holds.first();
                let (from, to) = (first.and_then(|first| first.from), first.and_then(|first| first.to));
                // From the least value on the goals hold: a larger one hurts.
                let edge = from.or(to);
                SolveAnswer {
                    needed: edge.map(|edge| edge.value),
                    beyond: edge.and_then(|edge| edge.beyond),
                    at_most: from.is_none(),
                    breaks_above: from.and(to).map(|to| to.value),
                    holds,
                    ..SolveAnswer::default()
                }
            }
        }
    }

    /// The values that the answer rests on.
    fn values(&self) -> impl Iterator<Item = Number> {
        let edges = self.holds.iter().flat_map(|interval| [interval.from, interval.to]).flatten();
        let edges = edges.map(|edge| edge.value);
        edges.chain(self.needed).chain(self.best)
    }
}

/// Looks for the value over the whole range. Without goals, any value will do.
///
/// What the goals have nothing to do with is left out; only if it is too large a number with a value that the answer
/// rests on is the search done again over everything that the input reaches. `probe` is then the wider probe.
pub fn find(probe: &mut GoalProbe<'_>, range: &Range) -> SolveAnswer {
    looked_for(probe, range, true)
}

/// [`find`]; `nearest` says whether the value that comes nearest is wanted, where none will do.
fn looked_for(probe: &mut GoalProbe<'_>, range: &Range, nearest: bool) -> SolveAnswer {
    if probe.problem.goals.is_empty() {
        return SolveAnswer::of(SearchResult::Fine, range);
    }
    let answer = SolveAnswer::of(search(probe, range, nearest), range);
    if answer.values().next().is_none() {
        return answer;
    }
    let Some(mut wide) = probe.widened() else { return answer };
    if answer.values().all(|value| probe.unbound || wide.is_sound_at(value)) {
        return answer;
    }
    let answer = SolveAnswer::of(search(&mut wide, range, nearest), range);
    *probe = wide;
    answer
}

/// What an input alone would have to be for the goals, and nothing of how near others come: where it differs by month, the factor for all of its
/// months; where the goals hold already, how little would do.
///
/// An input that is a factor for the rows of several `members` is looked for as one.
pub fn needed(problem: Problem<'_>, members: &[RowId]) -> SolveAnswer {
    let Problem { model, scenario, projection, input, .. } = problem;
    let usual = counting::usual(model, scenario, projection, input);
    let current = counting::current(projection, input, &usual);
    let (range, factors): (Range, Vec<Cell>) = match current {
        _ if !members.is_empty() => (Range::of_common_factor(&problem, members), usual),
        Some(_) => (Range::of(&problem, &usual, current), usual),
        None => (Range::of_factors(&problem), projection.row(input).to_vec()),
    };
    looked_for(&mut GoalProbe::new(problem, factors), &range, false)
}
