//! What one more scenario changes of another.

use std::sync::Arc;

use super::{Row, RowId, RowNames, Scenario, ScheduleBlock};

/// A scenario as what differs from its parent. Rows keep their ids; new ones come after the parent's.
#[derive(Clone, Debug, Default)]
pub struct Amendment {
    /// The rows that are other ones than the parent's, and those that it does not have, in the order of their
    /// ids.
    pub rows: Vec<(RowId, Arc<Row>)>,
    /// Everything that these change, in an order in which every row comes after what it needs.
    pub blocks: Vec<ScheduleBlock>,
    /// Of the rows in `blocks`, the delays whose flow never arrives in the month it enters.
    pub arrives_later: Vec<RowId>,
    /// The names of all its rows; none where they are the parent's.
    pub names: Option<Arc<RowNames>>,
    /// All else of the scenario: its table and its schedule are empty.
    pub rest: Scenario,
}
