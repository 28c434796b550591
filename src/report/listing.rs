//! What a session adds to tables: one of rows without their months, and marks of what it has changed.

use super::projection::rollup_word;
use super::table::{MonthLine, PARTIAL, PARTIAL_BESIDE_STARS, partial_legend};
use super::{Block, FigureFormat, ReportTable};
use crate::analysis::{Results, RowResult};
use crate::model::Origin;
use crate::value::Number;

/// A table of rows with their sparkline and what they come to over the plan, without their months. Rows of one kind stand together, below a heading where there are several kinds.
pub fn listing(results: &Results, rows: &[&RowResult]) -> ReportTable {
    let line = |row: &&RowResult| {
        let format = FigureFormat::of(row.unit, row.total);
        MonthLine {
            name: row.name.clone(),
            unit: format.unit().to_string(),
            figures: Vec::new(),
            trend: row.values.iter().map(|value| value.map(Number::to_f64)).collect(),
            overall: (row.total, row.total_partial),
            rollup: rollup_word(row.rollup, row.quotient),
            format,
            blank: false,
        }
    };
    let mut groups: Vec<&Origin> = Vec::new();
    for row in rows {
        if !groups.contains(&&row.group) {
            groups.push(&row.group);
        }
    }
    let sections = groups.iter().map(|group| {
        let rows = rows.iter().filter(|row| row.group == **group).map(line).collect();
        ((groups.len() > 1).then(|| super::projection::heading(group)), rows)
    });
    let (_, overall) = super::projection::heads(&results.month_words);
    ReportTable::by_months(Vec::new(), overall, sections.collect())
}

/// Marks the rows that a session has changed in the tables by months among these blocks, and says below each table what
/// the marks in it mean.
pub fn mark_changed(blocks: &mut Vec<Block>, is_changed: impl Fn(&str) -> bool) {
    let star_legend = Block::note(partial_legend(PARTIAL));
    let mut marked = Vec::with_capacity(blocks.len());
    for mut block in std::mem::take(blocks) {
        // A table's own legend speaks of stars, which partial figures no longer have.
        if block == star_legend {
            continue;
        }
        let mut legends = (false, false);
        if let Block::Table(table) = &mut block
            && table.is_by_months()
        {
            legends = table.mark(&is_changed);
        }
        marked.push(block);
        marked.extend(legends.0.then(|| Block::note("* is changed by the session.")));
        marked.extend(legends.1.then(|| Block::note(partial_legend(PARTIAL_BESIDE_STARS))));
    }
    *blocks = marked;
}
