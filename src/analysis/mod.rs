//! The questions that a plan answers, one file a question. Renderer-neutral, and never a change of the plan.

mod ask;
mod compare;
mod goals;
mod grid;
mod inputs;
mod levers;
mod measure;
mod project;
mod results;
mod rollup;
mod today;
mod troubles;
mod vary;

pub use compare::{Compared, ComparedCheck, ComparedGoal, ComparedRow, Comparison, compare};
pub use grid::{Grid, GridInput, grid};
pub use levers::{Lever, Levers, levers};
pub use project::results;
pub use results::{
    By, CheckPart, CheckResult, CheckStatus, GoalResult, GoalStatus, Group, Results, RowResult,
};
pub use today::{Today, TodayAction, TodayGoal, today};
