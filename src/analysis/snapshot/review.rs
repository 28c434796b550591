//! What a reviewer wants to know first of what moved: the row that the plan is about, and which inputs moved it.
//!
//! A snapshot has figures and no words, so an input that changed is known by its values. What it does is found the other
//! way round than `diff` has it: the plan as it is now, with that input alone as the snapshot has it.

use std::collections::{BTreeMap, BTreeSet};

use super::{KeptRow, Snapshot, SnapshotChange};
use crate::analysis::head::AnswerSubject;
use crate::analysis::measure::Measure;
use crate::analysis::presence::Presence;
use crate::analysis::project::results;
use crate::analysis::results::Granularity;
use crate::analysis::{RowDelta, SettledPlan, ask, inputs, nearly};
use crate::eval::{Projection, WhatIf};
use crate::model::{Model, Role, RowId, Scenario};
use crate::value::{Cell, Denomination, Number};

/// What is said of a plan before its tables.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct SnapshotReview {
    /// The name of the row that the plan is about, as it stands; none where it has no row.
    pub main: Option<String>,
    /// What the main row's figure over the plan counts.
    pub unit: Denomination,
    /// The inputs of the plan as it stands that have other values, those that moved the main row most
    /// first.
    pub inputs: Vec<InputMove>,
    /// The rows that nobody wrote and nothing shows, in whatever scenario: they are counted, not listed.
    pub made: BTreeSet<String>,
    /// The rows of members, in whatever scenario, with their families: totals are listed, and these are counted.
    pub of_members: BTreeMap<String, String>,
}

/// An input that has other values than the snapshot.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct InputMove {
    /// Its name.
    pub name: String,
    /// How much less the main row would come to if this input were still as the snapshot has it; none where that cannot
    /// be worked out.
    pub share: Option<Number>,
    /// Of how many members it is, where those of several moved: then the name is that of the family.
    pub members: usize,
}

/// What is said of a plan before its tables. `old` is its snapshot, and `change` what moved.
pub fn review(plan: &SettledPlan, old: &Snapshot, change: &SnapshotChange) -> SnapshotReview {
    let model = plan.model();
    let base = model.base();
    let of_members = of_members(plan, change);
    let mut made = made(plan, change);
    made.retain(|name| !of_members.contains_key(name));
    let mut review = SnapshotReview { made, of_members, ..SnapshotReview::default() };
    let Ok((_, projection)) = ask::projected(model, "base") else { return review };
    let main = ask::main_row(model, base);
    if let Some(main) = main {
        let subject = AnswerSubject::new(model, base, main, &Measure::Whole);
        (review.main, review.unit) = (Some(subject.row), subject.unit);
    }
    let same_months = change.months.is_none();
    let kept = old.scenarios.iter().find(|scenario| scenario.name == "base");
    let moved: &[RowDelta] = match change.scenarios.iter().find(|scenario| scenario.name == "base") {
        Some(scenario) if scenario.whole.is_none() => &scenario.delta.rows,
        _ => &[],
    };
    let mut families: Vec<Option<u32>> = Vec::new();
    for input in inputs::all(base) {
        let name = &base.table.row(input).name;
        let changed = |row: &&RowDelta| row.name == *name && matches!(row.total, Presence::Changed(..));
        if moved.iter().find(changed).is_none_or(|row| row.months == 0) {
            continue;
        }
        let before = kept.and_then(|kept| kept.rows.iter().find(|row| row.name == *name));
        let share = before.zip(main).filter(|_| same_months);
        let share = share.and_then(|(before, main)| without(model, base, &projection, (input, before), main));
        let family = of_family(base, input);
        // What several members have is told once.
        let known = family
            .and_then(|family| review.inputs.iter_mut().zip(&families).find(|(_, of)| **of == Some(family)));
        if let (Some((known, _)), Some(family)) = (known, family) {
            known.name =
                base.families.get(family as usize).map_or_else(|| name.clone(), |of| of.name.clone());
            known.share = known.share.zip(share).and_then(|(a, b)| Number::sum([a, b]));
            known.members += 1;
            continue;
        }
        families.push(family);
        review.inputs.push(InputMove { name: name.clone(), share, members: 1 });
    }
    // Stable: those that do the same stay in the order of the plan, and those of which nothing is known come last.
    review.inputs.sort_by_key(|input| std::cmp::Reverse(input.share.map(Number::abs)));
    review
}

