//! The checked plan as inert data: rows with one formula each, scenarios as overrides, goals, checks.
//!
//! Whatever a person wrote, an action, a stage or a stock, has become rows by now; nothing here knows how.
//! A scenario holds only the rows that differ, so evaluating one can never change the base.

mod amendment;
mod formula;
mod names;
mod pipeline;
mod role;
mod schedule;
mod segment;
mod written;

pub use amendment::Amendment;
pub use formula::{Argument, Compare, Formula, Operand, Operator, Step, Use, shifted};
pub use names::RowNames;
pub use pipeline::{Pipeline, PipelineMoney, PipelineStage};
pub use role::{CalendarPart, EFFORT, OPENING, Origin, PipelinePart, Role, StagePart};
pub use schedule::{Schedule, ScheduleBlock};
pub use segment::{
    Family, FamilyPlace, FamilyTotal, Member, MemberId, RowFamily, Segment, SegmentId, SegmentName, Segments,
};
pub use written::{
    ClauseMonths, ClauseWords, Constant, ConstantPart, ConstantPlace, ConstantSource, MaskPlace, OverMembers,
    Written,
};

use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::limits::CancellationToken;
use crate::source::Span;
use crate::value::{Calendar, Currency, Denomination, Number, NumberStyle, Period, Rollup, Stretch, Unit};

/// A row: its place in a table.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct RowId(pub u32);

impl RowId {
    /// The place of the row in a [`Table`], for indexing.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// One row: a name, a unit, one formula for every month.
#[derive(Clone, Debug)]
pub struct Row {
    /// The name in formulas; of a row that pace made for its own use, the name of the row it serves.
    pub name: String,
    /// A row that pace made for its own use: part of another row's formula. Never shown.
    pub hidden: bool,
    /// What it is. A hidden row that keeps another scenario's definition of a row has the role of that row.
    pub role: Role,
    /// The family that it belongs to, in a plan with segments. A hidden row has none.
    pub family: Option<RowFamily>,
    /// The doc comment above its line, without its `##`.
    pub doc: Option<String>,
    /// The unit that its values are kept in; rates per month.
    pub unit: Unit,
    /// How a pure number is shown.
    pub shown: NumberStyle,
    /// How its months become a quarter, a year or a total.
    pub rollup: RollupBy,
    /// What its values are worked out from.
    pub formula: Formula,
    /// What the formula was written as: where its constants were typed, and the words of its clauses.
    pub written: Written,
    /// The place that defines it.
    pub span: Span,
    /// Its definition uses no other row: it may be overridden, solved for and ranked.
    pub input: bool,
    /// Of an action, the period in which the plan states it.
    pub per: Option<Period>,
}

impl Row {
    /// What its values count, in a plan of this currency.
    pub fn denomination(&self, currency: Currency) -> Denomination {
        Denomination::new(self.unit, self.shown, currency)
    }

    /// Whether it is an action, whose rates per day are per working day.
    pub fn is_action(&self) -> bool {
        self.role == Role::Action
    }

    /// Whether pace adds it to what the plan says: a member such as `meetings.rate`, a row that a pipeline works
    /// out, a row of the calendar.
    pub fn is_member(&self) -> bool {
        self.role.is_member()
    }
}

/// How a row's months roll up.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum RollupBy {
    /// By adding, by the last, by the mean.
    Plain(Rollup),
    /// The quotient of the sums of two flows, over the months in which both have a value.
    Quotient(Argument, Argument),
}

impl RollupBy {
    /// The word for it in results.
    pub fn rollup(self) -> Rollup {
        match self {
            RollupBy::Plain(rollup) => rollup,
            RollupBy::Quotient(..) => Rollup::Level,
        }
    }

    /// Whether it is the quotient of two rows' sums.
    pub fn is_quotient(self) -> bool {
        matches!(self, RollupBy::Quotient(..))
    }
}

/// All rows of one scenario. Rows are shared with the base wherever they are the same.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// The rows; a [`RowId`] is an index here.
    pub rows: Vec<Arc<Row>>,
    /// Their names, those of hidden rows left out.
    pub names: Arc<RowNames>,
}

impl Table {
    /// The row of an id. Ids are only given out for rows that there are, so there always is one.
    pub fn row(&self, row: RowId) -> &Row {
        &self.rows[row.index()]
    }

