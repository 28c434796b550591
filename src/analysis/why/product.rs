//! Whether a figure is a product or a quotient: only then do its causes have log points of their own.
//!
//! Log points of a sum would be its parts' amounts in another unit, and say nothing that the amounts do not.

use std::collections::BTreeMap;

use super::logs::{log_mean, log_ratio};
use super::parts::{divided, minus};
use super::split::{CauseKey, Pair, Split};
use super::{Side, WhyQuestion, trace};
use crate::analysis::nearly::is_nothing;
use crate::eval::Trace;
use crate::model::{Formula, Model, Operand, Operator, RollupBy, RowId, Step};
use crate::value::{Cell, Number, Rollup};

/// Whether both figures are products of the same factors; of whole plans, in every month, and each factor by
/// the same ratio.
pub(super) fn is_product(model: &Model, question: &WhyQuestion, (from, to): (&Side<'_>, &Side<'_>)) -> bool {
    let rollup = |side: &Side<'_>| side.scenario.table.row(side.row).rollup;
    match (from.month, to.month) {
        (Some(a), Some(b)) => in_month(model, from, a) && in_month(model, to, b),
        _ => match (rollup(from), rollup(to)) {
            (RollupBy::Quotient(..), RollupBy::Quotient(..)) => true,
            (RollupBy::Plain(Rollup::Last), RollupBy::Plain(Rollup::Last)) => {
                let last = model.calendar.len() - 1;
                in_month(model, from, last) && in_month(model, to, last)
            }
            (RollupBy::Plain(a), RollupBy::Plain(b)) => a == b && in_every_month(model, question, (from, to)),
            _ => false,
        },
    }
}

/// Whether the figure of a month is a product.
fn in_month(model: &Model, side: &Side<'_>, month: usize) -> bool {
    multiplies(&trace(model, side), side.row, month)
}

/// Whether every month is a product that differs by the same ratio, and each of its factors too. Then the whole
/// is split as each month is.
fn in_every_month(model: &Model, question: &WhyQuestion, (from, to): (&Side<'_>, &Side<'_>)) -> bool {
    let value = |side: &Side<'_>, month: usize| side.projection.row(side.row)[month].number();
    let mut months: Vec<(usize, Number, Number)> = Vec::new();
    for month in 0..model.calendar.len() {
        let (Some(old), Some(new)) = (value(from, month), value(to, month)) else { return false };
        if !(old.is_zero() && new.is_zero()) {
            months.push((month, old, new));
        }
    }
    let same = |a: Number, b: Number| is_nothing(minus(a, b), &[]);
    let ratios: Option<Vec<Number>> = months.iter().map(|(_, old, new)| log_ratio(*old, *new)).collect();
    let Some([first, rest @ ..]) = ratios.as_deref() else { return false };
    if !rest.iter().all(|ratio| same(*ratio, *first)) {
        return false;
    }
    let mut known: Option<BTreeMap<CauseKey, Number>> = None;
    for (month, old, new) in months {
        if !in_month(model, from, month) || !in_month(model, to, month) {
            return false;
        }
        let Some(found) = log_mean(old, new).and_then(|mean| logs(model, question, (from, to), month, mean))
        else {
            return false;
        };
        match &known {
            None => known = Some(found),
            Some(known) => {
                let alike = known.len() == found.len()
                    && known.iter().zip(&found).all(|(a, b)| a.0 == b.0 && same(*a.1, *b.1));
                if !alike {
                    return false;
                }
            }
        }
    }
    true
}

/// What each cause adds to the logarithm of a month's figure.
fn logs(
    model: &Model,
    question: &WhyQuestion,
    (from, to): (&Side<'_>, &Side<'_>),
    month: usize,
    mean: Number,
) -> Option<BTreeMap<CauseKey, Number>> {
    let mut split = Split::new(&model.segments, (trace(model, from), trace(model, to)), question.depth);
    split.give(Pair { from: (from.row, month), to: (to.row, month) }, Number::ONE, 0);
    split.run();
    let found = split.causes.into_iter().map(|(key, found)| Some((key, divided(found.amount, mean)?)));
    let found: Option<BTreeMap<CauseKey, Number>> = found.collect();
    found.map(|mut found| {
        found.retain(|_, log| !is_nothing(*log, &[]));
        found
    })
}

/// Whether a row's value in a month is a product or a quotient, looked at through clauses and conditions that choose
/// one of several values, and through rows that only repeat another.
fn multiplies(trace: &Trace<'_, Cell>, row: RowId, month: usize) -> bool {
    let mut row = row;
    // Rows that only repeat another one are few; a loop among them would have no value.
    for _ in 0..16 {
        let Formula::Steps { steps, result, .. } = &trace.scenario().table.row(row).formula else {
            return false;
        };
        let values = trace.steps(row, month);
        let mut operand = *result;
        while let Operand::Step(step) = operand {
            let holds = |operand: &Operand| match operand {
                Operand::Step(step) => values[*step as usize].truth(),
                Operand::Row(row) => trace.projection().row(*row)[month].truth(),
                _ => None,
            };
            operand = match &steps[step as usize] {
                Step::Binary(Operator::Times | Operator::Over, ..) => return true,
                Step::Within(months, a, b) => {
                    if months[month] {
                        *a
                    } else {
                        *b
                    }
                }
                Step::If(condition, a, b) => {
                    if holds(condition) == Some(true) {
                        *a
                    } else {
                        *b
                    }
                }
                _ => return false,
            };
        }
        match operand {
            Operand::Row(other) => row = other,
            _ => return false,
        }
    }
    false
}
