//! A change and its causes, as data.

use serde::{Serialize, Serializer};

use crate::analysis::axis::MemberNames;
use crate::analysis::{AnswerHead, FieldUnits};
use crate::model::CalendarPart;
use crate::source::Span;
use crate::value::{Denomination, Number, Rollup};

/// Why a figure differs between two months or two scenarios.
#[derive(Clone, Debug, Serialize)]
pub struct Change {
    /// The plan, and the scenario that the change leads to.
    #[serde(flatten)]
    pub head: AnswerHead,
    /// The name of the row whose figure differs.
    pub row: String,
    /// The unit of the figures, of the change and of what causes make of it: that of a total where whole plans are
    /// compared.
    pub unit: Denomination,
    /// That amounts of causes are in it too, shares are shares and log points are plain numbers.
    pub(super) units: FieldUnits,
    /// How its months make one figure of a longer stretch: their sum, the last of them, or their mean.
    pub rollup: Rollup,
    /// The figure that the change starts from.
    pub from: ChangeSide,
    /// The figure that the change leads to.
    pub to: ChangeSide,
    /// By how much; none where one side has no value.
    pub change: Option<Number>,
    /// The change in log points, 100 · ln(to / from), of a figure that is a product.
    pub log_points: Option<Number>,
    /// What it is made of, the largest first. The amounts add up to the change.
    pub causes: Vec<Cause>,
}

/// One of the two figures: in which scenario and month, and what it is.
#[derive(Clone, Debug, Serialize)]
pub struct ChangeSide {
    /// The scenario, `base` for the plan as it stands.
    pub scenario: String,
    /// The scenario's label.
    #[serde(skip)]
    pub label: Option<String>,
    /// The month as a plan writes it; none for the total.
    pub month: Option<String>,
    /// The same month in words: `Jan 2026`.
    #[serde(skip)]
    pub month_words: Option<String>,
    /// The figure; none where there is no value.
    pub value: Option<Number>,
    /// Why there is no figure, in words; none where there is one.
    #[serde(rename = "reason")]
    pub gap: Option<String>,
}

/// One cause of a change: a row, what about it, and how much of the change it makes.
#[derive(Clone, Debug, Serialize)]
pub struct Cause {
    /// The name of the row that it is about.
    #[serde(rename = "row")]
    pub name: String,
    /// What about the row: a number, its formula, what came and went.
    pub kind: CauseKind,
    /// Of a step, the month that it leads to, as a plan writes it.
    pub month: Option<String>,
    /// The same month in words: `Jan 2026`.
    #[serde(skip)]
    pub month_words: Option<String>,
    /// Which row of the calendar it is; none of any other.
    #[serde(skip)]
    pub calendar: Option<CalendarPart>,
    /// Where the row is defined; none for the calendar.
    #[serde(skip)]
    pub place: Option<Span>,
    /// The file of that place, as messages name it.
    pub file: Option<String>,
    /// The line of that place, counted from 1.
    pub line: Option<usize>,
    /// The unit of the row's values.
    pub unit: Denomination,
    /// The row's value before, and after, where it is the same in all months that count.
    #[serde(flatten, serialize_with = "from_and_to")]
    pub values: Option<(Number, Number)>,
    /// How much of the change it makes.
    pub amount: Number,
    /// The part of the change that this is; none of no change.
    pub share: Option<Number>,
    /// The same in log points, where the change has any.
    pub log_points: Option<Number>,
    /// Of a cause that is one member's, what a table calls the member.
    #[serde(skip)]
    pub member: Option<String>,
    /// In a plan with segments, the member whose cause it is; of all members together empty, and none of a row that is
    /// there once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub members: Option<MemberNames>,
    /// What it is made of: by members, where that was asked for, or what moved the rates of a quotient.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub causes: Vec<Cause>,
}

/// Two fields, null where there is no one value.
fn from_and_to<S: Serializer>(values: &Option<(Number, Number)>, serializer: S) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct FromTo {
        from: Option<Number>,
        to: Option<Number>,
    }
    let (from, to) = values.unzip();
    FromTo { from, to }.serialize(serializer)
}

/// What about a row causes a change.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
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
    /// Members that came or went, with what they bring of themselves.
    Came,
    /// Of the total of a quotient, that the members' own quotients moved.
    Rates,
    /// Of the total of a quotient, that its members have other shares of what it is divided by.
    Mix,
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
            CauseKind::Came => "came",
            CauseKind::Rates => "rates",
            CauseKind::Mix => "mix",
        }
    }
}
