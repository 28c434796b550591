//! The order in which the rows of a table are computed.

use super::RowId;

/// An order in which every row comes after what it needs.
#[derive(Clone, Debug, Default)]
pub struct Schedule {
    /// What to compute, in order.
    pub blocks: Vec<ScheduleBlock>,
    /// For each row, whether it is a delay whose flow never arrives in the month it enters.
    pub arrives_later: Vec<bool>,
}

/// Rows that are computed together.
#[derive(Clone, Debug)]
pub enum ScheduleBlock {
    /// A row that can be computed for all months at once.
    Row(RowId),
    /// Rows that need each other through the past: all of them month by month, in this order.
    Feedback(Vec<RowId>),
}

impl ScheduleBlock {
    /// Its rows.
    pub fn rows(&self) -> &[RowId] {
        match self {
            ScheduleBlock::Row(row) => std::slice::from_ref(row),
            ScheduleBlock::Feedback(rows) => rows,
        }
    }
}
