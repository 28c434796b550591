//! Members side by side: one figure each over all months that are shown.

use super::projection::{ProjectionOptions, facts, found, table_row};
use super::table::MonthLine;
use super::{Block, Figure, FigureFormat, Head, Report, ReportTable, TableEntry};
use crate::analysis::{BreakdownLine, Results, RowResult};

/// How many members stand side by side; more of them stand below each other.
const COLUMNS: usize = 8;

/// The document of a projection with a column for each member of a segment; of many members a line for each.
pub fn across(results: &Results, options: &ProjectionOptions) -> Report {
    let lines = results.lines.as_deref().unwrap_or_default();
    let rows = rows(lines);
    let mut names: Vec<&str> = Vec::new();
    for (_, members) in &rows {
        for line in members {
            let name = line.label.trim();
            if !names.contains(&name) {
                names.push(name);
            }
        }
    }
    let table = if names.len() <= COLUMNS {
        side_by_side(results, &rows, &names)
    } else {
        below(results, &rows, &names)
    };
    let mut blocks = Vec::new();
    if table.lines.is_empty() {
        blocks.push(Block::note("No row of the table differs by member."));
    } else {
        blocks.push(Block::Table(table));
    }
    blocks.extend(found(results, options));
    Report { title: results.head.title.clone(), facts: facts(results), blocks }
}

/// A row with the lines of its members.
type RowOfMembers<'a> = (&'a BreakdownLine, Vec<&'a BreakdownLine>);

/// The rows that have members, each with their lines.
fn rows(lines: &[BreakdownLine]) -> Vec<RowOfMembers<'_>> {
    let mut rows: Vec<RowOfMembers<'_>> = Vec::new();
    for line in lines {
        match rows.last_mut() {
            Some((_, members)) if line.label.starts_with(' ') => members.push(line),
            _ => rows.push((line, Vec::new())),
        }
    }
    rows.retain(|(_, members)| !members.is_empty());
    rows
}

/// What a row comes to, in its own format.
fn overall(row: Option<&RowResult>, format: Option<&FigureFormat>) -> TableEntry {
    let Some((row, format)) = row.zip(format) else { return TableEntry::plain("") };
    match row.total {
        Some(value) => TableEntry::Figure(Figure {
            value: Some(value),
            text: format.bare(value),
            partial: row.total_partial.then_some(super::table::PARTIAL),
            is_overall: false,
        }),
        None => TableEntry::missing(),
    }
}

/// The format of all figures of a row: one for its members and its total.
fn format_of(row: &RowOfMembers<'_>) -> Option<FigureFormat> {
    let (head, members) = row;
    let all = || members.iter().copied().chain([*head]).filter_map(|line| line.row.as_ref());
    let first = all().next()?;
    Some(FigureFormat::of(first.unit, all().filter_map(|row| row.total)))
}

fn unit_and_rollup(results: &Results, row: &RowOfMembers<'_>) -> (String, &'static str) {
    let first = row.1.iter().copied().chain([row.0]).find_map(|line| line.row.as_ref());
    let Some(first) = first else { return (String::new(), "") };
    let MonthLine { unit, rollup, .. } = table_row(first, results);
    (if rollup == "total" { unit.trim_end_matches("/month").to_string() } else { unit }, rollup)
}

fn side_by_side(results: &Results, rows: &[RowOfMembers<'_>], names: &[&str]) -> ReportTable {
    let mut heads = vec![Head::default(), Head::default()];
    heads.extend(names.iter().map(|name| Head::figures(*name)));
    heads.extend([Head::figures("all"), Head::default()]);
    let line = |row: &RowOfMembers<'_>| {
        let format = format_of(row);
        let (unit, rollup) = unit_and_rollup(results, row);
        let mut line = vec![TableEntry::plain(&row.0.label), TableEntry::dim(unit)];
        for name in names {
            let member = row.1.iter().find(|line| line.label.trim() == *name);
            line.push(overall(member.and_then(|line| line.row.as_ref()), format.as_ref()));
        }
        line.push(overall(row.0.row.as_ref(), format.as_ref()));
        line.push(TableEntry::dim(rollup));
        line
    };
    ReportTable { heads, fixed: 2, lines: rows.iter().map(line).collect(), ..ReportTable::default() }
}

fn below(results: &Results, rows: &[RowOfMembers<'_>], names: &[&str]) -> ReportTable {
    let mut heads = vec![Head::default()];
    heads.extend(rows.iter().map(|row| {
        let (unit, rollup) = unit_and_rollup(results, row);
        Head::figures(&row.0.label).below(format!("{unit} {rollup}").trim())
    }));
    let formats: Vec<Option<FigureFormat>> = rows.iter().map(format_of).collect();
    let line = |name: &&str| {
        let mut line = vec![TableEntry::plain(*name)];
        for (row, format) in rows.iter().zip(&formats) {
            let member = row.1.iter().find(|line| line.label.trim() == *name);
            line.push(overall(member.and_then(|line| line.row.as_ref()), format.as_ref()));
        }
        line
    };
    let mut lines: Vec<Vec<TableEntry>> = names.iter().map(line).collect();
    let mut all = vec![TableEntry::plain("all")];
    all.extend(rows.iter().zip(&formats).map(|(row, format)| overall(row.0.row.as_ref(), format.as_ref())));
    lines.push(all);
    ReportTable { heads, fixed: 1, lines, ..ReportTable::default() }
}
