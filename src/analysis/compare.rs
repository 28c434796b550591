//! Scenarios side by side: what every row comes to in each, and which goals each meets.

use std::ops::Range;

use serde::{Serialize, Serializer};

use crate::diagnostic::Diagnostic;
use crate::value::{Denomination, Number, Rollup};

use super::axis::{Axis, ByMembers, MemberNames};
use super::breakdown::{MOST_MEMBERS, SOME_MEMBERS};
use super::delta::{Delta, RowDelta};
use super::nearly;
use super::presence::Presence;
use super::{
    AnswerHead, CheckResult, CheckStatus, GoalResult, GoalStatus, Granularity, Results, RowResult,
    SettledPlan, results_by_members,
};
use crate::model::{FamilyTotal, SegmentName};

/// Some scenarios of a plan side by side. Every list of figures has one for each scenario, in their order.
#[derive(Clone, Debug, Serialize)]
pub struct Comparison {
    /// The plan, and the scenario that the others are held against.
    #[serde(flatten)]
    pub head: AnswerHead,
    /// The months as people read them.
    #[serde(skip)]
    pub month_words: Vec<String>,
    /// Where only some months are compared, the first and the last of the plan as people read them.
    #[serde(skip)]
    pub part_of: Option<[String; 2]>,
    /// The scenarios; the others are held against the first.
    pub scenarios: Vec<ComparedScenario>,
    /// Every row that one of them has.
    pub rows: Vec<ComparedRow>,
    /// The names of the rows that a table shows.
    #[serde(skip)]
    pub shown: Vec<String>,
    /// The lines of a table by members, or of one member, in the place of these.
    #[serde(skip)]
    pub lines: Option<Vec<ComparedLine>>,
    /// Every goal that one of them has.
    pub goals: Vec<ComparedGoal>,
    /// Every check that one of them has.
    pub checks: Vec<ComparedCheck>,
}

/// A line of a table by members.
#[derive(Clone, Debug)]
pub struct ComparedLine {
    /// The row, under the name that it has in the table.
    pub row: ComparedRow,
    /// Whether it is a member's, below the row that it belongs to.
    pub below: bool,
}

/// A scenario that is compared: serialises as its name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ComparedScenario {
    /// The name of the scenario, `base` for the plan as it stands.
    pub name: String,
    /// The label that the plan gives the scenario, where it has one.
    pub label: Option<String>,
}

/// One row in every scenario that is compared. Its lists have an entry for each of them, in their order.
#[derive(Clone, Debug, Serialize)]
pub struct ComparedRow {
    /// The name of the row, as formulas have it.
    pub name: String,
    /// What the figures count.
    pub unit: Denomination,
    /// How its months make one figure of a longer stretch: their sum, the last of them, or their mean.
    pub rollup: Rollup,
    /// Whether a longer stretch is the quotient of two rows' totals, as it is for a rate of two flows, and not the
    /// mean of its months.
    #[serde(skip)]
    pub quotient: bool,
    /// What it comes to over the plan; none where a scenario has no such row, or no value.
    pub totals: Vec<Option<Number>>,
    /// Whether months without a value were left out.
    #[serde(skip)]
    pub partial: Vec<bool>,
    /// Its months in every scenario that has such a row, with the scenario's name.
    #[serde(serialize_with = "by_scenario")]
    pub values: Vec<(String, Vec<Option<Number>>)>,
    /// The family that it belongs to, in a plan with segments.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub family: Option<String>,
    /// Of a row of a family, whose it is: no one's of a total.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub members: Option<MemberNames>,
}

/// One goal in every scenario that has it.
#[derive(Clone, Debug)]
pub struct ComparedGoal {
    /// The label that the plan gives the goal, where it has one.
    pub label: Option<String>,
    /// The goal in canonical form.
    pub text: String,
    /// What came of it in each scenario, in their order; none where a scenario does not have it.
    pub results: Vec<Option<GoalResult>>,
}

/// One check in every scenario that has it.
#[derive(Clone, Debug)]
pub struct ComparedCheck {
    /// The check in canonical form.
    pub text: String,
    /// What came of it in each scenario, in their order; none where a scenario does not have it.
    pub results: Vec<Option<CheckResult>>,
}

