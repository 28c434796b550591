//! What the values of an input count by: of an action working days, or the period in which the plan states it.

use serde::{Serialize, Serializer};

use super::super::inputs;
use super::arithmetic::over;
use super::probe::{GoalProbe, ProbeReading};
use crate::eval::Projection;
use crate::model::{Model, RowId, Scenario};
use crate::value::{Cell, FigureUnit, Number, Period};

/// The values of an action in the period in which the plan states it, where that is no day: `10 calls/week` is told per
/// week, although the search runs over calls per working day.
#[derive(Clone, Copy, PartialEq, Debug, Serialize)]
pub struct Stated {
    /// The period in which the plan states the action.
    #[serde(rename = "unit", serialize_with = "in_each")]
    pub per: Period,
    /// The number now; none where it differs by month.
    pub current: Option<Number>,
    /// Where it differs by month, its mean.
    pub mean: Option<Number>,
    /// The number with which the goals just hold.
    pub needed: Option<Number>,
    /// The edge itself, where the goals hold just beside it and not at it.
    #[serde(skip)]
    pub beyond: Option<Number>,
}

/// The unit of a number of times in each of a period.
pub fn in_each<S: Serializer>(per: &Period, serializer: S) -> Result<S::Ok, S::Error> {
    FigureUnit::Times(*per).serialize(serializer)
}

/// The factors of every month with which an input is looked for: the working days of an action, the rate of an amount in
/// another currency, else 1.
pub fn usual(model: &Model, scenario: &Scenario, projection: &Projection<Cell>, input: RowId) -> Vec<Cell> {
    if let Some((_, rate)) = inputs::written_in(scenario, input) {
        return projection.row(rate).to_vec();
    }
    let per = if scenario.table.row(input).is_action() { Period::Workday } else { Period::Month };
    factors(model, per).unwrap_or_default()
}

/// What a number of times in a period is multiplied with in each month: its working days for a day, a third for a
/// quarter. None where that is no number.
pub fn factors(model: &Model, per: Period) -> Option<Vec<Cell>> {
    let calendar = &model.calendar;
    let days = calendar.all_workdays().iter().copied();
    let same = |value: Number| Some(vec![Cell::from(value); calendar.len()]);
    let part = |months: u32| same(over(Number::ONE, Number::from(months))?);
    match per {
        Period::Day | Period::Workday => Some(days.map(Cell::from).collect()),
        Period::Week => days.map(|days| over(days, calendar.week()).map(Cell::from)).collect(),
        Period::Month => same(Number::ONE),
        Period::Quarter => part(3),
        Period::Year => part(12),
    }
}

/// The values that an input has now, counted by these factors: one a month that has one.
pub fn values<'a>(
    projection: &'a Projection<Cell>,
    input: RowId,
    factors: &'a [Cell],
) -> impl Iterator<Item = Number> + Clone + 'a {
    let months = projection.row(input).iter().zip(factors);
    months.filter_map(|(cell, factor)| over(cell.number()?, factor.number()?))
}

/// The value that an input has now in all months that have one, counted by these factors; none where it differs.
pub fn current(projection: &Projection<Cell>, input: RowId, factors: &[Cell]) -> Option<Number> {
    let mut values = values(projection, input, factors);
    let first = values.next()?;
    let same = values.all(|value| value.compare(first).is_eq());
    // A third of a quarter leaves a last digit that nobody wrote.
    let tidy = first.nearest_digits(20).filter(|tidy| tidy.compare(first).is_eq());
    same.then_some(tidy.unwrap_or(first))
}

/// What an action is done now in each of the period in which the plan states it, where that is no day.
pub fn now_as_stated(
    model: &Model,
    scenario: &Scenario,
    projection: &Projection<Cell>,
    input: RowId,
) -> Option<Stated> {
    let per = scenario.table.row(input).per?;
    if matches!(per, Period::Day | Period::Workday) {
        return None;
    }
    let (cells, factors) = (projection.row(input), factors(model, per)?);
    let current = current(projection, input, &factors);
    let sum = |cells: &[Cell]| cells.iter().fold(Cell::ZERO, |sum, cell| sum.add(*cell, input.0)).number();
    let mean = || over(sum(cells)?, sum(&factors)?);
    let mean = if current.is_none() { mean() } else { None };
    Some(Stated { per, current, mean, needed: None, beyond: None })
}

/// The goals with a number of times in each of a period; the probe counts as before afterwards.
pub fn at(probe: &mut GoalProbe<'_>, per: Period, number: Number) -> Option<ProbeReading> {
    let usual = probe.factors().to_vec();
    probe.counting(factors(probe.problem.model, per)?);
    let reading = probe.at(number);
    probe.counting(usual);
    Some(reading)
}
