//! Whether goals and checks hold on a projection, whatever its number type (LANGUAGE, section 9).
//!
//! Nothing here is in words: those are in `goals`, for exact numbers. A comparison allows for the accuracy that results
//! are promised to ([`crate::value::Scalar::order`]), so that a third of a third times nine meets a goal of 1.

use crate::eval::Columns;
use crate::library::Computes;
use crate::model::{Argument, Check, Goal, GoalTime, RowId};

use super::results::GoalStatus;

/// What came of a goal: met or missed, in which month, and the figure that says how well.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Verdict<N> {
    /// Met or missed.
    pub status: GoalStatus,
    /// The month in which the goal was reached, or failed: the first that meets a goal by a deadline, or in which a
    /// running sum reaches its target; of a goal in every month the worst, or the first that misses it. None where no
    /// month decides.
    pub month: Option<usize>,
    /// The figure that says how the goal stands: of a goal by a deadline its best month's, of one in every month that
    /// of `month`, of a total the sum at its end. None where there is no value.
    pub value: Option<N>,
    /// The month in which that figure stands; none where there is none.
    pub at: Option<usize>,
    /// The target there; none where there is no value.
    pub target: Option<N>,
    /// Months without a value: left out of a sum, or not met.
    pub missing: usize,
    /// Of a goal in every month that is missed the month that lies furthest from its target, the first of equals,
    /// where that is another than `month`: the first bad month says nothing of how bad it gets.
    pub worst: Option<usize>,
}

/// Judges one goal on a projection, or on a what-if under way.
pub fn verdict<N: Computes>(columns: &impl Columns<N>, goal: &Goal) -> Verdict<N> {
    match (&goal.time, goal.cumulative) {
        (GoalTime::By(deadline), false) => some_month(columns, goal, *deadline),
        (GoalTime::In(months), false) => every_month(columns, goal, months),
        (GoalTime::By(deadline), true) => running_sum(columns, goal, 0..=*deadline),
        (GoalTime::In(months), true) => {
            running_sum(columns, goal, (0..months.len()).filter(|month| months[*month]))
        }
    }
}

/// The value, where there is one.
fn known<N: Computes>(value: N) -> Option<N> {
    (!value.is_missing()).then_some(value)
}

/// Whether a value meets the target; not where the two cannot be compared.
fn holds<N: Computes>(goal: &Goal, value: N, target: N) -> bool {
    value.order(target, 0).is_ok_and(|order| if goal.at_least { order.is_ge() } else { order.is_le() })
}

/// By how much a value is better than the target, below zero where it is worse; missing where that is too large a
/// number.
fn margin<N: Computes>(at_least: bool, value: N, target: N) -> N {
    if at_least { value.sub(target, 0) } else { target.sub(value, 0) }
}

/// Whether the first is the smaller margin.
fn is_less<N: Computes>(one: N, other: N) -> bool {
    one.order(other, 0).is_ok_and(|order| order.is_lt())
}

/// Of the months up to a deadline the one whose value is best against the target, the first of equals; none where no
/// month has both. What somebody who asks for a month of 6 wants to know is whether one of 5 is all there is, and not
/// what the last month happens to be.
pub(super) fn best_month<N: Computes>(
    columns: &impl Columns<N>,
    row: RowId,
    deadline: usize,
    target: Argument,
    at_least: bool,
) -> Option<usize> {
    let mut best: Option<(usize, N)> = None;
    for month in 0..=deadline {
        let (value, target) = (known(columns.row(row)[month]), known(columns.input(target, month)));
        let Some((value, target)) = value.zip(target) else { continue };
        let margin = known(margin(at_least, value, target)).unwrap_or(N::ZERO);
        if best.is_none_or(|(_, most)| is_less(most, margin)) {
            best = Some((month, margin));
        }
    }
    best.map(|(month, _)| month)
}

/// The last month of a goal by a deadline that its first month meets and that one does not: what was to be reached was
/// there already, and does not last. None of other goals, and none of a total.
pub(super) fn lost_by<N: Computes>(columns: &impl Columns<N>, goal: &Goal) -> Option<usize> {
    let GoalTime::By(deadline) = goal.time else { return None };
    let meets = |month: usize| {
        let (value, target) = (known(columns.row(goal.row)[month]), known(columns.input(goal.target, month)));
        value.zip(target).map(|(value, target)| holds(goal, value, target))
    };
    (!goal.cumulative && meets(0) == Some(true) && meets(deadline) == Some(false)).then_some(deadline)
}