impl ComparedRow {
    /// Whether it is a member's, or the total of some members.
    pub fn is_of_member(&self) -> bool {
        self.members.as_ref().is_some_and(|members| !members.is_total())
    }

    /// How far a scenario's total lies above the first one's; nothing, where only rounding tells them apart.
    pub fn difference(&self, scenario: usize) -> Option<Number> {
        nearly::difference(self.first()?, self.totals.get(scenario).copied().flatten()?)
    }

    /// The same as a share of the first one's size; none where that is nothing.
    pub fn change(&self, scenario: usize) -> Option<Number> {
        nearly::share(self.first()?, self.totals.get(scenario).copied().flatten()?)
    }

    /// Whether every scenario has the row with the same figures, as far as more than rounding tells them apart.
    pub fn is_same_everywhere(&self) -> bool {
        let Some(((_, months), others)) = self.values.split_first() else { return false };
        let alike = |one: &[Option<Number>], other: &[Option<Number>]| {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| nearly::same(*one, *other))
        };
        self.values.len() == self.totals.len()
            && others.iter().all(|(_, other)| alike(months, other))
            && self.totals.iter().all(|total| nearly::same(self.first(), *total))
    }

    fn first(&self) -> Option<Number> {
        self.totals.first().copied().flatten()
    }
}

impl ComparedCheck {
    /// Whether it fails in some scenario.
    pub fn fails(&self) -> bool {
        self.results.iter().flatten().any(|check| !check.status.is_held())
    }
}

impl ComparedCheck {
    /// Whose it is, of a check in a block `for`.
    pub fn members(&self) -> Option<&MemberNames> {
        self.results.iter().flatten().find_map(|check| check.members.as_ref())
    }

    /// Of a check in a block `for`, what it has in common with those of the other members.
    pub fn shared(&self) -> Option<(&str, Option<&str>)> {
        self.members().map(|members| (self.text.as_str(), members.segment()))
    }
}

impl ComparedGoal {
    /// Whose it is, of a goal in a block `for`.
    pub fn members(&self) -> Option<&MemberNames> {
        self.results.iter().flatten().find_map(|goal| goal.members.as_ref())
    }

    /// Of a goal in a block `for`, what it has in common with those of the other members.
    pub fn shared(&self) -> Option<(&str, Option<&str>)> {
        self.members().map(|members| (self.text.as_str(), members.segment()))
    }

    /// What value and target count; none where no scenario has the goal.
    pub fn unit(&self) -> Option<Denomination> {
        self.results.iter().flatten().next().map(|goal| goal.unit)
    }
}

/// Holds the scenarios of those names against the first. A name that is given twice counts once.
///
/// # Errors
/// Those of [`results`] of every scenario, each once; an empty list where no name is given.
pub fn compare(plan: &SettledPlan, names: &[&str]) -> Result<Comparison, Vec<Diagnostic>> {
    compare_over(plan, names, 0..plan.model().calendar.len())
}

/// The same over some months of the plan, given by place.
///
/// # Errors
/// Those of [`compare`].
pub fn compare_over(
    plan: &SettledPlan,
    names: &[&str],
    months: Range<usize>,
) -> Result<Comparison, Vec<Diagnostic>> {
    compare_by(plan, names, months, ByMembers::default())
}

/// The same with a table by the members of a segment, or of one member alone.
///
/// # Errors
/// Those of [`compare`].
pub fn compare_by(
    plan: &SettledPlan,
    names: &[&str],
    months: Range<usize>,
    of: ByMembers,
) -> Result<Comparison, Vec<Diagnostic>> {
    let mut chosen: Vec<&str> = Vec::new();
    for name in names {
        if !chosen.contains(name) {
            chosen.push(name);
        }
    }
    let mut all: Vec<Results> = Vec::new();
    let mut wrong: Vec<Diagnostic> = Vec::new();
    for name in chosen {
        let columns = (Granularity::Month, months.clone());
        match results_by_members(plan, name, columns, of, Results::clone) {
            Ok(results) => all.push(results),
            Err(errors) => {
                wrong.extend(errors.into_iter().filter(|error| !wrong.contains(error)).collect::<Vec<_>>())
            }
        }
    }
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let mut comparison = side_by_side_of(&all).ok_or_else(Vec::new)?;
    if let (Some(first), true) = (all.first(), of.by.is_some() || of.only.is_some()) {
        comparison.lines = Some(lines(&comparison, &first.axis, of));
    }
    Ok(comparison)
}

