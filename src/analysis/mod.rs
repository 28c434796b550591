//! The questions that a plan answers, one file a question. Renderer-neutral, and never a change of the plan.

mod ask;
mod compare;
mod explain;
mod goals;
mod grid;
mod inputs;
mod leaks;
mod measure;
mod project;
mod results;
mod rollup;
mod troubles;
mod vary;
mod why;

pub use explain::{
    Entry, Explained, Explanation, Followed, How, Joined, Question as ExplainQuestion, RowTerm, Term, What,
    explain,
};
pub use leaks::{Leak, LeakTotal, Leaks, leaks};

pub use compare::{Compared, ComparedCheck, ComparedGoal, ComparedRow, Comparison, compare};
pub use grid::{Grid, GridInput, grid};
pub use project::results;
pub use results::{
    By, CheckPart, CheckResult, CheckStatus, GoalResult, GoalStatus, Group, Results, RowResult,
};
pub use why::{Cause, CauseKind, Change, ChangeSide, Question as WhyQuestion, why};