    /// The number of rows, hidden ones included.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is no row (never, in a checked plan: the calendar has three).
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The row of a name, hidden ones left out. It takes as long in a table of ten rows as in one of ten thousand.
    pub fn find(&self, name: &str) -> Option<RowId> {
        let found = self.names.get(name)?;
        // A question's rows of another scenario have a name, and are hidden.
        self.rows.get(found.index()).is_some_and(|row| !row.hidden).then_some(found)
    }
}

/// Something that must be true of a row's values, or the plan makes no sense.
#[derive(Clone, Debug)]
pub struct Bound {
    /// What must be true of the values in every month.
    pub rule: Rule,
    /// The row in whose definition it was found: a definition that takes the place of that row's takes its guards
    /// away. None of a goal, a check or a question.
    pub row: Option<RowId>,
    /// The row's values; of a list of shares, each share.
    pub inputs: Vec<Argument>,
    /// What it is, for the message: `the rate of meetings`.
    pub subject: String,
    /// The unit of the values.
    pub unit: Unit,
    /// The place to point at.
    pub span: Span,
}

/// What a [`Bound`] asks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Rule {
    /// 0 to 100%: a stage's rate.
    Rate,
    /// 0 to 100% a month: what waiting loses. No percentage per day, which would lose a month's share at once.
    Loss,
    /// An alignment lies from -100% (against the owner's direction) to 100%.
    Alignment,
    /// Above zero: a half-life.
    AboveZero,
    /// Above zero: what one of a currency costs.
    ExchangeRate,
    /// A duration is not below zero.
    Duration,
    /// Not below zero: what is done, what enters, what a deal is worth, the hours that something takes.
    NotNegative,
    /// Not below -100%: nothing shrinks by more than all of it.
    Growth,
    /// Each 0 to 100%, together at most 100%.
    SharesAtMost,
    /// Each 0 to 100%, together 100%.
    SharesExactly,
    /// The weights of a `split` in percent: each 0 to 100%, together 100%.
    SplitShares,
    /// The weights of a `split`: none below zero.
    Weights,
    /// The bounds of tiers: none below zero, and none below the one before.
    Rising,
    /// The first value reaches the second, a step to round to, in some month: `round(x, 5)` of an x that never does is
    /// 0 or 5, and was to have five digits.
    Step,
}

/// One scenario: the base's rows with its own in their place.
#[derive(Clone, Debug, Default)]
pub struct Scenario {
    /// The name; `base` for the plan as it stands.
    pub name: String,
    /// The label in quotes behind the name, shown in its place.
    pub label: Option<String>,
    /// Its rows, those that it shares with the base included.
    pub table: Table,
    /// The order in which its rows are computed.
    pub schedule: Schedule,
    /// Conditions of clauses that say `when`: the row, the clause's text, and a row that is 1 where it applied.
    pub triggers: Vec<Trigger>,
    /// What counts from the beginning of a quarter or year that began before the plan.
    pub partial_stretches: Vec<PartialStretch>,
    /// What must hold of values.
    pub bounds: Vec<Bound>,
    /// The pipelines, in the order of the plan.
    pub pipelines: Vec<Pipeline>,
    /// Where pipelines have names, the rows that are their sums, by what they sum.
    pub sums: Vec<(PipelinePart, RowId)>,
    /// The families of rows, in the order in which they are defined.
    pub families: Arc<Vec<Family>>,
    /// The goals: shared ones, then its own.
    pub goals: Vec<Goal>,
    /// The checks: shared ones, then its own.
    pub checks: Vec<Check>,
    /// The load of the plan and what a month can take, where both are stated.
    pub capacity: Option<Capacity>,
    /// The same of members who have a capacity of their own.
    pub member_capacities: Vec<(MemberId, Capacity)>,
    /// How long actions take, of those that say so.
    pub takings: Vec<Taking>,
    /// Warnings that only this scenario draws.
    pub warnings: Vec<Diagnostic>,
    /// A number that is to be found: `?`, or one that a command was asked to vary.
    pub unknown: Option<Unknown>,
}

