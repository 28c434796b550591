//! Two versions of a plan: what was written otherwise, what moved, and what each change has to do with it.
//!
//! How much of a row's change an input is responsible for is found by trying it: the old plan with only that line
//! of the new one, checked and projected as any plan. What all of them do together beyond that is interaction; what
//! then is left comes from rows that were added, removed or cannot change alone. The parts always add up.

mod changes;
mod lines;
mod share;

use serde::Serialize;

use crate::diagnostic::{Advice, Code, Diagnostic, Prose};
use crate::loader::tidied;
use crate::model::Scenario;
use crate::value::{Denomination, Number, Rollup};

use super::axis::{ByMembers, MemberNames};
use super::compare::union;
use super::delta::{Delta, Sameness};
use super::presence::Presence;
use super::project::results;
use super::results::Granularity;
use super::results::{CheckResult, GoalResult};
use super::{AnswerHead, SettledPlan, ask, nearly};
use changes::edits;
use share::{Probe, figure};

/// What differs between two versions of a plan, in one scenario.
#[derive(Clone, Debug, Serialize)]
pub struct Difference {
    /// The new plan and the scenario; the title is the old one where the new plan has none.
    #[serde(flatten)]
    pub head: AnswerHead,
    /// The name of the old version: a path, or `REV:PATH`.
    pub old: String,
    /// The name of the new version.
    pub new: String,
    /// What was written otherwise, the strongest of a kind first.
    pub changes: Vec<PlanChange>,
    /// What the changes do to the main row; none where there is no row that both have.
    pub share: Option<ChangeShare>,
    /// The rows and goals that moved, and the checks that moved and fail in one of the versions.
    #[serde(flatten)]
    pub moved: Delta,
    /// What the main row comes to in the other scenarios, where it moved or a scenario came or went.
    pub scenarios: Vec<OtherScenario>,
    /// Whether both versions are the same text, in every file.
    #[serde(skip)]
    pub same_text: bool,
    /// The names of the rows that a table of either plan shows.
    #[serde(skip)]
    pub shown: Vec<String>,
    /// The new plan's months as people read them.
    #[serde(skip)]
    pub month_words: Vec<String>,
    /// The segment by whose members rows are shown.
    #[serde(skip)]
    pub by: Option<String>,
    /// What a table calls the one member that is looked at.
    #[serde(skip)]
    pub only: Option<String>,
}

impl Difference {
    /// The same with a table by the members of a segment, or of one member alone: its rows, goals and checks. `plan` is the
    /// version that has them.
    #[must_use]
    pub fn of_members(mut self, plan: &SettledPlan, of: ByMembers) -> Difference {
        let segments = &plan.model().segments;
        self.by = of.by.map(|by| segments.segment(by).name.clone());
        let Some(only) = of.only else { return self };
        let member = segments.member(only);
        self.only = Some(member.shown().to_string());
        let is_own =
            |members: Option<&MemberNames>| members.and_then(MemberNames::own) == Some(member.name.as_str());
        // By a segment below the member, those that are in it too.
        let above = &segments.segment(only.segment).name;
        let by = self.by.clone();
        let inside = |members: Option<&MemberNames>| {
            let inside = |members: &MemberNames| {
                members.of_segment(above) == Some(member.name.as_str()) && members.segment() == by.as_deref()
            };
            is_own(members) || members.is_some_and(inside)
        };
        self.moved.rows.retain(|row| inside(row.members.as_ref()));
        let goal = |goal: &Presence<GoalResult>| {
            let (old, new) = goal.sides();
            is_own(new.or(old).and_then(|goal| goal.members.as_ref()))
        };
        self.moved.goals.retain(goal);
        let check = |check: &Presence<CheckResult>| {
            let (old, new) = check.sides();
            is_own(new.or(old).and_then(|check| check.members.as_ref()))
        };
        self.moved.checks.retain(check);
        self
    }
}

