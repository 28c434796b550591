//! A snapshot: what a plan comes to in every scenario, reduced to what is worth keeping beside it.
//!
//! What is in it depends on the figures alone: numbers have at most [`DECIMALS`] decimals, and rows, goals and
//! warnings are sorted, so that neither a comment nor the order of definitions makes a difference.

mod change;
mod review;

pub use change::{ScenarioDelta, SnapshotChange, changes};
pub use review::{InputMove, SnapshotReview, review};

use std::collections::BTreeMap;

use crate::diagnostic::Diagnostic;
use crate::value::{Denomination, Number, Rollup};

use super::SettledPlan;
use super::project::results;
use super::results::{CheckResult, CheckStatus, GoalResult, GoalStatus, Granularity, Results, RowResult};

/// Decimals that a kept number has at most. Exact figures may have 28 digits, of which the last change with every
/// harmless change of a formula.
pub const DECIMALS: u32 = 10;

/// What a plan comes to in all of its scenarios, as it is kept in a file beside the plan.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Snapshot {
    /// The months as a plan writes them.
    pub months: Vec<String>,
    /// `base` first, the others by name.
    pub scenarios: Vec<KeptScenario>,
}

/// What is kept of one scenario.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct KeptScenario {
    /// Its name, `base` for the plan as it stands.
    pub name: String,
    /// The input that a `?` stood for, and what was found.
    pub solved: Option<(String, Number)>,
    /// Every row, sorted by name.
    pub rows: Vec<KeptRow>,
    /// The goals, sorted by their text.
    pub goals: Vec<KeptGoal>,
    /// The checks, sorted by their text.
    pub checks: Vec<KeptCheck>,
    /// How often each code is warned of, by code.
    pub warnings: Vec<(String, usize)>,
}

/// What is kept of one row.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KeptRow {
    /// The name as formulas have it.
    pub name: String,
    /// What its figures count; the currency is the default one where they count no money.
    pub unit: Denomination,
    /// How its months make one figure of a longer stretch: their sum, the last of them, or their mean.
    pub rollup: Rollup,
    /// What the months come to; none where no month has a value.
    pub total: Option<Number>,
    /// Whether months without a value were left out of that.
    pub partial: bool,
    /// One value a month; none is `n/a`.
    pub values: Vec<Option<Number>>,
}

/// What is kept of one goal.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KeptGoal {
    /// The goal in canonical form.
    pub text: String,
    /// Met or missed.
    pub status: GoalStatus,
    /// The month in which it was met, or that decided a miss.
    pub month: Option<String>,
    /// The value that it was judged by.
    pub value: Option<Number>,
    /// What was asked for.
    pub target: Option<Number>,
    /// What both count; a plain number in snapshots that were written before goals had their unit.
    pub unit: Denomination,
}

/// What is kept of one check.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KeptCheck {
    /// The check in canonical form.
    pub text: String,
    /// Held or failed.
    pub status: CheckStatus,
    /// The first month in which it fails; none where it holds.
    pub month: Option<String>,
}

/// The snapshot of a plan. Errors are those that [`results`] finds, in every scenario.
///
/// # Panics
/// Where a pipeline does not keep its deals: a bug in pace, not in the plan.
pub fn snapshot(plan: &SettledPlan) -> Result<Snapshot, Vec<Diagnostic>> {
    let mut kept = Snapshot::default();
    let mut errors: Vec<Diagnostic> = Vec::new();
    for scenario in &plan.model().scenarios {
        match results(plan, &scenario.name, Granularity::Month) {
            Ok(found) => {
                kept.months.clone_from(&found.head.months);
                let solved = scenario.unknown.as_ref().and_then(|unknown| {
                    let name = scenario.table.row(unknown.row).name.clone();
                    unknown.solved.as_ref().map(|solved| (name, short(solved.value)))
                });
                kept.scenarios.push(KeptScenario { solved, ..KeptScenario::of(&found) });
            }
            Err(found) => {
                for mut error in found.into_iter().filter(|error| !errors.contains(error)).collect::<Vec<_>>()
                {
                    if scenario.name != "base" {
                        error.message.push_str(&format!(" (in scenario `{}`)", scenario.name));
                    }
                    errors.push(error);
                }
            }
        }
    }
    kept.sort();
    if errors.is_empty() { Ok(kept) } else { Err(errors) }
}

impl Snapshot {
    /// Puts everything into the order that does not depend on the plan's.
    pub fn sort(&mut self) {
        self.scenarios.sort_by(|a, b| (a.name != "base", &a.name).cmp(&(b.name != "base", &b.name)));
        for scenario in &mut self.scenarios {
            scenario.rows.sort_by(|a, b| a.name.cmp(&b.name));
            // Two goals of one text have one result.
            scenario.goals.sort_by(|a, b| a.text.cmp(&b.text));
            scenario.checks.sort_by(|a, b| a.text.cmp(&b.text));
            scenario.warnings.sort();
        }
    }
}

impl KeptScenario {
    /// What is kept of a scenario's results.
    fn of(results: &Results) -> KeptScenario {
        let mut warnings: BTreeMap<&str, usize> = BTreeMap::new();
        for warning in &results.warnings {
            *warnings.entry(warning.code.name()).or_default() += 1;
        }
        KeptScenario {
            name: results.head.scenario.clone(),
            solved: None,
            rows: results.rows.iter().map(KeptRow::of).collect(),
            goals: results.goals.iter().map(KeptGoal::of).collect(),
            checks: results.checks.iter().map(KeptCheck::of).collect(),
            warnings: warnings.into_iter().map(|(code, count)| (code.to_string(), count)).collect(),
        }
    }
}

impl KeptRow {
    /// What is kept of a row.
    fn of(row: &RowResult) -> KeptRow {
        KeptRow {
            name: row.name.clone(),
            unit: as_read_again(row.unit),
            rollup: row.rollup,
            total: row.total.map(short),
            partial: row.total_partial,
            values: row.values.iter().map(|value| value.map(short)).collect(),
        }
    }
}

impl KeptGoal {
    /// What is kept of a goal.
    fn of(goal: &GoalResult) -> KeptGoal {
        KeptGoal {
            text: one_line(&goal.text),
            status: goal.status,
            month: goal.month.clone(),
            value: goal.value.map(short),
            target: goal.target.map(short),
            unit: as_read_again(goal.unit),
        }
    }
}

impl KeptCheck {
    /// What is kept of a check.
    fn of(check: &CheckResult) -> KeptCheck {
        KeptCheck { text: one_line(&check.text), status: check.status, month: check.month.clone() }
    }
}

/// A unit as it is read again: without the plan's currency where there is no money.
fn as_read_again(unit: Denomination) -> Denomination {
    Denomination::from_symbol(&unit.symbol()).unwrap_or(unit)
}

/// A number as it is kept: rounded to [`DECIMALS`].
fn short(number: Number) -> Number {
    let short = number.round(DECIMALS);
    // What rounds to nothing has no sign.
    if short.is_zero() { Number::ZERO } else { short }
}

/// A text in one line, as the format needs it: a plan may break a goal over several.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
