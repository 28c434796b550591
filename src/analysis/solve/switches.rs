//! Where the plan itself makes a difference: the values at which one of its comparisons turns, something is
//! divided by zero, or another operand of `min`, `max` or `clamp` takes over. Between two points of a grid they would be missed.

use std::sync::Arc;

use super::arithmetic::{DIGITS, middle, minus, nearest_digits, times};
use super::probe::Probe;
use crate::eval::{Projection, WhatIf};
use crate::model::{Block, Formula, Operand, Operator, Row, RowId, Scenario, Step};
use crate::value::{Cell, Number};

/// The most differences that are watched.
const MOST_SWITCHES: usize = 64;
/// The most values at which they are looked at besides the grid.
const MOST_LOOKS: usize = 3000;
/// How near a turn is closed in on.
const NEAR: Number = Number::from_parts(1, 13);
/// The functions that take the one or the other operand.
const CHOOSING: [&str; 3] = ["min", "max", "clamp"];

/// The values next to every turn between the points of a grid, on both sides, and at it.
pub fn points(probe: &Probe<'_>, grid: &[Number]) -> Vec<Number> {
    let Some((scenario, switches)) = watched(probe) else { return Vec::new() };
    let calendar = &probe.model.calendar;
    let projection: Projection<Cell> = Projection::new(&scenario, calendar);
    let what_if = WhatIf::new(&scenario, calendar, &projection, &[probe.input]).narrow(&switches);
    let mut watch = Watch { what_if, input: probe.input, factors: probe.factors(), switches, looks: 0 };
    let mut found = Vec::new();
    let mut before: Option<(Number, Signs)> = None;
    for value in grid {
        let signs = watch.signs(*value);
        if let Some((low, was)) = before {
            watch.split((low, was), (*value, signs.clone()), &mut found);
        }
        before = Some((*value, signs));
    }
    found
}

/// The scenario with a hidden row for every difference that decides something and that the input may move.
fn watched(probe: &Probe<'_>) -> Option<(Scenario, Vec<RowId>)> {
    let mut rows: Vec<Row> = Vec::new();
    let moves = |operand: &Operand| match operand {
        Operand::Row(row) => probe.moves(*row),
        Operand::Step(_) => true,
        Operand::Constant(_) | Operand::Series(_) => false,
    };
    for (at, row) in probe.scenario.table.rows.iter().enumerate() {
        let Formula::Steps { steps, series, .. } = &row.formula else { continue };
        if !probe.moves(RowId(at as u32)) {
            continue;
        }
        for (place, step) in steps.iter().enumerate() {
            for (a, b) in decides(step).into_iter().filter(|(a, b)| moves(a) || moves(b)) {
                let mut steps: Vec<Step> = steps[..place].to_vec();
                let result = Operand::Step(steps.len() as u32);
                steps.push(Step::Binary(Operator::Minus, a, b));
                let formula =
                    Formula::Steps { steps: steps.into_boxed_slice(), result, series: series.clone() };
                rows.push(Row { formula, hidden: true, input: false, action: false, ..(**row).clone() });
            }
        }
    }
    if rows.is_empty() {
        return None;
    }
    rows.truncate(MOST_SWITCHES);
    let mut scenario = probe.scenario.clone();
    let mut ids = Vec::new();
    for row in rows {
        let id = RowId(scenario.table.rows.len() as u32);
        scenario.table.rows.push(Arc::new(row));
        scenario.schedule.blocks.push(Block::Row(id));
        scenario.schedule.arrives_later.push(false);
        ids.push(id);
    }
    Some((scenario, ids))
}

/// The pairs whose order decides what a step comes to.
fn decides(step: &Step) -> Vec<(Operand, Operand)> {
    match step {
        Step::Compare(_, a, b) => vec![(*a, *b)],
        // At zero there is no quotient, and its sign turns.
        Step::Binary(Operator::Over, _, b) => vec![(*b, Operand::Constant(Number::ZERO))],
        Step::Call(function, operands) if CHOOSING.contains(&function.name) => {
            let Some((first, rest)) = operands.split_first() else { return Vec::new() };
            rest.iter().map(|other| (*first, *other)).collect()
        }
        _ => Vec::new(),
    }
}

/// For every difference and month, whether it is below zero, zero or above.
type Signs = Vec<i8>;

struct Watch<'a> {
    what_if: WhatIf<'a, Cell>,
    input: RowId,
    factors: &'a [Cell],
    switches: Vec<RowId>,
    looks: usize,
}

impl Watch<'_> {
    fn signs(&mut self, value: Number) -> Signs {
        let factors = self.factors;
        self.what_if.set(self.input, |month| Cell::from(value).times(factors[month], 0));
        self.what_if.compute();
        let sign = |cell: &Cell| match cell.number().map(|number| number.compare(Number::ZERO)) {
            None => i8::MIN,
            Some(order) => order as i8,
        };
        self.switches.iter().flat_map(|row| self.what_if.row(*row)).map(sign).collect()
    }

    /// Halves the way between two values as long as the signs differ, and keeps what is next to each turn.
    fn split(&mut self, low: (Number, Signs), high: (Number, Signs), found: &mut Vec<Number>) {
        let mut waiting = vec![(low, high)];
        while let Some((low, high)) = waiting.pop() {
            if low.1 == high.1 || self.looks >= MOST_LOOKS {
                continue;
            }
            let near = times(low.0.abs().max(high.0.abs()), NEAR).unwrap_or(Number::ZERO);
            let close = minus(high.0, low.0).is_none_or(|width| width <= near);
            let half = middle(low.0, high.0).filter(|half| *half > low.0 && *half < high.0);
            match half.filter(|_| !close) {
                Some(half) => {
                    self.looks += 1;
                    let signs = self.signs(half);
                    waiting.push(((half, signs.clone()), high));
                    waiting.push((low, (half, signs)));
                }
                None => {
                    found.extend(nearest_digits(high.0, DIGITS - 1));
                    found.extend([low.0, high.0]);
                }
            }
        }
    }
}
