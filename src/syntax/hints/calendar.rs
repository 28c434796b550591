//! The lines `days` and `workdays` as people write them: lists without brackets, `each quarter`, extra working days
//! behind a comma.

use super::super::names;
use super::{Around, Hint, Rule, uncut_line};
use crate::value::{Date, Month, Weekday, Weekdays};

/// `workdays 21, 20, 22`, `days [28, 28, 35] each quarter`, `workdays mon..fri, 2026-05-09`.
pub(super) fn line(around: &Around<'_>) -> Option<Hint> {
    if !matches!(around.rule, Rule::days | Rule::workdays) {
        return None;
    }
    extra_of_numbers(around)
        .or_else(|| listed_with_and(around))
        .or_else(|| extra_after_exceptions(around))
        .or_else(|| extra_days(around))
        .or_else(|| every(around))
        .or_else(|| numbers(around))
}

/// `workdays [20, 21, 22] and 2026-05-09`: a number says no days.
fn extra_of_numbers(around: &Around<'_>) -> Option<Hint> {
    if around.last != "]" || around.next != "and" {
        return None;
    }
    Hint::new(
        "extra working days need weekdays to stand beside",
        "write `workdays mon..fri and 2026-05-09`, or count them in the list",
    )
}

/// `and 2026-05-09 and 2026-05-16`, `except 2026-12-24 and 2026-12-25`: the days of a list stand with commas between
/// them. After `except` a day that is not worked anyway is hardly a day off.
fn listed_with_and(around: &Around<'_>) -> Option<Hint> {
    let said = uncut_line(around.piece).split('#').next()?.trim_end();
    let (worked, off) = said.split_once(" except ").unwrap_or((said, ""));
    let (week, extra) = worked.split_once(AND).unwrap_or((worked, ""));
    let is_off = |days: &str| days.split(AND).nth(1).is_some_and(|days| has_workday(days, week));
    let (start, list) = match extra.contains(AND) {
        true => (week.len() + AND.len(), extra),
        false if is_off(off) => (said.len() - off.len(), off),
        false => return None,
    };
    let end = start + list.len();
    let list = list.replace(", and ", ", ").replace(AND, ", ");
    let (before, after) = (said.get(..start)?, said.get(end..)?);
    Hint::mend(
        "commas stand between the days of a list",
        format!("write `{before}{list}{after}`"),
        around.edit(start, end, list),
    )
}

/// The word between two days.
const AND: &str = " and ";

/// Whether a list of days has one on a weekday of `workdays mon..fri`.
fn has_workday(days: &str, week: &str) -> bool {
    let Some(week) = week.strip_prefix("workdays").and_then(weekdays) else { return false };
    days.split([',', ' ']).filter_map(day).any(|day| week.contains(day.weekday()))
}

/// The weekdays of `mon..thu, sat`; none where it is anything else.
fn weekdays(said: &str) -> Option<Weekdays> {
    let mut week = Weekdays::default();
    for run in said.split(',') {
        let (first, last) = run.split_once("..").unwrap_or((run, run));
        week.add_run(Weekday::from_word(first.trim())?, Weekday::from_word(last.trim())?);
    }
    Some(week)
}

/// `2026-12-25`
fn day(text: &str) -> Option<Date> {
    let mut parts = text.split('-');
    let (year, month, day) = (names::year(parts.next()?)?, parts.next()?, parts.next()?);
    Date::new(Month::new(year, month.parse().ok()?)?, day.parse().ok()?)
}

/// `workdays mon..fri except A and B`: what is worked besides stands first.
fn extra_after_exceptions(around: &Around<'_>) -> Option<Hint> {
    let said = uncut_line(around.piece).split('#').next()?.trim_end();
    let (worked, rest) = said.split_once(" except ")?;
    let (off, extra) = rest.split_once(" and ")?;
    let joins = if worked.contains(" and ") { "," } else { " and" };
    let written = format!("{worked}{joins} {} except {}", extra.trim(), off.trim());
    Hint::mend(
        "extra working days stand before the days off",
        format!("write `{written}`"),
        around.edit(0, said.len(), written.as_str()),
    )
}

/// `workdays mon..fri, 2026-05-09`, `workdays mon..fri plus 2026-05-09`.
fn extra_days(around: &Around<'_>) -> Option<Hint> {
    let is_date = |text: &str| text.trim_start().get(..5).is_some_and(|year| year.ends_with('-'));
    let (start, end) = match around.next {
        "plus" | "also" | "including" | "incl" | "with" | "+" => {
            let start = around.before.len();
            (start, around.start_of(around.rest) + around.next.len())
        }
        _ if around.last == "," && is_date(around.rest) => {
            (around.start_of_last(), around.start_of(around.rest))
        }
        _ => return None,
    };
    if around.rule != Rule::workdays || around.piece.contains('[') || !is_date(around.piece.get(end..)?) {
        return None;
    }
    Hint::mend(
        "extra working days follow `and`",
        "write `workdays mon..fri and 2026-05-09`",
        around.edit(start, end, if around.last == "," { " and " } else { " and" }),
    )
}

/// `days [28, 28, 35] each quarter`, `every fiscal quarter`, `workdays [12 values] yearly`, `[20, 21] from 2026-01`.
fn every(around: &Around<'_>) -> Option<Hint> {
    if around.last == "fiscal" && around.before.ends_with(" every fiscal") {
        return Hint::mend(
            "quarters are the fiscal ones where the plan has a fiscal year",
            format!("write `every {}`", around.next),
            around.edit(around.start_of_last(), around.start_of(around.rest), ""),
        );
    }
    if around.last != "]" {
        return None;
    }
    if matches!(around.next, "from" | "in" | "starting" | "until") {
        return Hint::new(
            "a list has a number for each month of the plan, from its first month on",
            "leave the months out",
        );
    }
    let said = uncut_line(around.rest).split('#').next()?.trim_end();
    let word = match said.trim_start_matches("each ").trim_start_matches("per ").trim_start_matches('/') {
        "quarter" | "quarterly" | "a quarter" => "quarter",
        "year" | "yearly" | "annually" | "a year" => "year",
        _ => return None,
    };
    let start = around.start_of(around.rest);
    Hint::write(around.edit(start, start + said.len(), format!("every {word}")))
}

/// `workdays 21, 20, 22`: a list without its brackets.
fn numbers(around: &Around<'_>) -> Option<Hint> {
    let said = uncut_line(around.piece).split('#').next()?.trim_end();
    let word = said.split(' ').next()?;
    let values = said.get(word.len()..)?.trim_start();
    let (list, every) =
        values.split_once(" every ").map_or((values, None), |(list, every)| (list, Some(every)));
    let numbers: Vec<&str> = list.split([',', ' ']).filter(|number| !number.is_empty()).collect();
    let plain = numbers.iter().all(|number| number.bytes().all(|digit| digit.is_ascii_digit()));
    if numbers.len() < 2 || !plain {
        return None;
    }
    let every = every.map(|every| format!(" every {every}")).unwrap_or_default();
    let written = format!("{word} [{}]{every}", numbers.join(", "));
    Hint::rewrite("a number for each month stands in brackets", around.edit(0, said.len(), written))
}
