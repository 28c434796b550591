//! What can be asked of anything that holds a value for every row and month.
//!
//! Goals, roll-ups and bounds are judged through this trait, so that a search need not copy a whole projection for each
//! value that it tries.

use super::{Projection, WhatIf};
use crate::library::Computes;
use crate::model::{Argument, RowId};

/// A value for every row in every month: a projection, or a what-if under way. `N` is the number type of the values.
pub trait Columns<N: Computes> {
    /// The values of a row, one for each month of the plan. A month without a value holds a missing one, which says
    /// why.
    fn row(&self, row: RowId) -> &[N];

    /// The value in one month of an argument: of a row that row's value, of a constant the constant itself.
    fn input(&self, input: Argument, month: usize) -> N {
        match input {
            Argument::Row(row) => self.row(row)[month],
            Argument::Constant(number) => N::from_number(number),
        }
    }
}

impl<N: Computes> Columns<N> for Projection<N> {
    fn row(&self, row: RowId) -> &[N] {
        Projection::row(self, row)
    }
}

impl<N: Computes> Columns<N> for WhatIf<'_, N> {
    fn row(&self, row: RowId) -> &[N] {
        WhatIf::row(self, row)
    }
}
