//! Goals and checks against a projection (LANGUAGE, section 9).

use crate::eval::{Columns, Projection};
use crate::model::{self, GoalTime, Input, Model, RollupBy, Scenario};
use crate::value::{Cell, Denomination, Number, Rollup};

use super::results::{CheckPart, CheckResult, CheckStatus, GoalResult, GoalStatus};

/// What came of a goal: met or missed, the month that is reported, the value, the target there.
struct Verdict {
    status: GoalStatus,
    month: Option<usize>,
    value: Option<Number>,
    target: Option<Number>,
    /// Months without a value that were left out of a sum or met nothing.
    missing: usize,
}

/// Judges one goal.
pub(super) fn judge(
    model: &Model,
    scenario: &Scenario,
    projection: &Projection<Cell>,
    goal: &model::Goal,
) -> GoalResult {
    let verdict = match (&goal.time, goal.cumulative) {
        (GoalTime::By(deadline), false) => some_month(projection, goal, *deadline),
        (GoalTime::In(months), false) => every_month(projection, goal, months),
        (GoalTime::By(deadline), true) => running_sum(projection, goal, &(0..=*deadline).collect::<Vec<_>>()),
        (GoalTime::In(months), true) => {
            let months: Vec<usize> = (0..months.len()).filter(|month| months[*month]).collect();
            running_sum(projection, goal, &months)
        }
    };
    let row = scenario.table.row(goal.row);
    let note = (verdict.missing > 0).then(|| {
        let months =
            if verdict.missing == 1 { "1 month".to_string() } else { format!("{} months", verdict.missing) };
        let what = if goal.cumulative { "left out of the sum" } else { "counted as not met" };
        format!("{months} without a value {what}")
    });
    let note = note.or_else(|| one_month_is_enough(model, goal, row, verdict.status));
    GoalResult {
        label: goal.label.clone(),
        text: goal.text.clone(),
        reading: reading(model, goal),
        status: verdict.status,
        month: verdict.month.map(|month| model.calendar.label(month)),
        month_words: verdict.month.map(|month| model.calendar.words(month)),
        value: verdict.value,
        target: verdict.target,
        unit: row.denomination(model.currency).with_unit(goal.unit),
        at_least: goal.at_least,
        note,
        row: row.name.clone(),
        levels: levels(model, projection, goal),
    }
}

/// The target in every month that a goal looks at; nothing where it compares running sums.
fn levels(model: &Model, projection: &Projection<Cell>, goal: &model::Goal) -> Vec<Option<Number>> {
    if goal.cumulative {
        return Vec::new();
    }
    let looks_at = |month: usize| match &goal.time {
        GoalTime::By(deadline) => month <= *deadline,
        GoalTime::In(months) => months.get(month).copied().unwrap_or(false),
    };
    let level = |month| looks_at(month).then(|| projection.input(goal.target, month).number()).flatten();
    (0..model.calendar.len()).map(level).collect()
}

/// A balance that is to stay above zero is seldom meant to be so in one month only: what to write instead.
fn one_month_is_enough(
    model: &Model,
    goal: &model::Goal,
    row: &model::Row,
    status: GoalStatus,
) -> Option<String> {
    let balance = row.rollup == RollupBy::Plain(Rollup::Last);
    let above_zero = goal.at_least && goal.target == Input::Constant(Number::ZERO);
    (balance && above_zero && !goal.timed && status == GoalStatus::Met).then(|| {
        let first = model.calendar.label(0);
        format!("one month is enough: for every month write `from {first}` or a `check`")
    })
}

fn holds(goal: &model::Goal, value: Number, target: Number) -> bool {
    let order = value.compare(target);
    if goal.at_least { order.is_ge() } else { order.is_le() }
}

