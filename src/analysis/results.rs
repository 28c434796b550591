//! The plain results of a projection: what `--format json` writes and every renderer reads.

use serde::{Serialize, Serializer};

use super::AnswerHead;
use super::axis::{Axis, MemberNames, SegmentDocument};
use crate::diagnostic::Diagnostic;
use crate::model::{FamilyPlace, MemberId, Origin, PipelinePart, Role, RowFamily, RowId, Solved};
use crate::source::{Sources, Span};
use crate::value::{Denomination, Number, Quantity, Rollup, Stretch};

/// The stretch that one column of a result covers.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Granularity {
    /// A column a month.
    #[default]
    Month,
    /// A column a quarter, fiscal where the plan has a fiscal year (three months from the first in an undated plan).
    Quarter,
    /// A column a year, fiscal where the plan says so (twelve months from the first in an undated plan).
    Year,
}

impl Granularity {
    /// The stretch of months that a column is; none of single months.
    pub fn stretch(self) -> Option<Stretch> {
        match self {
            Granularity::Month => None,
            Granularity::Quarter => Some(Stretch::Quarter),
            Granularity::Year => Some(Stretch::Year),
        }
    }

    /// How many months a whole column has: 1, 3 or 12.
    pub fn months(self) -> usize {
        self.stretch().map_or(1, Stretch::months)
    }

    /// The stretch in a word: `month`, `quarter`, `year`.
    pub fn word(self) -> &'static str {
        self.stretch().map_or("month", Stretch::word)
    }
}

/// Everything that a run of one scenario found; serialises as the document of `pace run --format json`, in which
/// warnings have no place (see [`Results::with_sources`]).
#[derive(Clone, Debug)]
pub struct Results {
    /// The plan and the scenario; a column of the rows a month of it.
    pub head: AnswerHead,
    /// The stretch that a column covers.
    pub by: Granularity,
    /// The columns as people read them: `Jan 2026`, `M1`, `Q1 2026`, `2026`.
    pub month_words: Vec<String>,
    /// Where only some months are shown, the first and the last of the plan as people read them. What rows come to is
    /// over the months that are shown.
    pub part_of: Option<[String; 2]>,
    /// How many of the plan's months each column has.
    pub months_of: Vec<usize>,
    /// Every row in the order of definition, constants and members included.
    pub rows: Vec<RowResult>,
    /// The names a table shows, in order: what `show` names, or every row that is not a constant, a
    /// member or the calendar, and what goals and checks speak of.
    pub shown: Vec<String>,
    /// The goals, shared ones first, then the scenario's own.
    pub goals: Vec<GoalResult>,
    /// The checks, in the same order.
    pub checks: Vec<CheckResult>,
    /// What the checker and the projection warn of.
    pub warnings: Vec<Diagnostic>,
    /// The value that was found for the plan's `?`.
    pub solved: Option<Solved>,
    /// Clauses with `when` that fired, and where: sentences such as "`calls` from Jul 2026 fired in …".
    pub notes: Vec<String>,
    /// What is open when the plan starts, of every pipeline that says it.
    pub day_one: Vec<DayOne>,
    /// How many working days a month pace takes, where the plan has dates and actions and does not say it.
    pub assumed_workdays: Option<Number>,
    /// The segments, and the families of rows.
    pub axis: Axis,
    /// The lines of a table by members; none where the table is of the shown rows.
    pub lines: Option<Vec<BreakdownLine>>,
    /// What the table leaves out that the plan has by members, such as `6 families by region or rep`; none where there is
    /// nothing.
    pub left_out: Option<LeftOut>,
}

/// A line of a table by members.
#[derive(Clone, Debug)]
pub struct BreakdownLine {
    /// What stands before the figures: a row's name, or below it a member's, two spaces in.
    pub label: String,
    /// The figures; none where a family has no total.
    pub row: Option<RowResult>,
    /// The group of the rows that it stands among.
    pub group: Origin,
}

/// What a table without members leaves out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LeftOut {
    /// How many families have members.
    pub families: usize,
    /// The segments, from the lowest.
    pub segments: Vec<String>,
    /// A member that may be looked at.
    pub member: String,
}

