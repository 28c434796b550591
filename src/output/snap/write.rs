//! A snapshot to text.

use std::fmt::Write;

use super::{HEAD, MISSING, VERSION};
use crate::analysis::{GoalStatus, KeptRow, KeptScenario, Snapshot};
use crate::output::clean;
use crate::value::Number;

/// The text of a snapshot: the same for the same snapshot, on every machine.
///
/// ```
/// use pace::{analysis, open_text, output::snap};
///
/// let plan = open_text("plan.pace", "months 2\ncalls = 40/month\n").expect("a plan");
/// let text = snap::write(&analysis::snapshot(&plan).expect("no mistake"));
/// assert!(text.starts_with("pace snapshot 1\nmonths M1 M2\n\nscenario base\n"));
/// assert!(text.contains("\n  calls 1/month sum 80 | 40 40\n"));
/// ```
pub fn write(snapshot: &Snapshot) -> String {
    let mut text = format!("{HEAD} {VERSION}\n");
    // Writing to a string cannot fail, here and below.
    let _ = writeln!(text, "months {}", snapshot.months.join(" "));
    for scenario in &snapshot.scenarios {
        self::scenario(&mut text, scenario);
    }
    text
}

/// Adds a scenario, a blank line before it: its `?`, rows, goals, checks and warnings, in this order.
fn scenario(text: &mut String, scenario: &KeptScenario) {
    let _ = writeln!(text, "\nscenario {}", scenario.name);
    if let Some((input, value)) = &scenario.solved {
        let _ = writeln!(text, "  solved: {input} {value}");
    }
    for kept in &scenario.rows {
        row(text, kept);
    }
    for goal in &scenario.goals {
        let word = match goal.status {
            GoalStatus::Met => "met",
            GoalStatus::Missed => "missed",
        };
        let _ = write!(text, "  goal: {} | {word}", clean(&goal.text));
        in_month(text, goal.month.as_deref());
        let unit = goal.unit.symbol();
        let figure = |value| if goal.unit.is_percent() { percent(value) } else { number(value) };
        let _ = write!(text, ": {} of {}", figure(goal.value), figure(goal.target));
        // A plain number has none, and a percentage has its sign.
        if unit != "1" && unit != "%" {
            let _ = write!(text, " {unit}");
        }
        text.push('\n');
    }
    for check in &scenario.checks {
        let word = check.status.word();
        let _ = write!(text, "  check: {} | {word}", clean(&check.text));
        in_month(text, check.month.as_deref());
        text.push('\n');
    }
    for (code, count) in &scenario.warnings {
        let _ = writeln!(text, "  warning: {code} {count}");
    }
}

/// Adds a row in one line; a `*` after the total says that months without a value were left out of it.
fn row(text: &mut String, row: &KeptRow) {
    let partial = if row.partial { "*" } else { "" };
    let unit = row.unit.symbol();
    let number = if unit == "%" { percent } else { number };
    let total = number(row.total);
    let _ = write!(text, "  {} {unit} {} {total}{partial} |", row.name, row.rollup.word());
    for value in &row.values {
        text.push(' ');
        text.push_str(&number(*value));
    }
    text.push('\n');
}

/// Adds ` in 2026-03`, where there is a month.
fn in_month(text: &mut String, month: Option<&str>) {
    if let Some(month) = month {
        let _ = write!(text, " in {month}");
    }
}

/// A number with all of its digits; `n/a` where there is none.
fn number(value: Option<Number>) -> String {
    value.map_or_else(|| MISSING.to_string(), |value| value.to_string())
}

/// A share as people write it.
fn percent(value: Option<Number>) -> String {
    match value {
        None => MISSING.to_string(),
        // What is too large a percentage to be read again is written as the number.
        Some(value) => value.percent().map_or_else(|| value.to_string(), |percent| format!("{percent}%")),
    }
}