/// The lines of a table by members: below each shown row those of its members of a segment. Of one member alone rows have
/// their short names.
fn lines(comparison: &Comparison, axis: &Axis, of: ByMembers) -> Vec<ComparedLine> {
    let segments = &axis.segments;
    let only = of.only.map(|only| (&segments.segment(only.segment).name, &segments.member(only).name));
    let mut lines = Vec::new();
    for name in &comparison.shown {
        let row = comparison.rows.iter().find(|row| row.name == *name);
        let family = row.map_or(Some(name), |row| row.family.as_ref());
        let mut below: Vec<&ComparedRow> = match (of.by, family) {
            (Some(by), Some(family)) => {
                let by = segments.segment(by).name.as_str();
                let fits = |row: &&ComparedRow| {
                    let members = row.members.as_ref().filter(|_| row.family.as_ref() == Some(family));
                    members.is_some_and(|members| {
                        let inside = only.is_none_or(|(segment, member)| {
                            members.of_segment(segment) == Some(member) && members.own() != Some(member)
                        });
                        members.segment() == Some(by) && inside
                    })
                };
                comparison.rows.iter().filter(fits).collect()
            }
            _ => Vec::new(),
        };
        let short = |row: &ComparedRow| match (only, &row.family) {
            (Some(_), Some(family)) => family.clone(),
            _ => name.clone(),
        };
        // A family without a total is headed by its name alone.
        let nothing = |row: &&ComparedRow| ComparedRow {
            name: name.clone(),
            totals: vec![None; row.totals.len()],
            partial: vec![false; row.partial.len()],
            values: Vec::new(),
            ..(**row).clone()
        };
        let head = row.map(|row| ComparedRow { name: short(row), ..row.clone() });
        let Some(head) = head.or_else(|| below.first().map(nothing)) else { continue };
        lines.push(ComparedLine { row: head, below: false });
        let rule = axis.families.iter().find(|one| Some(&one.name) == family).map(|one| one.rule);
        let others = match below.len() > MOST_MEMBERS {
            true => {
                let size = |row: &ComparedRow| row.totals.iter().flatten().next().map(|total| total.abs());
                below.sort_by_key(|row| std::cmp::Reverse(size(row)));
                below.split_off(SOME_MEMBERS)
            }
            false => Vec::new(),
        };
        let label = |row: &ComparedRow| {
            let own = row.members.as_ref().and_then(|members| members.own()).unwrap_or_default();
            match segments.find(own) {
                Some(SegmentName::Member(member)) => format!("  {}", segments.member(member).shown()),
                _ => format!("  {own}"),
            }
        };
        let line = |row: &&ComparedRow| ComparedLine {
            row: ComparedRow { name: label(row), ..(**row).clone() },
            below: true,
        };
        lines.extend(below.iter().map(line));
        if let Some(first) = others.first() {
            let sum = |scenario: usize| {
                let own = others.iter().map(|row| row.totals.get(scenario).copied().flatten());
                let own: Option<Vec<Number>> = own.collect();
                own.filter(|_| rule == Some(FamilyTotal::Sum)).and_then(Number::sum)
            };
            let row = ComparedRow {
                name: format!("  {} more", others.len()),
                totals: (0..first.totals.len()).map(sum).collect(),
                values: Vec::new(),
                ..(**first).clone()
            };
            lines.push(ComparedLine { row, below: true });
        }
    }
    lines
}

/// Results side by side; none of none.
fn side_by_side_of(all: &[Results]) -> Option<Comparison> {
    let first = all.first()?;
    Some(Comparison {
        head: first.head.clone(),
        month_words: first.month_words.clone(),
        part_of: first.part_of.clone(),
        scenarios: all
            .iter()
            .map(|one| ComparedScenario { name: one.head.scenario.clone(), label: one.head.label.clone() })
            .collect(),
        rows: rows(all),
        shown: union(all.iter().flat_map(|one| one.shown.iter().map(String::as_str))),
        lines: None,
        goals: goals(all),
        checks: checks(all),
    })
}