/// The deals that wait when a plan starts, as a pipeline's line `opening` says.
#[derive(Clone, Debug, Serialize)]
pub struct DayOne {
    /// The pipeline, where it has a name.
    pub pipeline: Option<String>,
    /// How many deals wait, in all stages.
    pub open: Quantity,
    /// What they are worth at their chance to be won, by the rates and the worth of the first month; none where the
    /// pipeline does not say what a deal is worth, or that month has no value.
    pub weighted: Option<Quantity>,
}

/// One row with a figure for each column and one over the whole plan.
#[derive(Clone, Debug)]
pub struct RowResult {
    /// The name as it is written in formulas.
    pub name: String,
    /// The kind of statement that it comes from.
    pub group: Origin,
    /// What the values count. (The total of a flow is a sum of months: without `/month`.)
    pub unit: Denomination,
    /// How its months make one figure of a longer stretch: their sum, the last of them, or their mean.
    pub rollup: Rollup,
    /// One figure a column; `None` is `n/a`.
    pub values: Vec<Option<Number>>,
    /// The roll-up over the whole plan.
    pub total: Option<Number>,
    /// Whether months without a value were left out of the total.
    pub total_partial: bool,
    /// Whether some figure was rounded to 28 digits on the way; where not, every figure is exact.
    pub rounded: bool,
    /// The doc comment, lines joined by line breaks.
    pub doc: Option<String>,
    /// Whether a stretch of months is the quotient of two rows' totals over it, not a mean of months.
    pub quotient: bool,
    /// Why each missing figure is missing, one a column, in words; empty where nothing is missing.
    pub gaps: Vec<Option<String>>,
    /// For each column, whether months without a value were left out of it.
    pub partial: Vec<bool>,
    /// Whether the row has the same value in every month because its definition says nothing of time.
    pub constant: bool,
    /// What the row is in the plan: an action, a stage, a balance; of a total what its members are.
    pub role: Role,
    /// Which row of the scenario it is.
    pub id: RowId,
    /// The family that it belongs to.
    pub family: Option<RowFamily>,
}

/// Whether a goal was reached.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum GoalStatus {
    /// It was reached in the time that it asks for.
    Met,
    /// It was not, or nobody can tell for want of values.
    Missed,
}

/// One goal, or one milestone of it.
#[derive(Clone, Debug, Serialize)]
pub struct GoalResult {
    /// The label, where it has one.
    pub label: Option<String>,
    /// The goal in canonical form: `velocity >= $4,000/month by 2026-09`.
    pub text: String,
    /// How it was read: `in total, Jan to Jun 2026`.
    pub reading: String,
    /// The same without the deadline, which the text says: `in one month`.
    #[serde(skip)]
    pub reading_short: String,
    /// Met or missed.
    pub status: GoalStatus,
    /// The month in which it was reached, or in which a goal in every month failed (the worst of a met one); none for
    /// a miss at a deadline.
    pub month: Option<String>,
    /// The same month in words: `Jan 2026`.
    #[serde(skip)]
    pub month_words: Option<String>,
    /// The figure it is judged by: the best month up to a deadline, the month that decides a goal in every month, the
    /// sum at the end of a total.
    pub value: Option<Number>,
    /// The month in which that figure stands.
    pub at: Option<String>,
    /// The same month in words.
    #[serde(skip)]
    pub at_words: Option<String>,
    /// The target in the month of the figure.
    pub target: Option<Number>,
    /// What value and target count.
    pub unit: Denomination,
    /// Whether the goal is `>=`; else `<=`.
    #[serde(skip)]
    pub at_least: bool,
    /// Whether it is about a total over its months.
    #[serde(skip)]
    pub is_total: bool,
    /// Of a goal in every month that is missed the month furthest from its target, where that is not the first bad one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub worst: Option<WorstMonth>,
    /// A sentence on months that were left out, or on what the goal does not say.
    #[serde(skip)]
    pub note: Option<String>,
    /// The name of the row it speaks of.
    #[serde(skip)]
    pub row: String,
    /// The target in every month that the goal looks at, one entry a month of the plan, for a line in a chart; empty
    /// where the goal is about a total, which is no line by month.
    #[serde(skip)]
    pub levels: Vec<Option<Number>>,
    /// Of a goal in a block `for`, whose it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub members: Option<MemberNames>,
    /// The same as the plan has it, and the place of the goal, which it shares with those of the others.
    #[serde(skip)]
    pub of: Option<(MemberId, Span)>,
}

