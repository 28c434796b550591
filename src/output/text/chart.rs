//! Rows over the months, drawn with dots beside an axis with ticks.
//!
//! Lines are drawn in braille: each character is two dots wide and four high, so that a chart of 12 lines of text
//! tells 48 heights apart. What stands around them (ticks, goals, marks, labels) is text that is put in afterwards.

use ratatui_core::buffer::Buffer;
use ratatui_core::layout::Rect;
use ratatui_core::style::Color;
use ratatui_core::symbols::Marker;
use ratatui_core::widgets::Widget;
use ratatui_widgets::canvas::{Canvas, Line, Points};

use super::widths::{clip, pad, width, wrap};
use super::{Screen, clean, spark};
use crate::limits;
use crate::output::TextRole;
use crate::output::paint::LINE_COLOUR_COUNT;
use crate::report::{Chart, ChartLine, ChartPanel, Head, LabelFigure};
use crate::value::Number;

/// Lines of text that a panel has between its axes, more or less: ticks stand an equal number of lines apart.
const HEIGHT: usize = 12;
/// Below this width there is room for sparklines only.
const NARROWEST: usize = 40;
/// The widest chart: a longer one says no more.
const WIDEST: usize = 200;
/// What tells lines apart where there is no colour: one for each line that a chart can have.
const MARKS: [&str; limits::CHART_LINES] = ["●", "▲", "■", "◆", "○", "△", "□", "◇", "▼", "★", "▽", "☆"];
/// The months that ticks stand apart, the fewest first: parts of a year, then whole years.
const MONTHS_APART: [usize; 12] = [1, 2, 3, 4, 6, 12, 24, 36, 60, 120, 240, 600];

/// Adds the chart to the page, a blank line after each panel. A screen below 40 columns gets sparklines instead.
pub fn render(page: &mut String, chart: &Chart, screen: &Screen) {
    for panel in &chart.panels {
        let unit = if panel.unit.is_empty() { String::new() } else { format!("  {}", panel.unit) };
        screen.painter.paint(
            page,
            TextRole::Group,
            &clip(&clean(&(panel.title.clone() + &unit)), screen.width),
        );
        page.push('\n');
        // Axes around nothing would have made-up ticks: words say why there is nothing.
        if panel.has_values() && screen.width < NARROWEST {
            sparklines(page, panel, screen);
        } else if panel.has_values() {
            Plot::of(panel, &chart.months, screen).render(page, screen);
        }
        for note in panel.notes.iter().flat_map(|note| wrap(&clean(note), screen.width)) {
            page.push_str(&note);
            page.push('\n');
        }
        page.push('\n');
    }
}

/// The course of every line in a few characters, where there is no room to draw it.
/// Figures stand beside them, since a sparkline has no scale.
fn sparklines(page: &mut String, panel: &ChartPanel, screen: &Screen) {
    for line in &panel.lines {
        let points: Vec<Option<f64>> = line.points.iter().map(|point| point.map(Number::to_f64)).collect();
        let label = Label::of(line, "");
        // Four columns stand around it, and a sparkline has four or more.
        let columns = screen.width.saturating_sub(8);
        let label = label.text(label.is_wider_than(columns), columns);
        let room = screen.width.saturating_sub(width(&label) + 4).clamp(4, 24);
        page.push_str("  ");
        screen.painter.paint(page, TextRole::Trend, &spark::line(&points, points.len().min(room)));
        page.push_str(&format!("  {label}\n"));
    }
}

/// What stands at the end of a line: its mark, its name and its last value.
struct Label {
    /// The mark with a space; empty where lines have none.
    mark: String,
    /// The name with a space; empty for a line that is alone.
    name: String,
    figure: LabelFigure,
}

impl Label {
    /// The label of a line.
    fn of(line: &ChartLine, mark: &str) -> Label {
        let spaced = |text: &str| if text.is_empty() { String::new() } else { format!("{} ", clean(text)) };
        let missing = || LabelFigure { full: "–".to_string(), short: "–".to_string() };
        let figure = line.last.clone().unwrap_or_else(missing);
        Label { mark: spaced(mark), name: spaced(&line.name), figure }
    }

    /// Whether it needs more columns than that with its whole figure.
    fn is_wider_than(&self, columns: usize) -> bool {
        width(&self.mark) + width(&self.name) + width(&self.figure.full) > columns
    }

