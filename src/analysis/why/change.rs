//! A change and its causes, as data.

use crate::model::CalendarPart;
use crate::source::Span;
use crate::value::{Currency, Number, Rollup, Shown, Unit};

/// Why a figure differs between two months or two scenarios.
#[derive(Clone, Debug)]
pub struct Change {
    /// The plan's title.
    pub title: Option<String>,
    /// The plan's currency.
    pub currency: Currency,
    /// The row.
    pub row: String,
    /// The unit of the figures: that of a total where whole plans are compared.
    pub unit: Unit,
    /// Whether they are shown in percent.
    pub shown: Shown,
    /// How the row's months roll up.
    pub rollup: Rollup,
    /// What it changes from.
    pub from: ChangeSide,
    /// What it changes to.
    pub to: ChangeSide,
    /// By how much; none where one side has no value.
    pub change: Option<Number>,
    /// The change in log points, 100 · ln(to / from), of a figure that is a product.
    pub log_points: Option<Number>,
    /// What it is made of, the largest first. The amounts add up to the change.
    pub causes: Vec<Cause>,
}

/// One of the two figures.
#[derive(Clone, Debug)]
pub struct ChangeSide {
    /// The scenario, `base` for the plan as it stands.
    pub scenario: String,
    /// The scenario's label.
    pub label: Option<String>,
    /// The month as a plan writes it; none for the total.
    pub month: Option<String>,
    /// The same as people read it.
    pub month_words: Option<String>,
    /// The figure.
    pub value: Option<Number>,
    /// Why there is none.
    pub gap: Option<String>,
}

/// One cause of a change.
#[derive(Clone, Debug)]
pub struct Cause {
    /// The row that it is about.
    pub name: String,
    /// What about it.
    pub kind: CauseKind,
    /// Of a step, the month that it leads to, as a plan writes it.
    pub month: Option<String>,
    /// The same as people read it.
    pub month_words: Option<String>,
    /// Which row of the calendar it is; none of any other.
    pub calendar: Option<CalendarPart>,
    /// Where the row is defined; none for the calendar.
    pub place: Option<Span>,
    /// Its value before, and after, where it is the same in all months that count.
    pub values: Option<(Number, Number)>,
    /// The unit of these.
    pub unit: Unit,
    /// Whether they are shown in percent.
    pub shown: Shown,
    /// How much of the change it makes.
    pub amount: Number,
    /// The part of the change that this is; none of no change.
    pub share: Option<Number>,
    /// The same in log points, where the change has any.
    pub log_points: Option<Number>,
}

/// What about a row causes a change.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum CauseKind {
    /// A number in its definition.
    Number,
    /// The row as a whole, followed no further.
    Row,
    /// Another formula or another clause.
    Formula,
    /// The days of the months.
    Calendar,
    /// What it begins with: before the first month there is nothing to compare.
    Start,
    /// What came or went in the months between.
    Flow,
    /// The same of a line of a stock that has no name.
    Line,
    /// What the row makes of its own month before, in the months between.
    Carried,
    /// All that moved it in one of the months between.
    Step,
}

impl CauseKind {
    /// The word for it in results.
    pub fn word(self) -> &'static str {
        match self {
            CauseKind::Number => "number",
            CauseKind::Row => "row",
            CauseKind::Formula => "formula",
            CauseKind::Calendar => "calendar",
            CauseKind::Start => "start",
            CauseKind::Flow => "flow",
            CauseKind::Line => "line",
            CauseKind::Carried => "carried",
            CauseKind::Step => "step",
        }
    }
}