/// Whether a check held.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum CheckStatus {
    /// In every month that has a value.
    Held,
    /// In some month it did not.
    Failed,
    /// No month has a value, so nobody knows.
    Unknown,
}

impl CheckStatus {
    /// Whether it held: neither failed nor unknown.
    pub fn is_held(self) -> bool {
        self == CheckStatus::Held
    }

    /// The word for it in results.
    pub fn word(self) -> &'static str {
        match self {
            CheckStatus::Held => "held",
            CheckStatus::Failed => "failed",
            CheckStatus::Unknown => "unknown",
        }
    }
}

/// What came of one check.
#[derive(Clone, Debug, Serialize)]
pub struct CheckResult {
    /// The check in canonical form.
    pub text: String,
    /// Held or failed.
    pub status: CheckStatus,
    /// The first month in which it fails; none where it holds.
    pub month: Option<String>,
    /// The same month in words: `Jan 2026`.
    #[serde(skip)]
    pub month_words: Option<String>,
    /// The value of every part of the condition in that month.
    #[serde(skip)]
    pub parts: Vec<CheckPart>,
    /// Of a single comparison the month in which its sides are furthest apart, where that is not the first bad one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub worst: Option<String>,
    /// The same month in words.
    #[serde(skip)]
    pub worst_words: Option<String>,
    /// The value of every part of the condition there.
    #[serde(skip)]
    pub worst_parts: Vec<CheckPart>,
    /// A sentence on months without a value, where there are any.
    #[serde(skip)]
    pub note: Option<String>,
    /// Of a check in a block `for`, whose it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub members: Option<MemberNames>,
    /// The same as the plan has it, and the place of the check, which it shares with those of the others.
    #[serde(skip)]
    pub of: Option<(MemberId, Span)>,
}

impl GoalResult {
    /// The figure of its worst month, where that is told apart from the first bad one.
    pub(super) fn worst_value(&self) -> Option<Number> {
        self.worst.as_ref()?.value
    }
}

/// The month in which a goal in every month is furthest from its target.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct WorstMonth {
    /// Its label: `2026-12`.
    pub month: String,
    /// The same in words: `Dec 2026`.
    #[serde(skip)]
    pub month_words: String,
    /// The row's value there, in the unit of the goal.
    pub value: Option<Number>,
}

/// One side of a comparison in a failed check.
#[derive(Clone, Debug)]
pub struct CheckPart {
    /// The part as written: `cum(cash)`.
    pub text: String,
    /// Its value in the failing month.
    pub value: Quantity,
}

impl RowResult {
    /// Whether it tells more of what another row of the pipeline tells already: a part of a stage, or such as
    /// `entered`, `directed` and `sales_growth`.
    pub fn is_detail(&self) -> bool {
        let repeats = self.role.pipeline_part().is_some_and(|part| {
            matches!(
                part,
                PipelinePart::Entered
                    | PipelinePart::Directed
                    | PipelinePart::CycleAll
                    | PipelinePart::Weighted
                    | PipelinePart::Acceleration
                    | PipelinePart::SalesGrowth
            )
        });
        self.is_part() || repeats
    }

    /// What the figures of a column count: `unit`, which is how the row's own unit is written, of a row that is added up
    /// by the stretch that a column covers, so much a quarter.
    pub fn column_unit(&self, by: Granularity, unit: &str) -> String {
        match unit.strip_suffix("/month") {
            Some(rest) if self.rollup == Rollup::Sum && self.unit.unit.is_flow() => {
                format!("{rest}/{}", by.word())
            }
            // What adds up to so much a month: a quarter of it is so much a month more.
            _ if self.rollup == Rollup::Sum && self.unit.unit.time == -2 && by != Granularity::Month => {
                let total = unit.strip_suffix("^2").or_else(|| unit.strip_suffix(" a month"));
                total.unwrap_or(unit).to_string()
            }
            _ => unit.to_string(),
        }
    }

    /// Whether it is a part of a stage, such as `meetings.rate` or `won.open`, a balance at the start of the month, or what one
    /// of several pipelines has open or loses, which is a part of what all of them have and lose.
    pub fn is_part(&self) -> bool {
        match self.role {
            Role::Stage { .. } | Role::StockOpening { .. } => true,
            _ if matches!(
                self.role.pipeline_part(),
                Some(PipelinePart::OpenOpening | PipelinePart::WeightedOpening)
            ) =>
            {
                true
            }
            Role::Pipeline { part: PipelinePart::Open | PipelinePart::Lost, .. } => {
                matches!(self.group, Origin::Pipeline(Some(_)))
            }
            _ => false,
        }
    }
}

