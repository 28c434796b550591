//! What moved between two projections: which goals, and which rows by how much.

use std::collections::BTreeMap;

use super::presence::Presence;
use super::{CheckResult, GoalResult, Results, RowResult};
use crate::model::Origin;
use crate::value::{Currency, Number, Rollup, Shown, Unit};

/// What is different in a projection from what it was before.
#[derive(Clone, Debug)]
pub struct Moved {
    /// The currency of the figures.
    pub currency: Currency,
    /// The goals that came to something else, in the order of the plan.
    pub goals: Vec<Presence<GoalResult>>,
    /// The checks that came to something else.
    pub checks: Vec<Presence<CheckResult>>,
    /// The rows that both projections have and that differ, the widest effect first.
    pub rows: Vec<MovedRow>,
    /// The names of the rows that were not there before.
    pub added: Vec<String>,
    /// The names of the rows that are there no more.
    pub gone: Vec<String>,
    /// The months before and after, in words, where they are others.
    pub months: Option<(Vec<String>, Vec<String>)>,
}

/// A row that differs.
#[derive(Clone, Debug)]
pub struct MovedRow {
    /// The name.
    pub name: String,
    /// The unit after.
    pub unit: Unit,
    /// How a pure number is shown.
    pub shown: Shown,
    /// How months roll up.
    pub rollup: Rollup,
    /// Whether the totals are quotients of two rows' totals.
    pub quotient: bool,
    /// What it came to over the plan before.
    pub before: Option<Number>,
    /// What it comes to now.
    pub after: Option<Number>,
    /// It tells more of what another row tells already: told only where nothing else is.
    pub detail: bool,
    /// The months in which it has another value.
    pub months: usize,
}

impl MovedRow {
    /// How far it moved as a share of what it was; none from nothing, or where a value is missing.
    pub fn share(&self) -> Option<Number> {
        let (before, after) = (self.before?, self.after?);
        if before.is_zero() {
            return None;
        }
        after.minus(before).and_then(|(moved, _)| moved.over(before.abs())).ok().map(|(share, _)| share)
    }

    /// What rows are put in order by: those that came from nothing first, those with the same total last. Shares
    /// that look the same count as the same, so that what is the cause of others stands before them.
    fn width(&self) -> (bool, Number) {
        if self.before == self.after {
            return (false, Number::ZERO);
        }
        self.share().map_or((true, Number::ZERO), |share| (false, share.abs().round(3)))
    }
}

impl Moved {
    /// Whether nothing differs.
    pub fn is_empty(&self) -> bool {
        self.goals.is_empty()
            && self.checks.is_empty()
            && self.rows.is_empty()
            && self.added.is_empty()
            && self.gone.is_empty()
            && self.months.is_none()
    }
}

/// Holds a projection against the one before it.
pub fn moved(before: &Results, after: &Results) -> Moved {
    let index = |results: &'_ Results| -> BTreeMap<String, usize> {
        results.rows.iter().enumerate().map(|(at, row)| (row.name.clone(), at)).collect()
    };
    let (old, new) = (index(before), index(after));
    let months = (before.head.months != after.head.months)
        .then(|| (before.month_words.clone(), after.month_words.clone()));
    let pairs = after.rows.iter().filter_map(|row| Some((&before.rows[*old.get(&row.name)?], row)));
    // The calendar moves with the months, which are told.
    let pairs = pairs.filter(|(_, row)| row.group != Origin::Calendar);
    let mut rows: Vec<MovedRow> = pairs.filter_map(|(old, new)| difference(old, new)).collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.width()));
    let missing = |rows: &[RowResult], known: &BTreeMap<String, usize>| -> Vec<String> {
        let unknown = rows.iter().filter(|row| !known.contains_key(&row.name));
        unknown.map(|row| row.name.clone()).collect()
    };
    Moved {
        currency: after.head.currency,
        goals: changed(
            &before.goals,
            &after.goals,
            |one, other| (&one.label, &one.text) == (&other.label, &other.text),
            same_goal,
        ),
        checks: changed(&before.checks, &after.checks, |one, other| one.text == other.text, same_check),
        rows,
        added: missing(&after.rows, &old),
        gone: missing(&before.rows, &new),
        months,
    }
}

fn difference(old: &RowResult, new: &RowResult) -> Option<MovedRow> {
    // Months that only one of the two plans has are told as such.
    let months = old.values.iter().zip(&new.values).filter(|(old, new)| old != new).count();
    let other = months > 0 || old.total != new.total || old.unit.unit != new.unit.unit;
    other.then(|| MovedRow {
        name: new.name.clone(),
        unit: new.unit.unit,
        shown: new.unit.shown,
        rollup: new.rollup,
        quotient: new.quotient,
        before: old.total.filter(|_| old.unit.unit == new.unit.unit),
        after: new.total,
        detail: new.is_detail(),
        months,
    })
}

fn same_goal(one: &GoalResult, other: &GoalResult) -> bool {
    (one.status, one.value, one.target, &one.month) == (other.status, other.value, other.target, &other.month)
}

fn same_check(one: &CheckResult, other: &CheckResult) -> bool {
    (one.status, &one.month) == (other.status, &other.month)
}

/// What differs of two lists, by what things are called; the first of a name belongs to the first.
fn changed<T: Clone>(
    before: &[T],
    after: &[T],
    named: impl Fn(&T, &T) -> bool,
    same: impl Fn(&T, &T) -> bool,
) -> Vec<Presence<T>> {
    let mut left: Vec<&T> = before.iter().collect();
    let mut all = Vec::new();
    for one in after {
        let at = left.iter().position(|old| named(old, one));
        let old = at.map(|at| left.remove(at));
        all.extend(Presence::of(old, Some(one), &same));
    }
    all.extend(left.into_iter().cloned().map(Presence::Gone));
    all
}