/// Met in some month up to the deadline: the first is reported.
fn some_month(projection: &Projection<Cell>, goal: &model::Goal, deadline: usize) -> Verdict {
    let at = |month: usize| {
        let value = projection.row(goal.row)[month].number();
        (value, projection.input(goal.target, month).number())
    };
    let mut missing = 0;
    for month in 0..=deadline {
        match at(month) {
            (Some(value), Some(target)) if holds(goal, value, target) => {
                return Verdict {
                    status: GoalStatus::Met,
                    month: Some(month),
                    value: Some(value),
                    target: Some(target),
                    missing: 0,
                };
            }
            (Some(_), Some(_)) => {}
            _ => missing += 1,
        }
    }
    let (value, target) = at(deadline);
    Verdict { status: GoalStatus::Missed, month: None, value, target, missing }
}

/// Met in every month: the worst is reported, or the first that fails.
fn every_month(projection: &Projection<Cell>, goal: &model::Goal, months: &[bool]) -> Verdict {
    let mut worst: Option<(usize, Number, Number, Number)> = None;
    for month in (0..months.len()).filter(|month| months[*month]) {
        let value = projection.row(goal.row)[month].number();
        let target = projection.input(goal.target, month).number();
        let (Some(value), Some(target)) = (value, target) else {
            return Verdict { status: GoalStatus::Missed, month: Some(month), value, target, missing: 1 };
        };
        if !holds(goal, value, target) {
            return Verdict {
                status: GoalStatus::Missed,
                month: Some(month),
                value: Some(value),
                target: Some(target),
                missing: 0,
            };
        }
        // The worst month is the one nearest to its target; of equals, the first.
        let margin = if goal.at_least { value.minus(target) } else { target.minus(value) };
        let margin = margin.map_or(Number::ZERO, |(margin, _)| margin);
        if worst.is_none_or(|(.., least)| margin.compare(least).is_lt()) {
            worst = Some((month, value, target, margin));
        }
    }
    let (month, value, target) = match worst {
        Some((month, value, target, _)) => (Some(month), Some(value), Some(target)),
        None => (None, None, None),
    };
    Verdict { status: GoalStatus::Met, month, value, target, missing: 0 }
}

/// A total: `>=` is met in the first month in which the running sum reaches the target, `<=` is judged
/// at the end.
fn running_sum(projection: &Projection<Cell>, goal: &model::Goal, months: &[usize]) -> Verdict {
    let mut sum = Cell::ZERO;
    let mut missing = 0;
    let target_at = |month: usize| projection.input(goal.target, month).number();
    for month in months {
        let value = projection.row(goal.row)[*month];
        if value.number().is_none() {
            missing += 1;
            continue;
        }
        sum = sum.plus(value, goal.row.0);
        if let (true, Some(so_far), Some(target)) = (goal.at_least, sum.number(), target_at(*month))
            && holds(goal, so_far, target)
        {
            return Verdict {
                status: GoalStatus::Met,
                month: Some(*month),
                value: Some(so_far),
                target: Some(target),
                missing,
            };
        }
    }
    let last = months.last().copied();
    let target = last.and_then(target_at);
    let value = sum.number();
    let met = !goal.at_least && value.zip(target).is_some_and(|(value, target)| holds(goal, value, target));
    let status = if met { GoalStatus::Met } else { GoalStatus::Missed };
    Verdict { status, month: last.filter(|_| met), value, target, missing }
}

/// How near a goal is to being met: what its search for an input goes by.
#[derive(Clone, Copy, Debug)]
pub(super) struct Standing {
    /// The figure that decides: the total, the best month's value, the worst month's.
    pub figure: Number,
    /// What it is to reach.
    pub target: Number,
    /// By how much it is better than the target; below zero where it is worse.
    pub margin: Number,
    /// Whether the goal is met: what [`judge`] says.
    pub met: bool,
}