/// The family of which an input is one member's row.
fn of_family(scenario: &Scenario, input: RowId) -> Option<u32> {
    let of = scenario.table.row(input).family.filter(|of| of.place.member().is_some())?;
    Some(of.family)
}

/// How much less the main row comes to with an input as it was before.
fn without(
    model: &Model,
    scenario: &Scenario,
    projection: &Projection<Cell>,
    (input, before): (RowId, &KeptRow),
    main: RowId,
) -> Option<Number> {
    // A month without a value cannot be given one.
    let values = before.values.iter().copied().collect::<Option<Vec<Number>>>()?;
    if values.len() != model.calendar.len() {
        return None;
    }
    let now = Measure::Whole.of(projection, scenario, main).number()?;
    let mut what_if =
        WhatIf::new(model, scenario, projection, &[input]).narrow(&Measure::Whole.needs(scenario, main));
    what_if.set(input, |month| Cell::from(values[month]));
    what_if.compute();
    let then = Measure::Whole.of(&what_if, scenario, main).number()?;
    nearly::difference(then, now)
}

/// The rows of members that moved, with their families. Of a row that is gone only the name is left: it was a member's if
/// it ends as those of a family that is still there.
fn of_members(plan: &SettledPlan, change: &SnapshotChange) -> BTreeMap<String, String> {
    let model = plan.model();
    let mut found = BTreeMap::new();
    if model.segments.is_empty() {
        return found;
    }
    let shown: &[String] = &model.shown;
    for moved in &change.scenarios {
        let Some(scenario) = model.scenario(&moved.name) else { continue };
        let families: BTreeSet<&str> = scenario.families.iter().map(|family| family.name.as_str()).collect();
        for row in moved.delta.rows.iter().filter(|row| !shown.contains(&row.name)) {
            let family = match scenario.table.find(&row.name) {
                Some(id) => {
                    let of = scenario.table.row(id).family.filter(|of| of.place.member().is_some());
                    of.and_then(|of| scenario.families.get(of.family as usize))
                        .map(|family| family.name.clone())
                }
                None => {
                    let ends = |family: &&&str| {
                        row.name.strip_suffix(**family).is_some_and(|member| member.ends_with('.'))
                    };
                    families.iter().filter(ends).max_by_key(|family| family.len()).map(ToString::to_string)
                }
            };
            found.extend(family.map(|family| (row.name.clone(), family)));
        }
    }
    found
}

/// The rows that moved which nobody wrote and nothing shows: parts of stages, what a pipeline works out, the calendar.
fn made(plan: &SettledPlan, change: &SnapshotChange) -> BTreeSet<String> {
    let shown: BTreeSet<String> = match results(plan, "base", Granularity::Month) {
        Ok(results) => results.shown.into_iter().collect(),
        Err(_) => return BTreeSet::new(),
    };
    let written = |role: Role| {
        matches!(
            role,
            Role::Variable
                | Role::Exchange(_)
                | Role::Action
                | Role::Stock
                | Role::StockFlow { .. }
                | Role::Entry { .. }
                | Role::StageFlow { .. }
        )
    };
    let model = plan.model();
    let by_hand = |scenario: &str, name: &str| {
        let scenario = model.scenario(scenario)?;
        let row = scenario.table.row(scenario.table.find(name)?);
        // A stage's rate and duration are rows that pace makes of what somebody wrote.
        Some(row.input || written(scenario.role_of(row)))
    };
    let mut made = BTreeSet::new();
    for scenario in &change.scenarios {
        for row in scenario.delta.rows.iter().filter(|row| !shown.contains(&row.name)) {
            // Of a row that is gone only the name is left: members are what pace makes.
            let is_gone = || !row.name.contains('.');
            if !by_hand(&scenario.name, &row.name).unwrap_or_else(is_gone) {
                made.insert(row.name.clone());
            }
        }
    }
    made
}
