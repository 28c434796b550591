//! Months to one figure, by a row's roll-up.
//!
//! Example, over Jan 10, Feb none, Mar 30: a flow is 40 (sum), a balance 30 (last), a level 20 (mean of those that
//! there are); all three are partial, since a month was left out.

use crate::eval::Columns;
use crate::library::Computes;
use crate::model::{Argument, RollupBy, Row, RowId};
use crate::value::{Number, Reason, Rollup};

/// A figure over some months, and whether months without a value were left out of it.
pub struct RolledUp<N> {
    /// The figure; missing where no month has a value, or a sum is too large.
    pub value: N,
    /// Whether months without a value were left out.
    pub partial: bool,
}

/// Rolls a row up over some months (LANGUAGE, section 4), whatever the number type.
pub fn roll_up<N: Computes>(
    projection: &impl Columns<N>,
    row: RowId,
    definition: &Row,
    months: impl Iterator<Item = usize> + Clone,
) -> RolledUp<N> {
    match definition.rollup {
        RollupBy::Plain(rollup) => {
            let values = projection.row(row);
            plain(rollup, months.map(|month| values[month]), row.0)
        }
        RollupBy::Quotient(above, below) => quotient(projection, above, below, months, row.0),
    }
}

/// Rolls up the values of some months.
fn plain<N: Computes>(rollup: Rollup, values: impl Iterator<Item = N> + Clone, row: u32) -> RolledUp<N> {
    let (mut all, mut present) = (0usize, 0usize);
    let (mut sum, mut last) = (N::ZERO, None);
    for value in values.clone() {
        all += 1;
        if value.is_too_large() {
            return RolledUp { value, partial: false };
        }
        if !value.is_missing() {
            present += 1;
            last = Some(value);
            if rollup != Rollup::Last {
                sum = sum.add(value, row);
            }
        }
    }
    let value = match (rollup, last) {
        (_, None) => N::missing(Reason::NothingToSum, row),
        // The last month stands for the stretch; where it has no value, the last that has.
        (Rollup::Last, Some(last)) => last,
        (Rollup::Sum, _) => sum,
        (Rollup::Level, _) => {
            let count = N::from_number(Number::from(present));
            match sum.is_too_large() {
                // The mean of numbers that there are is one: each is divided before they are added.
                true => {
                    let values = values.filter(|value| !value.is_missing());
                    values.fold(N::ZERO, |mean, value| mean.add(value.div(count, row), row))
                }
                false => sum.div(count, row),
            }
        }
    };
    RolledUp { value, partial: present > 0 && present < all }
}

/// The quotient of two flows' sums, over the months in which both have a value.
fn quotient<N: Computes>(
    projection: &impl Columns<N>,
    above: Argument,
    below: Argument,
    months: impl Iterator<Item = usize>,
    row: u32,
) -> RolledUp<N> {
    // A month that only one of the flows has would make the quotient too large or too small.
    let (mut x, mut y) = (N::ZERO, N::ZERO);
    let (mut counted, mut left_out) = (false, false);
    for month in months {
        let (a, b) = (projection.input(above, month), projection.input(below, month));
        if !a.is_missing() && !b.is_missing() {
            x = x.add(a, row);
            y = y.add(b, row);
            counted = true;
        } else {
            left_out = true;
        }
    }
    let value = if counted { x.div(y, row) } else { N::missing(Reason::NothingToSum, row) };
    RolledUp { value, partial: counted && left_out }
}
