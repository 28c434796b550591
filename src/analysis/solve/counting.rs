//! What the values of an input count by: of an action working days, or the period in which the plan states it.

use super::arithmetic::{nearest_digits, over, times};
use super::probe::{Probe, Reading};
use super::range::Range;
use super::search::search;
use super::{Answer, Solution, Stated, Whole};
use crate::eval::Projection;
use crate::model::{Model, RowId, Scenario};
use crate::value::{Cell, Number, Period};

/// The factors of every month with which an input is looked for: the working days of an action, else 1.
pub fn usual(model: &Model, scenario: &Scenario, input: RowId) -> Vec<Cell> {
    let per = if scenario.table.row(input).action { Period::Workday } else { Period::Month };
    factors(model, per).unwrap_or_default()
}

/// What a number of times in a period is multiplied with in each month.
fn factors(model: &Model, per: Period) -> Option<Vec<Cell>> {
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

/// The value in all months that have one, where it is the same.
pub fn current(probe: &Probe<'_>, projection: &Projection<Cell>) -> Option<Number> {
    same_value(projection.row(probe.input), probe.factors())
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
    let current = same_value(cells, &factors);
    let sum = |cells: &[Cell]| cells.iter().fold(Cell::ZERO, |sum, cell| sum.plus(*cell, input.0)).number();
    let mean = || over(sum(cells)?, sum(&factors)?);
    let mean = if current.is_none() { mean() } else { None };
    Some(Stated { per, current, mean, needed: None, beyond: None })
}

fn same_value(cells: &[Cell], factors: &[Cell]) -> Option<Number> {
    let months = cells.iter().zip(factors);
    let mut values = months.filter_map(|(cell, factor)| over(cell.number()?, factor.number()?));
    let first = values.next()?;
    let same = values.all(|value| value.compare(first).is_eq());
    // A third of a quarter leaves a last digit that nobody wrote.
    let tidy = nearest_digits(first, 20).filter(|tidy| tidy.compare(first).is_eq());
    same.then_some(tidy.unwrap_or(first))
}

/// The goals with a number of times in each of a period.
pub fn at(probe: &mut Probe<'_>, per: Period, number: Number) -> Option<Reading> {
    let usual = probe.factors().to_vec();
    probe.counting(factors(probe.model, per)?);
    let reading = probe.at(number);
    probe.counting(usual);
    Some(reading)
}

/// The same search in the period in which the plan states the action, where that is no day.
pub fn stated(probe: &mut Probe<'_>, projection: &Projection<Cell>, solution: &Solution) -> Option<Stated> {
    let now = now_as_stated(probe.model, probe.scenario, projection, probe.input)?;
    let usual = probe.factors().to_vec();
    probe.counting(factors(probe.model, now.per)?);
    let range = Range::of(probe.model, probe.scenario, probe.input, now.current);
    let needed = solution.needed.is_some();
    let answer = if needed { Answer::of(&search(probe, &range), &range) } else { Answer::default() };
    probe.counting(usual);
    let agree = answer.needed.is_some() == needed && (!needed || answer.at_most == solution.at_most);
    agree.then_some(Stated { needed: answer.needed, beyond: answer.beyond, ..now })
}

/// The next whole number that is enough: in the period that the plan states, but of a week where one a
/// working day is too much.
pub fn whole(probe: &mut Probe<'_>, solution: &Solution) -> Option<Whole> {
    let (needed, per) = match solution.stated {
        Some(Stated { per, needed, .. }) => (needed?, per),
        None => match solution.needed? {
            daily if daily >= Number::ONE => (daily, Period::Day),
            daily => (times(daily, probe.model.calendar.week())?, Period::Week),
        },
    };
    let number = match solution.at_most {
        // What is whole but for the last digit is whole.
        _ if needed.compare(needed.round(0)).is_eq() => needed.round(0),
        true => needed.floor(),
        false => needed.ceiling(),
    };
    let enough = at(probe, per, number).is_some_and(|reading| reading.met());
    (enough && (!number.is_zero() || solution.at_most)).then_some(Whole { number, per })
}
