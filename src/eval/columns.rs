//! What can be asked of anything that holds a value for every row and month.

use super::{Projection, WhatIf};
use crate::library::Computes;
use crate::model::{Argument, RowId};

/// A value for every row in every month: a projection, or a what-if under way.
pub trait Columns<N: Computes> {
    /// The values of a row, one a month.
    fn row(&self, row: RowId) -> &[N];

    /// The value of a row or a constant in a month.
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
