//! One row in few words: its course, where it starts and ends, what it comes to.
//!
//! It is what a session answers to a formula or a name.

use super::projection::rollup_word;
use super::{Block, FigureFormat};
use crate::analysis::{Results, RowResult};
use crate::value::Rollup;

/// One row in few words.
#[derive(Clone, PartialEq, Debug)]
pub struct Summary {
    /// The row's name, or the formula as it was read.
    pub name: String,
    /// The unit, as far as the figures do not show it themselves: `/month`, `days`.
    pub unit: String,
    /// The values for a sparkline: one point for each month; empty for a row that never moves.
    pub trend: Vec<Option<f64>>,
    /// The figures in words: `$10,000 in Jan 2026`, `$12,000 in Dec 2026`, `$132,000 total`.
    pub figures: Vec<String>,
}

/// A row of the results in few words; `changed` marks it as one that is not as the plan's file has it.
pub fn summary(results: &Results, row: &RowResult, changed: bool) -> Block {
    let values = || row.values.iter().flatten().copied();
    // A mean of whole numbers has digits of its own; what stands alone is written for itself.
    let format = FigureFormat::of(row.unit, values().chain(row.total.filter(|_| values().next().is_none())));
    let overall_format =
        row.total.map_or_else(|| format.clone(), |total| format.clone().mean_of(values(), total));
    let shown = |value: Option<_>| value.map_or_else(|| "–".to_string(), |value| format.bare(value));
    let mark = if changed { " *" } else { "" };
    let (first, last) = (row.values.first().copied().flatten(), row.values.last().copied().flatten());
    let even = row.values.iter().all(|value| *value == first);
    let rollup = rollup_word(row.rollup, row.quotient);
    let month = |at: Option<&String>| at.cloned().unwrap_or_default();
    let partial = if row.total_partial { ", months without a value left out" } else { "" };
    let total = row.total.map_or_else(|| "–".to_string(), |total| overall_format.bare(total));
    let overall = format!("{total} {rollup}{partial}");
    let reason = row.gaps.iter().flatten().next().map(|gap| format!(": {gap}")).unwrap_or_default();
    let figures = match (row.values.len(), even) {
        (_, true) if first.is_none() => vec![format!("no value in any month{reason}")],
        // A price is the same whichever month one looks at, and its mean too.
        (_, true) if row.total == first => vec![format!("{} in every month", shown(first))],
        (_, true) => vec![format!("{} in every month", shown(first)), overall],
        (1, _) => vec![shown(first)],
        _ => vec![
            format!("{} in {}", shown(first), month(results.month_words.first())),
            format!("{} in {}", shown(last), month(results.month_words.last())),
            overall,
        ],
    };
    let trend = if even {
        Vec::new()
    } else {
        row.values.iter().map(|value| value.map(|value| value.to_f64())).collect()
    };
    Block::Summary(Summary {
        name: format!("{}{mark}", row.name),
        unit: format.unit().to_string(),
        trend,
        figures,
    })
}

/// A formula that has one figure whatever the month, such as the total of a quarter.
pub fn one_figure(row: &RowResult) -> Block {
    let figure = match row.values.first().copied().flatten() {
        Some(value) => FigureFormat::of(row.unit, [value]).full(value),
        None => {
            let reason = row.gaps.iter().flatten().next().map(|gap| format!(": {gap}")).unwrap_or_default();
            format!("no value{reason}")
        }
    };
    Block::Summary(Summary {
        name: row.name.clone(),
        unit: String::new(),
        trend: Vec::new(),
        figures: vec![figure],
    })
}

/// The value of a row in a few words, for a line that is being typed: `$132,000 total`; `n/a` where it has none.
pub fn short(row: &RowResult) -> String {
    let format = FigureFormat::of(row.unit, row.total);
    match row.total {
        Some(total) => {
            let first = row.values.first().copied().flatten();
            let even = row.values.iter().all(|value| *value == first) && first == Some(total);
            let rollup = if even { "" } else { rollup_word(row.rollup, row.quotient) };
            let figure = format.full(total);
            // What is so much a month adds up to so much.
            let figure = match row.rollup {
                Rollup::Sum => figure.strip_suffix("/month").unwrap_or(&figure),
                _ => &figure,
            };
            format!("{figure} {rollup}").trim_end().to_string()
        }
        None => "n/a".into(),
    }
}
