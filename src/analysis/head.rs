//! What every answer begins with, in JSON and on a page.

use serde::{Serialize, Serializer};

use crate::model::{Model, RowId, Scenario};
use crate::value::{Currency, Denomination, FigureUnit, Fiscal, Rollup};

use super::measure::Measure;

/// The head of an answer: which plan and scenario it is about, and the columns that its lists of values have.
///
/// An answer holds it as a field with `#[serde(flatten)]`, first, so that every JSON document begins alike.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct AnswerHead {
    /// The plan's title.
    pub title: Option<String>,
    /// The scenario's name, `base` for the plan as it stands.
    pub scenario: String,
    /// The scenario's label, where it has one.
    pub label: Option<String>,
    /// The plan's currency, as its ISO 4217 code.
    #[serde(serialize_with = "code")]
    pub currency: Currency,
    /// The columns as they are written in a plan: `2026-01`, `M1`, `2026-Q1`, `2026`, `FY2027-Q1`, `FY2027`.
    pub months: Vec<String>,
    /// How fiscal years are counted, where the plan has such: the year that is named, and the month it begins with.
    #[serde(serialize_with = "fiscal", skip_serializing_if = "Option::is_none")]
    pub fiscal: Option<Fiscal>,
}

fn fiscal<S: Serializer>(fiscal: &Option<Fiscal>, serializer: S) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct FiscalYear {
        year: i32,
        from: String,
    }
    fiscal.map(|fiscal| FiscalYear { year: fiscal.year, from: fiscal.from.to_string() }).serialize(serializer)
}

impl AnswerHead {
    /// The head of an answer about one scenario, month by month.
    pub fn new(model: &Model, scenario: &Scenario) -> AnswerHead {
        let calendar = &model.calendar;
        AnswerHead::over(model, scenario, (0..calendar.len()).map(|month| calendar.label(month)).collect())
    }

    /// The same of an answer whose columns are not all months of the plan, or are named already.
    pub(super) fn over(model: &Model, scenario: &Scenario, months: Vec<String>) -> AnswerHead {
        AnswerHead {
            title: model.texts.title.clone(),
            scenario: scenario.name.clone(),
            label: scenario.label.clone(),
            currency: model.currency,
            months,
            fiscal: model.calendar.fiscal(),
        }
    }
}

/// The figure of a row that an answer is about. An answer holds it as a field with `#[serde(flatten)]`.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct AnswerSubject {
    /// The name of the row, as formulas have it.
    pub row: String,
    /// What the row counts in a month.
    pub row_unit: Denomination,
    /// What its figure counts: of a sum over months, the row's unit without the month.
    pub unit: Denomination,
    /// Which figure of the row: `total`, `end`, `mean`, a month, the months that are summed (`total 2026-01 .. 2026-06`)
    /// or of which the best counts (`best 2026-01 .. 2026-06`).
    pub measure: String,
    /// The same in words: `total Jan 2026 to Jun 2026`.
    #[serde(skip)]
    pub measure_words: String,
}

impl AnswerSubject {
    /// The figure that a measure makes of a row.
    pub(super) fn new(model: &Model, scenario: &Scenario, row: RowId, measure: &Measure) -> AnswerSubject {
        let definition = scenario.table.row(row);
        let rollup = definition.rollup.rollup();
        let summed = match measure {
            Measure::Sum(_) => true,
            Measure::Whole => rollup == Rollup::Sum,
            Measure::Month(_) | Measure::Best { .. } => false,
        };
        let unit = definition.denomination(model.currency);
        let of_totals = definition.rollup.is_quotient() && *measure == Measure::Whole;
        AnswerSubject {
            row: definition.name.clone(),
            row_unit: unit,
            unit: if summed { unit.over_months() } else { unit },
            measure: measure.name(&model.calendar, rollup),
            measure_words: if of_totals {
                "of totals".into()
            } else {
                measure.words(&model.calendar, rollup)
            },
        }
    }
}

/// What the figures of an object count, by field, where they do not all count what its `unit` says.
///
/// In JSON it is an object of symbols beside the figures, or around them: `{ "down": "USD", "up": "USD" }`.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct FieldUnits(Vec<(&'static str, FigureUnit)>);

impl FieldUnits {
    /// These fields with their units.
    pub fn new<U: Into<FigureUnit>>(fields: impl IntoIterator<Item = (&'static str, U)>) -> FieldUnits {
        FieldUnits(fields.into_iter().map(|(field, unit)| (field, unit.into())).collect())
    }

    /// The unit of a field; none where it is that of the object.
    pub fn of(&self, field: &str) -> Option<FigureUnit> {
        self.0.iter().find(|(name, _)| *name == field).map(|(_, unit)| *unit)
    }
}

impl Serialize for FieldUnits {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().copied())
    }
}

/// A currency as its code: `EUR`.
fn code<S: Serializer>(currency: &Currency, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(currency.code())
}
