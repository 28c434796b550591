//! What every question begins with: the scenario it is about with its projection, a row, a month. What cannot
//! be found is a finding with the nearest name.

use crate::diagnostic::{Advice, Code, Diagnostic, Prose, did_you_mean, nearest};
use crate::eval::Projection;
use crate::model::{Model, PipelinePart, Row, RowId, Scenario};
use crate::value::{Calendar, Cell, Unit};

use super::troubles;

/// The scenario of a name (`base` is the plan as it stands), projected.
///
/// # Panics
/// Where a pipeline does not keep its deals: a bug in pace, not in the plan.
pub(super) fn projected<'a>(
    model: &'a Model,
    name: &str,
) -> Result<(&'a Scenario, Projection<Cell>), Vec<Diagnostic>> {
    let chosen = scenario(model, name).map_err(|found| vec![found])?;
    let projection: Projection<Cell> = Projection::new(chosen, &model.calendar);
    let errors = troubles::errors(model, chosen, &projection);
    if !errors.is_empty() {
        return Err(errors);
    }
    assert!(troubles::conserved(chosen, &projection, |_| true), "a pipeline lost or gained deals");
    Ok((chosen, projection))
}

/// The scenario of that name, `base` for the plan as it stands. The error names the nearest one, or all there are.
pub(super) fn scenario<'a>(model: &'a Model, name: &str) -> Result<&'a Scenario, Diagnostic> {
    model.scenario(name).ok_or_else(|| {
        let found = Diagnostic::without_place(Code::UnknownName, format!("there is no scenario `{name}`"));
        let names: Vec<&str> = model.scenario_names().collect();
        match nearest(name, names.iter().copied()) {
            Some(near) => found.help(format!("did you mean `{near}`?")),
            None => found.help(format!("the plan has: {}", names.join(", "))),
        }
    })
}

/// The row of a name. An action answers to its name without the `s` too.
pub(super) fn row(scenario: &Scenario, name: &str) -> Result<RowId, Diagnostic> {
    let table = &scenario.table;
    let action = || table.find(&format!("{name}s")).filter(|row| table.row(*row).is_action());
    table.find(name).or_else(action).ok_or_else(|| {
        let found = Diagnostic::without_place(Code::UnknownName, format!("there is no row `{name}`"));
        let names = table.rows.iter().filter(|row| !row.hidden).map(|row| row.name.as_str());
        match did_you_mean(name, names) {
            Some(question) => found.help(question),
            None => found.help(
                Prose::from(Advice::EveryRow(Some("FILE".into())))
                    .and(" lists every row, members and constants too"),
            ),
        }
    })
}

/// The column of a month as a plan writes it (`2026-04`, `M4`) or as a report does (`Apr 2026`).
pub(super) fn month(calendar: &Calendar, written: &str) -> Result<usize, Diagnostic> {
    let says = |label: String| label.eq_ignore_ascii_case(written.trim());
    let found =
        (0..calendar.len()).find(|column| says(calendar.label(*column)) || says(calendar.words(*column)));
    found.ok_or_else(|| {
        let (first, last) = (calendar.label(0), calendar.label(calendar.len().saturating_sub(1)));
        let message = format!("the plan has no month `{written}`: it runs from {first} to {last}");
        let labels: Vec<String> = (0..calendar.len()).map(|column| calendar.label(column)).collect();
        let near = nearest(written, labels.iter().map(String::as_str)).unwrap_or(&first);
        Diagnostic::without_place(Code::BadMonth, message)
            .help(format!("write it as the plan does, such as `{near}`"))
    })
}

/// The row that a plan is about, where none is named: what its first goal speaks of, else `bookings` or `velocity`,
/// else the last row that it shows.
pub(super) fn main_row(model: &Model, scenario: &Scenario) -> Option<RowId> {
    let table = &scenario.table;
    // A plan without a pipeline calls what it brings in by the same words.
    let brings_in = [PipelinePart::Bookings.name(), PipelinePart::Velocity.name(), "revenue"];
    let named = || brings_in.into_iter().find_map(|name| table.find(name));
    let money = |row: &Row| !row.is_member() && !row.input && row.unit == Unit::MONEY_PER_MONTH;
    // Of what a plan shows itself, the last flow of money: revenue, profit, cash.
    let shown_money = || {
        let shown = model.shown.iter().rev().filter_map(|name| table.find(name));
        shown.into_iter().find(|row| money(table.row(*row)))
    };
    let last_money = || table.rows.iter().rposition(|row| !row.hidden && money(row));
    let flow = || shown_money().or_else(|| last_money().map(|index| RowId(index as u32)));
    let shown = || model.shown.iter().rev().find_map(|name| table.find(name));
    let last = |formula: bool| {
        let fits = |row: &Row| {
            let pace_s_own = row.hidden || row.is_member();
            !pace_s_own && (!formula || !row.input)
        };
        table.rows.iter().rposition(|row| fits(row)).map(|index| RowId(index as u32))
    };
    let goal = scenario.goals.first().map(|goal| goal.row);
    goal.or_else(named).or_else(flow).or_else(shown).or_else(|| last(true)).or_else(|| last(false))
}
