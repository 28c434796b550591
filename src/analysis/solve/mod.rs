//! The value of one input with which goals just hold.
//!
//! The smallest value of the allowed range that meets them all; where a larger value hurts, the largest. It
//! is looked for on the plan's own exact arithmetic, and checked on both sides: with it the goals hold,
//! with a twelfth digit less they do not.

mod arithmetic;
mod counting;
mod document;
mod edge;
mod probe;
mod question;
mod range;
mod reason;
mod search;
mod switches;
mod words;

pub(super) use counting::now_as_stated;
pub(super) use document::counted;
pub use edge::Edge;
pub use question::{solve_named, solve_placed};
pub use search::Stretch;
pub use words::{amount, count, figure, times_a};

use super::SettledPlan;
use super::results::{GoalResult, GoalStatus};
use super::{goals, inputs};
use crate::eval::Projection;
use crate::model::{Goal, Model, RowId, Scenario};
use crate::value::{Currency, Number, Period, Shown, Unit};

use probe::Probe;
use range::Range;
use reason::Reason;
use search::{Always, Found};
use switches::Watched;

/// Whether there is a value with which the goals hold.
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum SolveStatus {
    /// There is.
    Found,
    /// They hold as the plan stands; the value says how little would do.
    Already,
    /// There is none.
    Impossible,
}

/// What came of the search for an input's value.
#[derive(Clone, Debug)]
pub struct Solution {
    /// The plan's title.
    pub title: Option<String>,
    /// The scenario's name.
    pub scenario: String,
    /// The plan's currency.
    pub currency: Currency,
    /// The input's name, or its place.
    pub input: String,
    /// The unit of its values; of an action, a count per working day.
    pub unit: Unit,
    /// How a pure number is shown.
    pub shown: Shown,
    /// Whether values are rates per working day.
    pub per_workday: bool,
    /// The value now; none where it differs by month.
    pub current: Option<Number>,
    /// Where the value now differs by month, its mean.
    pub mean: Option<Number>,
    /// The value with which the goals just hold.
    pub needed: Option<Number>,
    /// The edge itself, where the goals hold just beside it and not at it: of `needed`, which is the next
    /// number of 12 digits.
    pub beyond: Option<Number>,
    /// Whether there is one.
    pub status: SolveStatus,
    /// Whether a larger value hurts, so that the value needed is the largest.
    pub at_most: bool,
    /// The value above which the goals cease to hold again.
    pub breaks_above: Option<Number>,
    /// All values with which the goals hold, from low to high; empty where none does. Of very many
    /// stretches, the first eight.
    pub holds: Vec<Stretch>,
    /// Where there is no such value, the one that comes nearest.
    pub best: Option<Number>,
    /// What the goals come to now and with the value needed (or the best one).
    pub goals: Vec<GoalOutcome>,
    /// A whole number that is enough, of an action.
    pub whole: Option<Whole>,
    /// The values as the plan states them, of an action that it does not state per day.
    pub stated: Option<Stated>,
    /// Why there is no value, or why any value does: a line each.
    pub reasons: Vec<String>,
    /// The last month, in words, in which what starts can still arrive in time, where that is before the
    /// goals' own.
    pub in_time: Option<String>,
}

/// What one goal comes to.
#[derive(Clone, Debug)]
pub struct GoalOutcome {
    /// The goal with the value needed, or the best one.
    pub result: GoalResult,
    /// The figure that decides, as the plan stands: the total, the best month, the worst.
    pub now: Option<Number>,
    /// The same with the value needed, or the best one.
    pub then: Option<Number>,
    /// The same with the whole number.
    pub whole: Option<Number>,
}

/// A whole number of an action that is enough.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Whole {
    /// How many.
    pub number: Number,
    /// In each of these: a day is a working day, a week a working week.
    pub per: Period,
}

