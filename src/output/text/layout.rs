//! Where the columns of a table stand: how wide each is, and which of them share a band of the screen.
//!
//! Widths are found once for the whole table, then the columns are divided among bands: a column is as wide in one
//! band as in another. Nothing is drawn here; `table.rs` does that.

use std::ops::Range;

use super::bands::{Band, Room, fold};
use super::clean;
use super::widths::width;
use crate::report::{ColumnKind, ReportTable, TableEntry};

/// Spaces between two columns.
pub const GAP: usize = 2;
/// Spaces before what a line is called, below a group's heading.
const INDENT: usize = 2;
/// The least that is left of a long name on a narrow screen.
const SHORTEST_NAME: usize = 8;
/// The least that is left of a long unit there.
const SHORTEST_UNIT: usize = 4;
/// The most characters of a sparkline.
const LONGEST_TREND: usize = 24;
/// Characters on each side of a bar: at least, and at most.
const BAR: (usize, usize) = (4, 16);

/// The columns of a table on a screen: as wide in every band, so that they line up.
pub struct Layout {
    /// Spaces before every line.
    pub indent: usize,
    /// How wide each column is, the mark of a partial figure included.
    pub widths: Vec<usize>,
    /// How much of that is the mark: one column where any figure has one.
    pub marks: Vec<usize>,
    /// The columns of each band, from the top of the page.
    pub bands: Vec<Vec<usize>>,
    /// Spaces before each column.
    gaps: Vec<usize>,
}

impl Layout {
    /// The layout of a table on a screen of so many columns.
    pub fn of(table: &ReportTable, screen: usize) -> Layout {
        let mut layout = Layout {
            indent: if table.groups.is_empty() { 0 } else { INDENT },
            widths: Vec::new(),
            marks: marks(table),
            bands: Vec::new(),
            gaps: gaps(table),
        };
        if table.is_by_months() {
            layout.fold_months(table, screen);
        } else {
            layout.fold_groups(table, screen);
        }
        layout
    }

    /// Spaces before a column that is not the first of its band.
    pub fn gap(&self, column: usize) -> usize {
        self.gaps[column]
    }

    /// How wide these columns are together.
    pub fn room(&self, columns: &[usize]) -> usize {
        let gaps: usize = columns.iter().skip(1).map(|column| self.gap(*column)).sum();
        columns.iter().map(|column| self.widths[*column]).sum::<usize>() + gaps
    }

    /// How wide these columns are together with the gap before each.
    fn room_after(&self, columns: Range<usize>) -> usize {
        columns.map(|column| self.gap(column) + self.widths[column]).sum()
    }

    /// A table by months: one band, or few with the summary at the end of the last; else the summary first.
    fn fold_months(&mut self, table: &ReportTable, screen: usize) {
        // The columns of a kind stand next to each other: a table by months is built so.
        let kinds = |kind: ColumnKind| {
            let of_kind = |column: &usize| table.heads[*column].kind == kind;
            let first = (0..table.heads.len()).find(of_kind).unwrap_or(table.heads.len());
            first..first + (0..table.heads.len()).filter(of_kind).count()
        };
        let (units, series, summary) =
            (kinds(ColumnKind::Unit), kinds(ColumnKind::Series), kinds(ColumnKind::Summary));
        self.widths =
            (0..table.heads.len()).map(|column| widest_entry(table, column) + self.marks[column]).collect();
        // A long name is clipped: with more than a third of the screen, too few months would stand beside it.
        self.widths[0] = (self.widths[0] + self.indent).min((screen / 3).max(12));
        // All months are as wide as the widest of them and their heads.
        let month = series
            .clone()
            .map(|column| self.widths[column].max(widest_head(table, column) + self.marks[column]));
        let month = month.max().unwrap_or(0);
        self.widths[series.clone()].fill(month);
        self.fit_summary(table, summary.clone(), screen);
        let room = |layout: &Layout| Room {
            screen,
            names: layout.widths[0],
            units: layout.room_after(units.clone()),
            month: month + GAP,
            tail: layout.tail(summary.clone()),
        };
        self.narrow_months(&room(self), summary.start, units.clone());
        let band = |band: Band| {
            let months = series.start + band.months.start..series.start + band.months.end;
            let units = if band.units { units.clone() } else { 0..0 };
            let summary = if band.tail { summary.clone() } else { 0..0 };
            std::iter::once(0).chain(units).chain(months).chain(summary).collect::<Vec<_>>()
        };
        let mut bands: Vec<Vec<usize>> = fold(series.len(), &room(self)).into_iter().map(band).collect();
        // A sparkline of no characters needs no gap either.
        for columns in &mut bands {
            columns
                .retain(|column| summary.is_empty() || *column != summary.start || self.widths[*column] > 0);
        }
        self.bands = bands;
    }

