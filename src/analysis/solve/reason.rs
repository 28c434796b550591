//! Why there is no value with which the goals hold, and until when what starts can still arrive in time.

use super::super::GoalStatus;
use super::arithmetic::{minus, over, plus};
use super::probe::{Probe, Reading};
use super::range::Range;
use super::search::{Found, is_same, search};
use super::{Solution, SolveStatus};
use crate::model::{Goal, GoalTime};
use crate::value::{Cell, Number};

/// Why an input has no value with which goals hold, or why any value does.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Reason {
    /// It does not move these rows, of which the goals speak.
    MovesNothing(Vec<String>),
    /// Even what starts in the plan's first month arrives after the goal's last.
    TooLate {
        /// The plan's first month, in words.
        first: String,
        /// The goal's last month, in words.
        deadline: String,
    },
    /// It would have to lie beyond what it can be.
    Beyond {
        /// The value that would be needed.
        would: Number,
        /// The most that it can be.
        most: Number,
    },
    /// The goals have no figure to be judged by, whatever the value.
    NoFigure,
    /// However large it is, it is not enough.
    HoweverLarge,
    /// No value is enough; the best one is told.
    NotEnough,
    /// The goals hold whatever it is.
    Anything,
}

/// Finds out why.
pub fn find(probe: &mut Probe<'_>, solution: &mut Solution, found: &Found, range: &Range) -> Option<Reason> {
    // Of several goals, those that are missed are what there is to explain.
    let missed = |at: &usize| solution.goals[*at].result.status == GoalStatus::Missed;
    let mut about: Vec<&Goal> = Vec::new();
    about.extend((0..probe.goals.len()).filter(missed).map(|at| probe.goals[at]));
    if about.is_empty() {
        about.clone_from(&probe.goals);
    }
    let last = about.iter().filter_map(|goal| deadline(goal)).max();
    let value = solution.needed.or(solution.best).or(solution.current).unwrap_or_else(|| range.likely());
    let counts =
        last.and_then(|last| last_that_counts(probe, &about, range, value, last).map(|month| (month, last)));
    solution.in_time =
        counts.filter(|(month, last)| month < last).map(|(month, _)| probe.model.calendar.words(month));
    let fixed = unmoved(probe, solution);
    // One constant value may be no match for what the plan does by month: then there is nothing to explain.
    if solution.status == SolveStatus::Already && matches!(found, Found::Never(..)) {
        return None;
    }
    match found {
        Found::Always(_) => Some(Reason::Anything),
        Found::In(_) => None,
        Found::Never(None, _) => Some(Reason::NoFigure),
        Found::Never(Some(_), _) if !fixed.is_empty() => Some(Reason::MovesNothing(fixed)),
        Found::Never(Some(_), looked) if !moves(looked, &missed_ones(solution)) => {
            Some(no_effect(probe, &about, range, value))
        }
        Found::Never(Some(best), _) => Some(not_enough(probe, best, range)),
    }
}

/// The places of the goals that are missed.
fn missed_ones(solution: &Solution) -> Vec<usize> {
    let goals = solution.goals.iter().enumerate();
    goals.filter(|(_, goal)| goal.result.status == GoalStatus::Missed).map(|(at, _)| at).collect()
}

/// Whether one of these goals came to something else for some value that was looked at.
fn moves(looked: &[Reading], goals: &[usize]) -> bool {
    let only = |reading: &Reading| Reading {
        standings: goals.iter().filter_map(|at| reading.standings.get(*at).copied()).collect(),
        ..reading.clone()
    };
    let mut known = looked.iter().filter(|reading| reading.is_known()).map(only);
    let Some(first) = known.next() else { return false };
    known.any(|other| !is_same(&first, &other))
}

/// The rows of missed goals that do not depend on the input.
fn unmoved(probe: &Probe<'_>, solution: &Solution) -> Vec<String> {
    let missed = probe.goals.iter().zip(&solution.goals);
    let missed = missed.filter(|(_, outcome)| outcome.result.status == GoalStatus::Missed);
    let mut rows: Vec<String> = Vec::new();
    for (goal, outcome) in missed.filter(|(goal, _)| !probe.moves(goal.row)) {
        let target = match goal.target {
            crate::model::Input::Row(row) => probe.moves(row),
            crate::model::Input::Constant(_) => false,
        };
        if !target && !rows.contains(&outcome.result.row) {
            rows.push(outcome.result.row.clone());
        }
    }
    rows
}

