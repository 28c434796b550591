//! Results as a document that no renderer owns: a title, tables of typed cells, lists of findings.
//!
//! What is said, in which order and with how many decimals is decided here, once; a renderer (text,
//! Markdown, a page) only decides how that looks. Nothing here knows a terminal, a colour or a width.

mod across;
mod axis;
mod chart;
mod compare;
mod diff;
mod each;
mod explain;
mod figure;
mod findings;
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
#[cfg(test)]
pub(crate) mod samples;
mod snap;
mod solution;
mod summary;
mod table;
mod today;
mod when;
mod why;

pub use crate::value::grouped;
pub use across::across;
pub use axis::{Tick, ValueAxis};
pub use chart::{Chart, ChartLine, ChartPanel, GoalLine, LabelFigure, chart};
pub use compare::{CompareOptions, compare, compare_records};
pub use diff::{diff, diff_records};
pub use each::{each_solution, each_solution_records};
pub use explain::{explain, explain_records};
pub use figure::FigureFormat;
pub use findings::{checks, goals, goals_before_and_now, judged, warned_briefly};
pub use grid::{grid, grid_records};
pub use info::info;
pub use leaks::{leaks, leaks_records};
pub use levers::{levers, levers_records};
pub use listing::{listing, mark_changed};
pub use moved::{led_by, moved};
pub use needed::statement;
pub use outline::{Outline, OutlineEntry};
pub use projection::{LongOptions, ProjectionOptions, long_rows, projection, projection_records};
pub use records::{Field, LongRow, LongRows, Records};
pub use reference::{Glossary, code, codes, function, functions, limits};
pub use snap::{snapshot_change, snapshot_review, snapshot_summary};
pub use solution::{solution, solution_records};
pub use summary::{Summary, one_figure, short, summary};
pub use table::{Bar, ColumnKind, Figure, Head, LineGroup, ReportTable, SHADES, TableEntry, Tone};
pub use today::{today, today_records};
pub use when::{when, when_records};
pub use why::{why, why_records};

use crate::diagnostic::Prose;
use crate::value::{Denomination, Number};

/// A document that answers one question, ready for any renderer.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Report {
    /// What the document is about, such as the plan's title; none in a part of a page.
    pub title: Option<String>,
    /// A few words each on what it shows: the months, the scenario, the currency.
    pub facts: Vec<String>,
    /// The document's parts, in reading order.
    pub blocks: Vec<Block>,
}

/// A part of a document; a renderer has one way to show each kind.
#[derive(Clone, PartialEq, Debug)]
pub enum Block {
    /// A table of figures and words.
    Table(ReportTable),
    /// A list of findings, each with a mark: goals, checks, warnings.
    List(List),
    /// The same with one line an item, cut at the edge of a screen: for a list that only says what there is.
    Brief(List),
    /// A list with levels, in which an entry comes from those below it: an explanation.
    Outline(Outline),
    /// A remark: a sentence or two of running text.
    Note(Prose),
    /// One row in few words, as a session answers a formula.
    Summary(Summary),
    /// Names with a sentence each: functions, codes, limits.
    Glossary(Glossary),
    /// A row over the months as a picture.
    Chart(Chart),
    /// Lines of code, as they stand.
    Code(String),
    /// What a page folds away until somebody asks for it.
    Folded(Folded),
}

impl Block {
    /// A remark of this text.
    pub fn note(text: impl Into<Prose>) -> Block {
        Block::Note(text.into())
    }
}

/// Parts of a document that few readers need.
#[derive(Clone, PartialEq, Debug)]
pub struct Folded {
    /// What is folded away, in a few words: it stays to be seen.
    pub summary: String,
    /// The parts, in reading order.
    pub blocks: Vec<Block>,
}

/// Findings of one kind below a heading.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct List {
    /// What they are: `Goals`.
    pub heading: String,
    /// The findings.
    pub items: Vec<Item>,
}

/// One finding: what it is about, what was found, and more lines on it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Item {
    /// Good, bad, or neither.
    pub mark: Mark,
    /// What it is about: a goal, a check, the message of a warning.
    pub subject: Prose,
    /// What was found, in a few words; empty where the subject says it all.
    pub verdict: String,
    /// More on it, a line each.
    pub details: Vec<Prose>,
}

/// What a finding means to the reader; a renderer has a sign and a colour for each.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mark {
    /// As it should be: a goal that was met.
    Good,
    /// Not as it should be: a check that failed.
    Bad,
    /// Perhaps not what was meant.
    Warning,
    /// Worth knowing.
    Plain,
}

/// How large a part of a whole is, in percent; none of nothing.
fn share_of(part: Number, whole: Number) -> Option<String> {
    let share = part.ratio(whole)?;
    let percent = FigureFormat::of(Denomination::PERCENT, [share]);
    Some(percent.bare(share))
}