/// Each name once, in the order of first mention.
pub(super) fn union<'a>(names: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut seen = std::collections::BTreeSet::new();
    names.filter(|name| seen.insert(*name)).map(str::to_string).collect()
}

/// Every row that a scenario has, in the order of first mention, with its figures in each of them.
fn rows(all: &[Results]) -> Vec<ComparedRow> {
    let index: Vec<std::collections::BTreeMap<&str, &RowResult>> =
        all.iter().map(|one| one.rows.iter().map(|row| (row.name.as_str(), row)).collect()).collect();
    let names = union(all.iter().flat_map(|one| one.rows.iter().map(|row| row.name.as_str())));
    let row = |name: &String| {
        let found: Vec<Option<&RowResult>> =
            index.iter().map(|rows| rows.get(name.as_str()).copied()).collect();
        let known = found.iter().flatten().next()?;
        let axis = all.iter().zip(&found).find(|(_, row)| row.is_some()).map(|(one, _)| &one.axis);
        let (family, members) = axis.and_then(|axis| axis.names(known.family)).unzip();
        Some(ComparedRow {
            family,
            members,
            name: name.clone(),
            unit: known.unit,
            rollup: known.rollup,
            quotient: known.quotient,
            totals: found.iter().map(|row| row.and_then(|row| row.total)).collect(),
            partial: found.iter().map(|row| row.is_some_and(|row| row.total_partial)).collect(),
            values: all
                .iter()
                .zip(&found)
                .filter_map(|(one, row)| Some((one.head.scenario.clone(), row.as_ref()?.values.clone())))
                .collect(),
        })
    };
    names.iter().filter_map(row).collect()
}

/// Puts what the scenarios have in common side by side: the same text of the same member is the same finding, the second of
/// a text the second.
fn side_by_side<'a, T>(
    all: &'a [Vec<T>],
    text: impl Fn(&T) -> (&str, Option<&str>),
) -> Vec<(String, Vec<Option<&'a T>>)> {
    type Found<'a, T> = ((String, Option<String>), Vec<Option<&'a T>>);
    let mut found: Vec<Found<'a, T>> = Vec::new();
    for (scenario, items) in all.iter().enumerate() {
        for item in items {
            let (text, member) = text(item);
            let same = |(known, places): &Found<'_, T>| {
                known.0 == text && known.1.as_deref() == member && places[scenario].is_none()
            };
            let at = found.iter().position(same).unwrap_or_else(|| {
                found.push(((text.to_string(), member.map(str::to_string)), vec![None; all.len()]));
                found.len() - 1
            });
            found[at].1[scenario] = Some(item);
        }
    }
    found.into_iter().map(|((text, _), places)| (text, places)).collect()
}

/// Every goal that a scenario has.
fn goals(all: &[Results]) -> Vec<ComparedGoal> {
    let goals: Vec<Vec<GoalResult>> = all.iter().map(|one| one.goals.clone()).collect();
    let goal = |(text, results): (String, Vec<Option<&GoalResult>>)| ComparedGoal {
        label: results.iter().flatten().find_map(|goal| goal.label.clone()),
        text,
        results: results.into_iter().map(Option::<&GoalResult>::cloned).collect(),
    };
    side_by_side(&goals, |goal| (&goal.text, goal.members.as_ref().and_then(MemberNames::own)))
        .into_iter()
        .map(goal)
        .collect()
}

/// Every check that a scenario has.
fn checks(all: &[Results]) -> Vec<ComparedCheck> {
    let checks: Vec<Vec<CheckResult>> = all.iter().map(|one| one.checks.clone()).collect();
    side_by_side(&checks, |check| (&check.text, check.members.as_ref().and_then(MemberNames::own)))
        .into_iter()
        .map(|(text, results)| ComparedCheck {
            text,
            results: results.into_iter().map(Option::<&CheckResult>::cloned).collect(),
        })
        .collect()
}

