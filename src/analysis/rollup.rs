//! Months to one figure, by a row's roll-up.

use crate::eval::Columns;
use crate::model::{Input, RollupBy, Row, RowId};
use crate::value::{Cell, Number, Reason, Rollup};

/// A figure over some months, and whether months without a value were left out of it.
pub(super) struct Figure {
    pub value: Cell,
    pub partial: bool,
}

/// Rolls a row up over some months (LANGUAGE, section 4).
pub(super) fn figure(
    projection: &impl Columns<Cell>,
    row: RowId,
    definition: &Row,
    months: impl Iterator<Item = usize> + Clone,
) -> Figure {
    match definition.rollup {
        RollupBy::Plain(rollup) => {
            let values = projection.row(row);
            plain(rollup, months.map(|month| values[month]), row.0)
        }
        RollupBy::Quotient(above, below) => quotient(projection, above, below, months, row.0),
    }
}

fn plain(rollup: Rollup, values: impl Iterator<Item = Cell> + Clone, row: u32) -> Figure {
    let all = values.clone().count();
    let present: Vec<Cell> = values.clone().filter(|value| value.number().is_some()).collect();
    let partial = !present.is_empty() && present.len() < all;
    if let Some(too_large) = values.clone().find(|value| value.is_too_large()) {
        return Figure { value: too_large, partial: false };
    }
    let nothing = Cell::missing(Reason::NothingToSum, row);
    let value = match rollup {
        _ if present.is_empty() => nothing,
        // The last month stands for the stretch; where it has no value, the last that has.
        Rollup::Last => present.last().copied().unwrap_or(nothing),
        Rollup::Sum => sum(&present, row),
        Rollup::Level => sum(&present, row).over(Cell::from(Number::from(present.len())), row),
    };
    Figure { value, partial }
}

fn sum(values: &[Cell], row: u32) -> Cell {
    values.iter().fold(Cell::ZERO, |sum, value| sum.plus(*value, row))
}

/// The quotient of two flows' sums, over the months in which both have a value.
fn quotient(
    projection: &impl Columns<Cell>,
    above: Input,
    below: Input,
    months: impl Iterator<Item = usize>,
    row: u32,
) -> Figure {
    let (mut x, mut y) = (Cell::ZERO, Cell::ZERO);
    let (mut counted, mut left_out) = (false, false);
    for month in months {
        let (a, b) = (projection.input(above, month), projection.input(below, month));
        if a.number().is_some() && b.number().is_some() {
            x = x.plus(a, row);
            y = y.plus(b, row);
            counted = true;
        } else {
            left_out = true;
        }
    }
    let value = if counted { x.over(y, row) } else { Cell::missing(Reason::NothingToSum, row) };
    Figure { value, partial: counted && left_out }
}
