//! The questions that a plan answers, one file a question. Renderer-neutral, and never a change of the plan.

mod results;

pub use results::{
    By, CheckPart, CheckResult, CheckStatus, GoalResult, GoalStatus, Group, Results, RowResult,
};

// TEMPORARY, with `stand_in`.
pub use crate::stand_in::results;
