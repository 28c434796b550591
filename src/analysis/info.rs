//! What a row is: its definition, what it uses, what uses it.

use std::collections::BTreeSet;

use super::SettledPlan;
use super::ask;
use crate::diagnostic::Diagnostic;
use crate::loader::Loaded;
use crate::model::{ClauseMonths, ClauseWords, Role, Row, RowId, Scenario};
use crate::source::Span;
use crate::syntax;
use crate::syntax::tree::{Definition, PipelineLineKind, PlanLineKind, StatementKind, StockLineKind};
use crate::value::{Denomination, Month, Rollup};

/// What there is to know of a row but for its figures.
#[derive(Clone, Debug)]
pub struct Info {
    /// The name of the row, as formulas have it.
    pub name: String,
    /// What its values count.
    pub unit: Denomination,
    /// How its months make one figure of a longer stretch: their sum, the last of them, or their mean.
    pub rollup: Rollup,
    /// Whether a stretch is the quotient of two rows' totals.
    pub quotient: bool,
    /// What it is in the plan.
    pub role: Role,
    /// The line that defines it, in canonical form; none for what pace works out of itself.
    pub definition: Option<String>,
    /// Where that is; none for the calendar.
    pub place: Option<Span>,
    /// What the author wrote about it.
    pub doc: Option<String>,
    /// The rows that its formula uses, in the order of the plan.
    pub uses: Vec<String>,
    /// The rows whose formulas use it.
    pub used_by: Vec<String>,
    /// The first month of the plan, where the row takes its values from a list for every year.
    pub first_of_list: Option<Month>,
    /// Whether its definition uses no other row, so that it may be varied.
    pub input: bool,
}

/// Looks up a row of a scenario. Nothing is projected.
///
/// # Errors
/// An unknown scenario or row, with the nearest name.
pub fn info(plan: &SettledPlan, scenario: &str, name: &str) -> Result<Info, Vec<Diagnostic>> {
    let (model, loaded) = (plan.model(), plan.loaded());
    let scenario = ask::scenario(model, scenario).map_err(|found| vec![found])?;
    let id = ask::row(scenario, name).map_err(|found| vec![found])?;
    let row = scenario.table.row(id);
    let names = |ids: BTreeSet<RowId>| ids.iter().map(|id| scenario.table.row(*id).name.clone()).collect();
    Ok(Info {
        name: row.name.clone(),
        unit: row.denomination(model.currency),
        rollup: row.rollup.rollup(),
        quotient: row.rollup.is_quotient(),
        role: row.role,
        definition: match plan.cell_of(row) {
            Some(cell) => Some(of_cell(loaded, &row.name, cell)),
            None => definition(loaded, row.span),
        },
        place: plan.place_of(row),
        doc: row.doc.clone(),
        uses: names(uses(scenario, id)),
        used_by: names(users(scenario, id)),
        first_of_list: model.calendar.first().filter(|_| is_list_of_year(row)),
        input: row.input,
    })
}

/// Whether a row takes its values from a list for every year.
fn is_list_of_year(row: &Row) -> bool {
    let of_year = |words: &ClauseWords| words.listed && matches!(words.months, ClauseMonths::EveryYear(..));
    row.written.clauses.iter().any(of_year)
}

/// The rows that a formula uses; through rows that are never shown to those that are.
fn uses(scenario: &Scenario, id: RowId) -> BTreeSet<RowId> {
    let mut found = BTreeSet::new();
    let mut seen = BTreeSet::from([id]);
    let mut waiting = vec![id];
    while let Some(at) = waiting.pop() {
        scenario.table.row(at).formula.for_each_use(|used, _| {
            if !scenario.table.row(used).hidden {
                found.insert(used);
            } else if seen.insert(used) {
                waiting.push(used);
            }
        });
    }
    found
}

/// The rows whose formulas use this one; through rows that are never shown to those that are.
fn users(scenario: &Scenario, id: RowId) -> BTreeSet<RowId> {
    let rows = &scenario.table.rows;
    // A formula knows what it uses, not who uses it: the arrows are turned around once for all rows.
    let mut users: Vec<Vec<RowId>> = vec![Vec::new(); rows.len()];
    for (at, row) in rows.iter().enumerate() {
        row.formula.for_each_use(|used, _| users[used.index()].push(RowId(at as u32)));
    }
    let mut found = BTreeSet::new();
    let mut seen = BTreeSet::from([id]);
    let mut waiting = vec![id];
    while let Some(at) = waiting.pop() {
        for user in &users[at.index()] {
            if !scenario.table.row(*user).hidden {
                found.insert(*user);
            } else if seen.insert(*user) {
                waiting.push(*user);
            }
        }
    }
    found
}

/// What a cell of a table says, as a plan would.
fn of_cell(loaded: &Loaded, name: &str, cell: &Definition) -> String {
    let text = |span: Span| syntax::canonical(loaded.sources.get(span.file).text(), span);
    let unit =
        cell.annotation.map(|annotation| format!(": {}", text(annotation.span).trim())).unwrap_or_default();
    format!("{name}{unit} = {}", text(cell.value.span))
}

/// The statement or line of a block that gives a row its name there, in canonical form.
fn definition(loaded: &Loaded, place: Span) -> Option<String> {
    let source = loaded.sources.get(place.file).text();
    let tree = loaded.trees.iter().find(|tree| tree.file == place.file)?;
    let holds = |span: Span| span.start <= place.start && place.end <= span.end;
    let mut open: Vec<_> = tree.statements.iter().collect();
    while let Some(statement) = open.pop() {
        if !holds(statement.span) {
            continue;
        }
        let line = match &statement.kind {
            StatementKind::Scenario(scenario) => {
                open.extend(&scenario.statements);
                continue;
            }
            StatementKind::Definition(_) => Some(statement.span),
            StatementKind::Plan(lines) => {
                let lines = lines.iter().filter(|line| !matches!(line.kind, PlanLineKind::Bad(_)));
                lines.map(|line| line.span).find(|span| holds(*span))
            }
            StatementKind::Pipeline(pipeline) => {
                let lines =
                    pipeline.lines.iter().filter(|line| !matches!(line.kind, PipelineLineKind::Bad(_)));
                lines.map(|line| line.span).find(|span| holds(*span))
            }
            StatementKind::Stock(stock) => {
                let lines = stock.lines.iter().filter(|line| !matches!(line.kind, StockLineKind::Bad(_)));
                lines.map(|line| line.span).find(|span| holds(*span))
            }
            _ => None,
        };
        return line.map(|span| syntax::canonical(source, span));
    }
    None
}
