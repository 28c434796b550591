//! Inputs: the rows that a what-if may give values, each in its own unit.
//!
//! An input is a row whose definition uses no other row, an action, or a part of a stage. The value of an
//! action is a rate per working day: in a month of 22 working days, 2 is 44.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Code, Diagnostic, did_you_mean};
use crate::eval::{Projection, dependents};
use crate::model::{Formula, Operand, Operator, Role, Row, RowId, Scenario, Step};
use crate::value::{Calendar, Cell, Currency, FigureUnit, Number};

use super::ask;

/// The rows that are inputs, in the order of the plan.
pub(super) fn all(scenario: &Scenario) -> impl Iterator<Item = RowId> {
    let rows = scenario.table.rows.iter().enumerate();
    rows.filter(|(_, row)| row.input && !row.hidden).map(|(index, _)| RowId(index as u32))
}

/// The input of that name.
///
/// # Errors
/// An unknown name, with the nearest input; a row that is worked out, with the inputs that it depends on.
pub(super) fn find(scenario: &Scenario, name: &str) -> Result<RowId, Diagnostic> {
    let row = ask::row(scenario, name).map_err(|found| {
        let own = all(scenario).map(|row| scenario.table.row(row).name.as_str());
        let known = names(scenario, all(scenario));
        match did_you_mean(name, known.iter().copied().chain(own)) {
            Some(question) => found.help(question),
            None if known.is_empty() => found.help("the plan has no inputs: `leads = 40/month` is one"),
            None => found.help(format!("the plan's inputs are: {}", listed(known.into_iter()))),
        }
    })?;
    if scenario.table.row(row).input {
        return Ok(row);
    }
    let definition = scenario.table.row(row);
    let message = format!("`{}` is worked out from other rows: it cannot be given a value", definition.name);
    let found = Diagnostic::new(Code::NotAnInput, message, definition.span, "a formula");
    // What a stock opens with stands in the plan as a number, and no input reaches it.
    if let Some((stock, start)) = opened(scenario, row)
        && !all(scenario).any(|input| input == start || dependents(scenario, &[input])[start.index()])
    {
        return Err(found.help(format!(
            "give what `{stock}` opens with a name: `{stock}_at_start = …` on a line of its own, and \
             `opening {stock}_at_start` in the stock"
        )));
    }
    let moves = |input: &RowId| dependents(scenario, &[*input])[row.index()];
    let made_of = names(scenario, all(scenario).filter(moves));
    Err(match &made_of[..] {
        [] => found.help("nothing that could be given one moves it"),
        some => found.help(format!("vary what it depends on: {}", listed(some.iter().copied()))),
    })
}

/// The name of the stock of which a row is the balance at the start of the month, and the row of what that opens with.
fn opened(scenario: &Scenario, opening: RowId) -> Option<(&str, RowId)> {
    let Role::StockOpening { stock } = scenario.table.row(opening).role else { return None };
    let start = scenario.table.rows.iter().position(|row| row.role == Role::StockStart { stock })?;
    Some((&scenario.table.row(stock).name, RowId(start as u32)))
}

/// The names of inputs; what several members of a segment have is named once, without a member.
fn names(scenario: &Scenario, inputs: impl Iterator<Item = RowId>) -> Vec<&str> {
    let inputs: Vec<&Row> = inputs.map(|input| scenario.table.row(input)).collect();
    let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
    for of in inputs.iter().filter_map(|row| row.family) {
        *counts.entry(of.family).or_default() += 1;
    }
    let mut names: Vec<&str> = Vec::new();
    let mut told = BTreeSet::new();
    for row in &inputs {
        let shared = row.family.map(|of| of.family).filter(|family| counts[family] > 1);
        match shared.and_then(|family| Some((family, scenario.families.get(family as usize)?))) {
            Some((family, of)) if told.insert(family) => names.push(&of.name),
            Some(_) => {}
            None => names.push(&row.name),
        }
    }
    names
}