impl Scenario {
    /// What a row is; of the total of a family what its members are.
    pub fn role_of(&self, row: &Row) -> Role {
        let total = row.family.filter(|of| !matches!(of.place, FamilyPlace::Member(_)));
        let family = total.and_then(|of| self.families.get(of.family as usize));
        match (row.role, family.and_then(|family| family.members.first())) {
            (Role::Variable, Some((_, member))) => self.table.row(*member).role,
            // The sum of all pipelines whose last stage is called `won` is a stage of each of them.
            (Role::PipelineSum(_), Some((_, member))) => match self.table.row(*member).role {
                role @ (Role::StageFlow { .. } | Role::Entry { .. }) => role,
                _ => row.role,
            },
            (role, _) => role,
        }
    }

    /// The kind of statement that one of its rows comes from. Sums of several pipelines stand with a pipeline that
    /// has no name.
    pub fn origin(&self, row: &Row) -> Origin {
        let is_total = row.family.is_some_and(|of| !matches!(of.place, FamilyPlace::Member(_)));
        match self.role_of(row) {
            // A total is of several pipelines, as the sums of all of them.
            role if is_total && role.is_of_pipeline() => Origin::Pipeline(None),
            Role::Variable | Role::Exchange(_) | Role::Part => Origin::Variable,
            Role::Action | Role::Taking { .. } | Role::Effort | Role::Capacity => Origin::Plan,
            Role::Calendar(_) => Origin::Calendar,
            role if role.is_of_stock() => Origin::Stock,
            role => {
                let pipeline = role.pipeline().and_then(|index| self.pipeline(index));
                Origin::Pipeline(pipeline.and_then(|pipeline| pipeline.name.clone()))
            }
        }
    }

    /// The pipeline that a role names by its index.
    pub fn pipeline(&self, index: u32) -> Option<&Pipeline> {
        let there = self.pipelines.get(index as usize).filter(|pipeline| pipeline.index == index);
        // Where a pipeline could not be read, those after it stand one place before their index.
        there.or_else(|| self.pipelines.iter().find(|pipeline| pipeline.index == index))
    }

    /// The row of all pipelines together: of the one pipeline that has no name, or the sum of those that have one.
    pub fn overall(&self, part: PipelinePart) -> Option<RowId> {
        let sum = self.sums.iter().find(|(of, _)| *of == part).map(|(_, row)| *row);
        let only = || self.pipelines.iter().find(|pipeline| pipeline.name.is_none());
        sum.or_else(|| only().and_then(|pipeline| pipeline.row(part)))
    }

    /// The hours of work of all actions and stages, where something in the plan says how long it takes.
    pub fn effort(&self) -> Option<RowId> {
        self.table.find(EFFORT).filter(|row| self.table.row(*row).role == Role::Effort)
    }
}

/// A sum within quarters or years of a plan that begins within one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PartialStretch {
    /// Of which it is the sum.
    pub stretch: Stretch,
    /// The row whose formula it stands in; none of a goal, a check or a question.
    pub row: Option<RowId>,
}

/// A number that is to be found.
#[derive(Clone, Debug)]
pub struct Unknown {
    /// Its hidden row: the same value in every month, 0 until it is known.
    pub row: RowId,
    /// Where it stands.
    pub span: Span,
    /// The number that stands there; none for `?`.
    pub written: Option<Number>,
    /// The currency of the amount that stands there, where it is not the plan's.
    pub currency: Option<Currency>,
    /// The number that was found, once somebody has looked for it; none before.
    pub solved: Option<Solved>,
}

/// The value that was found for a `?`.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Solved {
    /// The row that it stands in.
    pub input: String,
    /// The unit of the value as results name it; in an action, a count per the action's own period.
    pub unit: String,
    /// The value.
    pub value: Number,
    /// `found`, or `impossible` where no value meets the goals and this one comes nearest.
    pub status: &'static str,
    /// What to tell of it, in a sentence.
    pub note: String,
}

/// A clause with a condition, to report when it fired.
#[derive(Clone, Debug)]
pub struct Trigger {
    /// The row whose clause it is.
    pub row: RowId,
    /// The clause as written.
    pub text: String,
    /// The months in which the clause could apply.
    pub months: Arc<[bool]>,
    /// A hidden row that is 1 in the months in which the condition holds.
    pub condition: RowId,
}

