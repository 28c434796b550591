//! A table of rows by months, folded into bands where the screen is narrow.

use super::bands::{Band, Room, fold};
use super::words::{clip, pad, width};
use super::{Screen, spark};
use crate::output::{Role, clean};
use crate::report::{Column, Figure, Row, Table};

/// Spaces between two columns.
const GAP: usize = 2;
/// Spaces before a row's name below a group's heading.
const INDENT: usize = 2;
/// The least that is left of a long name on a narrow screen.
const SHORTEST_NAME: usize = 8;
/// The most characters of a sparkline.
const LONGEST_TREND: usize = 24;
/// What a month without a value shows.
const MISSING: &str = "–";

/// Adds the table to the page, a blank line after each band.
pub fn render(page: &mut String, table: &Table, screen: &Screen) {
    let layout = Layout::of(table, screen);
    for band in fold(table.columns.len(), &layout.room(screen.width)) {
        layout.heads(page, table, &band, screen);
        for section in &table.sections {
            if let Some(heading) = &section.heading {
                screen.painter.paint(page, Role::Group, &clean(heading));
                page.push('\n');
            }
            for row in &section.rows {
                layout.row(page, row, &band, screen);
            }
        }
        page.push('\n');
    }
}

/// The widths of a table's columns: the same in every band, so that they line up.
struct Layout {
    indent: usize,
    name: usize,
    unit: usize,
    month: usize,
    trend: usize,
    overall: usize,
    rollup: usize,
    /// Columns for the mark of a partial figure: one where any month is, one where any overall figure is.
    month_mark: usize,
    overall_mark: usize,
}

impl Layout {
    fn of(table: &Table, screen: &Screen) -> Layout {
        let rows = || table.sections.iter().flat_map(|section| &section.rows);
        let indent = if table.sections.iter().any(|section| section.heading.is_some()) { INDENT } else { 0 };
        let widest = |widths: &mut dyn Iterator<Item = usize>| widths.max().unwrap_or(0);
        let names = widest(&mut rows().map(|row| width(&clean(&row.name))));
        let figures = rows().flat_map(|row| row.figures.iter().map(|figure| width(&shown(row, figure))));
        let heads = table.columns.iter().flat_map(|column| [Some(&column.heading), column.above.as_ref()]);
        let heads = heads.flatten().map(|head| width(head));
        let month_mark = usize::from(rows().any(|row| row.figures.iter().any(|figure| figure.partial)));
        let overall_mark = usize::from(rows().any(|row| row.overall.partial));
        // The course needs as many characters as there are months, but on a narrow screen no more than a year.
        let longest = if screen.width < 120 { LONGEST_TREND / 2 } else { LONGEST_TREND };
        let mut layout = Layout {
            indent,
            name: (names + indent).min((screen.width / 3).max(12)),
            unit: widest(&mut rows().map(|row| width(&row.unit))),
            month: widest(&mut figures.chain(heads)) + month_mark,
            trend: widest(&mut rows().map(|row| row.trend.len())).min(longest),
            overall: widest(&mut rows().map(|row| width(&shown(row, &row.overall)))) + overall_mark,
            rollup: widest(&mut rows().map(|row| width(row.rollup))),
            month_mark,
            overall_mark,
        };
        // The head of the plan's figures is shown whole where there is room beside them.
        let head = width(&clean(&table.overall));
        let tail = layout.overall + 1 + layout.rollup;
        layout.overall += head.saturating_sub(tail);
        layout.narrow(screen.width);
        layout
    }

    /// Makes the block without months fit the screen: first with a shorter course, then with shorter names.
    fn narrow(&mut self, screen: usize) {
        let room = self.room(screen);
        let excess = (room.names + room.units + room.tail).saturating_sub(screen);
        // A course of no characters needs no gap either.
        let shorter = if excess >= self.trend { self.trend + GAP } else { excess };
        self.trend = self.trend.saturating_sub(shorter);
        let least = self.name.min(self.indent + SHORTEST_NAME);
        self.name = self.name.saturating_sub(excess.saturating_sub(shorter)).max(least);
    }

    /// The room of the course, with the gap before it; none where the screen has none for it.
    fn course(&self) -> usize {
        if self.trend > 0 { GAP + self.trend } else { 0 }
    }

    /// The room of the course and the figure of the whole plan.
    fn tail(&self) -> usize {
        self.course() + GAP + self.overall + 1 + self.rollup
    }