/// The values of an action in the period in which the plan states it.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Stated {
    /// The period.
    pub per: Period,
    /// The number now; none where it differs by month.
    pub current: Option<Number>,
    /// Where it differs by month, its mean.
    pub mean: Option<Number>,
    /// The number with which the goals just hold.
    pub needed: Option<Number>,
    /// As [`Solution::beyond`].
    pub beyond: Option<Number>,
}

/// The value of one input with which goals just hold, each given by its place among the scenario's; no
/// place means all of them.
pub fn solve(plan: &SettledPlan, scenario: &Scenario, input: RowId, goals: &[usize]) -> Solution {
    solve_open(plan.model(), scenario, input, goals)
}

/// The same of a plan whose `?` are still being found: `input` is one of them.
pub(super) fn solve_open(model: &Model, scenario: &Scenario, input: RowId, goals: &[usize]) -> Solution {
    solve_as(model, scenario, input, goals, scenario.table.row(input).name.clone())
}

/// The same with a name for the input: it may be a number without one.
fn solve_as(model: &Model, scenario: &Scenario, input: RowId, goals: &[usize], name: String) -> Solution {
    let chosen: Vec<&Goal> = match goals {
        [] => scenario.goals.iter().collect(),
        some => some.iter().filter_map(|at| scenario.goals.get(*at)).collect(),
    };
    let watched = Watched::new(scenario, input, &chosen);
    let projection = Projection::new(&watched.scenario, &model.calendar);
    let now: Vec<_> = chosen.iter().map(|goal| goals::standing(&projection, goal)).collect();
    let holds_now = now.iter().all(|goal| goal.is_some_and(|goal| goal.met));
    let factors = counting::usual(model, scenario, input);
    let mut probe = Probe::new(model, &watched, input, chosen, &projection, factors);
    let current = counting::current(&probe, &projection);
    let range = Range::of(model, scenario, input, current);
    let found =
        if probe.goals.is_empty() { Found::Always(Always::Fine) } else { search::search(&mut probe, &range) };
    let row = scenario.table.row(input);
    let answer = Answer::of(&found, &range);
    let mean = || inputs::mean(scenario, &model.calendar, &projection, input);
    let mut solution = Solution {
        title: model.title.clone(),
        scenario: scenario.name.clone(),
        currency: model.currency,
        input: name,
        unit: row.unit,
        shown: row.shown,
        per_workday: row.action,
        current,
        mean: if current.is_none() { mean() } else { None },
        needed: answer.needed,
        beyond: answer.beyond,
        status: match (&found, holds_now) {
            (_, true) => SolveStatus::Already,
            (Found::Never(..), false) => SolveStatus::Impossible,
            _ => SolveStatus::Found,
        },
        at_most: answer.at_most,
        breaks_above: answer.breaks_above,
        holds: answer.holds,
        best: answer.best,
        goals: Vec::new(),
        whole: None,
        stated: None,
        reasons: Vec::new(),
        in_time: None,
    };
    if row.action {
        solution.stated = counting::stated(&mut probe, &projection, &solution);
        solution.whole = counting::whole(&mut probe, &solution);
    }
    outcomes(&mut probe, &mut solution, &now);
    let reason = reason::find(&mut probe, &mut solution, &found, &range);
    let flat = match reason {
        Some(Reason::NotEnough | Reason::Beyond { .. }) => false,
        Some(Reason::HoweverLarge | Reason::NoFigure | Reason::Anything) | None => true,
        // What one goal does not care for may be the best for another.
        Some(Reason::MovesNothing(_) | Reason::TooLate { .. }) => {
            solution.goals.iter().all(|goal| goal.result.status == GoalStatus::Missed)
        }
    };
    if flat || found.is_level() {
        // Where all values are the same, or ever larger ones are better, none is the best.
        solution.best = None;
    }
    solution.reasons = reason.map(|reason| words::reason(&solution, &reason)).unwrap_or_default();
    if solution.needed.or(solution.best).is_none() {
        solution.goals.iter_mut().for_each(|goal| goal.then = None);
    }
    solution
}

