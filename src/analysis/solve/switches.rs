//! Where the plan itself makes a difference: the values at which one of its comparisons turns, something is
//! divided by zero, or another operand of `min`, `max` or `clamp` takes over. Between two points of a grid
//! they would be missed.

use std::sync::Arc;

use super::arithmetic::{DIGITS, middle, minus, nearest_digits, times};
use super::probe::{Probe, Reading};
use crate::eval::{downstream, upstream};
use crate::library::Turning;
use crate::model::{Block, Formula, Goal, Input, Operand, Operator, Row, RowId, Scenario, Step};
use crate::value::{Cell, Number};

/// The most differences that are watched.
const MOST_SWITCHES: usize = 64;
/// The most values that are looked at besides the grid.
const MOST_LOOKS: usize = 300;
/// How near a turn is closed in on: the search does the rest, and a window that is narrower is seldom meant.
const NEAR: Number = Number::from_parts(1, 6);

/// A scenario with a hidden row for every difference that decides something.
pub struct Watched {
    /// The scenario.
    pub scenario: Scenario,
    /// The rows: what turns is where their sign turns.
    pub switches: Vec<RowId>,
}

impl Watched {
    /// The scenario, watched in all that an input may move and these goals, or the bounds of rates and durations, look at.
    pub fn new(scenario: &Scenario, input: RowId, goals: &[&Goal]) -> Watched {
        let touched = downstream(scenario, &[input]);
        let decides_them = upstream(scenario, &decided(scenario, goals));
        let moves = |operand: &Operand| match operand {
            Operand::Row(row) => touched[row.index()],
            Operand::Step(_) => true,
            Operand::Constant(_) | Operand::Series(_) => false,
        };
        let mut rows: Vec<Row> = Vec::new();
        let matters = touched.iter().zip(&decides_them).map(|(touched, decides)| *touched && *decides);
        for (row, _) in scenario.table.rows.iter().zip(matters).filter(|(_, matters)| *matters) {
            let Formula::Steps { steps, series, .. } = &row.formula else { continue };
            for (place, step) in steps.iter().enumerate() {
                for (a, b) in decides(step).into_iter().filter(|(a, b)| moves(a) || moves(b)) {
                    let mut steps: Vec<Step> = steps[..place].to_vec();
                    let result = Operand::Step(steps.len() as u32);
                    steps.push(Step::Binary(Operator::Minus, a, b));
                    let (steps, series) = (steps.into_boxed_slice(), series.clone());
                    let formula = Formula::Steps { steps, result, series };
                    rows.push(Row { formula, hidden: true, input: false, action: false, ..(**row).clone() });
                }
            }
        }
        rows.truncate(MOST_SWITCHES);
        let mut watched = Watched { scenario: scenario.clone(), switches: Vec::new() };
        for row in rows {
            let id = RowId(watched.scenario.table.rows.len() as u32);
            watched.scenario.table.rows.push(Arc::new(row));
            watched.scenario.schedule.blocks.push(Block::Row(id));
            watched.scenario.schedule.arrives_later.push(false);
            watched.switches.push(id);
        }
        watched
    }
}

/// The rows that decide whether goals hold, and whether a plan makes sense: theirs, their targets', and those that have
/// bounds.
pub fn decided(scenario: &Scenario, goals: &[&Goal]) -> Vec<RowId> {
    let targets = goals.iter().map(|goal| &goal.target);
    let bounded = scenario.guards.iter().flat_map(|guard| &guard.inputs);
    let rows = targets.chain(bounded).filter_map(|input| match input {
        Input::Row(row) => Some(*row),
        Input::Constant(_) => None,
    });
    rows.chain(goals.iter().map(|goal| goal.row)).collect()
}

/// The pairs whose order decides what a step comes to.
fn decides(step: &Step) -> Vec<(Operand, Operand)> {
    match step {
        Step::Compare(_, a, b) => vec![(*a, *b)],
        // At zero there is no quotient, and its sign turns.
        Step::Binary(Operator::Over, _, b) => vec![(*b, Operand::Constant(Number::ZERO))],
        Step::Call(function, operands) => {
            let Some((first, rest)) = operands.split_first() else { return Vec::new() };
            match function.turning {
                Turning::Order => rest.iter().map(|other| (*first, *other)).collect(),
                Turning::Zero => vec![(*first, Operand::Constant(Number::ZERO))],
                // What divides by zero is watched where it does; the search halves its way to a step.
                Turning::Gap | Turning::Steps | Turning::Nowhere | Turning::Months => Vec::new(),
            }
        }
        _ => Vec::new(),
    }
}

/// Below zero, zero, above it, or without a value.
pub fn sign(cell: &Cell) -> i8 {
    cell.number().map_or(i8::MIN, |number| number.compare(Number::ZERO) as i8)
}

/// Adds readings on both sides of every turn between two of them, and at it.
pub fn turns(probe: &mut Probe<'_>, readings: &mut Vec<Reading>) {
    let mut found: Vec<Reading> = Vec::new();
    let mut looks = 0;
    for pair in readings.windows(2) {
        let mut waiting = vec![(pair[0].clone(), pair[1].clone())];
        while let Some((low, high)) = waiting.pop() {
            if low.signs == high.signs || looks >= MOST_LOOKS {
                continue;
            }
            looks += 1;
            let near = times(low.value.abs().max(high.value.abs()), NEAR).unwrap_or(Number::ZERO);
            let close = minus(high.value, low.value).is_none_or(|width| width <= near);
            let half = middle(low.value, high.value).filter(|half| *half > low.value && *half < high.value);
            match half.filter(|_| !close) {
                Some(half) => {
                    let half = probe.at(half);
                    found.push(half.clone());
                    waiting.push((half.clone(), high));
                    waiting.push((low, half));
                }
                None => found.extend(shortest(low.value, high.value).map(|number| probe.at(number))),
            }
        }
    }
    readings.extend(found);
    readings.sort_by_key(|reading| reading.value);
    readings.dedup_by_key(|reading| reading.value);
}

/// The number with the fewest digits between two others: where a plan says 7.3, the turn is right there.
fn shortest(low: Number, high: Number) -> Option<Number> {
    let between = |number: &Number| *number >= low && *number <= high;
    (1..=DIGITS).filter_map(|count| nearest_digits(high, count)).find(between)
}
