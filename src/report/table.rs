//! The table that documents consist of: words, figures, courses and bars in lines, below heads that tell a format how
//! the columns belong together.

use super::FigureFormat;
use crate::value::{Denomination, Number};

/// A table: what stands above its columns, and its lines.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct ReportTable {
    /// What the table is, where the document has several.
    pub heading: Option<String>,
    /// What stands above each column, from the left.
    pub heads: Vec<Head>,
    /// How many of the first columns say what a line is: a narrow screen repeats them with each part of the
    /// rest.
    pub fixed: usize,
    /// The lines, an entry a column; missing ones at the end are empty.
    pub lines: Vec<Vec<TableEntry>>,
    /// Headings between the lines, in their order; none where the lines need no groups.
    pub groups: Vec<LineGroup>,
}

/// A heading of the lines that follow it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LineGroup {
    /// The index of the first of its lines.
    pub start: usize,
    /// What they have in common.
    pub heading: String,
}

/// What stands above a column.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Head {
    /// The column's own words: `Jan`, `Q1`, `change`.
    pub text: String,
    /// What it shares with its neighbours, such as a year; columns that share it stay together where a screen has room,
    /// but those of a series do not.
    pub above: Option<String>,
    /// Whether its entries stand to the right, as figures do.
    pub right: bool,
    /// What kind of column it is.
    pub kind: ColumnKind,
}

/// How a column belongs to the others.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum ColumnKind {
    /// By itself, or together with those that stand below the same head.
    #[default]
    Plain,
    /// The unit of a line's figures, in a table by months.
    Unit,
    /// One of a series, such as months: all are equally wide, and may be torn apart anywhere, but rather where a year
    /// or a part of one ends.
    Series,
    /// What a line of a series comes to: its sparkline, its figure over all, how that comes about. These stay together.
    Summary,
}

/// One cell of a table.
#[derive(Clone, PartialEq, Debug)]
pub enum TableEntry {
    /// Words, or a figure as it is read.
    Text(String, Tone),
    /// A figure of a column of figures.
    Figure(Figure),
    /// Values month by month, for a sparkline: none is a gap.
    Trend(Vec<Option<f64>>),
    /// Two deviations from a line in the middle: a bar of a tornado.
    Bar(Bar),
}

/// A figure as it is written, with what a renderer shows beside it: a mark for a partial one, bold for a total.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Figure {
    /// The number; none is `n/a`.
    pub value: Option<Number>,
    /// The number as it is written: `$8,500`.
    pub text: String,
    /// The mark beside its digits where months without a value were left out of it: [`PARTIAL`], or another that is
    /// explained below the table.
    pub partial: Option<char>,
    /// Whether it is what the line comes to.
    pub is_overall: bool,
}

/// The mark of a figure that leaves out months without a value.
pub const PARTIAL: char = '*';

/// The same in tables where a star says that the session has changed a row; `†` is a stretch that the plan does not
/// fill.
pub(super) const PARTIAL_BESIDE_STARS: char = '‡';

/// What the mark of partial figures means, for the line below a table.
pub(super) fn partial_legend(mark: char) -> String {
    format!("{mark} leaves out months without a value (–).")
}

/// What an entry means to the reader.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Tone {
    /// Nothing more than it says.
    #[default]
    Plain,
    /// What the line comes to.
    Strong,
    /// What a reader may skip, such as a unit.
    Dim,
    /// As it should be.
    Good,
    /// Not as it should be.
    Bad,
    /// Of so many [`SHADES`], from the lowest (0) to the highest figure of the table.
    Shade(u8),
}

/// How many shades a table of shades (a heat map) has.
pub const SHADES: u8 = 6;

/// Two deviations, each of the size of the largest one of the table: -1 to 1.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Bar {
    /// The deviation with less of something; none where there is no figure.
    pub down: Option<f64>,
    /// The deviation with more of it; none where there is no figure.
    pub up: Option<f64>,
}

impl Head {
    /// A column of words.
    pub fn words(text: impl Into<String>) -> Head {
        Head { text: text.into(), ..Head::default() }
    }

    /// A column of figures.
    pub fn figures(text: impl Into<String>) -> Head {
        Head { text: text.into(), right: true, ..Head::default() }
    }

    /// One month, or another stretch of them.
    pub fn month(text: impl Into<String>, year: Option<String>) -> Head {
        Head { text: text.into(), above: year, right: true, kind: ColumnKind::Series }
    }

    /// The same below something that it shares with its neighbours.
    #[must_use]
    pub fn below(self, above: impl Into<String>) -> Head {
        Head { above: Some(above.into()), ..self }
    }
}

/// A row over months as a line of a table.
pub(super) struct MonthLine {
    /// The name as it is written in formulas.
    pub name: String,
    /// The unit, as far as the figures do not show it themselves: `/month`, `days`.
    pub unit: String,
    /// How its figures are written.
    pub format: FigureFormat,
    /// One figure a column, and whether months without a value were left out of it.
    pub figures: Vec<(Option<Number>, bool)>,
    /// The values for its sparkline: one point for each column.
    pub trend: Vec<Option<f64>>,
    /// The figure of the whole plan, likewise.
    pub overall: (Option<Number>, bool),
    /// What that figure is: `total`, `end`, `mean` or `of totals`.
    pub rollup: &'static str,
    /// It has no figures: a name above the lines of members.
    pub blank: bool,
}

