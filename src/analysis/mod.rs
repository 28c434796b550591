//! The questions that a plan answers, one file a question. Renderer-neutral, and never a change of the plan.
//!
//! A question takes a [`SettledPlan`] and gives an answer as data (or findings, with the nearest name for what the
//! plan does not have). Answers hold exact numbers with their units; how they are worded and rounded is for `report`,
//! and how they look for `output`. Answers serialise as the JSON that docs/json.md describes: their fields are a
//! promise to programs.
//!
//! Files that are no question serve several of them: `ask` finds scenarios and rows, `measure` and `rollup` make one
//! figure of many months, `bounds` and `troubles` say whether figures make sense, `nearly` when two count as the
//! same.

pub(crate) mod ask;
mod axis;
mod bounds;
mod breakdown;
mod compare;
mod delta;
mod diff;
mod explain;
mod expression;
mod family_input;
mod goals;
mod grid;
mod head;
mod incremental;
mod info;
mod inputs;
mod leaks;
mod levers;
mod live;
mod measure;
mod nearly;
mod parallel;
mod presence;
mod project;
mod results;
mod rollup;
mod settled;
mod snapshot;
mod solve;
mod today;
mod troubles;
mod unknown;
mod vary;
mod verdict;
mod when;
mod why;

pub(crate) use ask::stretch;
pub use axis::{Axis, ByMembers, MemberNames};
pub use bounds::{Breach, Fault, breach};
pub use breakdown::MOST_MEMBERS;
pub use compare::{
    ComparedCheck, ComparedGoal, ComparedLine, ComparedRow, ComparedScenario, Comparison, compare,
    compare_by, compare_over, two_sides,
};
pub use delta::{Delta, RowDelta, RowTotal, moved};
pub use diff::{ChangeKind, ChangeShare, DiffRefusal, Difference, OtherScenario, PlanChange, diff};
pub use explain::{
    EntryAmount, ExplainQuestion, ExplainedFigure, Explanation, Followed, Joined, MemberAmount, OverTerm,
    RowTerm, Term, TermKind, TermOperator, explain,
};
pub use expression::{Expression, TypedFormula};
pub use family_input::NeededKind;
pub use grid::{Grid, GridInput, grid};
pub use head::{AnswerHead, AnswerSubject, FieldUnits};
pub use info::{Info, info};
pub use leaks::{Leak, LeakTotal, Leaks, WaitingLoss, leaks, leaks_by};
pub use levers::{Lever, Levers, Unnamed, levers, levers_by};
pub use live::{LivePlan, Overlay};
pub use nearly::Tolerance;
pub use presence::Presence;
pub use project::{evaluate, evaluate_over, results, results_by_members, results_over};
pub use results::{
    BreakdownLine, CheckPart, CheckResult, CheckStatus, DayOne, GoalResult, GoalStatus, Granularity, LeftOut,
    Results, RowResult, WorstMonth,
};
pub use rollup::{RolledUp, roll_up};
pub use settled::{SettledPlan, open, open_text, prepare, prepare_with};
pub use snapshot::{
    DECIMALS, InputMove, KeptCheck, KeptGoal, KeptRow, KeptScenario, ScenarioDelta, Snapshot, SnapshotChange,
    SnapshotReview, changes, review, snapshot,
};
pub use solve::{
    Boundary, BrokenByAnswer, EachSolution, Found, GoalOutcome, HoldsFor, Interval, MemberSolution, Solution,
    SolveAnswer, SolveStatus, Stated, WholeNumber, solve, solve_each, solve_named, solve_placed, to_write,
};
pub use today::{Today, TodayAction, TodayGoal, today, today_of};
pub use unknown::solved_note;
pub use verdict::{CheckVerdict, GoalState, Verdict, check_verdict, goal_state, verdict};
pub use when::{CompoundCondition, Moment, Sides, When, WhenPart, when};
pub use why::{Cause, CauseKind, Change, ChangeSide, WhyQuestion, why, why_by};

/// For fields of answers that are only there where they are true.
fn is_false(flag: &bool) -> bool {
    !flag
}
