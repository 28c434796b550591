//! Rows over the months as a chart: panels one below the other, each with its axis, its lines and the goals that speak
//! of them. Figures stay exact numbers; a renderer decides how a line is drawn.

use super::axis::ValueAxis;
use super::projection::parted;
use super::{FigureFormat, Head};
use crate::analysis::{GoalResult, Results, RowResult};
use crate::value::{Denomination, Number};

/// Rows over the months, ready to be drawn: one panel for each unit.
#[derive(Clone, PartialEq, Debug)]
pub struct Chart {
    /// The months, one a point of every line; the year stands above each month that has one.
    pub months: Vec<Head>,
    /// One for each unit, in the order in which the rows were asked for: figures of two units share no axis.
    pub panels: Vec<ChartPanel>,
}

/// The lines of one unit.
#[derive(Clone, PartialEq, Debug)]
pub struct ChartPanel {
    /// The names of its rows: `bookings, sales`.
    pub title: String,
    /// The unit, as far as the ticks do not show it: `/month`, `days`; often empty.
    pub unit: String,
    /// The scale of its values.
    pub axis: ValueAxis,
    /// One for each row and scenario.
    pub lines: Vec<ChartLine>,
    /// Sentences on lines that have no value in any month, with the reason.
    pub notes: Vec<String>,
    /// The goals that are read month by month and speak of one of the rows.
    pub goals: Vec<GoalLine>,
}

/// One row in one scenario.
#[derive(Clone, PartialEq, Debug)]
pub struct ChartLine {
    /// What tells it from the other lines: a row, a scenario or both; empty where there is only one line.
    pub name: String,
    /// The name of the row.
    pub row: String,
    /// The name of the scenario.
    pub scenario: String,
    /// One value a month; none is a gap.
    pub points: Vec<Option<Number>>,
    /// The last value as it is written; none where there is no value at all.
    pub last: Option<LabelFigure>,
}

/// What a goal asks for, month by month.
#[derive(Clone, PartialEq, Debug)]
pub struct GoalLine {
    /// The row that it speaks of.
    pub row: String,
    /// The goal's label, or else the goal itself.
    pub name: String,
    /// The target in its last month, with the digits that it has itself: `$10,000`, `2.5%`.
    pub target: LabelFigure,
    /// The target of every month that the goal looks at; none in other months.
    pub points: Vec<Option<Number>>,
}

/// A figure in the label of a line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LabelFigure {
    /// As it is written where there is room: `$3,216,697`.
    pub full: String,
    /// As it is written where there is little: `$3.22M`.
    pub short: String,
}

impl LabelFigure {
    fn of(value: Number, format: &FigureFormat) -> LabelFigure {
        LabelFigure { full: format.bare(value), short: format.short(value) }
    }
}

impl ChartPanel {
    /// Whether any line has a value: without one there is nothing to draw.
    pub fn has_values(&self) -> bool {
        self.lines.iter().any(|line| line.last.is_some())
    }
}

/// Rows of those names in some scenarios as a chart; a scenario that does not have a row has no line for it, and a name
/// that is given twice counts once. Without any row the chart has no panels.
pub fn chart(all: &[Results], names: &[String]) -> Chart {
    let lines: Vec<(&Results, &RowResult)> = distinct(names.iter().map(String::as_str))
        .into_iter()
        .flat_map(|name| all.iter().filter_map(move |results| Some((results, results.row(name)?))))
        .collect();
    let mut units: Vec<Denomination> = Vec::new();
    for line in &lines {
        if !units.contains(&line.1.unit) {
            units.push(line.1.unit);
        }
    }
    let panel = |unit: Denomination| {
        let own = lines.iter().copied().filter(|line| line.1.unit == unit);
        panel(&own.collect::<Vec<_>>(), unit)
    };
    Chart {
        months: all.first().map(|results| months(&results.month_words)).unwrap_or_default(),
        panels: units.into_iter().map(panel).collect(),
    }
}

/// The months with their years.
fn months(words: &[String]) -> Vec<Head> {
    let month = |words: &String| {
        let (month, year) = parted(words);
        Head::month(month, year.map(str::to_string))
    };
    words.iter().map(month).collect()
}

/// The panel of some rows that have one unit, each with the scenario that it is of.
fn panel(rows: &[(&Results, &RowResult)], unit: Denomination) -> ChartPanel {
    let format = FigureFormat::of(unit, rows.iter().flat_map(|(_, row)| values(row)));
    let goals = goal_lines(rows, &format);
    let targets = goals.iter().flat_map(|goal| goal.points.iter().flatten().copied());
    let axis = ValueAxis::of(rows.iter().flat_map(|(_, row)| values(row)).chain(targets), &format);
    let names = distinct(rows.iter().map(|(_, row)| row.name.as_str()));
    let scenarios = distinct(rows.iter().map(|(results, _)| results.head.scenario.as_str()));
    let name = |results: &Results, row: &RowResult| match (names.len() > 1, scenarios.len() > 1) {
        (false, false) => String::new(),
        (true, false) => row.name.clone(),
        (false, true) => results.head.scenario.clone(),
        (true, true) => format!("{} in {}", row.name, results.head.scenario),
    };
    let line = |(results, row): &(&Results, &RowResult)| ChartLine {
        name: name(results, row),
        row: row.name.clone(),
        scenario: results.head.scenario.clone(),
        points: row.values.clone(),
        last: values(row).last().map(|value| LabelFigure::of(value, &format)),
    };
    let empty = rows.iter().filter(|(_, row)| values(row).next().is_none());
    let note = |(results, row): &(&Results, &RowResult)| {
        let of = if scenarios.len() > 1 { format!(" in {}", results.head.scenario) } else { String::new() };
        let reason = row.gaps.iter().flatten().next().map(|gap| format!(": {gap}")).unwrap_or_default();
        format!("`{}`{of} has no value in any month{reason}.", row.name)
    };
    ChartPanel {
        title: names.join(", "),
        unit: format.unit().to_string(),
        notes: empty.map(note).collect(),
        lines: rows.iter().map(line).collect(),
        axis,
        goals,
    }
}

/// The values that a row has.
fn values(row: &RowResult) -> impl DoubleEndedIterator<Item = Number> + '_ {
    row.values.iter().flatten().copied()
}

/// The goals of the rows as lines; one that is the same in several scenarios is drawn once.
fn goal_lines(rows: &[(&Results, &RowResult)], format: &FigureFormat) -> Vec<GoalLine> {
    let mut lines: Vec<GoalLine> = Vec::new();
    for (results, row) in rows {
        let speaks = |goal: &&GoalResult| goal.row == row.name && goal.levels.len() == row.values.len();
        for goal in results.goals.iter().filter(speaks) {
            let Some(last) = goal.levels.iter().flatten().next_back() else { continue };
            let known = lines.iter().any(|line| line.row == goal.row && line.points == goal.levels);
            if !known {
                lines.push(GoalLine {
                    row: goal.row.clone(),
                    name: goal.label.clone().unwrap_or_else(|| goal.text.clone()),
                    // As many digits as it has itself: a goal of 2.5% is not one of 3%, whatever the row's figures have.
                    target: LabelFigure::of(*last, &format.clone().stated(*last)),
                    points: goal.levels.clone(),
                });
            }
        }
    }
    lines
}

/// Each name once, in the order of first mention.
fn distinct<'a>(names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut all: Vec<&str> = Vec::new();
    for name in names {
        if !all.contains(&name) {
            all.push(name);
        }
    }
    all
}
