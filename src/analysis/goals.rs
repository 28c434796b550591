//! What came of goals and checks, in figures and words.
//!
//! `verdict.rs` decides; here the decision gets its months' names, its units and a note.

use crate::eval::{Columns, Projection};
use crate::model::{self, Argument, GoalTime, Model, RollupBy, Scenario};
use crate::value::{Calendar, Cell, Denomination, Number, Rollup};

use super::axis::MemberNames;
use super::results::{CheckPart, CheckResult, CheckStatus, GoalResult, GoalStatus, WorstMonth};
use super::verdict::{CheckVerdict, Verdict, check_verdict, lost_by, verdict};

/// Judges one goal, and says how it was read, what decided it, and what the author may have overlooked.
pub(super) fn judge(
    model: &Model,
    scenario: &Scenario,
    columns: &impl Columns<Cell>,
    goal: &model::Goal,
) -> GoalResult {
    let Verdict { status, month, value, at, target, missing, worst } = verdict(columns, goal);
    let row = scenario.table.row(goal.row);
    let note = (missing > 0).then(|| {
        let months = if missing == 1 { "1 month".to_string() } else { format!("{missing} months") };
        let what = if goal.cumulative { "left out of the sum" } else { "counted as not met" };
        format!("{months} without a value {what}")
    });
    let short = goal.outside.as_ref().map(|outside| format!("† {outside} lies outside the plan"));
    let note = match (short, note) {
        (Some(short), Some(note)) => Some(format!("{short}; {note}")),
        (short, note) => short.or(note),
    };
    let note = note.or_else(|| one_month_is_enough(model, columns, goal, row, status));
    GoalResult {
        label: goal.label.clone(),
        text: goal.text.clone(),
        reading: reading(model, goal),
        reading_short: reading_short(model, goal),
        status,
        month: month.map(|month| model.calendar.label(month)),
        month_words: month.map(|month| model.calendar.words(month)),
        value: value.and_then(Cell::number),
        at: at.map(|month| model.calendar.label(month)),
        at_words: at.map(|month| model.calendar.words(month)),
        target: target.and_then(Cell::number),
        unit: row.denomination(model.currency).with_unit(goal.unit),
        at_least: goal.at_least,
        is_total: goal.cumulative,
        worst: worst.map(|month| WorstMonth {
            month: model.calendar.label(month),
            month_words: model.calendar.words(month),
            value: columns.row(goal.row)[month].number(),
        }),
        note,
        row: row.name.clone(),
        levels: levels(model, columns, goal),
        members: goal.member.map(|member| MemberNames::of(&model.segments, Some(member))),
        of: goal.member.map(|member| (member, goal.span)),
    }
}

/// The target in every month that a goal looks at; nothing where it compares running sums.
fn levels(model: &Model, columns: &impl Columns<Cell>, goal: &model::Goal) -> Vec<Option<Number>> {
    if goal.cumulative {
        return Vec::new();
    }
    let looks_at = |month: usize| match &goal.time {
        GoalTime::By(deadline) => month <= *deadline,
        GoalTime::In(months) => months.get(month).copied().unwrap_or(false),
    };
    let level = |month| looks_at(month).then(|| columns.input(goal.target, month).number()).flatten();
    (0..model.calendar.len()).map(level).collect()
}

/// A note for a goal that one month meets, where every month is meant: `cash >= 0` of a balance, and a balance or level
/// that meets its target in the first month already and no longer in the last. It says what to write for every month.
/// None for other goals.
fn one_month_is_enough(
    model: &Model,
    columns: &impl Columns<Cell>,
    goal: &model::Goal,
    row: &model::Row,
    status: GoalStatus,
) -> Option<String> {
    if row.rollup != RollupBy::Plain(Rollup::Last) || status != GoalStatus::Met {
        return None;
    }
    let first = model.calendar.label(0);
    if let Some(last) = lost_by(columns, goal) {
        // The text of the goal without its months.
        let condition = goal.text.split(" by ").next().unwrap_or(&goal.text);
        let (start, end) = (model.calendar.words(0), model.calendar.words(last));
        return Some(format!(
            "it holds in {start} and not in {end}: to hold it write `from {first}`, or `check {condition}`"
        ));
    }
    let above_zero = goal.at_least && goal.target == Argument::Constant(Number::ZERO);
    (above_zero && !goal.timed)
        .then(|| format!("one month is enough: for every month write `from {first}` or a `check`"))
}