/// What an input alone would have to be for one goal: where it differs by month, the factor for all of its
/// months; where the goal holds already, how little would do.
pub(super) fn needed(model: &Model, scenario: &Scenario, input: RowId, goal: &Goal) -> Option<Number> {
    let watched = Watched::new(scenario, input, &[goal]);
    let projection = Projection::new(&watched.scenario, &model.calendar);
    let probe = || {
        let factors = counting::usual(model, scenario, input);
        Probe::new(model, &watched, input, vec![goal], &projection, factors)
    };
    let current = counting::current(&probe(), &projection);
    let look = |probe: &mut Probe<'_>| {
        let range = if current.is_some() {
            Range::of(model, scenario, input, current)
        } else {
            probe.counting(projection.row(input).to_vec());
            Range::of_factors()
        };
        Answer::of(&search::search(probe, &range), &range).needed
    };
    let mut quick = probe().narrowed();
    // What the goal has nothing to do with may be too large a number there: then all of the plan is looked at.
    match look(&mut quick) {
        Some(value) if !quick.widened(&projection).at(value).sound => look(&mut probe()),
        needed => needed,
    }
}

/// What was found as it is told.
#[derive(Default)]
struct Answer {
    needed: Option<Number>,
    beyond: Option<Number>,
    at_most: bool,
    breaks_above: Option<Number>,
    holds: Vec<Stretch>,
    best: Option<Number>,
}

impl Answer {
    fn of(found: &Found, range: &Range) -> Answer {
        let everywhere = || vec![Stretch { from: None, to: None }];
        match found {
            Found::Always(Always::Fine) => {
                Answer { needed: range.low, holds: everywhere(), ..Answer::default() }
            }
            Found::Always(Always::Worse) => {
                Answer { needed: range.high, at_most: true, holds: everywhere(), ..Answer::default() }
            }
            Found::Never(best, _) => {
                Answer { best: best.as_ref().map(|best| best.value), ..Answer::default() }
            }
            Found::In(holds) => {
                let first = holds.first();
                let (from, to) = (first.and_then(|first| first.from), first.and_then(|first| first.to));
                // From the least value on the goals hold: a larger one hurts.
                let edge = from.or(to);
                Answer {
                    needed: edge.map(|edge| edge.value),
                    beyond: edge.and_then(|edge| edge.beyond),
                    at_most: from.is_none(),
                    breaks_above: from.and(to).map(|to| to.value),
                    holds: holds.clone(),
                    best: None,
                }
            }
        }
    }
}

/// What the goals come to with the value needed, and with the whole number beside it.
fn outcomes(probe: &mut Probe<'_>, solution: &mut Solution, now: &[Option<goals::Standing>]) {
    let whole = solution.whole.and_then(|whole| counting::at(probe, whole.per, whole.number));
    let stated = solution.stated.and_then(|stated| Some((stated.per, stated.needed?)));
    let then = match stated {
        Some((per, needed)) => counting::at(probe, per, needed),
        None => solution.needed.or(solution.best).map(|value| probe.at(value)),
    };
    let figure = |reading: &Option<probe::Reading>, at: usize| {
        reading.as_ref().and_then(|reading| reading.standings[at]).map(|goal| goal.figure)
    };
    let projection = probe.projection();
    let results = probe.goals.iter().enumerate().map(|(at, goal)| GoalOutcome {
        result: goals::judge(probe.model, probe.scenario, &projection, goal),
        now: now[at].map(|goal| goal.figure),
        then: figure(&then, at),
        whole: figure(&whole, at),
    });
    solution.goals = results.collect();
}

impl Solution {
    /// A value of the input with 12 digits, rounded to the side on which the goals hold: what to write into
    /// a plan.
    pub fn write(&self, value: Number) -> Number {
        words::to_write(value, self.at_most)
    }

    /// Why there is no value, or why any value does, in one line.
    pub fn reason(&self) -> Option<String> {
        (!self.reasons.is_empty()).then(|| self.reasons.join("; "))
    }
}