/// One change of what is written: a line that came, went or says something else.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct PlanChange {
    /// What was changed: a row, a part of a stage, a statement.
    pub name: String,
    /// How it was changed.
    pub kind: ChangeKind,
    /// What it said in the old plan, in canonical form; of a scenario its lines that the new plan does not have. None
    /// where it is new, or too long to be told.
    pub from: Option<String>,
    /// What it says in the new plan; none where it is gone, or too long to be told.
    pub to: Option<String>,
    /// What it does alone to the main row; none where the old plan does not take it alone.
    pub effect: Option<Number>,
    /// What the effect counts: the unit of the main row over the plan; none where there is no such row.
    pub unit: Option<Denomination>,
}

/// Kinds of change.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ChangeKind {
    /// A line that uses no other row, before and after.
    Input,
    /// A line that uses another row, before or after.
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
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct ChangeShare {
    /// The name of the row that changes are measured by.
    pub row: String,
    /// What its figure over the plan counts.
    pub unit: Denomination,
    /// How its months make one figure of a longer stretch: their sum, the last of them, or their mean.
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
    /// The names of the changes that cannot be tried alone, and `goals` where those decide a figure.
    pub rest_of: Vec<String>,
}

/// The main row in another scenario.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct OtherScenario {
    /// The name of the scenario.
    pub name: String,
    /// What its figures count.
    pub unit: Denomination,
    /// The figure before; none where there was no such scenario, or it has no value.
    pub from: Option<Number>,
    /// The figure now; none where there is no such scenario any longer, or it has no value.
    pub to: Option<Number>,
    /// How far it lies above the figure before; none where one of them is missing.
    pub change: Option<Number>,
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
    let before = results(old, scenario, Granularity::Month).map_err(|found| (0, found))?;
    let after = results(new, scenario, Granularity::Month).map_err(|found| (1, found))?;
    let main = main_row(versions, scenario, row)?;
    let mut moved = Delta::between(&before, &after, &Sameness::default());
    moved.checks.retain(|check| {
        let (old, new) = check.sides();
        [old, new].into_iter().flatten().any(|check| !check.status.is_held())
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
    let mut changes = sorted(changes);
    for change in &mut changes {
        change.unit = share.as_ref().map(|share: &ChangeShare| share.unit);
    }
    let scenarios = share.as_ref().map(|share| others(versions, scenario, share)).unwrap_or_default();
    let mut head = after.head;
    head.title = head.title.or_else(|| old.model().texts.title.clone());
    let [old_texts, new_texts] =
        versions.map(|version| version.sources().iter().map(|(_, source)| source.text()));
    Ok(Difference {
        same_text: old_texts.eq(new_texts),
        head,
        old: names[0].to_string(),
        new: names[1].to_string(),
        changes,
        scenarios,
        share,
        moved,
        shown: union(before.shown.iter().chain(&after.shown).map(String::as_str)),
        month_words: after.month_words,
        by: None,
        only: None,
    })
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
fn others(versions: [&SettledPlan; 2], scenario: &str, share: &ChangeShare) -> Vec<OtherScenario> {
    let mut names: Vec<&str> = Vec::new();
    for name in versions.iter().flat_map(|version| version.model().scenario_names()) {
        if name != scenario && !names.contains(&name) {
            names.push(name);
        }
    }
    let value = |version: &SettledPlan, name: &str| {
        version.model().scenario(name)?;
        figure(version.model(), name, &share.row)?.1
    };
    let both = |name: &&str| versions.iter().all(|version| version.model().scenario(name).is_some());
    let moved = |name: &str| {
        let (from, to) = (value(versions[0], name), value(versions[1], name));
        let kept = both(&name) && nearly::same(from, to);
        let change = from.zip(to).and_then(|(from, to)| nearly::difference(from, to));
        (!kept).then(|| OtherScenario { name: name.to_string(), unit: share.unit, from, to, change })
    };
    names.into_iter().filter_map(moved).collect()
}

/// By kind, the strongest first; what does the same stays in the order of the plan.
fn sorted(mut changes: Vec<PlanChange>) -> Vec<PlanChange> {
    let effect = |change: &PlanChange| change.effect.unwrap_or_default().abs().round(12);
    changes.sort_by_key(|change| (change.kind, std::cmp::Reverse(effect(change))));
    changes
}