    /// The sparkline as long as there is room for, and the figure wide enough for its head where there is room beside
    /// it.
    fn fit_summary(&mut self, table: &ReportTable, summary: Range<usize>, screen: usize) {
        // A single column has no summary.
        if summary.is_empty() {
            return;
        }
        // The sparkline needs as many characters as there are months, but on a narrow screen no more than a year has.
        let longest = if screen < 120 { LONGEST_TREND / 2 } else { LONGEST_TREND };
        self.widths[summary.start] = self.widths[summary.start].min(longest);
        let overall = summary.start + 1;
        let tail = self.widths[overall] + self.room_after(overall + 1..summary.end);
        self.widths[overall] += widest_head(table, overall).saturating_sub(tail);
    }

    /// The room of the summary, with the gap before it; none for a sparkline that is left out.
    fn tail(&self, summary: Range<usize>) -> usize {
        match self.widths.get(summary.start) {
            Some(0) => self.room_after(summary.start + 1..summary.end),
            Some(_) => self.room_after(summary),
            None => 0,
        }
    }

    /// Makes the band without months fit the screen: first with a shorter sparkline, then with shorter names, at last
    /// with shorter units.
    fn narrow_months(&mut self, room: &Room, trend: usize, units: Range<usize>) {
        let excess = (room.names + room.units + room.tail).saturating_sub(room.screen);
        let shorter = match self.widths.get_mut(trend) {
            Some(trend) => {
                let shorter = if excess >= *trend { *trend + GAP } else { excess };
                *trend = trend.saturating_sub(shorter);
                shorter
            }
            None => 0,
        };
        let least = self.widths[0].min(self.indent + SHORTEST_NAME);
        let excess = excess.saturating_sub(shorter);
        let name = self.widths[0].saturating_sub(excess).max(least);
        let excess = (excess + name).saturating_sub(self.widths[0]);
        self.widths[0] = name;
        for unit in &mut self.widths[units] {
            *unit = unit.saturating_sub(excess).max((*unit).min(SHORTEST_UNIT));
        }
    }

    /// Any other table: columns below one head stay together; bars take what is left.
    fn fold_groups(&mut self, table: &ReportTable, screen: usize) {
        let columns = table.heads.len();
        let bars: Vec<usize> = (0..columns).filter(|column| has_bars(table, *column)).collect();
        let wanted: Vec<usize> = (0..columns)
            .map(|column| {
                widest_entry(table, column).max(width(&clean(&table.heads[column].text))) + self.marks[column]
            })
            .collect();
        // Names may be long; figures are shown whole.
        let most = |column: usize| if table.heads[column].right { screen } else { (screen / 2).max(12) };
        self.widths = (0..columns).map(|column| wanted[column].min(most(column))).collect();
        // Where figures leave room, names have it.
        let used: usize = self.widths.iter().map(|width| width + GAP).sum();
        let mut room = (screen + GAP).saturating_sub(used);
        for (width, wanted) in self.widths.iter_mut().zip(wanted).filter(|_| bars.is_empty()) {
            let more = wanted.saturating_sub(*width).min(room);
            *width += more;
            room -= more;
        }
        // What stands above several columns may be wider than they are together.
        for group in groups(table, 0) {
            let Some(above) = table.heads[group.start].above.as_ref() else { continue };
            let together = self.widths[group.clone()].iter().sum::<usize>() + (group.len() - 1) * GAP;
            let wanted = width(&clean(above)).min(screen / 2);
            self.widths[group.end - 1] += wanted.saturating_sub(together);
        }
        self.narrow(table, screen);
        if !bars.is_empty() {
            let others = (0..columns).filter(|column| !bars.contains(column));
            let others: usize = others.map(|column| self.widths[column] + GAP).sum();
            let half =
                ((screen.saturating_sub(others) / bars.len()).saturating_sub(1) / 2).clamp(BAR.0, BAR.1);
            bars.iter().for_each(|bar| self.widths[*bar] = half * 2 + 1);
        }
        self.bands = self.parts(table, screen);
    }

    /// Takes from the names what the widest part of the table has too much.
    fn narrow(&mut self, table: &ReportTable, screen: usize) {
        let room =
            |columns: Range<usize>| self.widths[columns].iter().map(|width| width + GAP).sum::<usize>();
        let fixed = table.fixed.min(self.widths.len());
        let widest = groups(table, fixed).into_iter().map(&room).max().unwrap_or(0);
        let Some(names) = names(table).filter(|names| *names < self.widths.len()) else { return };
        let name = self.widths[names];
        let others = room(0..fixed) - name - GAP;
        let room = screen.saturating_sub(others + widest);
        // Where there is no room for a name worth reading, what follows stands beside the names alone.
        let room = if room >= SHORTEST_NAME { room } else { screen.saturating_sub(widest.max(others)) };
        self.widths[names] = name.min(room.max(SHORTEST_NAME));
    }

