//! Results as a document that no renderer owns: a title, tables of typed cells, lists of findings.
//!
//! What is said, in which order and with how many decimals is decided here, once; a renderer (text,
//! Markdown, a page) only decides how that looks. Nothing here knows a terminal, a colour or a width.

mod axis;
mod chart;
mod compare;
mod course;
mod diff;
mod explain;
mod figure;
mod findings;
#[cfg(test)]
pub(crate) mod fixture;
mod formula;
mod grid;
mod info;
mod labels;
mod leaks;
mod levers;
mod listing;
mod moved;
mod needed;
mod outline;
mod projection;
mod records;
mod reference;
mod sheet;
mod snap;
mod solution;
mod today;
mod when;
mod why;

pub use crate::value::grouped;
pub use axis::{Tick, ValueAxis};
pub use chart::{Chart, ChartLine, ChartPanel, GoalLine, chart};
pub use compare::{compare, compare_records};
pub use course::{Course, course, short};
pub use diff::{diff, diff_records};
pub use explain::{explain, explain_records};
pub use figure::Format;
pub use findings::{checks, goals, missed};
pub use grid::{grid, grid_records};
pub use info::info;
pub use leaks::{leaks, leaks_records};
pub use levers::{levers, levers_records};
pub use listing::listing;
pub use moved::moved;
pub use needed::statement;
pub use outline::{Outline, OutlineEntry};
pub use projection::{Options, projection, projection_records};
pub use records::{Field, Records};
pub use reference::{Glossary, code, codes, function, functions, limits};
pub use sheet::{Bar, Entry, Head, SHADES, Sheet, Tone};
pub use snap::{snapshot_change, snapshot_summary};
pub use solution::{solution, solution_records};
pub use today::{today, today_records};
pub use when::{when, when_records};
pub use why::{why, why_records};

use crate::diagnostic::Prose;
use crate::value::{Denomination, Number};

/// A whole document.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Report {
    /// What the document is about.
    pub title: Option<String>,
    /// A few words each on what it shows: the months, the scenario, the currency.
    pub facts: Vec<String>,
    /// The document's parts, in reading order.
    pub blocks: Vec<Block>,
}

/// A part of a document.
#[derive(Clone, PartialEq, Debug)]
pub enum Block {
    /// Rows by months.
    Table(Table),
    /// Any other table.
    Sheet(Sheet),
    /// Findings, one an item.
    List(List),
    /// Things that come from things.
    Outline(Outline),
    /// A remark.
    Note(Prose),
    /// One row in few words.
    Course(Course),
    /// Names with a sentence each.
    Glossary(Glossary),
    /// A row over the months as a picture.
    Chart(Chart),
    /// Lines of code, as they stand.
    Code(String),
    /// What a page folds away until somebody asks for it.
    Folded(Folded),
}

impl Block {
    /// A remark.
    pub fn note(text: impl Into<Prose>) -> Block {
        Block::Note(text.into())
    }
}

/// Parts of a document that few readers need.
#[derive(Clone, PartialEq, Debug)]
pub struct Folded {
    /// What is in it.
    pub summary: String,
    /// The parts.
    pub blocks: Vec<Block>,
}

/// Rows by months: what a row is, one figure a column, and what they come to.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Table {
    /// What stands above each figure.
    pub columns: Vec<Column>,
    /// What stands above the figures of the whole plan, such as `2026`.
    pub overall: String,
    /// The rows, in groups.
    pub sections: Vec<Section>,
}

/// The head of one column.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Column {
    /// The column's own words: `Jan`, `Q1`, `M1`.
    pub heading: String,
    /// What it shares with its neighbours: the year, where the table spans several.
    pub above: Option<String>,
}

/// Rows that belong together.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Section {
    /// What they have in common; none where the table needs no groups.
    pub heading: Option<String>,
    /// The rows.
    pub rows: Vec<Row>,
}

/// One row of a table.
#[derive(Clone, PartialEq, Debug)]
pub struct Row {
    /// The name as it is written in formulas.
    pub name: String,
    /// The unit, as far as the figures do not show it themselves: `/month`, `days`.
    pub unit: String,
    /// How its figures are written.
    pub format: Format,
    /// One figure a column.
    pub figures: Vec<Figure>,
    /// The course of the row, for a sparkline: one point a column.
    pub trend: Vec<Option<f64>>,
    /// The figure of the whole plan.
    pub overall: Figure,
    /// What that figure is: `total`, `end`, `mean` or `of totals`.
    pub rollup: &'static str,
}

/// One number of a table.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Figure {
    /// The number; none is `n/a`.
    pub value: Option<Number>,
    /// Whether months without a value were left out of it.
    pub partial: bool,
}

/// Findings of one kind.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct List {
    /// What they are: `Goals`.
    pub heading: String,
    /// The findings.
    pub items: Vec<Item>,
}

/// One finding.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Item {
    /// Good, bad, or neither.
    pub mark: Mark,
    /// What it is about.
    pub subject: Prose,
    /// What was found.
    pub verdict: String,
    /// More on it, a line each.
    pub details: Vec<Prose>,
}

/// What a finding means to the reader.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mark {
    /// As it should be.
    Good,
    /// Not as it should be.
    Bad,
    /// Perhaps not what was meant.
    Warning,
    /// Worth knowing.
    Plain,
}

/// The scenario, where it is not the plan itself.
fn scenario_fact(name: &str, label: Option<&str>) -> Option<String> {
    let label = label.map(|label| format!(" – {label}")).unwrap_or_default();
    (name != "base").then(|| format!("scenario {name}{label}"))
}

/// How large a part of a whole is, in percent; none of nothing.
fn share_of(part: Number, whole: Number) -> Option<String> {
    let share = if whole.is_zero() { return None } else { part.over(whole).ok()?.0 };
    let percent = Format::of(Denomination::PERCENT, [share]);
    Some(percent.bare(share))
}
