//! A table of rows without their months.

use super::projection::rollup_word;
use super::table::MonthLine;
use super::{FigureFormat, ReportTable};
use crate::analysis::{Results, RowResult};
use crate::model::Origin;
use crate::value::Number;

/// A table of rows with their sparkline and what they come to over the plan, without their months; `marked` says
/// which have a `*` after their name. Rows of one kind stand together, below a heading where there are several kinds.
pub fn listing(results: &Results, rows: &[&RowResult], marked: impl Fn(&RowResult) -> bool) -> ReportTable {
    let line = |row: &&RowResult| {
        let format = FigureFormat::of(row.unit, row.total);
        MonthLine {
            name: format!("{}{}", row.name, if marked(row) { " *" } else { "" }),
            unit: format.unit().to_string(),
            figures: Vec::new(),
            trend: row.values.iter().map(|value| value.map(Number::to_f64)).collect(),
            overall: (row.total, row.total_partial),
            rollup: rollup_word(row.rollup, row.quotient),
            format,
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
