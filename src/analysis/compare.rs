//! Scenarios side by side: what every row comes to in each, and which goals each meets.

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use crate::diagnostic::Diagnostic;
use crate::value::{Currency, Number, Rollup, Shown, Unit};

use super::SettledPlan;
use super::nearly::is_nothing;
use super::{By, CheckResult, CheckStatus, GoalResult, Results, RowResult, results};

/// Some scenarios of a plan side by side. Every list of figures has one for each scenario, in their order.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// The plan's title.
    pub title: Option<String>,
    /// The plan's currency.
    pub currency: Currency,
    /// The months as a plan writes them.
    pub months: Vec<String>,
    /// The months as people read them.
    pub month_words: Vec<String>,
    /// The scenarios; the others are held against the first.
    pub scenarios: Vec<Compared>,
    /// Every row that one of them has.
    pub rows: Vec<ComparedRow>,
    /// The names of the rows that a table shows.
    pub shown: Vec<String>,
    /// Every goal that one of them has.
    pub goals: Vec<ComparedGoal>,
    /// The checks that fail in one of them.
    pub checks: Vec<ComparedCheck>,
}

/// One scenario.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Compared {
    /// Its name.
    pub name: String,
    /// Its label.
    pub label: Option<String>,
}

/// One row in every scenario.
#[derive(Clone, Debug)]
pub struct ComparedRow {
    /// The name.
    pub name: String,
    /// The unit.
    pub unit: Unit,
    /// How pure numbers are shown.
    pub shown: Shown,
    /// How months roll up.
    pub rollup: Rollup,
    /// Whether the totals are quotients of two rows' totals.
    pub quotient: bool,
    /// What it comes to over the plan; none where a scenario has no such row, or no value.
    pub totals: Vec<Option<Number>>,
    /// Whether months without a value were left out.
    pub partial: Vec<bool>,
    /// Its months; empty where a scenario has no such row.
    pub values: Vec<Vec<Option<Number>>>,
}

/// One goal in every scenario that has it.
#[derive(Clone, Debug)]
pub struct ComparedGoal {
    /// The label.
    pub label: Option<String>,
    /// The goal in canonical form.
    pub text: String,
    /// What came of it.
    pub results: Vec<Option<GoalResult>>,
}

/// One check in every scenario that has it.
#[derive(Clone, Debug)]
pub struct ComparedCheck {
    /// The check in canonical form.
    pub text: String,
    /// What came of it.
    pub results: Vec<Option<CheckResult>>,
}

impl ComparedRow {
    /// How far a scenario's total lies above the first one's; nothing, where only rounding tells them apart.
    pub fn difference(&self, scenario: usize) -> Option<Number> {
        let first = self.totals.first().copied().flatten()?;
        let total = self.totals.get(scenario).copied().flatten()?;
        let (difference, _) = total.minus(first).ok()?;
        Some(if is_nothing(difference, &[first, total]) { Number::ZERO } else { difference })
    }

    /// The same as a share of the first one's size; none where that is nothing.
    pub fn change(&self, scenario: usize) -> Option<Number> {
        let first = self.totals.first().copied().flatten()?;
        let difference = self.difference(scenario)?;
        if first.is_zero() {
            return None;
        }
        difference.over(first.abs()).ok().map(|(share, _)| share)
    }
}

/// Holds the scenarios of those names against the first. A name that is given twice counts once.
pub fn compare(plan: &SettledPlan, names: &[&str]) -> Result<Comparison, Vec<Diagnostic>> {
    let mut chosen: Vec<&str> = Vec::new();
    for name in names {
        if !chosen.contains(name) {
            chosen.push(name);
        }
    }
    let mut all: Vec<Results> = Vec::new();
    let mut wrong: Vec<Diagnostic> = Vec::new();
    for name in chosen {
        match results(plan, name, By::Month) {
            Ok(results) => all.push(results),
            Err(errors) => {
                wrong.extend(errors.into_iter().filter(|error| !wrong.contains(error)).collect::<Vec<_>>())
            }
        }
    }
    if !wrong.is_empty() {
        return Err(wrong);
    }
    side_by_side_of(&all).ok_or_else(Vec::new)
}

/// Results side by side; none of none.
pub(super) fn side_by_side_of(all: &[Results]) -> Option<Comparison> {
    let first = all.first()?;
    Some(Comparison {
        title: first.head.title.clone(),
        currency: first.head.currency,
        months: first.head.months.clone(),
        month_words: first.month_words.clone(),
        scenarios: all
            .iter()
            .map(|one| Compared { name: one.head.scenario.clone(), label: one.head.label.clone() })
            .collect(),
        rows: rows(all),
        shown: union(all.iter().flat_map(|one| one.shown.iter().map(String::as_str))),
        goals: goals(all),
        checks: checks(all),
    })
}

/// Each name once, in the order of first mention.
fn union<'a>(names: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut seen = std::collections::BTreeSet::new();
    names.filter(|name| seen.insert(*name)).map(str::to_string).collect()
}

