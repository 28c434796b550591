//! What a plan is judged by: `goal` and `check`.

use super::{ExprId, GoalTime, QuotedText};
use crate::source::Span;

/// `goal "label": [total] ROW OP TARGET by M, TARGET by M`
#[derive(Clone, Debug)]
pub struct Goal {
    /// The label.
    pub label: Option<QuotedText>,
    /// The word `total`, where the sum of the months is asked for by name.
    pub total: Option<Span>,
    /// The row's name.
    pub row: Span,
    /// At least or at most.
    pub at_least: bool,
    /// The targets; each is a goal of its own.
    pub targets: Vec<Target>,
}

impl Goal {
    /// The sign between the row and its target.
    pub fn sign(&self) -> &'static str {
        if self.at_least { ">=" } else { "<=" }
    }
}

/// One target of a goal.
#[derive(Clone, Debug)]
pub struct Target {
    /// The figure.
    pub value: ExprId,
    /// When it is to be reached; none for the end of the plan.
    pub time: Option<GoalTime>,
    /// All of it.
    pub span: Span,
}

/// `check CONDITION from M`
#[derive(Clone, Debug)]
pub struct Check {
    /// The condition that must hold in every month.
    pub condition: ExprId,
    /// In which months; never [`GoalTime::By`].
    pub time: Option<GoalTime>,
}
