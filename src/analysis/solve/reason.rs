//! Why there is no value with which the goals hold, and until when what starts can still arrive in time.

use super::answer::{HoldsFor, SolveAnswer, find};
use super::arithmetic::{minus, over, plus};
use super::probe::GoalProbe;
use super::range::Range;
use super::switches::through_condition;
use crate::model::{Argument, Goal, GoalTime};
use crate::value::{Cell, Number};

/// Why an input has no value with which goals hold, or why any value does.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SolveReason {
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

/// The last month in which what starts can still arrive in time, where that is before the goals' own last month.
///
/// Of several goals those are meant that are missed with `value`, or all where none is. None of an input that acts
/// through a condition and is no amount in its months.
pub fn in_time(probe: &mut GoalProbe<'_>, about: &[&Goal], range: &Range, value: Number) -> Option<usize> {
    if through_condition(probe.problem.scenario, probe.problem.input, about) {
        return None;
    }
    let last = about.iter().filter_map(|goal| deadline(goal)).max()?;
    last_that_counts(probe, about, range, value, last).filter(|month| *month < last)
}

/// Why an answer is no value, or any; `missed` says of each goal whether it is missed with the best value, and `about`
/// holds the goals that there is to explain.
pub fn why(
    probe: &mut GoalProbe<'_>,
    answer: &SolveAnswer,
    missed: &[bool],
    about: &[&Goal],
    range: &Range,
    value: Number,
) -> Option<SolveReason> {
    let HoldsFor::None { moved, .. } = &answer.extent else {
        return (answer.extent == HoldsFor::Any).then_some(SolveReason::Anything);
    };
    let Some(best) = answer.best else { return Some(SolveReason::NoFigure) };
    let fixed = unmoved(probe, missed);
    if !fixed.is_empty() {
        return Some(SolveReason::MovesNothing(fixed));
    }
    if !moved.iter().zip(missed).any(|(moved, missed)| *moved && *missed) {
        return Some(no_effect(probe, about, range, value));
    }
    Some(not_enough(probe, best, range))
}

/// The rows of missed goals that do not depend on the input.
fn unmoved(probe: &GoalProbe<'_>, missed: &[bool]) -> Vec<String> {
    let mut rows: Vec<String> = Vec::new();
    let goals = probe.problem.goals.iter().zip(missed);
    for (goal, _) in goals.filter(|(goal, missed)| **missed && !probe.moves(goal.row)) {
        let target = match goal.target {
            Argument::Row(row) => probe.moves(row),
            Argument::Constant(_) => false,
        };
        let name = &probe.problem.scenario.table.row(goal.row).name;
        if !target && !rows.contains(name) {
            rows.push(name.clone());
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
    probe: &mut GoalProbe<'_>,
    goals: &[&Goal],
    range: &Range,
    value: Number,
    last: usize,
) -> Option<usize> {
    // Tried out, month by month from the end: which months still count depends on delays, clauses and working days.
    let others = beside(range, value);
    probe.give(|_| value);
    let before = rows(probe, goals);
    let mut counts = |month: usize, other: Number| {
        probe.give(|column| if column == month { other } else { value });
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
fn rows(probe: &GoalProbe<'_>, goals: &[&Goal]) -> Vec<Vec<Cell>> {
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
fn no_effect(probe: &mut GoalProbe<'_>, goals: &[&Goal], range: &Range, value: Number) -> SolveReason {
    probe.give(|_| value);
    let before = rows(probe, goals);
    let moved = beside(range, value).into_iter().any(|other| {
        probe.give(|_| other);
        let after = rows(probe, goals);
        before.iter().flatten().zip(after.iter().flatten()).any(|(before, after)| differs(before, after))
    });
    if moved {
        let calendar = &probe.problem.model.calendar;
        let deadline = goals.iter().filter_map(|goal| deadline(goal)).max().unwrap_or(0);
        return SolveReason::TooLate { first: calendar.words(0), deadline: calendar.words(deadline) };
    }
    let mut names: Vec<String> = Vec::new();
    for goal in goals {
        let name = &probe.problem.scenario.table.row(goal.row).name;
        if !names.contains(name) {
            names.push(name.clone());
        }
    }
    SolveReason::MovesNothing(names)
}

/// No value is enough: perhaps one beyond the bound would be.
fn not_enough(probe: &mut GoalProbe<'_>, best: Number, range: &Range) -> SolveReason {
    let Some(most) = range.high else {
        return if range.is_huge(best) { SolveReason::HoweverLarge } else { SolveReason::NotEnough };
    };
    // Only what is better the nearer it comes to its bound would be better still beyond it: of a loss, 207% would turn
    // the sign of what is left.
    if best != most {
        return SolveReason::NotEnough;
    }
    // The search is done once more without the bound, to tell how far beyond it the value would lie.
    probe.unbound = true;
    let beyond = find(probe, &range.without_bounds());
    probe.unbound = false;
    let would = beyond.holds.first().and_then(|interval| interval.from).map(|edge| edge.value);
    match would.filter(|would| *would > most) {
        Some(would) => SolveReason::Beyond { would, most },
        None => SolveReason::NotEnough,
    }
}
