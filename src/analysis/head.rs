//! What every answer begins with, in JSON and on a page.

use serde::Serialize;

use crate::model::{Model, Scenario};
use crate::value::Currency;

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
    /// The columns as they are written in a plan: `2026-01`, `M1`, `2026-Q1`, `2026`.
    pub months: Vec<String>,
}

impl AnswerHead {
    /// The head of an answer about one scenario, month by month.
    pub fn new(model: &Model, scenario: &Scenario) -> AnswerHead {
        let calendar = &model.calendar;
        AnswerHead {
            title: model.title.clone(),
            scenario: scenario.name.clone(),
            label: scenario.label.clone(),
            currency: model.currency,
            months: (0..calendar.len()).map(|month| calendar.label(month)).collect(),
        }
    }
}

fn code<S: serde::Serializer>(currency: &Currency, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(currency.code())
}