/// Where a goal stands; none where there is nothing to judge it by.
pub(super) fn standing(projection: &impl Columns<Cell>, goal: &model::Goal) -> Option<Standing> {
    let against = |figure: Number, month: usize| {
        let target = projection.input(goal.target, month).number()?;
        let margin = if goal.at_least { figure.minus(target) } else { target.minus(figure) };
        Some(Standing { figure, target, margin: margin.ok()?.0, met: holds(goal, figure, target) })
    };
    let at = |month: usize| against(projection.row(goal.row)[month].number()?, month);
    match (&goal.time, goal.cumulative) {
        (GoalTime::By(deadline), false) => (0..=*deadline)
            .filter_map(at)
            .reduce(|best, next| if next.margin > best.margin { next } else { best }),
        (GoalTime::In(months), false) => {
            let mut worst: Option<Standing> = None;
            for month in (0..months.len()).filter(|month| months[*month]) {
                let here = at(month)?;
                worst = Some(worst.filter(|worst| worst.margin <= here.margin).unwrap_or(here));
            }
            worst
        }
        (time, true) => {
            let counts = |month: usize| match time {
                GoalTime::By(deadline) => month <= *deadline,
                GoalTime::In(months) => months[month],
            };
            let values = projection.row(goal.row);
            let mut sum = Cell::ZERO;
            let mut best: Option<Standing> = None;
            let mut last = None;
            for month in (0..values.len()).filter(|month| counts(*month)) {
                last = Some(month);
                if values[month].is_too_large() {
                    return None;
                }
                if values[month].number().is_none() {
                    continue;
                }
                sum = sum.plus(values[month], goal.row.0);
                let here = against(sum.number()?, month);
                best = match (best, here) {
                    (Some(best), Some(here)) if here.margin < best.margin => Some(best),
                    (best, here) => here.or(best),
                };
            }
            let end = against(sum.number()?, last?)?;
            // A running sum that reaches its target is not lost again; the figure is still the total.
            let best = best.filter(|_| goal.at_least).unwrap_or(end);
            Some(Standing { figure: end.figure, ..best })
        }
    }
}

/// How a goal was read, in words.
fn reading(model: &Model, goal: &model::Goal) -> String {
    let words = |month: usize| model.calendar.words(month);
    let stretch = |first: usize, last: usize| {
        if first == last { words(first) } else { format!("{} to {}", words(first), words(last)) }
    };
    match (&goal.time, goal.cumulative) {
        (GoalTime::By(deadline), false) => format!("in one month by {}", words(*deadline)),
        (GoalTime::By(deadline), true) => format!("total {}", stretch(0, *deadline)),
        (GoalTime::In(months), cumulative) => {
            let inside: Vec<usize> = (0..months.len()).filter(|month| months[*month]).collect();
            let (Some(first), Some(last)) = (inside.first(), inside.last()) else { return "never".into() };
            let unbroken = last - first + 1 == inside.len();
            let months = if unbroken {
                stretch(*first, *last)
            } else {
                format!("{} months from {}", inside.len(), stretch(*first, *last))
            };
            if cumulative { format!("total {months}") } else { format!("in every month, {months}") }
        }
    }
}

/// Judges one check.
pub(super) fn check(
    model: &Model,
    scenario: &Scenario,
    projection: &Projection<Cell>,
    check: &model::Check,
) -> CheckResult {
    let truth = projection.row(check.condition);
    let months = (0..check.months.len()).filter(|month| check.months[*month]);
    let mut failing = None;
    let mut missing = Vec::new();
    for month in months {
        match truth[month].truth() {
            Some(false) if failing.is_none() => failing = Some(month),
            Some(_) => {}
            None => missing.push(month),
        }
    }
    let parts = failing.map_or(Vec::new(), |month| {
        let part = |(text, input): &(String, model::Input)| {
            let unit = match input {
                model::Input::Row(row) => scenario.table.row(*row).denomination(model.currency),
                model::Input::Constant(_) => Denomination::COUNT,
            };
            CheckPart { text: text.clone(), value: unit.of(projection.input(*input, month).number()) }
        };
        check.parts.iter().map(part).collect()
    });
    let note = (!missing.is_empty()).then(|| {
        let names: Vec<String> = missing.iter().take(3).map(|month| model.calendar.words(*month)).collect();
        let more = if missing.len() > 3 { format!(" and {} more", missing.len() - 3) } else { String::new() };
        format!("no value in {}{more}", names.join(", "))
    });
    CheckResult {
        text: check.text.clone(),
        status: if failing.is_some() { CheckStatus::Failed } else { CheckStatus::Held },
        month: failing.map(|month| model.calendar.label(month)),
        month_words: failing.map(|month| model.calendar.words(month)),
        parts,
        note,
    }
}
