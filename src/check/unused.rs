//! The warning for definitions that nothing shows or uses.

use std::collections::BTreeSet;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::{Context, ScenarioBuilder};
use crate::diagnostic::{Code, Diagnostic, Edit};
use crate::limits;
use crate::model::{Role, Scenario};
use crate::source::{FileId, Span};
use crate::syntax::tree::{Heading, StatementKind};

/// How often each word stands in the texts of a plan.
fn mentions<'a>(context: &Context<'a>) -> FxHashMap<&'a str, usize> {
    let mut times = FxHashMap::default();
    let files: BTreeSet<FileId> =
        context.loaded.statements().map(|(_, statement)| statement.span.file).collect();
    for file in files {
        let text = context.loaded.sources.get(file).text();
        for word in text.split(|next: char| !next.is_alphanumeric() && next != '_') {
            *times.entry(word).or_insert(0) += 1;
        }
    }
    times
}

/// Rows that are called like a line with a meaning and look like one, `months = 24`, and that nothing uses: the plan's
/// months stay as they were.
pub(super) fn like_headings(context: &Context<'_>, base: &ScenarioBuilder<'_>) -> Vec<Diagnostic> {
    const HEADINGS: [&str; 3] = ["months", "days", "workdays"];
    let named = HEADINGS.iter().filter_map(|name| base.names.get(name));
    let rows: Vec<_> = named.filter_map(|row| base.table[row.index()].row.as_ref()).collect();
    if rows.is_empty() {
        return Vec::new();
    }
    let mentions = mentions(context);
    let told = rows.into_iter().filter_map(|row| {
        let said = context.rest_of_line(row.span).trim_end();
        let value = said.trim_start().strip_prefix('=')?.trim_start();
        let plain = value.strip_suffix("/month").unwrap_or(value);
        let number: u32 = plain.parse().ok()?;
        let (fits, written) = match &*row.name {
            "months" => {
                (plain == value && (1..=limits::MONTHS as u32).contains(&number), format!("months {number}"))
            }
            name => ((1..=31).contains(&number), format!("{name} {number}/month")),
        };
        let has = context.loaded.statements().any(|(_, statement)| match &statement.kind {
            StatementKind::Heading(heading) => heading.word() == row.name,
            _ => false,
        });
        if !fits || mentions.get(&*row.name).is_some_and(|times| *times > 1 + usize::from(has)) {
            return None;
        }
        let message = format!("`{}` is a row here that nothing uses, and says nothing of the plan", row.name);
        let whole = Span { end: row.span.end + said.len() as u32, ..row.span };
        let found = Diagnostic::new(Code::Unused, message, row.span, "a row of this name");
        let edit = (!has).then(|| Edit::replace(whole, written.as_str()));
        let help = match has {
            true => format!(
                "the plan has a line `{} …`: take this one away, or call the row something else",
                row.name
            ),
            false => format!("for the whole plan write `{written}`"),
        };
        Some(super::fixes::fixed(found, help, edit))
    });
    told.collect()
}

/// Definitions that nothing shows or uses, in a plan that says what it shows. `has_errors` is whether something in it
/// could not be understood, which may be what uses them.
pub(super) fn find(
    context: &Context<'_>,
    base: &ScenarioBuilder<'_>,
    scenarios: &[Scenario],
    shown: &[String],
    has_errors: bool,
) -> Vec<Diagnostic> {
    let mut shows = context.loaded.statements().filter_map(|(_, statement)| match &statement.kind {
        StatementKind::Heading(Heading::Show(names)) => {
            Some(names.last().map(|shown| shown.by.unwrap_or(shown.name)))
        }
        _ => None,
    });
    // Without `show` the table has every row, so none is out of sight.
    let Some(last) = shows.next() else { return Vec::new() };
    let mut used = vec![false; base.table.len()];
    for row in &base.judged_rows {
        used[row.index()] = true;
    }
    let Some((plan, others)) = scenarios.split_first() else { return Vec::new() };
    let mark = |at: usize, row: &crate::model::Row, used: &mut Vec<bool>| {
        row.formula.for_each_use(|of, _| {
            if of.index() != at
                && let Some(flag) = used.get_mut(of.index())
            {
                *flag = true;
            }
        });
    };
    for (at, row) in plan.table.rows.iter().enumerate() {
        mark(at, row, &mut used);
    }
    for scenario in others {
        for (at, row) in scenario.table.rows.iter().enumerate() {
            // A row that the scenario shares was looked at with the plan: comparing addresses spares scenarios ×
            // rows.
            let same = plan.table.rows.get(at).is_some_and(|base| Arc::ptr_eq(base, row));
            if !same {
                mark(at, row, &mut used);
            }
        }
        for goal in &scenario.goals {
            if let Some(flag) = used.get_mut(goal.row.index()) {
                *flag = true;
            }
        }
    }
    let mut found = Vec::new();
    // A line that could not be read may be what uses a row.
    let mentions = if has_errors { Some(mentions(context)) } else { None };
    for (entry, used) in base.table.iter().zip(used) {
        let Some(row) = &entry.row else { continue };
        if mentions.as_ref().is_some_and(|mentions| mentions.get(&*row.name).is_some_and(|times| *times > 1))
        {
            continue;
        }
        let written = matches!(row.role, Role::Variable | Role::Exchange(_));
        let counts = !row.hidden && written && !shown.contains(&row.name);
        if counts && !used {
            let message = format!("nothing shows or uses `{}`", row.name);
            let unused = Diagnostic::new(Code::Unused, message, row.span, "defined here");
            let help = format!("add it to `show`, or take the line away: `show …, {}`", row.name);
            let show = last.map(|last| Edit::after(last, format!(", {}", row.name)));
            found.push(super::fixes::fixed(unused, help, show));
        }
    }
    found
}