    /// The fixed columns with as many of the others as fit, as often as it takes. Where there is no room for both, what
    /// follows stands beside the names alone; columns that belong together are torn apart only where they fit in no
    /// other way.
    fn parts(&self, table: &ReportTable, screen: usize) -> Vec<Vec<usize>> {
        let fixed: Vec<usize> = (0..table.fixed.min(self.widths.len())).collect();
        let room = |columns: &[usize]| columns.iter().map(|column| self.widths[*column] + GAP).sum::<usize>();
        let fits = |columns: &[usize]| room(columns) <= screen + GAP;
        let all: Vec<Vec<usize>> =
            groups(table, fixed.len()).into_iter().map(|group| group.collect()).collect();
        let beside = |left: &[usize], group: &[usize]| fits(&[left, group].concat());
        let name: Vec<usize> = names(table).into_iter().collect();
        let repeated = if all.iter().all(|group| beside(&fixed, group)) { &fixed } else { &name };
        let mut parts: Vec<Vec<usize>> = vec![fixed.clone()];
        for group in all {
            let torn = !beside(repeated, &group);
            for columns in if torn { group.chunks(1) } else { group.chunks(group.len().max(1)) } {
                match parts.last_mut() {
                    Some(part) if beside(part, columns) => part.extend(columns),
                    _ => parts.push([repeated, columns].concat()),
                }
            }
        }
        parts
    }
}

/// The column that says what a line is called: the first of words among those that are repeated.
fn names(table: &ReportTable) -> Option<usize> {
    (0..table.fixed).find(|column| table.heads.get(*column).is_some_and(|head| !head.right))
}

/// Spaces before each column. What a figure is (`total`, `mean`) stands close to it; other columns stand apart.
fn gaps(table: &ReportTable) -> Vec<usize> {
    let is_close = |column: usize| {
        let summary =
            |head: usize| table.heads.get(head).is_some_and(|head| head.kind == ColumnKind::Summary);
        let after_figure = column > 0 && summary(column - 1) && table.heads[column - 1].right;
        summary(column) && after_figure
    };
    (0..table.heads.len()).map(|column| if is_close(column) { 1 } else { GAP }).collect()
}

/// For each column, the room for the mark of partial figures: 1 where any of its figures has one, else 0. All months
/// have it where one of them does, so that they stay equally wide.
fn marks(table: &ReportTable) -> Vec<usize> {
    let is_partial =
        |entry: &TableEntry| matches!(entry, TableEntry::Figure(figure) if figure.partial.is_some());
    let mut marks: Vec<usize> = vec![0; table.heads.len()];
    for line in &table.lines {
        for (mark, entry) in marks.iter_mut().zip(line) {
            *mark = (*mark).max(usize::from(is_partial(entry)));
        }
    }
    let series = |column: &usize| table.heads[*column].kind == ColumnKind::Series;
    let any = (0..marks.len()).filter(series).map(|column| marks[column]).max().unwrap_or(0);
    (0..marks.len()).filter(series).for_each(|column| marks[column] = any);
    marks
}

/// The entries of a column, from the top; lines that are too short have none.
fn entries(table: &ReportTable, column: usize) -> impl Iterator<Item = &TableEntry> {
    table.lines.iter().filter_map(move |line| line.get(column))
}

/// How wide the widest entry of a column is, without the mark of a partial figure; bars are as wide as there is room.
fn widest_entry(table: &ReportTable, column: usize) -> usize {
    let wide = |entry: &TableEntry| match entry {
        TableEntry::Text(text, _) => width(&clean(text)),
        TableEntry::Figure(figure) => width(&figure.text),
        TableEntry::Trend(points) => points.len(),
        TableEntry::Bar(_) => 0,
    };
    entries(table, column).map(wide).max().unwrap_or(0)
}

/// How wide the head of a column is, or what it shares with others.
fn widest_head(table: &ReportTable, column: usize) -> usize {
    let head = &table.heads[column];
    [Some(&head.text), head.above.as_ref()]
        .into_iter()
        .flatten()
        .map(|text| width(&clean(text)))
        .max()
        .unwrap_or(0)
}

/// Whether a column has bars, which have no width of their own.
fn has_bars(table: &ReportTable, column: usize) -> bool {
    entries(table, column).any(|entry| matches!(entry, TableEntry::Bar(_)))
}

/// Neighbouring columns from `start` on that share what stands above them; others are alone.
fn groups(table: &ReportTable, start: usize) -> Vec<Range<usize>> {
    let mut groups: Vec<Range<usize>> = Vec::new();
    for column in start..table.heads.len() {
        let above = &table.heads[column].above;
        match groups.last_mut() {
            Some(group) if above.is_some() && table.heads[group.start].above == *above => group.end += 1,
            _ => groups.push(column..column + 1),
        }
    }
    groups
}