/// The two sides of a delta as two scenarios of those names, with only what differs.
pub fn two_sides(delta: &Delta, names: [&str; 2], month_words: &[String]) -> Comparison {
    fn results<T: Clone>(presence: &Presence<T>) -> Vec<Option<T>> {
        let (before, after) = presence.sides();
        vec![before.cloned(), after.cloned()]
    }
    let row = |row: &RowDelta| {
        let (before, after) = row.total.sides();
        let figures = row.figures();
        ComparedRow {
            name: row.name.clone(),
            unit: row.unit(),
            rollup: row.rollup,
            quotient: row.quotient,
            totals: vec![figures.0, figures.1],
            partial: [before, after].map(|total| total.is_some_and(|total| total.partial)).to_vec(),
            values: Vec::new(),
            family: row.family.clone(),
            members: row.members.clone(),
        }
    };
    let goal = |goal: &Presence<GoalResult>| {
        let results = results(goal);
        let known = results.iter().flatten().next_back();
        ComparedGoal {
            text: known.map(|goal| goal.text.clone()).unwrap_or_default(),
            label: known.and_then(|goal| goal.label.clone()),
            results,
        }
    };
    let check = |check: &Presence<CheckResult>| {
        let results = results(check);
        let text = results.iter().flatten().next().map(|check| check.text.clone()).unwrap_or_default();
        ComparedCheck { text, results }
    };
    Comparison {
        head: AnswerHead::default(),
        month_words: month_words.to_vec(),
        part_of: None,
        scenarios: names.map(|name| ComparedScenario { name: name.to_string(), label: None }).to_vec(),
        rows: delta.rows.iter().map(row).collect(),
        shown: Vec::new(),
        lines: None,
        goals: delta.goals.iter().map(goal).collect(),
        checks: delta.checks.iter().map(check).collect(),
    }
}

impl Serialize for ComparedScenario {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.name)
    }
}

/// A figure a scenario, each kind in a list of its own.
impl Serialize for ComparedGoal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct GoalColumns<'a> {
            label: Option<&'a str>,
            text: &'a str,
            status: Vec<Option<GoalStatus>>,
            value: Vec<Option<Number>>,
            at: Vec<Option<&'a str>>,
            target: Vec<Option<Number>>,
            month: Vec<Option<&'a str>>,
            unit: Option<Denomination>,
            #[serde(skip_serializing_if = "Option::is_none")]
            members: Option<&'a MemberNames>,
        }
        let columns = GoalColumns {
            label: self.label.as_deref(),
            text: &self.text,
            status: column(&self.results, |goal| Some(goal.status)),
            value: column(&self.results, |goal| goal.value),
            at: column(&self.results, |goal| goal.at.as_deref()),
            target: column(&self.results, |goal| goal.target),
            month: column(&self.results, |goal| goal.month.as_deref()),
            unit: self.unit(),
            members: self.members(),
        };
        columns.serialize(serializer)
    }
}

/// Whether and where it holds, a list a kind.
impl Serialize for ComparedCheck {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct CheckColumns<'a> {
            text: &'a str,
            status: Vec<Option<CheckStatus>>,
            month: Vec<Option<&'a str>>,
            #[serde(skip_serializing_if = "Option::is_none")]
            members: Option<&'a MemberNames>,
        }
        let columns = CheckColumns {
            text: &self.text,
            status: column(&self.results, |check| Some(check.status)),
            month: column(&self.results, |check| check.month.as_deref()),
            members: self.members(),
        };
        columns.serialize(serializer)
    }
}

/// One part of what came of a goal or check, a scenario each; none where a scenario does not have it.
fn column<'a, R, T>(results: &'a [Option<R>], of: impl Fn(&'a R) -> Option<T>) -> Vec<Option<T>> {
    results.iter().map(|result| result.as_ref().and_then(&of)).collect()
}

/// The months of each scenario that has the row, by the scenario's name.
fn by_scenario<S: Serializer>(
    values: &[(String, Vec<Option<Number>>)],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_map(values.iter().map(|(name, values)| (name, values)))
}
