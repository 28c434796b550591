//! Whether goals and checks hold on a projection, whatever its number type (LANGUAGE, section 9).
//!
//! Nothing here is in words: those are in `goals`, for exact numbers. A comparison allows for the accuracy that results
//! are promised to ([`crate::value::Scalar::order`]), so that a third of a third times nine meets a goal of 1.

use crate::eval::Columns;
use crate::library::Computes;
use crate::model::{Check, Goal, GoalTime};

use super::results::GoalStatus;

/// What came of a goal: met or missed, the month that is reported, the value and the target there.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Verdict<N> {
    /// Met or missed.
    pub status: GoalStatus,
    /// The month that is reported: the first that meets a goal by a deadline; of a goal in every month the worst, or
    /// the first that misses it. None where no month decides.
    pub month: Option<usize>,
    /// The value there; of a goal for a total, the running sum. None where there is no value.
    pub value: Option<N>,
    /// The target there; none where there is no value.
    pub target: Option<N>,
    /// Months without a value: left out of a sum, or not met.
    pub missing: usize,
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
fn margin<N: Computes>(goal: &Goal, value: N, target: N) -> N {
    if goal.at_least { value.sub(target, 0) } else { target.sub(value, 0) }
}

/// Whether the first is the smaller margin.
fn is_less<N: Computes>(one: N, other: N) -> bool {
    one.order(other, 0).is_ok_and(|order| order.is_lt())
}

/// Met in some month up to the deadline: the first is reported.
fn some_month<N: Computes>(columns: &impl Columns<N>, goal: &Goal, deadline: usize) -> Verdict<N> {
    let at = |month: usize| (known(columns.row(goal.row)[month]), known(columns.input(goal.target, month)));
    let mut missing = 0;
    for month in 0..=deadline {
        let (value, target) = at(month);
        match value.zip(target) {
            Some((value, target)) if holds(goal, value, target) => {
                return Verdict {
                    status: GoalStatus::Met,
                    month: Some(month),
                    value: Some(value),
                    target: Some(target),
                    missing: 0,
                };
            }
            Some(_) => {}
            None => missing += 1,
        }
    }
    let (value, target) = at(deadline);
    Verdict { status: GoalStatus::Missed, month: None, value, target, missing }
}

/// Met in every month: the worst is reported, or the first that fails.
fn every_month<N: Computes>(columns: &impl Columns<N>, goal: &Goal, months: &[bool]) -> Verdict<N> {
    let mut worst: Option<(Verdict<N>, N)> = None;
    for month in (0..months.len()).filter(|month| months[*month]) {
        let (value, target) = (known(columns.row(goal.row)[month]), known(columns.input(goal.target, month)));
        let missed = Verdict { status: GoalStatus::Missed, month: Some(month), value, target, missing: 0 };
        let Some((here, there)) = value.zip(target) else { return Verdict { missing: 1, ..missed } };
        if !holds(goal, here, there) {
            return missed;
        }
        // The worst month is the one nearest to its target; of equals, the first.
        let margin = known(margin(goal, here, there)).unwrap_or(N::ZERO);
        if worst.is_none_or(|(_, least)| is_less(margin, least)) {
            worst = Some((Verdict { status: GoalStatus::Met, ..missed }, margin));
        }
    }
    let nothing = Verdict { status: GoalStatus::Met, month: None, value: None, target: None, missing: 0 };
    worst.map_or(nothing, |(worst, _)| worst)
}

/// A total: `>=` is met in the first month in which the running sum reaches the target, `<=` is judged at the end.
fn running_sum<N: Computes>(
    columns: &impl Columns<N>,
    goal: &Goal,
    months: impl Iterator<Item = usize>,
) -> Verdict<N> {
    let (mut sum, mut missing, mut last) = (N::ZERO, 0, None);
    let target_at = |month: usize| known(columns.input(goal.target, month));
    for month in months {
        last = Some(month);
        let value = columns.row(goal.row)[month];
        if value.is_missing() {
            missing += 1;
            continue;
        }
        sum = sum.add(value, goal.row.0);
        if let (true, Some(so_far), Some(target)) = (goal.at_least, known(sum), target_at(month))
            && holds(goal, so_far, target)
        {
            return Verdict {
                status: GoalStatus::Met,
                month: Some(month),
                value: Some(so_far),
                target: Some(target),
                missing,
            };
        }
    }
    let target = last.and_then(target_at);
    let value = known(sum);
    let met = !goal.at_least && value.zip(target).is_some_and(|(value, target)| holds(goal, value, target));
    let status = if met { GoalStatus::Met } else { GoalStatus::Missed };
    Verdict { status, month: last.filter(|_| met), value, target, missing }
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
        let margin = known(margin(goal, figure, target))?;
        Some(GoalState { figure, target, margin, met: holds(goal, figure, target) })
    };
    let at = |month: usize| against(known(columns.row(goal.row)[month])?, month);
    match (&goal.time, goal.cumulative) {
        (GoalTime::By(deadline), false) => (0..=*deadline)
            .filter_map(at)
            .reduce(|best, next| if is_less(best.margin, next.margin) { next } else { best }),
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
            let mut last = None;
            for month in (0..values.len()).filter(|month| counts(*month)) {
                last = Some(month);
                if values[month].is_too_large() {
                    return None;
                }
                if values[month].is_missing() {
                    continue;
                }
                sum = sum.add(values[month], goal.row.0);
                let here = against(known(sum)?, month);
                best = match (best, here) {
                    (Some(best), Some(here)) if is_less(here.margin, best.margin) => Some(best),
                    (best, here) => here.or(best),
                };
            }
            let end = against(known(sum)?, last?)?;
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
    /// The months in which its condition has no value: they neither hold nor fail.
    pub missing: Vec<usize>,
}

/// Judges one check, month by month.
pub fn check_verdict<N: Computes>(columns: &impl Columns<N>, check: &Check) -> CheckVerdict {
    let truth = columns.row(check.condition);
    let mut found = CheckVerdict::default();
    for month in (0..check.months.len()).filter(|month| check.months[*month]) {
        match truth[month].truth() {
            Some(false) if found.failing.is_none() => found.failing = Some(month),
            Some(_) => {}
            None => found.missing.push(month),
        }
    }
    found
}
