//! What one more scenario changes of another.

use std::sync::Arc;

use super::{Block, Capacity, Check, Conservation, Goal, Guard, Row, RowId, Taking, Trigger};
use crate::diagnostic::Diagnostic;

/// A scenario as what differs from its parent. Rows keep their ids; new ones come after the parent's.
#[derive(Clone, Debug, Default)]
pub struct Amendment {
    /// The rows that are other ones than the parent's, and those that it does not have, in the order of their
    /// ids.
    pub rows: Vec<(RowId, Arc<Row>)>,
    /// Everything that these change, in an order in which every row comes after what it needs.
    pub blocks: Vec<Block>,
    /// Of the rows in `blocks`, the delays whose flow never arrives in the month it enters.
    pub arrives_later: Vec<RowId>,
    /// All clauses with a condition.
    pub triggers: Vec<Trigger>,
    /// All that must hold of values.
    pub guards: Vec<Guard>,
    /// All that must be conserved.
    pub conservation: Vec<Conservation>,
    /// All goals: the parent's, then its own.
    pub goals: Vec<Goal>,
    /// All checks: the parent's, then its own.
    pub checks: Vec<Check>,
    /// The load of the plan and what a month can take, where both are stated.
    pub capacity: Option<Capacity>,
    /// How long actions take, of those that say so.
    pub takings: Vec<Taking>,
    /// What it draws in warnings.
    pub warnings: Vec<Diagnostic>,
}