/// The plan's load against its capacity.
#[derive(Clone, Copy, Debug)]
pub struct Capacity {
    /// Hours a month of all actions and stages.
    pub effort: RowId,
    /// Hours a month that there are.
    pub capacity: RowId,
    /// Where the capacity is stated.
    pub span: Span,
}

/// How long one of an action takes.
#[derive(Clone, Copy, Debug)]
pub struct Taking {
    /// The row of the action.
    pub action: RowId,
    /// A row that is not shown: the minutes for each, month by month.
    pub minutes: RowId,
}

/// One goal, or one milestone of it.
#[derive(Clone, Debug)]
pub struct Goal {
    /// The label.
    pub label: Option<String>,
    /// The goal in canonical form.
    pub text: String,
    /// The row it speaks of.
    pub row: RowId,
    /// `>=`, or else `<=`.
    pub at_least: bool,
    /// The row that holds the target, month by month.
    pub target: Argument,
    /// Where a target that is a constant was typed.
    pub target_source: Option<ConstantSource>,
    /// The unit of value and target.
    pub unit: Unit,
    /// Whether running sums are compared, not months.
    pub cumulative: bool,
    /// The months in which it must hold, or the month by which.
    pub time: GoalTime,
    /// Of a total, the months of its span that the plan does not have, in words.
    pub outside: Option<String>,
    /// Whether the plan itself says when, with `by`, `from` or `in`.
    pub timed: bool,
    /// Of a goal in a block `for`, the member whose goal it is.
    pub member: Option<MemberId>,
    /// Where it stands.
    pub span: Span,
}

/// When a goal must hold; months are columns.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum GoalTime {
    /// In some month up to this one.
    By(usize),
    /// In every month of these.
    In(Arc<[bool]>),
}

/// One check.
#[derive(Clone, Debug)]
pub struct Check {
    /// The check in canonical form.
    pub text: String,
    /// The row that is 1 where it holds.
    pub condition: RowId,
    /// The months in which it must hold.
    pub months: Arc<[bool]>,
    /// The sides of its comparisons: text and row.
    pub parts: Vec<(String, Argument)>,
    /// The two sides, where the condition is a single comparison.
    pub compared: Option<(Argument, Argument)>,
    /// Of a check in a block `for`, the member whose check it is.
    pub member: Option<MemberId>,
    /// Where it stands.
    pub span: Span,
}

/// What a plan says of itself in words. No figure depends on it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct PlanTexts {
    /// The title; none where the plan has no `title`.
    pub title: Option<String>,
    /// Whether the plan has a `workdays` line.
    pub says_workdays: bool,
}

/// A whole checked plan.
#[derive(Clone, Debug)]
pub struct Model {
    /// The plan has errors, so this is only what was understood of it: for an editor, not to be computed. The rows
    /// that were declared are all there with their names and places. One that could not be read has no value, and
    /// one with a mistake in its formula has a zero of unknown unit in the place of the mistake; rows that
    /// need each other in a loop are in no order. `analysis::SettledPlan` takes no such model.
    pub has_errors: bool,
    /// What the plan says of itself.
    pub texts: PlanTexts,
    /// The one currency of the plan; dollars where no money stands in it.
    pub currency: Currency,
    /// The months of the plan, with their days and working days.
    pub calendar: Calendar,
    /// The second axis: segments and their members.
    pub segments: Arc<Segments>,
    /// The base first, then the scenarios in the order of the plan.
    pub scenarios: Vec<Scenario>,
    /// The rows that `show` names; empty where the plan has no `show`.
    pub shown: Vec<String>,
    /// Warnings that hold for every scenario.
    pub warnings: Vec<Diagnostic>,
    /// Whether somebody still waits for what is worked out from it.
    pub cancellation: CancellationToken,
}

impl Model {
    /// The plan as it stands.
    pub fn base(&self) -> &Scenario {
        &self.scenarios[0]
    }

    /// The scenario of that name; `base` is the plan as it stands.
    pub fn scenario(&self, name: &str) -> Option<&Scenario> {
        self.scenarios.iter().find(|scenario| scenario.name == name)
    }

    /// The scenarios' names, `base` first.
    pub fn scenario_names(&self) -> impl Iterator<Item = &str> {
        self.scenarios.iter().map(|scenario| scenario.name.as_str())
    }
}
