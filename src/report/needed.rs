//! The values of an input in words: what is needed, what there is now, where goals hold.
//!
//! An action is told in the period in which the plan states it: who plans 10 calls a week is not told a number for a
//! day.

use crate::analysis::{Boundary, Interval, Solution, to_write};
use crate::value::{FigureUnit, Number, Period, figure_of};

/// A number of times in a period: `10/month`, `48/week`; a day is a working day: `2/workday`.
pub(super) fn per_period(number: Number, per: Period) -> String {
    format!("{}/{}", figure_of(number), action_period(per))
}

/// The word of a period in an action, where a day is a working day.
fn action_period(per: Period) -> &'static str {
    match per {
        Period::Day => Period::Workday.word(),
        other => other.word(),
    }
}

/// The value that is needed, in the plan's own period: `at least 9.6/workday`, `just above 3`; none where there is
/// none.
pub(super) fn needed(solution: &Solution) -> Option<String> {
    let bound = if solution.found.answer.at_most { "at most" } else { "at least" };
    let said = |value: Number| match solution.found.stated {
        Some(stated) => per_period(solution.write(value), stated.per),
        None => solution.written(solution.write(value)),
    };
    let (needed, beyond) = match solution.found.stated {
        Some(stated) => (stated.needed?, stated.beyond),
        None => (solution.found.answer.needed?, solution.found.answer.beyond),
    };
    Some(match beyond {
        Some(beyond) => {
            let side = if solution.found.answer.at_most { "below" } else { "above" };
            format!("just {side} {}, such as {}", said(beyond), said(needed))
        }
        None => format!("{bound} {}", said(needed)),
    })
}

/// The number with six digits, which is what a sentence needs; as it is where it cannot be rounded.
fn short(value: Number) -> Number {
    value.nearest_digits(6).unwrap_or(value)
}

/// The value now: as the plan states it, or its mean where it differs by month.
pub(super) fn now(solution: &Solution) -> String {
    let (now, mean) = match solution.found.stated {
        Some(own) => {
            let said = |value: Number| per_period(short(value), own.per);
            (own.current.map(|now| per_period(now, own.per)), own.mean.map(said))
        }
        None => (
            solution.found.current.map(|now| solution.written(now)),
            solution.found.mean.map(|mean| solution.written_short(mean)),
        ),
    };
    match (now, mean) {
        (Some(now), _) => now,
        (None, Some(mean)) => format!("differs by month, {mean} in the mean"),
        (None, None) => match &solution.segment {
            Some(segment) if solution.is_factor() => format!("differs by {segment}"),
            _ => "differs by month".to_string(),
        },
    }
}

/// The value that the figures of a solution stand for, short: the one that is needed, or the best; none where there
/// is neither.
pub(super) fn then(solution: &Solution) -> Option<String> {
    if solution.found.answer.beyond.is_some() {
        return needed(solution).map(|words| words.split(", such as").take(1).collect());
    }
    match solution.found.stated.and_then(|stated| Some((stated.per, stated.needed?))) {
        Some((per, needed)) => Some(per_period(short(needed), per)),
        None => {
            let value = solution.found.answer.needed.or(solution.found.answer.best);
            value.map(|value| {
                let short = solution.written_short(value);
                // Beside `now` it must not look the same.
                let alike = solution
                    .found
                    .current
                    .is_some_and(|now| now != value && solution.written_short(now) == short);
                if alike { solution.written(value) } else { short }
            })
        }
    }
}

/// An interval of values in words: `from 2 to 3`, `up to just below 4`, `from 5 on`.
pub(super) fn interval(solution: &Solution, interval: &Interval) -> String {
    let edge = |edge: &Boundary, at_most: bool| match edge.beyond {
        Some(beyond) => {
            let side = if at_most { "below" } else { "above" };
            format!("just {side} {}", solution.written(beyond))
        }
        None => solution.written(to_write(edge.value, at_most)),
    };
    match (&interval.from, &interval.to) {
        (Some(from), Some(to)) if from == to => format!("at {}", edge(from, false)),
        (Some(from), Some(to)) => format!("from {} to {}", edge(from, false), edge(to, true)),
        (Some(from), None) => format!("from {} on", edge(from, false)),
        (None, Some(to)) => format!("up to {}", edge(to, true)),
        (None, None) => "everywhere".to_string(),
    }
}

/// A statement that gives the input the value that is needed, for the plan or a session: `10 calls/week`,
/// `price = $8,000`. None where no value is needed, or a plan has no way to write it.
pub fn statement(solution: &Solution) -> Option<String> {
    let needed = solution.found.answer.needed.filter(|_| solution.found.reasons.is_empty())?;
    // What all members have is written in a block, and a factor of what they have has no line of its own.
    if let Some(segment) = &solution.segment {
        let one = Solution { segment: None, ..solution.clone() };
        let line = if solution.is_factor() { None } else { statement(&one) };
        let line = line.filter(|line| line.starts_with(&solution.input))?;
        return Some(format!("for {segment} {{ {line} }}"));
    }
    let input = &solution.input;
    if let FigureUnit::PerWorkday(_) = solution.unit {
        let (number, per) = match solution.found.stated {
            Some(stated) => (stated.needed?, action_period(stated.per)),
            None => (needed, "day"),
        };
        return Some(format!("{} {input}/{per}", solution.write(number)));
    }
    let own = solution.unit.denomination();
    let unit = own.unit;
    let written =
        matches!((unit.money, unit.time, unit.effort), (0, -1..=1, 0) | (1, 0 | -1, 0) | (0, 0 | -1, 1));
    let value = own.written(solution.write(needed));
    (written && !input.contains(':')).then(|| format!("{input} = {value}"))
}