/// How a goal was read, in words: `in one month by Sep 2026`, `in total, Jan to Jun 2026`.
fn reading(model: &Model, goal: &model::Goal) -> String {
    let short = reading_short(model, goal);
    match (&goal.time, goal.cumulative) {
        (GoalTime::By(deadline), false) => format!("{short} by {}", model.calendar.words(*deadline)),
        (GoalTime::By(_) | GoalTime::In(_), _) => short,
    }
}

/// The same without the deadline: `in one month`.
fn reading_short(model: &Model, goal: &model::Goal) -> String {
    let months = |inside: &[usize]| {
        let (Some(first), Some(last)) = (inside.first(), inside.last()) else { return None };
        let stretch = stretch(&model.calendar, *first, *last);
        let unbroken = last - first + 1 == inside.len();
        Some(if unbroken { stretch } else { format!("{} months from {stretch}", inside.len()) })
    };
    let inside: Vec<usize> = match &goal.time {
        GoalTime::By(_) if !goal.cumulative => return "in one month".into(),
        GoalTime::By(deadline) => (0..=*deadline).collect(),
        GoalTime::In(months) => (0..months.len()).filter(|month| months[*month]).collect(),
    };
    let Some(months) = months(&inside) else { return "never".into() };
    // The dagger of tables: the plan has not all of the months that are asked for.
    let dagger = if goal.outside.is_some() { " †" } else { "" };
    if goal.cumulative { format!("in total, {months}{dagger}") } else { format!("in every month, {months}") }
}

/// Months in words, the year once where it is the same: `Jan to Jun 2026`, `Nov 2026 to Feb 2027`, `Mar 2026`.
fn stretch(calendar: &Calendar, first: usize, last: usize) -> String {
    let (from, to) = (calendar.words(first), calendar.words(last));
    if first == last {
        return to;
    }
    let year = |words: &str| words.rsplit_once(' ').map(|(_, year)| year.to_string());
    let same = year(&from).is_some() && year(&from) == year(&to);
    let from = from.rsplit_once(' ').filter(|_| same).map_or(from.as_str(), |(month, _)| month);
    format!("{from} to {to}")
}

/// Judges one check: held, or failed with the first month and what the sides of its condition came to there.
pub(super) fn check(
    model: &Model,
    scenario: &Scenario,
    projection: &Projection<Cell>,
    check: &model::Check,
) -> CheckResult {
    let CheckVerdict { failing, worst, missing, known } = check_verdict(projection, check);
    let parts_in = |month: usize| -> Vec<CheckPart> {
        let part = |(text, input): &(String, model::Argument)| {
            let unit = match input {
                model::Argument::Row(row) => scenario.table.row(*row).denomination(model.currency),
                model::Argument::Constant(_) => Denomination::COUNT,
            };
            CheckPart { text: text.clone(), value: unit.of(projection.input(*input, month).number()) }
        };
        check.parts.iter().map(part).collect()
    };
    let note = (!missing.is_empty()).then(|| {
        let names: Vec<String> = missing.iter().take(3).map(|month| model.calendar.words(*month)).collect();
        let more = if missing.len() > 3 { format!(" and {} more", missing.len() - 3) } else { String::new() };
        format!("no value in {}{more}", names.join(", "))
    });
    CheckResult {
        text: check.text.clone(),
        status: match failing {
            Some(_) => CheckStatus::Failed,
            // Nothing that could hold: `n/a` is no yes.
            None if !known && !missing.is_empty() => CheckStatus::Unknown,
            None => CheckStatus::Held,
        },
        month: failing.map(|month| model.calendar.label(month)),
        month_words: failing.map(|month| model.calendar.words(month)),
        parts: failing.map_or(Vec::new(), parts_in),
        worst: worst.map(|month| model.calendar.label(month)),
        worst_words: worst.map(|month| model.calendar.words(month)),
        worst_parts: worst.map_or(Vec::new(), parts_in),
        note,
        members: check.member.map(|member| MemberNames::of(&model.segments, Some(member))),
        of: check.member.map(|member| (member, check.span)),
    }
}