fn rows(all: &[Results]) -> Vec<ComparedRow> {
    let index: Vec<std::collections::BTreeMap<&str, &RowResult>> =
        all.iter().map(|one| one.rows.iter().map(|row| (row.name.as_str(), row)).collect()).collect();
    let names = union(all.iter().flat_map(|one| one.rows.iter().map(|row| row.name.as_str())));
    let row = |name: &String| {
        let found: Vec<Option<&RowResult>> =
            index.iter().map(|rows| rows.get(name.as_str()).copied()).collect();
        let known = found.iter().flatten().next()?;
        Some(ComparedRow {
            name: name.clone(),
            unit: known.unit.unit,
            shown: known.unit.shown,
            rollup: known.rollup,
            quotient: known.quotient,
            totals: found.iter().map(|row| row.and_then(|row| row.total)).collect(),
            partial: found.iter().map(|row| row.is_some_and(|row| row.total_partial)).collect(),
            values: found.iter().map(|row| row.map_or(Vec::new(), |row| row.values.clone())).collect(),
        })
    };
    names.iter().filter_map(row).collect()
}

/// Puts what the scenarios have in common side by side: the same text is the same finding, the second of a
/// text the second.
fn side_by_side<'a, T>(all: &'a [Vec<T>], text: impl Fn(&T) -> &str) -> Vec<(String, Vec<Option<&'a T>>)> {
    let mut found: Vec<(String, Vec<Option<&'a T>>)> = Vec::new();
    for (scenario, items) in all.iter().enumerate() {
        for item in items {
            let known =
                found.iter().position(|(known, places)| known == text(item) && places[scenario].is_none());
            let at = known.unwrap_or_else(|| {
                found.push((text(item).to_string(), vec![None; all.len()]));
                found.len() - 1
            });
            found[at].1[scenario] = Some(item);
        }
    }
    found
}

fn goals(all: &[Results]) -> Vec<ComparedGoal> {
    let goals: Vec<Vec<GoalResult>> = all.iter().map(|one| one.goals.clone()).collect();
    let goal = |(text, results): (String, Vec<Option<&GoalResult>>)| ComparedGoal {
        label: results.iter().flatten().find_map(|goal| goal.label.clone()),
        text,
        results: results.into_iter().map(Option::<&GoalResult>::cloned).collect(),
    };
    side_by_side(&goals, |goal| &goal.text).into_iter().map(goal).collect()
}

fn checks(all: &[Results]) -> Vec<ComparedCheck> {
    let checks: Vec<Vec<CheckResult>> = all.iter().map(|one| one.checks.clone()).collect();
    let failing = |results: &[Option<&CheckResult>]| {
        results.iter().flatten().any(|check| check.status == CheckStatus::Failed)
    };
    side_by_side(&checks, |check| &check.text)
        .into_iter()
        .filter(|(_, results)| failing(results))
        .map(|(text, results)| ComparedCheck {
            text,
            results: results.into_iter().map(Option::<&CheckResult>::cloned).collect(),
        })
        .collect()
}

/// `{ "scenarios", "months", "rows": [ { "name", "unit", "rollup", "totals", "values" } ], "goals": [ { "text", "status",
/// "value", "month", "unit" } ] }`
impl Serialize for Comparison {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let names: Vec<&str> = self.scenarios.iter().map(|scenario| scenario.name.as_str()).collect();
        let rows: Vec<RowDocument<'_>> =
            self.rows.iter().map(|row| RowDocument { row, names: &names, currency: self.currency }).collect();
        let mut map = serializer.serialize_map(None)?;
        let goals: Vec<GoalDocument<'_>> = self.goals.iter().map(|goal| GoalDocument { goal }).collect();
        map.serialize_entry("scenarios", &names)?;
        map.serialize_entry("months", &self.months)?;
        map.serialize_entry("rows", &rows)?;
        map.serialize_entry("goals", &goals)?;
        map.end()
    }
}

struct RowDocument<'a> {
    row: &'a ComparedRow,
    names: &'a [&'a str],
    currency: Currency,
}

impl Serialize for RowDocument<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let row = self.row;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("name", &row.name)?;
        map.serialize_entry("unit", &row.unit.symbol(row.shown, self.currency))?;
        map.serialize_entry("rollup", &row.rollup)?;
        map.serialize_entry("totals", &row.totals)?;
        map.serialize_entry("values", &ValuesDocument(self.names, &row.values))?;
        map.end()
    }
}

/// The months of each scenario that has the row, by the scenario's name.
struct ValuesDocument<'a>(&'a [&'a str], &'a [Vec<Option<Number>>]);

impl Serialize for ValuesDocument<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().zip(self.1).filter(|(_, values)| !values.is_empty()))
    }
}

struct GoalDocument<'a> {
    goal: &'a ComparedGoal,
}

impl Serialize for GoalDocument<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let results = &self.goal.results;
        let first = results.iter().flatten().next();
        let unit = first.map(|goal| goal.unit.symbol());
        let status: Vec<_> = results.iter().map(|goal| goal.as_ref().map(|goal| goal.status)).collect();
        let value: Vec<_> = results.iter().map(|goal| goal.as_ref().and_then(|goal| goal.value)).collect();
        let month: Vec<_> =
            results.iter().map(|goal| goal.as_ref().and_then(|goal| goal.month.as_deref())).collect();
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("text", &self.goal.text)?;
        map.serialize_entry("status", &status)?;
        map.serialize_entry("value", &value)?;
        map.serialize_entry("month", &month)?;
        map.serialize_entry("unit", &unit)?;
        map.end()
    }
}