/// The last month that a goal looks at.
fn deadline(goal: &Goal) -> Option<usize> {
    match &goal.time {
        GoalTime::By(month) => Some(*month),
        GoalTime::In(months) => months.iter().rposition(|flag| *flag),
    }
}

/// The last month in which another value would change a goal's row in a month that it looks at.
fn last_that_counts(
    probe: &mut Probe<'_>,
    goals: &[&Goal],
    range: &Range,
    value: Number,
    last: usize,
) -> Option<usize> {
    let others = beside(range, value);
    probe.at(value);
    let before = rows(probe, goals);
    let mut counts = |month: usize, other: Number| {
        probe.with(value, |column| if column == month { other } else { value });
        let after = rows(probe, goals);
        goals.iter().zip(before.iter().zip(&after)).any(|(goal, (before, after))| {
            let looks_at = |column: &usize| match &goal.time {
                GoalTime::By(month) => column <= month,
                GoalTime::In(months) => months[*column],
            };
            (0..before.len()).filter(looks_at).any(|column| differs(&before[column], &after[column]))
        })
    };
    (0..=last).rev().find(|month| others.iter().any(|other| counts(*month, *other)))
}

/// What the goals speak of, month by month.
fn rows(probe: &Probe<'_>, goals: &[&Goal]) -> Vec<Vec<Cell>> {
    goals.iter().map(|goal| probe.row(goal.row).to_vec()).collect()
}

/// Whether two figures are different numbers; how they were rounded on the way does not matter.
fn differs(one: &Cell, other: &Cell) -> bool {
    match (one.number(), other.number()) {
        (Some(one), Some(other)) => one.compare(other).is_ne(),
        (one, other) => one != other,
    }
}

/// Other values of the range, above and below, far enough away to make a difference: from some value on,
/// more may change nothing.
fn beside(range: &Range, value: Number) -> Vec<Number> {
    let eight = Number::from(8u32);
    let step = over(if value.is_zero() { range.likely() } else { value.abs() }, eight);
    let both = step.into_iter().flat_map(|step| [plus(value, step), minus(value, step)]);
    both.flatten().filter(|other| range.contains(*other)).collect()
}

/// Nothing that the goals look at changes: because it would change too late, or never.
fn no_effect(probe: &mut Probe<'_>, goals: &[&Goal], range: &Range, value: Number) -> Reason {
    probe.at(value);
    let before = rows(probe, goals);
    let moved = beside(range, value).into_iter().any(|other| {
        probe.at(other);
        let after = rows(probe, goals);
        before.iter().flatten().zip(after.iter().flatten()).any(|(before, after)| differs(before, after))
    });
    if moved {
        let calendar = &probe.model.calendar;
        let deadline = goals.iter().filter_map(|goal| deadline(goal)).max().unwrap_or(0);
        return Reason::TooLate { first: calendar.words(0), deadline: calendar.words(deadline) };
    }
    let mut names: Vec<String> = Vec::new();
    for goal in goals {
        let name = &probe.scenario.table.row(goal.row).name;
        if !names.contains(name) {
            names.push(name.clone());
        }
    }
    Reason::MovesNothing(names)
}

/// No value is enough: perhaps one beyond the bound would be.
fn not_enough(probe: &mut Probe<'_>, best: &Reading, range: &Range) -> Reason {
    let Some(most) = range.high else {
        return if range.is_huge(best.value) { Reason::HoweverLarge } else { Reason::NotEnough };
    };
    probe.unbound = true;
    let beyond = search(probe, &range.without_bounds());
    probe.unbound = false;
    let would = match &beyond {
        Found::In(stretches) => stretches.first().and_then(|stretch| stretch.from).map(|edge| edge.value),
        _ => None,
    };
    match would.filter(|would| *would > most) {
        Some(would) => Reason::Beyond { would, most },
        None => Reason::NotEnough,
    }
}
