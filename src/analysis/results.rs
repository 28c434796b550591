//! The plain results of a projection: what `--format json` writes and every renderer reads.

use serde::ser::{SerializeMap, SerializeStruct};
use serde::{Serialize, Serializer};

use crate::diagnostic::Diagnostic;
use crate::model::Origin;
use crate::model::Solved;
use crate::source::Sources;
use crate::value::{Currency, Number, Rollup, Shown, Unit};

/// The stretch that one column of a result covers.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum By {
    /// A column a month.
    #[default]
    Month,
    /// A column a calendar quarter (three months from the first in an undated plan).
    Quarter,
    /// A column a calendar year (twelve months from the first in an undated plan).
    Year,
}

impl By {
    /// How many months a whole stretch has.
    pub fn months(self) -> usize {
        match self {
            By::Month => 1,
            By::Quarter => 3,
            By::Year => 12,
        }
    }

    /// The stretch in a word: `month`, `quarter`, `year`.
    pub fn word(self) -> &'static str {
        match self {
            By::Month => "month",
            By::Quarter => "quarter",
            By::Year => "year",
        }
    }
}

/// Everything that a run of one scenario found.
#[derive(Clone, Debug)]
pub struct Results {
    /// The plan's title.
    pub title: Option<String>,
    /// The scenario's name, `base` for the plan as it stands.
    pub scenario: String,
    /// The scenario's label, where it has one.
    pub scenario_label: Option<String>,
    /// The plan's currency.
    pub currency: Currency,
    /// The stretch that a column covers.
    pub by: By,
    /// The columns as they are written in a plan: `2026-01`, `M1`, `2026-Q1`, `2026`.
    pub months: Vec<String>,
    /// The same as people read them: `Jan 2026`, `M1`, `Q1 2026`, `2026`.
    pub month_words: Vec<String>,
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
}

/// The kind of place a row was defined in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Group {
    /// An action, or the effort of all actions.
    Plan,
    /// A row of the pipeline, or of the one of that name.
    Pipeline(Option<String>),
    /// A row of a stock.
    Stock,
    /// A definition.
    Variable,
    /// `calendar.days` and its kin.
    Calendar,
}

impl From<&Origin> for Group {
    fn from(origin: &Origin) -> Group {
        match origin {
            Origin::Plan => Group::Plan,
            Origin::Pipeline(name) => Group::Pipeline(name.clone()),
            Origin::Stock => Group::Stock,
            Origin::Variable => Group::Variable,
            Origin::Calendar => Group::Calendar,
        }
    }
}

impl Group {
    /// The group's name in results.
    pub fn name(&self) -> &str {
        match self {
            Group::Plan => "plan",
            Group::Pipeline(name) => name.as_deref().unwrap_or("pipeline"),
            Group::Stock => "stock",
            Group::Variable => "variable",
            Group::Calendar => "calendar",
        }
    }
}

/// One row with its values.
#[derive(Clone, Debug)]
pub struct RowResult {
    /// The name as it is written in formulas.
    pub name: String,
    /// The doc comment, lines joined by line breaks.
    pub doc: Option<String>,
    /// Where it was defined.
    pub group: Group,
    /// The unit of the values.
    pub unit: Unit,
    /// Whether a pure number is shown in percent.
    pub shown: Shown,
    /// The roll-up.
    pub rollup: Rollup,
    /// Whether a stretch of months is the quotient of two rows' totals over it, not a mean of months.
    pub quotient: bool,
    /// One figure a column; `None` is `n/a`.
    pub values: Vec<Option<Number>>,
    /// Why each missing figure is missing, one a column, in words; empty where nothing is missing.
    pub gaps: Vec<Option<String>>,
    /// For each column, whether months without a value were left out of it.
    pub partial: Vec<bool>,
    /// The roll-up over the whole plan.
    pub total: Option<Number>,
    /// Whether months without a value were left out of the total.
    pub total_partial: bool,
    /// Whether some figure was rounded to 28 digits on the way; where not, every figure is exact.
    pub rounded: bool,
    /// Whether the row has the same value in every month because its definition says nothing of time.
    pub constant: bool,
    /// A member such as `meetings.rate`, or a row that pace itself adds to a stage or stock.
    pub member: bool,
}

/// Whether a goal was reached.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum GoalStatus {
    /// It was.
    Met,
    /// It was not.
    Missed,
}

/// One goal, or one milestone of it.
#[derive(Clone, Debug)]
pub struct GoalResult {
    /// The label, where it has one.
    pub label: Option<String>,
    /// The goal in canonical form: `velocity >= $4,000/month by 2026-09`.
    pub text: String,
    /// How it was read: `total January to June`.
    pub reading: String,
    /// Met or missed.
    pub status: GoalStatus,
    /// The month in which it was met, or the one that decided a miss; none for a miss at a deadline.
    pub month: Option<String>,
    /// The same as people read it.
    pub month_words: Option<String>,
    /// The value it was judged by.
    pub value: Option<Number>,
    /// The target at that month.
    pub target: Option<Number>,
    /// The unit of value and target.
    pub unit: Unit,
    /// How pure numbers are shown.
    pub shown: Shown,
    /// Whether the goal is `>=`; else `<=`.
    pub at_least: bool,
    /// A sentence on months that were left out, or on what the goal does not say.
    pub note: Option<String>,
    /// The row it speaks of.
    pub row: String,
    /// The target in every month that the goal looks at, one entry a month of the plan, for a line in a chart; empty
    /// where the goal is about a total, which is no line by month.
    pub levels: Vec<Option<Number>>,
}

/// Whether a check held.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum CheckStatus {
    /// In every month that has a value.
    Held,
    /// Not in some month.
    Failed,
}