    fn room(&self, screen: usize) -> Room {
        Room {
            screen,
            names: self.name,
            units: if self.unit > 0 { self.unit + GAP } else { 0 },
            month: self.month + GAP,
            tail: self.tail(),
        }
    }

    /// The lines above a band: years where there are several, months, a rule.
    fn heads(&self, page: &mut String, table: &Table, band: &Band, screen: &Screen) {
        let months = &table.columns[band.months.clone()];
        let left = self.name + if band.units && self.unit > 0 { self.unit + GAP } else { 0 };
        if months.iter().any(|month| month.above.is_some()) {
            let mut line = " ".repeat(left);
            let mut before: Option<&Column> = None;
            for month in months {
                let again = before.is_some_and(|before| before.above == month.above);
                let year = if again { "" } else { month.above.as_deref().unwrap_or("") };
                line.push_str(&self.head(year));
                before = Some(month);
            }
            screen.painter.paint(page, Role::Header, line.trim_end());
            page.push('\n');
        }
        let mut line = " ".repeat(left);
        for month in months {
            line.push_str(&self.head(&clean(&month.heading)));
        }
        if band.tail {
            line.push_str(&" ".repeat(self.course() + GAP));
            let head = clip(&clean(&table.overall), self.overall + 1 + self.rollup);
            // Above the figure where it fits, above figure and word where not.
            let digits = self.overall - self.overall_mark;
            let columns = if width(&head) <= digits { digits } else { self.overall + 1 + self.rollup };
            line.push_str(&pad(&head, columns, true));
        }
        screen.painter.paint(page, Role::Header, line.trim_end());
        page.push('\n');
        let mut rule = left + months.len() * (self.month + GAP);
        if band.tail {
            rule += self.tail();
        }
        screen.painter.paint(page, Role::Dim, &"─".repeat(rule));
        page.push('\n');
    }

    fn row(&self, page: &mut String, row: &Row, band: &Band, screen: &Screen) {
        let painter = screen.painter;
        let mut line = String::new();
        line.push_str(&" ".repeat(self.indent));
        let name = self.name - self.indent;
        line.push_str(&pad(&clip(&clean(&row.name), name), name, false));
        if band.units && self.unit > 0 {
            line.push_str(&" ".repeat(GAP));
            painter.paint(&mut line, Role::Dim, &pad(&row.unit, self.unit, false));
        }
        for figure in row.figures.get(band.months.clone()).unwrap_or_default() {
            line.push_str(&" ".repeat(GAP));
            let role = role(row, figure, Role::Plain);
            cell(&mut line, row, figure, (self.month, self.month_mark), role, screen);
        }
        if band.tail {
            if self.trend > 0 {
                line.push_str(&" ".repeat(GAP));
                let course = pad(&spark::line(&row.trend, self.trend), self.trend, false);
                painter.paint(&mut line, Role::Trend, &course);
            }
            line.push_str(&" ".repeat(GAP));
            let role = role(row, &row.overall, Role::Overall);
            cell(&mut line, row, &row.overall, (self.overall, self.overall_mark), role, screen);
            line.push(' ');
            painter.paint(&mut line, Role::Dim, row.rollup);
        }
        page.push_str(line.trim_end());
        page.push('\n');
    }

    /// The head of a month, above its digits.
    fn head(&self, text: &str) -> String {
        pad(text, GAP + self.month - self.month_mark, true) + &" ".repeat(self.month_mark)
    }
}

/// A figure to the right of its column; the mark of a partial one hangs outside the digits.
fn cell(
    line: &mut String,
    row: &Row,
    figure: &Figure,
    (columns, mark): (usize, usize),
    role: Role,
    screen: &Screen,
) {
    let text = shown(row, figure);
    line.push_str(&" ".repeat((columns - mark).saturating_sub(width(&text))));
    screen.painter.paint(line, role, &text);
    if mark > 0 {
        line.push(if figure.partial { '*' } else { ' ' });
    }
}

/// Missing figures stand back, and a loss stands out; what rounds to zero has no sign and is no loss.
fn role(row: &Row, figure: &Figure, usual: Role) -> Role {
    match figure.value {
        None => Role::Dim,
        Some(_) if shown(row, figure).starts_with('-') => Role::Negative,
        Some(_) => usual,
    }
}

fn shown(row: &Row, figure: &Figure) -> String {
    figure.value.map_or_else(|| MISSING.to_string(), |value| row.format.bare(value))
}