/// Met in some month up to the deadline: the first is reported, and the value of the best.
fn some_month<N: Computes>(columns: &impl Columns<N>, goal: &Goal, deadline: usize) -> Verdict<N> {
    let at = |month: usize| (known(columns.row(goal.row)[month]), known(columns.input(goal.target, month)));
    let both = |month: usize| {
        let (value, target) = at(month);
        value.zip(target)
    };
    let first =
        (0..=deadline).find(|month| both(*month).is_some_and(|(value, target)| holds(goal, value, target)));
    let best = best_month(columns, goal.row, deadline, goal.target, goal.at_least);
    let missing = (0..=deadline).filter(|month| both(*month).is_none()).count();
    Verdict {
        status: if first.is_some() { GoalStatus::Met } else { GoalStatus::Missed },
        month: first,
        value: best.and_then(|month| at(month).0),
        at: best,
        target: at(best.unwrap_or(deadline)).1,
        missing: if first.is_some() { 0 } else { missing },
        worst: None,
    }
}

/// Met in every month: the worst is reported, or the first that fails, and beside it the worst.
fn every_month<N: Computes>(columns: &impl Columns<N>, goal: &Goal, months: &[bool]) -> Verdict<N> {
    let mut worst: Option<(Verdict<N>, N)> = None;
    let mut failing: Option<Verdict<N>> = None;
    for month in (0..months.len()).filter(|month| months[*month]) {
        let (value, target) = (known(columns.row(goal.row)[month]), known(columns.input(goal.target, month)));
        let (month, at) = (Some(month), value.map(|_| month));
        let missed =
            Verdict { status: GoalStatus::Missed, month, value, at, target, missing: 0, worst: None };
        let Some((here, there)) = value.zip(target) else {
            failing.get_or_insert(Verdict { missing: 1, ..missed });
            continue;
        };
        let status = if holds(goal, here, there) { GoalStatus::Met } else { GoalStatus::Missed };
        if status == GoalStatus::Missed {
            failing.get_or_insert(missed);
        }
        // The worst month is the one nearest to its target; of equals, the first.
        let margin = known(margin(goal.at_least, here, there)).unwrap_or(N::ZERO);
        if worst.is_none_or(|(_, least)| is_less(margin, least)) {
            worst = Some((Verdict { status, ..missed }, margin));
        }
    }
    let worst = worst.map(|(worst, _)| worst);
    if let Some(failing) = failing {
        let worst = worst.filter(|worst| worst.status == GoalStatus::Missed && worst.month != failing.month);
        return Verdict { worst: worst.and_then(|worst| worst.month), ..failing };
    }
    let (status, missing) = (GoalStatus::Met, 0);
    let nothing = Verdict { status, month: None, value: None, at: None, target: None, missing, worst: None };
    worst.unwrap_or(nothing)
}

/// A total: `>=` is met in the first month in which the running sum reaches the target, `<=` is judged at the end. The
/// sum at the end is told in any case, so that the better of two plans never looks worse for having got there sooner.
/// A total of nothing meets nothing.
fn running_sum<N: Computes>(
    columns: &impl Columns<N>,
    goal: &Goal,
    months: impl Iterator<Item = usize>,
) -> Verdict<N> {
    let (mut sum, mut missing, mut present) = (N::ZERO, 0, false);
    let (mut first, mut last) = (None, None);
    let target_at = |month: usize| known(columns.input(goal.target, month));
    for month in months {
        last = Some(month);
        let value = columns.row(goal.row)[month];
        if value.is_missing() {
            missing += 1;
            continue;
        }
        present = true;
        sum = sum.add(value, goal.row.0);
        let here = known(sum).zip(target_at(month));
        if goal.at_least && first.is_none() && here.is_some_and(|(sum, target)| holds(goal, sum, target)) {
            first = Some(month);
        }
    }
    let target = last.and_then(target_at);
    let value = known(sum).filter(|_| present);
    let at_end =
        !goal.at_least && value.zip(target).is_some_and(|(value, target)| holds(goal, value, target));
    let month = first.or(last.filter(|_| at_end));
    let status = if month.is_some() { GoalStatus::Met } else { GoalStatus::Missed };
    Verdict { status, month, value, at: last.filter(|_| value.is_some()), target, missing, worst: None }
}

