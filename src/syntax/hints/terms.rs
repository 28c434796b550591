//! Payment terms as a contract says them: `30% of bookings now, 70% in 45 days`, `bookings over [30%, 70%]`.

use super::{Around, Hint};
use crate::diagnostic::{Edit, Fix};
use crate::syntax::grammar::Rule;
use crate::syntax::names;
use crate::value::{DurationWord, Number};

/// More months than any payment waits.
const MOST_MONTHS: usize = 24;

/// A payment: which share, and when.
struct Part<'p> {
    share: &'p str,
    wait: Option<(&'p str, DurationWord)>,
}

/// A value that is made of payments, or of a list of shares, with the `delay` that it means.
pub(super) fn payment_terms(around: &Around<'_>) -> Option<Hint> {
    let line = around.line();
    let line = line.split('#').next().unwrap_or(line).trim_end();
    let value = match around.rule {
        Rule::definition | Rule::flow_line => line.split_once('=')?.1,
        Rule::value_line => line.get(names::leading_name(line).len()..)?,
        _ => return None,
    };
    let value = value.trim_start();
    let edit = |text: &str| -> Edit { around.edit(line.len() - value.len(), line.len(), text) };
    let message = "what is paid in parts is a `delay`: which share of each month's flow comes in which month";
    if let Some((row, list)) = value.split_once(" over ") {
        let (row, list) = (row.trim(), list.trim());
        let is_list = list.starts_with('[') && list.ends_with(']') && list.contains('%');
        let written = format!("delay({row}, {list})");
        return (is_list && is_row(row))
            .then(|| Hint::mend(message, format!("write `{written}`"), edit(&written)))?;
    }
    if let Some(written) = one_wait(value) {
        let message = "what comes later is a `delay`";
        return Hint::mend(message, format!("write `{written}`"), edit(&written));
    }
    let (row, parts) = parts(value)?;
    let months = by_months(row, &parts)?;
    let days = to_the_day(row, &parts);
    let help = match &days {
        Some(days) => format!("by months write `{months}`; to the day, `{days}`"),
        None => format!("write `{months}`"),
    };
    let mut fixes = vec![Fix::new(format!("by months: `{months}`"), edit(&months))];
    fixes.extend(days.map(|days| Fix::new(format!("to the day: `{days}`"), edit(&days))));
    Hint::new(message, help).map(|hint| hint.offer(fixes))
}

/// `delay(bookings, 45 days)` for `bookings in 45 days`; none for other values.
fn one_wait(value: &str) -> Option<String> {
    let words: Vec<&str> = value.split_whitespace().collect();
    let (row, count, unit) = match words[..] {
        [row, "in" | "after", count, unit]
        | [row, "due" | "paid" | "payable" | "collected" | "received", "in" | "after", count, unit] => {
            (row, count, unit)
        }
        _ => return None,
    };
    Number::parse(count)?;
    DurationWord::from_word(unit)?;
    is_row(row).then(|| format!("delay({row}, {count} {unit})"))
}

fn is_row(text: &str) -> bool {
    !text.is_empty()
        && text.starts_with(names::is_start)
        && text.split('.').all(|part| part.chars().all(names::is_part))
}

/// The row that is paid, and its payments, of which there are several.
fn parts(value: &str) -> Option<(&str, Vec<Part<'_>>)> {
    let mut row = None;
    let mut parts = Vec::new();
    for piece in value.split([',', '+']).flat_map(|piece| piece.split(" and ")) {
        let mut words = piece.split_whitespace().peekable();
        let share = words.next().filter(|share| share.ends_with('%'))?;
        Number::parse(share.strip_suffix('%')?)?;
        if words.next_if_eq(&"of").is_some() {
            row = row.or(words.next().filter(|row| is_row(row)));
        }
        let rest: Vec<&str> = words.collect();
        let wait = match rest[..] {
            []
            | ["now" | "today" | "upfront" | "immediately"]
            | ["up", "front"]
            | ["at", "once"]
            | ["on", "signing" | "signature" | "order"] => None,
            ["next", "month"] | ["a", "month", "later"] => Some(("1", DurationWord::Months)),
            ["in" | "after" | "within", count, unit]
            | ["in" | "after", count, unit, "later"]
            | [count, unit, "later"] => Some((count, DurationWord::from_word(unit)?)),
            _ => return None,
        };
        parts.push(Part { share, wait });
    }
    let row = row.filter(|_| parts.len() > 1 && parts.iter().any(|part| part.wait.is_some()))?;
    Some((row, parts))
}

/// `delay(bookings, [30%, 70%])`: the shares by whole months, of thirty days each; none where two fall into one month.
fn by_months(row: &str, parts: &[Part<'_>]) -> Option<String> {
    let mut shares: Vec<&str> = Vec::new();
    for part in parts {
        let month = match part.wait {
            None => 0,
            Some((count, unit)) => {
                let count: usize = count.parse().ok()?;
                let days = match unit {
                    DurationWord::Days => 1,
                    DurationWord::Weeks => 7,
                    DurationWord::Workdays => return None,
                    months => 30 * months.months()? as usize,
                };
                count.checked_mul(days)? / 30
            }
        };
        if month > MOST_MONTHS {
            return None;
        }
        shares.resize(shares.len().max(month + 1), "0%");
        let taken = shares.get_mut(month)?;
        if *taken != "0%" {
            return None;
        }
        *taken = part.share;
    }
    Some(format!("delay({row}, [{}])", shares.join(", ")))
}

/// `30% of bookings + delay(70% of bookings, 45 days)`; none where all waits are whole months, of which the list says the
/// same.
fn to_the_day(row: &str, parts: &[Part<'_>]) -> Option<String> {
    parts.iter().any(|part| part.wait.is_some_and(|(_, unit)| unit.in_days())).then(|| {
        let terms = parts.iter().map(|part| match part.wait {
            None => format!("{} of {row}", part.share),
            Some((count, unit)) => {
                let word = DurationWord::WORDS
                    .iter()
                    .find(|(_, known)| *known == unit)
                    .map_or("day", |(word, _)| word);
                format!("delay({} of {row}, {count} {word}s)", part.share)
            }
        });
        terms.collect::<Vec<_>>().join(" + ")
    })
}