impl MonthLine {
    /// A line without figures.
    pub fn heading(name: String) -> MonthLine {
        MonthLine {
            name,
            unit: String::new(),
            format: FigureFormat::of(Denomination::COUNT, []),
            figures: Vec::new(),
            trend: Vec::new(),
            overall: (None, false),
            rollup: "",
            blank: true,
        }
    }

    /// Whether months without a value were left out of a figure.
    pub fn is_partial(&self) -> bool {
        self.overall.1 || self.figures.iter().any(|(_, partial)| *partial)
    }

    /// The figure of one column.
    fn figure(&self, (value, partial): (Option<Number>, bool)) -> TableEntry {
        TableEntry::Figure(Figure { is_overall: false, ..written(&self.format, value, partial) })
    }

    /// The figure of the whole plan.
    fn overall_figure(&self) -> TableEntry {
        let (value, partial) = self.overall;
        let format = value.map(|value| self.format.clone().mean_of(self.columns(), value));
        let format = format.as_ref().unwrap_or(&self.format);
        TableEntry::Figure(Figure { is_overall: true, ..written(format, value, partial) })
    }

    /// The values of the columns.
    fn columns(&self) -> impl Iterator<Item = Number> + '_ {
        self.figures.iter().filter_map(|(value, _)| *value)
    }
}

/// A figure in a format.
fn written(format: &FigureFormat, value: Option<Number>, partial: bool) -> Figure {
    let text = value.map_or_else(|| MISSING.to_string(), |value| format.bare(value));
    Figure { value, text, partial: partial.then_some(PARTIAL), is_overall: false }
}

/// What stands where there is no value.
const MISSING: &str = "–";

impl ReportTable {
    /// Rows over months in groups: what a row is, its unit where one of them has one, a figure a month, its course, and
    /// what it comes to below the head `overall`.
    pub(super) fn by_months(
        months: Vec<Head>,
        overall: String,
        sections: Vec<(Option<String>, Vec<MonthLine>)>,
    ) -> ReportTable {
        let units = sections.iter().flat_map(|(_, rows)| rows).any(|row| !row.unit.is_empty());
        let summary = |text: String, right| Head { text, right, kind: ColumnKind::Summary, above: None };
        let mut heads = vec![Head::default()];
        if units {
            heads.push(Head { kind: ColumnKind::Unit, ..Head::default() });
        }
        let mut table = ReportTable { fixed: heads.len(), ..ReportTable::default() };
        let months_shown = months.len();
        heads.extend(months);
        heads.extend([summary(String::new(), false), summary(overall, true), summary(String::new(), false)]);
        table.heads = heads;
        // What one column comes to is that column, and it has no course.
        let single = months_shown == 1;
        if single {
            table.heads.truncate(table.fixed + 1);
        }
        for (heading, rows) in sections {
            let start = table.lines.len();
            table.groups.extend(heading.map(|heading| LineGroup { start, heading }));
            for row in rows {
                let mut line = vec![TableEntry::plain(&row.name)];
                // Entries that are missing at the end of a line are empty.
                if row.blank {
                    table.lines.push(line);
                    continue;
                }
                if units {
                    line.push(TableEntry::dim(&row.unit));
                }
                line.extend(row.figures.iter().map(|figure| row.figure(*figure)));
                if !single {
                    let overall = row.overall_figure();
                    line.extend([TableEntry::Trend(row.trend), overall, TableEntry::dim(row.rollup)]);
                }
                table.lines.push(line);
            }
        }
        table
    }

    /// Whether it is a table of rows over months, made by [`ReportTable::by_months`], which folds into bands of months.
    pub fn is_by_months(&self) -> bool {
        self.heads.iter().any(|head| matches!(head.kind, ColumnKind::Series | ColumnKind::Summary))
    }

    /// Adds a `*` to what a line is called, where `is_marked` says so of it, and gives partial figures a mark that is no
    /// star; says whether there are marked lines, and whether there are partial figures.
    pub(super) fn mark(&mut self, is_marked: impl Fn(&str) -> bool) -> (bool, bool) {
        let (mut any_marked, mut any_partial) = (false, false);
        for line in &mut self.lines {
            if let Some(TableEntry::Text(name, _)) = line.first_mut()
                && is_marked(name)
            {
                name.push_str(" *");
                any_marked = true;
            }
            for entry in line {
                if let TableEntry::Figure(Figure { partial: Some(mark), .. }) = entry {
                    *mark = PARTIAL_BESIDE_STARS;
                    any_partial = true;
                }
            }
        }
        (any_marked, any_partial)
    }
}

impl TableEntry {
    /// Words or a figure that mean no more than they say.
    pub fn plain(text: impl Into<String>) -> TableEntry {
        TableEntry::Text(text.into(), Tone::Plain)
    }

    /// Words that a reader may skip, such as a unit.
    pub fn dim(text: impl Into<String>) -> TableEntry {
        TableEntry::Text(text.into(), Tone::Dim)
    }

    /// No value: a dash that stands back.
    pub fn missing() -> TableEntry {
        TableEntry::dim(MISSING)
    }
}

impl Tone {
    /// The shade of a figure between the lowest and the highest of its table.
    pub fn shade(value: f64, low: f64, high: f64) -> Tone {
        if !(value.is_finite() && high > low) {
            return Tone::Plain;
        }
        let place = (value - low) / (high - low) * f64::from(SHADES);
        // Rounding down keeps the shades equally wide; the highest figure belongs to the highest.
        Tone::Shade((place as u8).min(SHADES - 1))
    }
}
