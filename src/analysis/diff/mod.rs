//! Two versions of a plan: what was written otherwise, what moved, and what each change has to do with it.
//!
//! How much of a row's change an input is responsible for is found by trying it: the old plan with only that line
//! of the new one, checked and projected as any plan. What all of them do together beyond that is interaction; what
//! then is left comes from rows that were added, removed or cannot change alone. The parts always add up.

mod changes;
mod lines;
mod serial;
mod share;

use serde::Serialize;

use crate::diagnostic::{Advice, Code, Diagnostic, Prose};
use crate::loader::tidied;
use crate::model::Scenario;
use crate::value::{Currency, Number, Rollup, Shown, Unit};

use super::SettledPlan;
use super::compare::{ComparedGoal, Comparison, side_by_side_of};
use super::project::results;
use super::results::By;
use super::{GoalResult, ask};
use changes::edits;
use share::{Probe, figure};

/// What differs between two versions of a plan, in one scenario.
#[derive(Clone, Debug)]
pub struct Difference {
    /// The plan's title, the new one where it has one.
    pub title: Option<String>,
    /// The names of the two versions.
    pub names: [String; 2],
    /// The scenario.
    pub scenario: String,
    /// The new plan's currency.
    pub currency: Currency,
    /// What was written otherwise, the strongest of a kind first.
    pub changes: Vec<Changed>,
    /// What the changes do to the main row; none where there is no row that both have.
    pub share: Option<ChangeShare>,
    /// The rows and goals that moved, the old version first.
    pub moved: Comparison,
    /// What the main row comes to in the other scenarios, where it moved or a scenario came or went.
    pub scenarios: Vec<OtherScenario>,
}

/// One change of the text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Changed {
    /// What was changed: a row, a part of a stage, a statement.
    pub name: String,
    /// How.
    pub kind: ChangeKind,
    /// What it said.
    pub from: Option<String>,
    /// What it says.
    pub to: Option<String>,
    /// What it does alone to the main row; none where the old plan does not take it alone.
    pub effect: Option<Number>,
}

/// Kinds of change.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ChangeKind {
    /// A line that uses no other row, before and after.
    Input,
    /// A line that does.
    Formula,
    /// A scenario says something else.
    Scenario,
    /// Another name for the same line.
    Renamed,
    /// A line that the old plan has not.
    Added,
    /// A line that the new plan has not.
    Removed,
}

impl ChangeKind {
    /// The word for it in results.
    pub fn word(self) -> &'static str {
        match self {
            ChangeKind::Input => "input",
            ChangeKind::Formula => "formula",
            ChangeKind::Scenario => "scenario",
            ChangeKind::Renamed => "renamed",
            ChangeKind::Added => "added",
            ChangeKind::Removed => "removed",
        }
    }
}

/// The change of one row, and what is left of it beside what each change does alone.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ChangeShare {
    /// The row.
    pub row: String,
    /// The unit of its figure.
    pub unit: Unit,
    /// How pure numbers of it are shown.
    pub shown: Shown,
    /// How its months roll up.
    pub rollup: Rollup,
    /// Its figure over the old plan.
    pub from: Option<Number>,
    /// Its figure over the new plan.
    pub to: Option<Number>,
    /// The change; none where a side has no value, or the units differ.
    pub change: Option<Number>,
    /// What the changes do together beyond what each does alone.
    pub interaction: Option<Number>,
    /// What comes from everything that cannot change alone; none where there is nothing of the kind.
    pub rest: Option<Number>,
    /// What that is.
    pub rest_of: Vec<String>,
}

/// The main row in another scenario.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OtherScenario {
    /// The scenario.
    pub name: String,
    /// The figure before; none where there was no such scenario, or it has no value.
    pub from: Option<Number>,
    /// The figure now.
    pub to: Option<Number>,
}

/// Which version a finding is about.
pub type DiffRefusal = (usize, Vec<Diagnostic>);

