//! The first month in which a condition holds, and how near the plan comes if there is none.

use serde::ser::{SerializeMap, SerializeStruct};
use serde::{Serialize, Serializer};

use super::troubles;
use super::unknown;
use crate::check::{Asked, Comparison};
use crate::diagnostic::Diagnostic;
use crate::eval::Projection;
use crate::model::{Compare, Model};
use crate::value::{Cell, Currency, Number, Shown, Unit};

/// When a condition holds.
#[derive(Clone, Debug)]
pub struct When {
    /// The plan's title.
    pub title: Option<String>,
    /// The scenario's name.
    pub scenario: String,
    /// The plan's currency.
    pub currency: Currency,
    /// The condition in canonical form.
    pub condition: String,
    /// The first month in which it holds.
    pub first: Option<Moment>,
    /// The first month after that in which it holds no more.
    pub ceases: Option<Moment>,
    /// Where it never holds, the month in which it comes nearest.
    pub nearest: Option<Moment>,
    /// The unit of the sides of the comparison.
    pub unit: Unit,
    /// How a pure number is shown.
    pub shown: Shown,
    /// Months in which nobody can say.
    pub missing: usize,
}

/// One month, and the sides of the comparison in it.
#[derive(Clone, PartialEq, Debug)]
pub struct Moment {
    /// The month as it is written in a plan.
    pub month: String,
    /// The same as people read it.
    pub month_words: String,
    /// The sides, where the condition is one comparison that has both in this month.
    pub sides: Option<Sides>,
}

/// The two sides of a comparison in one month.
#[derive(Clone, PartialEq, Debug)]
pub struct Sides {
    /// The left side as written.
    pub left_text: String,
    /// Its value.
    pub left: Number,
    /// The right side as written.
    pub right_text: String,
    /// Its value.
    pub right: Number,
    /// How far they are apart.
    pub gap: Number,
}

/// Finds the month.
pub fn when(model: &Model, asked: &Asked) -> Result<When, Vec<Diagnostic>> {
    let (scenario, projection) = projected(model, asked)?;
    let truth = projection.row(asked.row);
    let moment = |month: usize| Moment {
        month: model.calendar.label(month),
        month_words: model.calendar.words(month),
        sides: asked.comparison.as_ref().and_then(|comparison| sides(&projection, comparison, month)),
    };
    let first = truth.iter().position(|cell| cell.truth() == Some(true));
    let ceases = first.and_then(|first| {
        let after = truth[first..].iter().position(|cell| cell.truth() == Some(false))?;
        Some(first + after)
    });
    let nearest = match (first, &asked.comparison) {
        (None, Some(comparison)) => nearest(&projection, comparison, truth.len()),
        _ => None,
    };
    Ok(When {
        title: model.title.clone(),
        scenario: scenario.name.clone(),
        currency: model.currency,
        condition: asked.text.clone(),
        first: first.map(moment),
        ceases: ceases.map(moment),
        nearest: nearest.map(moment),
        unit: asked.comparison.as_ref().map_or(Unit::ONE, |comparison| comparison.unit),
        shown: asked.comparison.as_ref().map_or(Shown::Plain, |comparison| comparison.shown),
        missing: truth.iter().filter(|cell| cell.truth().is_none()).count(),
    })
}

/// The scenario of an expression with every `?` that it reaches found, and its projection.
pub(super) fn projected(
    model: &Model,
    asked: &Asked,
) -> Result<(crate::model::Scenario, Projection<Cell>), Vec<Diagnostic>> {
    let scenario = unknown::settled_as(model, asked);
    let projection = Projection::new(&scenario, &model.calendar);
    let errors = troubles::errors(model, &scenario, &projection);
    if errors.is_empty() { Ok((scenario, projection)) } else { Err(errors) }
}

fn sides(projection: &Projection<Cell>, comparison: &Comparison, month: usize) -> Option<Sides> {
    let (left_text, left) = &comparison.left;
    let (right_text, right) = &comparison.right;
    let (left, right) = (projection.input(*left, month).number()?, projection.input(*right, month).number()?);
    let gap = left.minus(right).ok()?.0.abs();
    Some(Sides { left_text: left_text.clone(), left, right_text: right_text.clone(), right, gap })
}

/// The month in which the sides are nearest to what is asked; of equals, the first.
fn nearest(projection: &Projection<Cell>, comparison: &Comparison, months: usize) -> Option<usize> {
    let mut best: Option<(usize, Number)> = None;
    for month in 0..months {
        let Some(Sides { left, right, gap, .. }) = sides(projection, comparison, month) else { continue };
        let short = match comparison.compare {
            Compare::AtLeast | Compare::Greater => right.minus(left),
            Compare::AtMost | Compare::Less => left.minus(right),
            Compare::Equal | Compare::NotEqual => Ok((gap, false)),
        };
        let Ok((short, _)) = short else { continue };
        if best.is_none_or(|(_, least)| short < least) {
            best = Some((month, short));
        }
    }
    best.map(|(month, _)| month)
}

impl Serialize for When {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_struct("When", 7)?;
        map.serialize_field("condition", &self.condition)?;
        map.serialize_field("scenario", &self.scenario)?;
        map.serialize_field("month", &self.first.as_ref().map(|first| &first.month))?;
        map.serialize_field("unit", &self.unit.symbol(self.shown, self.currency))?;
        map.serialize_field("first", &self.first)?;
        map.serialize_field("ceases", &self.ceases)?;
        map.serialize_field("nearest", &self.nearest)?;
        map.end()
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("month", &self.month)?;
        let sides = self.sides.as_ref();
        map.serialize_entry("left", &sides.map(|sides| sides.left))?;
        map.serialize_entry("right", &sides.map(|sides| sides.right))?;
        map.serialize_entry("gap", &sides.map(|sides| sides.gap))?;
        map.end()
    }
}
