//! The warning for `20/day` beside actions: a calendar day there, a working day in the plan block.

use super::Context;
use super::fixes::fixed;
use crate::diagnostic::{Code, Diagnostic, Edit};
use crate::source::Span;
use crate::syntax::tree::{
    ClauseBody, LiteralUnit, NodeKind, PipelineLineKind, PlanLineKind, Statement, StatementKind,
    StockLineKind, Tree, Value,
};
use crate::value::Period;

/// The first count per day outside a plan block, in a plan that has actions. `known` are the findings so far: what has
/// been refused is not said once more.
pub(super) fn find(context: &Context<'_>, known: &[Diagnostic]) -> Option<Diagnostic> {
    let mut actions = false;
    let mut first: Option<Span> = None;
    for tree in &context.loaded.trees {
        let mut blocks = Vec::new();
        let mut lists = Vec::new();
        let mut waiting: Vec<&Statement> = tree.statements.iter().collect();
        while let Some(statement) = waiting.pop() {
            match &statement.kind {
                StatementKind::Plan(lines) => {
                    actions |= lines.iter().any(|line| matches!(line.kind, PlanLineKind::Action { .. }));
                    blocks.push(statement.span);
                }
                StatementKind::Scenario(scenario) => waiting.extend(&scenario.statements),
                kind => values(kind, &mut |value| lists.extend(daily_lists(context, value))),
            }
        }
        let outside =
            |span: &Span| !blocks.iter().any(|block| block.start <= span.start && span.end <= block.end);
        let refused = |span: &Span| known.iter().any(|found| found.span() == Some(*span));
        let places = daily_literals(tree).chain(lists).filter(|span| outside(span) && !refused(span));
        // Files stand in the order in which they are read: the first that has one says it.
        first = first.or(places.min_by_key(|span| span.start));
    }
    let place = first.filter(|_| actions)?;
    let text = context.sources.text(place);
    let written = text.rsplit_once('/').map(|(number, _)| format!("{number}/workday"));
    let message = format!(
        "`{text}` counts every day of the calendar, and the actions of this plan are done on working days"
    );
    let found = Diagnostic::new(Code::CalendarDay, message, place, "a calendar day").warning();
    let help = written.as_ref().map(|written| format!("for working days write `{written}`"));
    let edit = written.map(|written| Edit::replace(place, written));
    Some(fixed(found, help.unwrap_or_default(), edit))
}

/// The counts per day among the expressions of a file. (0 is 0 on any day.)
fn daily_literals(tree: &Tree) -> impl Iterator<Item = Span> {
    tree.nodes.iter().filter_map(|node| match &node.kind {
        NodeKind::Literal(literal)
            if literal.unit == LiteralUnit::Plain
                && literal.per == Some(Period::Day)
                && !literal.number.is_zero() =>
        {
            Some(node.span)
        }
        _ => None,
    })
}

/// The lists of a value that are counts per day, up to their period: `[20, 30]/day`.
fn daily_lists(context: &Context<'_>, value: &Value) -> impl Iterator<Item = Span> {
    value.clauses.iter().filter_map(|clause| match clause.body {
        ClauseBody::List { currency: None, per: Some(Period::Day), .. } => {
            let (length, _) = context.sources.text(clause.span).split_once(']')?;
            let end = clause.span.start + length.len() as u32 + "]/day".len() as u32;
            Some(Span { end, ..clause.span })
        }
        _ => None,
    })
}

/// Calls `visit` with every value of a statement that may be a list.
fn values<'t>(kind: &'t StatementKind, visit: &mut dyn FnMut(&'t Value)) {
    match kind {
        StatementKind::Definition(definition) => visit(&definition.value),
        StatementKind::Pipeline(pipeline) => {
            for line in &pipeline.lines {
                if let PipelineLineKind::Entry { value, .. } = &line.kind {
                    visit(value);
                }
            }
        }
        StatementKind::Stock(stock) => {
            for line in &stock.lines {
                if let StockLineKind::Gains(_, value) | StockLineKind::Loses(_, value) = &line.kind {
                    visit(value);
                }
            }
        }
        _ => {}
    }
}
