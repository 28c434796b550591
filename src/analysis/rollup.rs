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

fn plain(rollup: Rollup, values: impl Iterator<Item = Cell>, row: u32) -> Figure {
    let (mut all, mut present) = (0usize, 0usize);
    let (mut sum, mut last) = (Cell::ZERO, None);
    for value in values {
        all += 1;
        if value.is_too_large() {
            return Figure { value, partial: false };
        }
        if value.number().is_some() {
            present += 1;
            last = Some(value);
            if rollup != Rollup::Last {
                sum = sum.plus(value, row);
            }
        }
    }
    let value = match (rollup, last) {
        (_, None) => Cell::missing(Reason::NothingToSum, row),
        // The last month stands for the stretch; where it has no value, the last that has.
        (Rollup::Last, Some(last)) => last,
        (Rollup::Sum, _) => sum,
        (Rollup::Level, _) => sum.over(Cell::from(Number::from(present)), row),
    };
    Figure { value, partial: present > 0 && present < all }
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
