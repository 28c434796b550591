//! The value of one input with which goals just hold.
//!
//! The smallest value of the allowed range that meets them all; where a larger value hurts, the largest. It
//! is looked for on the plan's own exact arithmetic, and checked on both sides: with it the goals hold,
//! with a twelfth digit less they do not.

mod arithmetic;
mod document;
mod probe;
mod question;
mod range;
mod reason;
mod search;
mod words;

pub use question::{solve_named, solve_placed};
pub use words::{amount, figure};

use super::goals;
use super::results::{GoalResult, GoalStatus};
use crate::eval::Projection;
use crate::model::{Goal, Model, RowId, Scenario};
use crate::value::{Cell, Currency, Number, Period, Shown, Unit};

use arithmetic::{over, times};
use probe::Probe;
use range::Range;
use reason::Reason;
use search::{Always, Found};

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
    /// The value with which the goals just hold.
    pub needed: Option<Number>,
    /// Whether there is one.
    pub status: SolveStatus,
    /// Whether a larger value hurts, so that the value needed is the largest.
    pub at_most: bool,
    /// The value above which the goals cease to hold again.
    pub breaks_above: Option<Number>,
    /// Where there is no such value, the one that comes nearest.
    pub best: Option<Number>,
    /// What the goals come to now and with the value needed (or the best one).
    pub goals: Vec<GoalOutcome>,
    /// A whole number that is enough, of an action.
    pub whole: Option<Whole>,
    /// Why there is no value, or why any value does.
    pub reason: Option<String>,
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
    /// In each working day, or each working week.
    pub per: Period,
}

/// The value of one input with which goals just hold, each given by its place among the scenario's; no
/// place means all of them.
pub fn solve(model: &Model, scenario: &Scenario, input: RowId, goals: &[usize]) -> Solution {
    solve_as(model, scenario, input, goals, scenario.table.row(input).name.clone())
}

/// The same with a name for the input: it may be a number without one.
fn solve_as(model: &Model, scenario: &Scenario, input: RowId, goals: &[usize], name: String) -> Solution {
    let chosen: Vec<&Goal> = match goals {
        [] => scenario.goals.iter().collect(),
        some => some.iter().filter_map(|at| scenario.goals.get(*at)).collect(),
    };
    let projection = Projection::new(scenario, &model.calendar);
    let now: Vec<_> = chosen.iter().map(|goal| goals::standing(&projection, goal)).collect();
    let holds_now = now.iter().all(|goal| goal.is_some_and(|goal| goal.met));
    let mut probe = Probe::new(model, scenario, input, chosen, &projection);
    let current = current(&probe, &projection);
    let range = Range::of(model, scenario, input, current);
    let found =
        if probe.goals.is_empty() { Found::Always(Always::Fine) } else { search::search(&mut probe, &range) };
    let row = scenario.table.row(input);
    let (needed, best) = match &found {
        Found::From(value, _) | Found::UpTo(value) => (Some(*value), None),
        Found::Always(Always::Fine) => (range.low, None),
        Found::Always(Always::Worse) => (range.high, None),
        Found::Never(best) => (None, best.as_ref().map(|best| best.value)),
    };
    let status = match (&found, holds_now) {
        (_, true) => SolveStatus::Already,
        (Found::Never(_), false) => SolveStatus::Impossible,
        _ => SolveStatus::Found,
    };
    let mut solution = Solution {
        title: model.title.clone(),
        scenario: scenario.name.clone(),
        currency: model.currency,
        input: name,
        unit: row.unit,
        shown: row.shown,
        per_workday: row.action,
        current,
        needed,
        status,
        at_most: matches!(found, Found::UpTo(_) | Found::Always(Always::Worse)),
        breaks_above: match found {
            Found::From(_, up_to) => up_to,
            _ => None,
        },
        best,
        goals: Vec::new(),
        whole: None,
        reason: None,
        in_time: None,
    };
    solution.whole = row.action.then(|| whole(model, &solution)).flatten();
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
    if flat {
        // Where all values are the same, or ever larger ones are better, none is the best.
        solution.best = None;
    }
    solution.reason = reason.map(|reason| words::reason(&solution, &reason));
    solution
}

/// The value in all months, where it is the same.
fn current(probe: &Probe<'_>, projection: &Projection<Cell>) -> Option<Number> {
    let cells = projection.row(probe.input);
    let first = (0..cells.len()).find(|month| !probe.days(*month).is_zero())?;
    let value = over(cells[first].number()?, probe.days(first))?;
    let same = |(month, cell): (usize, &Cell)| {
        let expected = times(value, probe.days(month));
        cell.number().zip(expected).is_some_and(|(cell, expected)| cell.compare(expected).is_eq())
    };
    cells.iter().enumerate().all(same).then_some(value)
}

/// What the goals come to with the value needed, and with the whole number beside it.
fn outcomes(probe: &mut Probe<'_>, solution: &mut Solution, now: &[Option<goals::Standing>]) {
    let whole = solution.whole.and_then(|whole| rate(probe.model, whole)).map(|rate| probe.at(rate));
    let value = solution.needed.or(solution.best);
    let then = value.map(|value| probe.at(value));
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

/// The next whole number that is enough: of a working day, or of a week where one a day is too much.
fn whole(model: &Model, solution: &Solution) -> Option<Whole> {
    let needed = solution.needed?;
    let round = |number: Number| match solution.at_most {
        // What is whole but for the last digit is whole.
        _ if number.compare(number.round(0)).is_eq() => number.round(0),
        true => number.floor(),
        false => number.ceiling(),
    };
    let week = times(needed, model.calendar.week())?;
    let (number, per) =
        if needed >= Number::ONE { (round(needed), Period::Day) } else { (round(week), Period::Week) };
    (!number.is_zero() || solution.at_most).then_some(Whole { number, per })
}

/// A whole number as a rate per working day.
fn rate(model: &Model, whole: Whole) -> Option<Number> {
    match whole.per {
        Period::Week => over(whole.number, model.calendar.week()),
        _ => Some(whole.number),
    }
}

impl Solution {
    /// A value of the input with 12 digits, rounded to the side on which the goals hold: what to write into
    /// a plan.
    pub fn write(&self, value: Number) -> Number {
        words::to_write(value, self.at_most)
    }
}
