//! Where the plan itself makes a difference: the values at which one of its comparisons turns, something is
//! divided by zero, or another operand of `min`, `max` or `clamp` takes over. Between two points of a grid
//! they would be missed.

use crate::eval::{dependents, precedents};
use crate::library::Turning;
use crate::model::{Argument, Formula, Goal, Operand, Operator, RowId, Scenario, Step};
use crate::value::{Cell, Number};

/// The most differences that are watched: each costs a step in every probe, and a plan of more is refined by its grid
/// alone.
const MOST_SWITCHES: usize = 64;

/// A difference of two operands within a row's formula, as a formula of its own: what turns is where its sign turns.
#[derive(Clone, Debug)]
pub struct Switch {
    /// The row in whose formula it stands.
    pub row: RowId,
    /// The one operand less the other.
    pub difference: Formula,
}

/// The differences that decide something in all that an input may move and these goals, or the bounds of rates and
/// durations, look at.
pub fn switches(scenario: &Scenario, input: RowId, goals: &[&Goal]) -> Vec<Switch> {
    let touched = dependents(scenario, &[input]);
    let decides_them = precedents(scenario, &decided(scenario, goals));
    let moves = |operand: &Operand| match operand {
        Operand::Row(row) => touched[row.index()],
        Operand::Step(_) => true,
        Operand::Constant(_) | Operand::Series(_) => false,
    };
    let mut found = Vec::new();
    let matters = (0..touched.len()).filter(|at| touched[*at] && decides_them[*at]);
    for row in matters.map(|at| RowId(at as u32)) {
        let Formula::Steps { steps, series, .. } = &scenario.table.row(row).formula else { continue };
        for (place, step) in steps.iter().enumerate() {
            for (a, b) in decides(step).into_iter().filter(|(a, b)| moves(a) || moves(b)) {
                if found.len() == MOST_SWITCHES {
                    return found;
                }
                let mut steps: Vec<Step> = steps[..place].to_vec();
                let result = Operand::Step(steps.len() as u32);
                steps.push(Step::Binary(Operator::Minus, a, b));
                let (steps, series) = (steps.into_boxed_slice(), series.clone());
                found.push(Switch { row, difference: Formula::Steps { steps, result, series } });
            }
        }
    }
    found
}

/// Whether an input reaches what goals look at through a condition, as a month's number does that is held against
/// `calendar.elapsed`: then a month of it is none in which something starts.
pub fn through_condition(scenario: &Scenario, input: RowId, goals: &[&Goal]) -> bool {
    let touched = dependents(scenario, &[input]);
    let matters = precedents(scenario, &goals.iter().map(|goal| goal.row).collect::<Vec<_>>());
    let compares = |row: usize| {
        let Formula::Steps { steps, .. } = &scenario.table.row(RowId(row as u32)).formula else {
            return false;
        };
        let mut moved: Vec<bool> = Vec::with_capacity(steps.len());
        steps.iter().any(|step| {
            let moves = step.operands().iter().any(|operand| match operand {
                Operand::Row(row) => touched[row.index()],
                Operand::Step(step) => moved.get(*step as usize).copied().unwrap_or(true),
                Operand::Constant(_) | Operand::Series(_) => false,
            });
            moved.push(moves);
            moves && matches!(step, Step::Compare(..))
        })
    };
    (0..touched.len()).any(|row| touched[row] && matters[row] && compares(row))
}

/// The rows that decide whether goals hold, and whether a plan makes sense: theirs, their targets', and those that have
/// bounds.
pub fn decided(scenario: &Scenario, goals: &[&Goal]) -> Vec<RowId> {
    let targets = goals.iter().map(|goal| &goal.target);
    let bounded = scenario.bounds.iter().flat_map(|bound| &bound.inputs);
    let rows = targets.chain(bounded).filter_map(|input| match input {
        Argument::Row(row) => Some(*row),
        Argument::Constant(_) => None,
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

/// The sign of a difference: -1 below zero, 0 at it, 1 above it, and a number of its own where there is no value.
pub fn sign(cell: &Cell) -> i8 {
    cell.number().map_or(i8::MIN, |number| number.compare(Number::ZERO) as i8)
}