/// How near a goal is to being met: what the search for an input goes by.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct GoalState<N> {
    /// The figure that decides: the total, the best month's value, the worst month's.
    pub figure: N,
    /// What that figure is to reach, or not to exceed.
    pub target: N,
    /// By how much it is better than the target; below zero where it is worse.
    pub margin: N,
    /// Whether the goal is met: what [`verdict`] says.
    pub met: bool,
}

/// Where a goal stands; none where there is nothing to judge it by.
pub fn goal_state<N: Computes>(columns: &impl Columns<N>, goal: &Goal) -> Option<GoalState<N>> {
    let against = |figure: N, month: usize| {
        let target = known(columns.input(goal.target, month))?;
        let margin = known(margin(goal.at_least, figure, target))?;
        Some(GoalState { figure, target, margin, met: holds(goal, figure, target) })
    };
    let at = |month: usize| against(known(columns.row(goal.row)[month])?, month);
    match (&goal.time, goal.cumulative) {
        (GoalTime::By(deadline), false) => {
            at(best_month(columns, goal.row, *deadline, goal.target, goal.at_least)?)
        }
        (GoalTime::In(months), false) => {
            let mut worst: Option<GoalState<N>> = None;
            for month in (0..months.len()).filter(|month| months[*month]) {
                let here = at(month)?;
                worst = Some(worst.filter(|worst| !is_less(here.margin, worst.margin)).unwrap_or(here));
            }
            worst
        }
        (time, true) => {
            let counts = |month: usize| match time {
                GoalTime::By(deadline) => month <= *deadline,
                GoalTime::In(months) => months[month],
            };
            let values = columns.row(goal.row);
            let mut sum = N::ZERO;
            let mut best: Option<GoalState<N>> = None;
            let (mut last, mut present) = (None, false);
            for month in (0..values.len()).filter(|month| counts(*month)) {
                last = Some(month);
                if values[month].is_too_large() {
                    return None;
                }
                if values[month].is_missing() {
                    continue;
                }
                present = true;
                sum = sum.add(values[month], goal.row.0);
                let here = against(known(sum)?, month);
                best = match (best, here) {
                    (Some(best), Some(here)) if is_less(here.margin, best.margin) => Some(best),
                    (best, here) => here.or(best),
                };
            }
            // A total of nothing is no figure.
            let end = against(known(sum).filter(|_| present)?, last?)?;
            // A running sum that reaches its target is not lost again; the figure is still the total.
            let best = best.filter(|_| goal.at_least).unwrap_or(end);
            Some(GoalState { figure: end.figure, ..best })
        }
    }
}

/// What came of a check.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct CheckVerdict {
    /// The first month in which it fails; none where it holds.
    pub failing: Option<usize>,
    /// The month in which the two sides of its comparison are furthest apart of those in which it fails, the first of
    /// equals, where that is another than `failing`; none of a check that is no single comparison.
    pub worst: Option<usize>,
    /// The months in which its condition has no value: they neither hold nor fail.
    pub missing: Vec<usize>,
    /// Whether its condition has a value in some month.
    pub known: bool,
}

/// Judges one check, month by month.
pub fn check_verdict<N: Computes>(columns: &impl Columns<N>, check: &Check) -> CheckVerdict {
    let truth = columns.row(check.condition);
    let mut found = CheckVerdict::default();
    let mut worst: Option<(usize, N)> = None;
    for month in (0..check.months.len()).filter(|month| check.months[*month]) {
        match truth[month].truth() {
            Some(true) => found.known = true,
            Some(false) => {
                found.known |= found.failing.is_some();
                found.failing.get_or_insert(month);
                // Where it fails, one side lies above the other in every month.
                let apart = check.compared.and_then(|(left, right)| {
                    let margin = margin(true, columns.input(left, month), columns.input(right, month));
                    let below = is_less(margin, N::ZERO);
                    known(if below { N::ZERO.sub(margin, 0) } else { margin })
                });
                if let Some(apart) = apart
                    && worst.is_none_or(|(_, most)| is_less(most, apart))
                {
                    worst = Some((month, apart));
                }
            }
            None => found.missing.push(month),
        }
    }
    found.worst = worst.map(|(month, _)| month).filter(|month| Some(*month) != found.failing);
    found
}