    /// The label in so many columns. The name is cut before the figure: half a number is a wrong one.
    fn text(&self, short: bool, columns: usize) -> String {
        let figure = if short { &self.figure.short } else { &self.figure.full };
        let room = columns.saturating_sub(width(&self.mark) + width(figure));
        let name = match width(&self.name) <= room {
            true => self.name.clone(),
            false if room > 2 => clip(self.name.trim_end(), room - 1) + " ",
            false => String::new(),
        };
        clip(&format!("{}{name}{figure}", self.mark), columns)
    }
}

/// A panel with the room that its parts have, in columns and lines of text.
struct Plot<'a> {
    panel: &'a ChartPanel,
    months: &'a [Head],
    /// Columns of the texts beside the ticks.
    left: usize,
    /// Columns and lines between the axes.
    columns: usize,
    lines: usize,
    /// Lines of text from one tick to the next.
    apart: usize,
    /// Whether lines need a mark of their own, since there are not enough colours to tell them apart.
    marked: bool,
    /// What stands to the right of the lines of text, from the top.
    labels: Vec<(usize, TextRole, String)>,
}

impl<'a> Plot<'a> {
    /// Divides the room of the screen among the parts of a panel.
    fn of(panel: &'a ChartPanel, months: &'a [Head], screen: &Screen) -> Plot<'a> {
        let wide = screen.width.min(WIDEST);
        let colours = if screen.painter.has_colour() { LINE_COLOUR_COUNT } else { 1 };
        let marked = panel.lines.len() > colours;
        let parts = panel.axis.ticks.len().saturating_sub(1).max(1);
        let said = panel.lines.len() + panel.goals.len();
        // Every label has a line of its own.
        // Ticks stand on whole lines of text, so that the height is a multiple of their number.
        let apart = (HEIGHT / parts).max(said.saturating_sub(1).div_ceil(parts)).max(1);
        let lines = parts * apart + 1;
        let left = panel.axis.ticks.iter().map(|tick| width(&tick.text)).max().unwrap_or(0);
        let mut plot = Plot { panel, months, left, columns: 0, lines, apart, marked, labels: Vec::new() };
        // A long name must not take the room that the lines need: labels have at most a third of the chart.
        plot.labels = plot.placed(wide / 3);
        let right = plot.labels.iter().map(|(_, _, text)| width(text)).max().unwrap_or(0);
        plot.columns = wide.saturating_sub(left + 2 + right + 1).max(8);
        plot
    }

    /// The labels of goals and of lines that have a value, in at most so many columns: each as near to where its line
    /// ends as the others let it, the highest value on top.
    fn placed(&self, room: usize) -> Vec<(usize, TextRole, String)> {
        let last = |points: &[Option<Number>]| points.iter().rev().flatten().next().copied();
        let mut said: Vec<(Option<Number>, TextRole, Label)> = Vec::new();
        for (at, line) in self.panel.lines.iter().enumerate().filter(|(_, line)| line.last.is_some()) {
            let mark = if self.marked { MARKS[at % MARKS.len()] } else { "" };
            said.push((last(&line.points), self.role(at), Label::of(line, mark)));
        }
        for goal in &self.panel.goals {
            let label = Label { mark: String::new(), name: "goal ".to_string(), figure: goal.target.clone() };
            said.push((last(&goal.points), TextRole::Dim, label));
        }
        // By value, not by line of text: several values share one.
        said.sort_by_key(|(value, ..)| std::cmp::Reverse(*value));
        // Figures that are read together are all written alike.
        let short = said.iter().any(|(.., label)| label.is_wider_than(room));
        let row_of = |value: Option<Number>| value.and_then(|value| self.row(value));
        let mut labels: Vec<(usize, TextRole, String)> = said
            .iter()
            .map(|(value, role, label)| {
                (row_of(*value).unwrap_or(self.lines - 1), *role, label.text(short, room))
            })
            .collect();
        // Downwards each below the one before it, then upwards so that none is below the axis.
        let mut least = 0;
        for (row, ..) in &mut labels {
            *row = (*row).max(least);
            least = *row + 1;
        }
        let mut most = self.lines;
        for (row, ..) in labels.iter_mut().rev() {
            most = most.saturating_sub(1);
            *row = (*row).min(most);
            most = *row;
        }
        labels
    }

    /// The colour of a line; a line that is alone need not be told from others.
    fn role(&self, line: usize) -> TextRole {
        if self.panel.lines.len() > 1 { TextRole::Line(line as u8) } else { TextRole::Trend }
    }

    /// The line of text that a value belongs to, from the top.
    fn row(&self, value: Number) -> Option<usize> {
        // Through the dots of the drawing, so that a mark stands on the line that it belongs to.
        let dots = self.lines * 4 - 1;
        let place = self.panel.axis.place(value)?;
        Some(((1.0 - place) * dots as f64).round() as usize / 4)
    }

    /// The column that a month belongs to.
    fn column(&self, month: usize) -> usize {
        let months = self.months.len().saturating_sub(1).max(1);
        // The dot as the canvas has it, rounded in whole numbers, and two dots to a column.
        (month * (self.columns * 2 - 1) * 2 + months) / (months * 2) / 2
    }

    /// Adds the panel to the page: a line of text each with its tick, what is drawn there and its label; then the
    /// months.
    fn render(&self, page: &mut String, screen: &Screen) {
        let cells = self.cells();
        for (row, cells) in cells.iter().enumerate() {
            let mut line = String::new();
            let tick = self.panel.axis.ticks.iter().rev().nth(row / self.apart);
            match tick.filter(|_| row % self.apart == 0) {
                Some(tick) => line.push_str(&format!("{} ┤", pad(&tick.text, self.left, true))),
                None => line.push_str(&format!("{} │", " ".repeat(self.left))),
            }
            // Cells of one colour together: escape codes for each of them would make the page ten times as long.
            for run in cells.chunk_by(|one, other| one.1 == other.1) {
                let text: String = run.iter().map(|(text, _)| text.as_str()).collect();
                screen.painter.paint(&mut line, run[0].1, &text);
            }
            if let Some((_, role, text)) = self.labels.iter().find(|(at, ..)| *at == row) {
                let room = screen.width.min(WIDEST).saturating_sub(self.left + 2 + self.columns + 1);
                line.push(' ');
                screen.painter.paint(&mut line, *role, &clip(text, room));
            }
            page.push_str(line.trim_end());
            page.push('\n');
        }
        self.month_axis(page, screen);
    }

    /// Every cell between the axes: what is drawn there, and what for.
    fn cells(&self) -> Vec<Vec<(String, TextRole)>> {
        let area = Rect::new(0, 0, self.columns as u16, self.lines as u16);
        let mut buffer = Buffer::empty(area);
        let months = self.months.len().saturating_sub(1).max(1) as f64;
        let canvas = Canvas::default().marker(Marker::Braille).x_bounds([0.0, months]).y_bounds([0.0, 1.0]);
        canvas
            .paint(|context| {
                for (at, line) in self.panel.lines.iter().enumerate() {
                    let colour = Color::Indexed(at as u8);
                    for run in self.runs(line) {
                        for pair in run.windows(2) {
                            let ((x1, y1), (x2, y2)) = (pair[0], pair[1]);
                            context.draw(&Line { x1, y1, x2, y2, color: colour });
                        }
                        // A line of one point would not be drawn at all.
                        if let [alone] = run[..] {
                            context.draw(&Points { coords: &[alone], color: colour });
                        }
                    }
                    // Each line is a layer of its own: in one layer, a later line would colour the dots of an earlier
                    // one in its cell.
                    context.layer();
                }
            })
            .render(area, &mut buffer);
        let cell = |row: usize, column: usize| {
            let cell = buffer.cell((column as u16, row as u16));
            match cell.map(|cell| (cell.symbol(), cell.fg)) {
                Some((symbol, Color::Indexed(line))) if symbol != " " && symbol != "⠀" => {
                    (symbol.to_string(), self.role(usize::from(line)))
                }
                _ => (" ".to_string(), TextRole::Plain),
            }
        };
        let mut cells: Vec<Vec<(String, TextRole)>> =
            (0..self.lines).map(|row| (0..self.columns).map(|column| cell(row, column)).collect()).collect();
        self.add_goals(&mut cells);
        self.add_marks(&mut cells);
        cells
    }

    /// The points of a line in runs without a gap: where there is no value nothing is drawn.
    fn runs(&self, line: &ChartLine) -> Vec<Vec<(f64, f64)>> {
        let place = |(month, point): (usize, &Option<Number>)| {
            point.and_then(|value| Some((month as f64, self.panel.axis.place(value)?)))
        };
        let points: Vec<Option<(f64, f64)>> = line.points.iter().enumerate().map(place).collect();
        let runs = points.chunk_by(|one, other| one.is_some() == other.is_some());
        runs.map(|run| run.iter().flatten().copied().collect::<Vec<_>>())
            .filter(|run| !run.is_empty())
            .collect()
    }

    /// What goals ask for, where no line runs.
    fn add_goals(&self, cells: &mut [Vec<(String, TextRole)>]) {
        for goal in &self.panel.goals {
            for (month, target) in goal.points.iter().enumerate() {
                let Some(row) = target.and_then(|target| self.row(target)) else { continue };
                // From half-way to the month before to half-way to the month after.
                let start = (self.column(month.saturating_sub(1)) + self.column(month)).div_ceil(2);
                let end = (self.column(month) + self.column(month + 1)) / 2;
                for cell in cells[row].iter_mut().take(end + 1).skip(start).filter(|cell| cell.0 == " ") {
                    *cell = ("╌".to_string(), TextRole::Dim);
                }
            }
        }
    }

    /// A mark at every tick of the months on each line, where there is no colour; a dot for a month between gaps.
    fn add_marks(&self, cells: &mut [Vec<(String, TextRole)>]) {
        let ticks = self.month_ticks();
        for (at, line) in self.panel.lines.iter().enumerate() {
            let value = |month: usize| line.points.get(month).copied().flatten();
            for (month, point) in line.points.iter().enumerate() {
                let Some(row) = point.and_then(|value| self.row(value)) else { continue };
                let before = month.checked_sub(1).and_then(value);
                let alone = before.is_none() && value(month + 1).is_none();
                let mark = match self.marked && (alone || ticks.contains(&month)) {
                    true => MARKS[at % MARKS.len()],
                    false if alone => "•",
                    false => continue,
                };
                if let Some(cell) = cells[row].get_mut(self.column(month)) {
                    *cell = (mark.to_string(), self.role(at));
                }
            }
        }
    }

    /// The months that have a tick: as many as have room for their names.
    fn month_ticks(&self) -> Vec<usize> {
        let widest = self.months.iter().map(|month| width(&clean(&month.text))).max().unwrap_or(0);
        let year = self.months.iter().filter_map(|month| month.above.as_deref()).map(width).max();
        let room = widest.max(year.unwrap_or(0)) + 1;
        let months = self.months.len();
        let fits = |apart: &usize| self.column((*apart).min(months)) >= room;
        let apart = MONTHS_APART.into_iter().find(fits).unwrap_or(months.max(1));
        (0..months).step_by(apart).collect()
    }

    /// The axis below, the names of its months, and the years where they change.
    fn month_axis(&self, page: &mut String, screen: &Screen) {
        let ticks = self.month_ticks();
        let mut axis = vec!['─'; self.columns];
        let mut names = String::new();
        let mut years = String::new();
        let mut year_before = None;
        for month in ticks {
            let column = self.column(month);
            if let Some(tick) = axis.get_mut(column) {
                *tick = '┬';
            }
            let head = &self.months[month];
            self.add_centred(&mut names, column, &clean(&head.text));
            if head.above.is_some() && head.above != year_before {
                self.add_centred(&mut years, column, head.above.as_deref().unwrap_or_default());
                year_before.clone_from(&head.above);
            }
        }
        let axis: String = axis.into_iter().collect();
        page.push_str(&format!("{} └{axis}\n", " ".repeat(self.left)));
        for line in [names, years].iter().filter(|line| !line.is_empty()) {
            screen.painter.paint(page, TextRole::Dim, line);
            page.push('\n');
        }
    }

    /// Adds a text to a line below the axis, its middle below a column of the plot.
    fn add_centred(&self, line: &mut String, column: usize, text: &str) {
        let start = (self.left + 2 + column).saturating_sub(width(text) / 2);
        let space = start.saturating_sub(width(line)).max(usize::from(!line.is_empty()));
        line.push_str(&" ".repeat(space));
        line.push_str(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{AnswerHead, Results, RowResult};
    use crate::output::Painter;
    use crate::report::chart;
    use crate::report::samples::{acme, number};

    fn drawn(all: &[Results], names: &[&str], columns: usize) -> String {
        let names: Vec<String> = names.iter().map(|name| name.to_string()).collect();
        let mut page = String::new();
        let screen = Screen {
            width: columns,
            painter: Painter::new(false),
            dialect: crate::diagnostic::Dialect::Shell,
        };
        render(&mut page, &chart(all, &names), &screen);
        for line in page.lines() {
            assert!(width(line) <= columns, "{} of {columns}: {line}", width(line));
        }
        page
    }

    /// A plan in which a goal asks for so much of `bookings` in each month up to September.
    fn with_goal() -> Results {
        let mut results = acme(12);
        let goal = results.goals[0].clone();
        let levels = (0..12).map(|month| (month < 9).then(|| number("6000"))).collect();
        results.goals.push(crate::analysis::GoalResult { row: "bookings".into(), levels, ..goal });
        results
    }

    /// The same plan with half of every row.
    fn half(results: &Results) -> Results {
        let halved = |value: Option<Number>| value.and_then(|value| Some(value.over(number("2")).ok()?.0));
        let row = |row: &RowResult| RowResult {
            values: row.values.iter().copied().map(halved).collect(),
            ..row.clone()
        };
        let head = AnswerHead { scenario: "half".into(), ..results.head.clone() };
        Results { head, rows: results.rows.iter().map(row).collect(), ..results.clone() }
    }

    #[test]
    fn a_row_and_its_goal_at_80_columns() {
        insta::assert_snapshot!(drawn(&[with_goal()], &["bookings"], 80));
    }

    #[test]
    fn a_row_and_its_goal_at_160_columns() {
        insta::assert_snapshot!(drawn(&[with_goal()], &["bookings"], 160));
    }

    #[test]
    fn rows_of_two_units_in_two_scenarios() {
        let plan = with_goal();
        insta::assert_snapshot!(drawn(&[plan.clone(), half(&plan)], &["bookings", "won", "velocity"], 80));
    }

    #[test]
    fn three_years_with_gaps_and_losses() {
        insta::assert_snapshot!(drawn(&[acme(36)], &["cash", "promo"], 100));
    }

    #[test]
    fn a_narrow_screen_has_sparklines() {
        insta::assert_snapshot!(drawn(&[acme(12)], &["bookings", "cash"], 36));
    }

    #[test]
    fn a_label_loses_its_name_before_a_digit() {
        let figure = LabelFigure { full: "$3,216,696,800".into(), short: "$3.22B".into() };
        let label = Label { mark: "● ".into(), name: "capital in base ".into(), figure };
        assert!(label.is_wider_than(31) && !label.is_wider_than(32));
        assert_eq!(label.text(false, 32), "● capital in base $3,216,696,800");
        assert_eq!(label.text(true, 24), "● capital in base $3.22B");
        assert_eq!(label.text(true, 13), "● cap… $3.22B");
        assert_eq!(label.text(true, 9), "● $3.22B");
    }

    #[test]
    fn more_lines_than_colours_have_marks() {
        let plan = with_goal();
        let named = |name: &str| Results {
            head: AnswerHead { scenario: name.into(), ..plan.head.clone() },
            ..half(&plan)
        };
        let all = ["a", "b", "c", "d", "e", "f", "g"].map(named);
        let marked = |count: usize| {
            let screen =
                Screen { width: 80, painter: Painter::new(true), dialect: crate::diagnostic::Dialect::Shell };
            let mut page = String::new();
            render(&mut page, &chart(&all[..count], &["bookings".to_string()]), &screen);
            MARKS.iter().filter(|mark| page.contains(*mark)).count()
        };
        assert_eq!((marked(6), marked(7)), (0, 7));
    }

    #[test]
    fn colour_changes_no_character_of_one_line() {
        let plain = drawn(&[with_goal()], &["bookings"], 80);
        let mut text = String::new();
        let screen =
            Screen { width: 80, painter: Painter::new(true), dialect: crate::diagnostic::Dialect::Shell };
        render(&mut text, &chart(&[with_goal()], &["bookings".to_string()]), &screen);
        while let Some(start) = text.find('\u{1b}') {
            let length = text[start..].find('m').unwrap_or_default();
            text.replace_range(start..=start + length, "");
        }
        assert_eq!(text, plain);
    }

    proptest::proptest! {
        #[test]
        fn every_chart_fits(months in 1usize..90, columns in 30usize..240) {
            drawn(&[acme(months)], &["bookings", "cash", "win_rate", "promo", "open"], columns);
        }
    }
}