/// One check.
#[derive(Clone, Debug)]
pub struct CheckResult {
    /// The check in canonical form.
    pub text: String,
    /// Held or failed.
    pub status: CheckStatus,
    /// The first month that fails.
    pub month: Option<String>,
    /// The same as people read it.
    pub month_words: Option<String>,
    /// The value of every part of the condition in that month: text, unit, shown, value.
    pub parts: Vec<CheckPart>,
    /// A sentence on months without a value, where there are any.
    pub note: Option<String>,
}

/// One side of a comparison in a failed check.
#[derive(Clone, Debug)]
pub struct CheckPart {
    /// The part as written: `cum(cash)`.
    pub text: String,
    /// Its value in the failing month.
    pub value: Option<Number>,
    /// Its unit.
    pub unit: Unit,
    /// How pure numbers are shown.
    pub shown: Shown,
}

impl RowResult {
    /// Whether it tells more of what another row of the pipeline tells already: a part of a stage, or such as
    /// `entered`, `directed` and `sales_growth`.
    pub fn is_detail(&self) -> bool {
        let last = self.name.rsplit_once('.').map_or(self.name.as_str(), |(_, last)| last);
        let of_pipeline = matches!(self.group, Group::Pipeline(_)) && self.member;
        let repeats = matches!(
            last,
            "entered" | "directed" | "cycle_all" | "weighted" | "acceleration" | "sales_growth"
        );
        self.is_part() || (of_pipeline && repeats)
    }

    /// Whether it is a part of a stage, such as `meetings.rate` or `won.open`, or what a stock opens with.
    pub fn is_part(&self) -> bool {
        let last = self.name.rsplit_once('.').map(|(_, last)| last);
        self.member && matches!(last, Some("rate" | "time" | "kept" | "open" | "lost" | "opening"))
    }
}

impl Results {
    /// The row of that name.
    pub fn row(&self, name: &str) -> Option<&RowResult> {
        self.rows.iter().find(|row| row.name == name)
    }

    /// Whether every goal was met and every check held.
    pub fn passed(&self) -> bool {
        self.goals.iter().all(|goal| goal.status == GoalStatus::Met)
            && self.checks.iter().all(|check| check.status == CheckStatus::Held)
    }

    /// The results in the JSON form of `pace run --format json`; warnings need the texts to say where.
    pub fn with_sources<'a>(&'a self, sources: &'a Sources) -> impl Serialize + 'a {
        Document { results: self, sources: Some(sources) }
    }
}

/// The form of `pace run --format json`; without the plan's texts, warnings have no place.
impl Serialize for Results {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Document { results: self, sources: None }.serialize(serializer)
    }
}

struct Document<'a> {
    results: &'a Results,
    sources: Option<&'a Sources>,
}

impl Serialize for Document<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let results = self.results;
        let currency = results.currency;
        let rows: Vec<_> = results.rows.iter().map(|row| RowDocument { row, currency }).collect();
        let warnings: Vec<_> = results
            .warnings
            .iter()
            .map(|warning| WarningDocument { warning, sources: self.sources })
            .collect();
        let fields = if results.solved.is_some() { 9 } else { 8 };
        let mut map = serializer.serialize_struct("Results", fields)?;
        map.serialize_field("title", &results.title)?;
        map.serialize_field("scenario", &results.scenario)?;
        map.serialize_field("currency", currency.code())?;
        if let Some(solved) = &results.solved {
            map.serialize_field("solved", solved)?;
        }
        map.serialize_field("months", &results.months)?;
        map.serialize_field("rows", &rows)?;
        map.serialize_field("goals", &results.goals)?;
        map.serialize_field("checks", &results.checks)?;
        map.serialize_field("warnings", &warnings)?;
        map.end()
    }
}

struct RowDocument<'a> {
    row: &'a RowResult,
    currency: Currency,
}

impl Serialize for RowDocument<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let row = self.row;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("name", &row.name)?;
        map.serialize_entry("group", row.group.name())?;
        map.serialize_entry("unit", &row.unit.symbol(row.shown, self.currency))?;
        map.serialize_entry("rollup", &row.rollup)?;
        map.serialize_entry("values", &row.values)?;
        map.serialize_entry("total", &row.total)?;
        if row.total_partial {
            map.serialize_entry("partial", &true)?;
        }
        if row.rounded {
            map.serialize_entry("rounded", &true)?;
        }
        map.end()
    }
}

struct WarningDocument<'a> {
    warning: &'a Diagnostic,
    sources: Option<&'a Sources>,
}

impl Serialize for WarningDocument<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("code", self.warning.code.name())?;
        map.serialize_entry("message", &self.warning.message)?;
        let place = self.sources.zip(self.warning.span()).map(|(sources, span)| {
            let source = sources.get(span.file);
            (source.name().to_string(), source.position(span.start as usize))
        });
        map.serialize_entry("file", &place.as_ref().map(|(file, _)| file))?;
        map.serialize_entry("line", &place.as_ref().map(|(_, position)| position.line))?;
        map.serialize_entry("column", &place.as_ref().map(|(_, position)| position.column))?;
        map.end()
    }
}

impl Serialize for GoalResult {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("label", &self.label)?;
        map.serialize_entry("text", &self.text)?;
        map.serialize_entry("reading", &self.reading)?;
        map.serialize_entry("status", &self.status)?;
        map.serialize_entry("month", &self.month)?;
        map.serialize_entry("value", &self.value)?;
        map.serialize_entry("target", &self.target)?;
        map.end()
    }
}

impl Serialize for CheckResult {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("text", &self.text)?;
        map.serialize_entry("status", &self.status)?;
        map.serialize_entry("month", &self.month)?;
        map.end()
    }
}