/// What differs between two versions; `names` are theirs, `row` is the row that changes are measured by (the one
/// that the plan is about, if left out).
///
/// Errors are those of [`results`], a scenario that one version does not have, a row that neither has; each with the
/// version that it is about: 0 is the old one, 1 the new one.
///
/// # Panics
/// Where a pipeline does not keep its deals: a bug in pace, not in the plan.
pub fn diff(
    versions: [&SettledPlan; 2],
    names: [&str; 2],
    scenario: &str,
    row: Option<&str>,
) -> Result<Difference, DiffRefusal> {
    let [old, new] = versions;
    let before = results(old, scenario, By::Month).map_err(|found| (0, found))?;
    let after = results(new, scenario, By::Month).map_err(|found| (1, found))?;
    let main = main_row(versions, scenario, row)?;
    let mut moved = side_by_side_of(&[before, after.clone()]).ok_or((1, Vec::new()))?;
    for (side, name) in moved.scenarios.iter_mut().zip(["old", "new"]) {
        name.clone_into(&mut side.name);
        side.label = None;
    }
    moved
        .rows
        .retain(|row| differs(&row.values[0], &row.values[1]) || differs(&row.totals[..1], &row.totals[1..]));
    moved.goals.retain(goal_moved);
    moved.checks.retain(|check| {
        let told = |at: usize| check.results[at].as_ref().map(|check| (check.status, check.month.clone()));
        told(0) != told(1)
    });
    let (old_text, new_text) = (tidied(old.loaded()), tidied(new.loaded()));
    let found = edits(&old_text, &new_text);
    let (changes, share) = match &main {
        Some(main) => {
            let probe = Probe::new(versions, old_text, scenario, main);
            let (changes, share) = probe.shares(versions, found);
            (changes, Some(share))
        }
        None => (found.into_iter().filter(|edit| !edit.judges).map(|edit| edit.changed).collect(), None),
    };
    Ok(Difference {
        title: after.head.title.clone().or_else(|| old.model().title.clone()),
        names: names.map(str::to_string),
        scenario: scenario.to_string(),
        currency: after.head.currency,
        changes: sorted(changes),
        scenarios: main.map(|main| others(versions, scenario, &main)).unwrap_or_default(),
        share,
        moved,
    })
}

fn differs(old: &[Option<Number>], new: &[Option<Number>]) -> bool {
    let same = |(a, b): (&Option<Number>, &Option<Number>)| match (a, b) {
        (Some(a), Some(b)) => a.compare(*b).is_eq(),
        (a, b) => a == b,
    };
    old.len() != new.len() || !old.iter().zip(new).all(same)
}

fn goal_moved(goal: &ComparedGoal) -> bool {
    let [Some(old), Some(new)] = &goal.results[..] else { return true };
    let judged = |goal: &GoalResult| (goal.status, goal.month.clone());
    judged(old) != judged(new) || differs(&[old.value, old.target], &[new.value, new.target])
}

/// The row that changes are measured by: its name.
fn main_row(
    versions: [&SettledPlan; 2],
    scenario: &str,
    asked: Option<&str>,
) -> Result<Option<String>, DiffRefusal> {
    let [old, new] =
        versions.map(|version| version.model().scenario(scenario).unwrap_or(version.model().base()));
    if let Some(name) = asked {
        let found = ask::row(new, name).map(|row| new.table.row(row)).map_err(|found| (1, vec![found]))?;
        if old.table.find(&found.name).is_none() {
            let message = format!("the old plan has no row `{}` to compare with", found.name);
            let help = Prose::from("choose a row that both have with ")
                .advise(Advice::option("row", ""))
                .and(", or leave it out");
            return Err((0, vec![Diagnostic::without_place(Code::UnknownName, message).help(help)]));
        }
        return Ok(Some(found.name.clone()));
    }
    // A goal that determines a `?` is met before and after; what moves is what was found.
    let found = |scenario: &Scenario| Some(scenario.unknown.as_ref()?.solved.as_ref()?.input.clone());
    let usual = |version: &SettledPlan, scenario: &Scenario| {
        ask::main_row(version.model(), scenario).map(|row| scenario.table.row(row).name.clone())
    };
    let both = |name: &String| old.table.find(name).is_some() && new.table.find(name).is_some();
    let asked_for = || found(old).and(found(new)).filter(both);
    let first = asked_for().or_else(|| usual(versions[1], new).filter(both));
    Ok(first.or_else(|| usual(versions[0], old).filter(both)))
}

/// The main row in the scenarios that are not looked at.
fn others(versions: [&SettledPlan; 2], scenario: &str, main: &str) -> Vec<OtherScenario> {
    let mut names: Vec<&str> = Vec::new();
    for name in versions.iter().flat_map(|version| version.model().scenario_names()) {
        if name != scenario && !names.contains(&name) {
            names.push(name);
        }
    }
    let value = |version: &SettledPlan, name: &str| {
        version.model().scenario(name)?;
        figure(version.model(), name, main)?.1
    };
    let both = |name: &&str| versions.iter().all(|version| version.model().scenario(name).is_some());
    let moved = |name: &str| {
        let (from, to) = (value(versions[0], name), value(versions[1], name));
        let kept = both(&name) && !differs(&[from], &[to]);
        (!kept).then(|| OtherScenario { name: name.to_string(), from, to })
    };
    names.into_iter().filter_map(moved).collect()
}

/// By kind, the strongest first; what does the same stays in the order of the plan.
fn sorted(mut changes: Vec<Changed>) -> Vec<Changed> {
    let effect = |change: &Changed| change.effect.unwrap_or_default().abs().round(12);
    changes.sort_by_key(|change| (change.kind, std::cmp::Reverse(effect(change))));
    changes
}
