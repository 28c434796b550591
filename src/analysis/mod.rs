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
mod solve;
mod today;
mod troubles;
mod unknown;
mod vary;
mod when;

pub use compare::{Compared, ComparedCheck, ComparedGoal, ComparedRow, Comparison, compare};
pub use grid::{Grid, GridInput, grid};
pub use levers::{Lever, Levers, levers};
pub use project::{evaluate, results};
pub use results::{
    By, CheckPart, CheckResult, CheckStatus, GoalResult, GoalStatus, Group, Results, RowResult,
};
pub use solve::{
    GoalOutcome, Solution, SolveStatus, Whole, amount, figure, solve, solve_named, solve_placed,
};
pub use today::{Today, TodayAction, TodayGoal, today};
pub use unknown::settle;
pub use when::{Moment, Sides, When, when};