/// The first eight names of a list, and how many more there are.
fn listed<'a>(names: impl Iterator<Item = &'a str>) -> String {
    const MOST: usize = 8;
    let names: Vec<&str> = names.collect();
    let more = names.len().saturating_sub(MOST);
    let shown = names[..names.len().min(MOST)].join(", ");
    if more > 0 { format!("{shown} and {more} more") } else { shown }
}

/// What an amount in another currency is multiplied with in each month; none of a currency that the plan has no rate for.
pub(super) fn rates(
    scenario: &Scenario,
    projection: &Projection<Cell>,
    currency: Currency,
) -> Option<Vec<Cell>> {
    let rate = scenario.table.rows.iter().position(|row| row.role == Role::Exchange(currency))?;
    Some(projection.row(RowId(rate as u32)).to_vec())
}

/// The currency that an input is written in, where that is not the plan's, and the row of its rate: `deal_size = €8,000`.
pub(super) fn written_in(scenario: &Scenario, input: RowId) -> Option<(Currency, RowId)> {
    let Formula::Steps { steps, result: Operand::Step(0), .. } = &scenario.table.row(input).formula else {
        return None;
    };
    let [Step::Binary(Operator::Times, Operand::Constant(_), Operand::Row(rate))] = steps[..] else {
        return None;
    };
    match scenario.table.row(rate).role {
        Role::Exchange(currency) => Some((currency, rate)),
        _ => None,
    }
}

/// The value of an input where it is the same in every month that has one; of an action, a working day's, of an amount
/// in another currency, so much of that.
pub(super) fn current(
    scenario: &Scenario,
    calendar: &Calendar,
    projection: &Projection<Cell>,
    input: RowId,
) -> Option<Number> {
    let cells = projection.row(input);
    let action = scenario.table.row(input).is_action();
    let workdays = |month: usize| Cell::from(calendar.workdays(month));
    let rate = written_in(scenario, input).map(|(_, rate)| projection.row(rate));
    let value = |month: usize| match rate {
        Some(rate) => cells[month].div(rate[month], input.0),
        None if action => cells[month].div(workdays(month), input.0),
        None => cells[month],
    };
    let mut values = (0..cells.len()).filter_map(|month| value(month).number());
    let first = values.next()?;
    values.all(|value| value.compare(first).is_eq()).then_some(first)
}

/// The mean of an input over the months that have a value; of an action, how often it is done over all working days.
/// None where no month has a value, or the sum is too large.
pub(super) fn mean(
    scenario: &Scenario,
    calendar: &Calendar,
    projection: &Projection<Cell>,
    input: RowId,
) -> Option<Number> {
    let present = || projection.row(input).iter().copied().filter(|cell| cell.number().is_some());
    let total = present().fold(Cell::ZERO, |sum, cell| sum.add(cell, input.0));
    let count = if scenario.table.row(input).is_action() {
        let days = calendar.all_workdays().iter().map(|days| Cell::from(*days));
        days.fold(Cell::ZERO, |sum, days| sum.add(days, input.0))
    } else {
        Cell::from(Number::from(present().count()))
    };
    total.div(count, input.0).number()
}

/// What the value of an input counts: of an action, how often in a working day.
pub(super) fn unit(scenario: &Scenario, currency: Currency, input: RowId) -> FigureUnit {
    let row = scenario.table.row(input);
    let named = written_in(scenario, input).map(|(currency, _)| currency);
    // A number without a name stands in its own row, before the rate.
    let unnamed = scenario.unknown.as_ref().filter(|unknown| unknown.row == input);
    let currency = named.or(unnamed.and_then(|unknown| unknown.currency)).unwrap_or(currency);
    let unit = row.denomination(currency);
    if row.is_action() { FigureUnit::PerWorkday(unit) } else { FigureUnit::Plan(unit) }
}
