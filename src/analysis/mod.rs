//! The questions that a plan answers, one file a question. Renderer-neutral, and never a change of the plan.

mod ask;
mod compare;
mod explain;
mod goals;
mod grid;
mod inputs;
mod leaks;
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
mod why;

pub use compare::{Compared, ComparedCheck, ComparedGoal, ComparedRow, Comparison, compare};
pub use explain::{
    Entry, Explained, Explanation, Followed, How, Joined, Question as ExplainQuestion, RowTerm, Term, What,
    explain,
};
pub use grid::{Grid, GridInput, grid};
pub use leaks::{Leak, LeakTotal, Leaks, leaks};
pub use levers::{Lever, Levers, levers};
pub use project::{evaluate, results};
pub use results::{
    By, CheckPart, CheckResult, CheckStatus, GoalResult, GoalStatus, Group, Results, RowResult,
};
pub use solve::{
    Edge, GoalOutcome, Solution, SolveStatus, Stated, Stretch, Whole, amount, count, figure, solve,
    solve_named, solve_placed, times_a,
};
pub use today::{Today, TodayAction, TodayGoal, today};
pub use unknown::settle;
pub use when::{Moment, Sides, When, when};
pub use why::{Cause, CauseKind, Change, ChangeSide, Question as WhyQuestion, why};
