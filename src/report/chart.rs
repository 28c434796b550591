//! A row over the months as a picture, with that of other scenarios.

use super::projection::rollup_word;
use super::{Figure, Format, Row, Section, Table};
use crate::analysis::{Group, Results, RowResult};
use crate::value::{Denomination, Number};

/// A picture of a row over the months.
#[derive(Clone, PartialEq, Debug)]
pub struct Chart {
    /// The row, with its unit.
    pub title: String,
    /// The lines, each with its name and one point a month.
    pub lines: Vec<(String, Vec<Option<f64>>)>,
    /// The lowest and the highest value drawn.
    pub bounds: (f64, f64),
    /// What stands beside the lowest, the middle and the highest value.
    pub scale: [String; 3],
    /// The first and the last month.
    pub ends: (String, String),
}

/// A row of some scenarios as a picture; those that do not have the row are left out.
pub fn chart(all: &[Results], name: &str) -> Chart {
    let rows: Vec<(&Results, &RowResult)> =
        all.iter().filter_map(|results| Some((results, results.row(name)?))).collect();
    let values = || rows.iter().flat_map(|(_, row)| row.values.iter().flatten().copied());
    // What is never below zero is drawn from zero on: half as much must look like half as much.
    let low = values().fold(Number::ZERO, Number::min);
    let high = values().fold(Number::ZERO, Number::max);
    let high = if high == low { low.plus(Number::ONE).map_or(low, |(sum, _)| sum) } else { high };
    let middle =
        low.plus(high).and_then(|(sum, _)| sum.over(Number::from(2u32))).map_or(low, |(half, _)| half);
    let format = rows.first().map(|(results, row)| {
        Format::of(Denomination::new(row.unit, row.shown, results.currency), [low, middle, high])
    });
    let shown = |value: Number| format.as_ref().map_or_else(String::new, |format| format.bare(value));
    let unit = format.as_ref().map(|format| format.unit().to_string()).unwrap_or_default();
    let month = |words: Option<&String>| words.cloned().unwrap_or_default();
    let first = all.first().map(|results| results.month_words.as_slice()).unwrap_or_default();
    let points = |row: &RowResult| row.values.iter().map(|value| value.map(Number::to_f64)).collect();
    Chart {
        title: if unit.is_empty() { name.to_string() } else { format!("{name}  {unit}") },
        lines: rows.iter().map(|(results, row)| (results.scenario.clone(), points(row))).collect(),
        bounds: (low.to_f64(), high.to_f64()),
        scale: [low, middle, high].map(shown),
        ends: (month(first.first()), month(first.last())),
    }
}

/// Rows with what they come to, without their months; `marked` says which have a `*`.
pub fn listing(results: &Results, rows: &[&RowResult], marked: impl Fn(&RowResult) -> bool) -> Table {
    let line = |row: &&RowResult| {
        let format = Format::of(Denomination::new(row.unit, row.shown, results.currency), row.total);
        Row {
            name: format!("{}{}", row.name, if marked(row) { " *" } else { "" }),
            unit: format.unit().to_string(),
            figures: Vec::new(),
            trend: row.values.iter().map(|value| value.map(Number::to_f64)).collect(),
            overall: Figure { value: row.total, partial: row.total_partial },
            rollup: rollup_word(row.rollup, row.quotient),
            format,
        }
    };
    let mut groups: Vec<&Group> = Vec::new();
    for row in rows {
        if !groups.contains(&&row.group) {
            groups.push(&row.group);
        }
    }
    let sections = groups.iter().map(|group| Section {
        heading: (groups.len() > 1).then(|| super::projection::heading(group)),
        rows: rows.iter().filter(|row| row.group == **group).map(line).collect(),
    });
    let (_, overall) = super::projection::heads(&results.month_words);
    Table { columns: Vec::new(), overall, sections: sections.collect() }
}