impl RowResult {
    /// Whether it is a member's, or the subtotal of some members.
    pub fn is_of_member(&self) -> bool {
        self.family.is_some_and(|of| of.place != FamilyPlace::Total)
    }
}

impl Results {
    /// Every row that was worked out, also those that a choice of rows leaves out of the answer.
    pub fn all_rows(&self) -> &[RowResult] {
        &self.rows
    }

    /// The row of that name; none where there is none.
    pub fn row(&self, name: &str) -> Option<&RowResult> {
        self.rows.iter().find(|row| row.name == name)
    }

    /// Whether every goal was met and every check held.
    pub fn passed(&self) -> bool {
        self.goals.iter().all(|goal| goal.status == GoalStatus::Met)
            && self.checks.iter().all(|check| check.status.is_held())
    }

    /// The same document with the place of each warning in the plan's texts.
    pub fn with_sources<'a>(&'a self, sources: &'a Sources) -> impl Serialize + 'a {
        self.document(Some(sources))
    }

    fn document<'a>(&'a self, sources: Option<&'a Sources>) -> ResultsDocument<'a> {
        ResultsDocument {
            head: &self.head,
            by: self.by.word(),
            segments: self.axis.documents(),
            solved: self.solved.as_ref(),
            rows: self.rows.iter().map(|row| RowDocument::new(row, self.by, &self.axis)).collect(),
            goals: &self.goals,
            checks: &self.checks,
            day_one: &self.day_one,
            warnings: self.warnings.iter().map(|warning| WarningDocument::new(warning, sources)).collect(),
        }
    }
}

impl Serialize for Results {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.document(None).serialize(serializer)
    }
}

/// [`Results`] in JSON.
#[derive(Serialize)]
struct ResultsDocument<'a> {
    #[serde(flatten)]
    head: &'a AnswerHead,
    by: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    segments: Vec<SegmentDocument<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    solved: Option<&'a Solved>,
    rows: Vec<RowDocument<'a>>,
    goals: &'a [GoalResult],
    checks: &'a [CheckResult],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    day_one: &'a [DayOne],
    warnings: Vec<WarningDocument<'a>>,
}

/// [`RowResult`] in JSON.
#[derive(Serialize)]
struct RowDocument<'a> {
    name: &'a str,
    group: &'a Origin,
    unit: String,
    rollup: Rollup,
    values: &'a [Option<Number>],
    total: Option<Number>,
    #[serde(skip_serializing_if = "super::is_false")]
    partial: bool,
    #[serde(skip_serializing_if = "super::is_false")]
    rounded: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    family: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    members: Option<MemberNames>,
}

impl<'a> RowDocument<'a> {
    fn new(row: &'a RowResult, by: Granularity, axis: &'a Axis) -> RowDocument<'a> {
        RowDocument {
            name: &row.name,
            group: &row.group,
            unit: row.column_unit(by, &row.unit.symbol()),
            rollup: row.rollup,
            values: &row.values,
            total: row.total,
            partial: row.total_partial,
            rounded: row.rounded,
            family: row.family.and_then(|of| axis.family(of)).map(|family| family.name.as_str()),
            members: row.family.map(|of| MemberNames::of(&axis.segments, of.place.member())),
        }
    }
}

/// A warning in JSON; line and column count from 1.
#[derive(Serialize)]
struct WarningDocument<'a> {
    code: &'static str,
    message: &'a str,
    file: Option<&'a str>,
    line: Option<usize>,
    column: Option<usize>,
}

impl<'a> WarningDocument<'a> {
    fn new(warning: &'a Diagnostic, sources: Option<&'a Sources>) -> WarningDocument<'a> {
        let place = sources.zip(warning.span()).map(|(sources, span)| {
            let source = sources.get(span.file);
            (source.name(), source.position(span.start as usize))
        });
        WarningDocument {
            code: warning.code.name(),
            message: &warning.message,
            file: place.as_ref().map(|(file, _)| *file),
            line: place.as_ref().map(|(_, position)| position.line),
            column: place.as_ref().map(|(_, position)| position.column),
        }
    }
}
