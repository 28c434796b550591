//! Slips in clauses, stages and lists: months as they are spoken of, a share without its `of`, names without commas.

use super::super::grammar::Rule;
use super::super::{habits, words};
use super::{Around, Slip, first_line, is_counted, leading_number};

/// `months Jan 2026 to Dec 2026`, `from July 2026`, `once in 2026-03 .. 2026-05`.
pub(super) fn calendar(around: &Around<'_>) -> Option<Slip> {
    let Around { rule, piece, before, rest, last, next, .. } = around;
    if *rule == Rule::months {
        let line = habits::months_line(first_line(piece))?;
        return Slip::help(format!("write `{line}`"));
    }
    if let Some(month) = habits::month_of_year(last, next) {
        return Slip::new(
            "a month of a year is written with its number",
            format!("write `{month}` for `{last} {next}`"),
        );
    }
    let first = before.rsplit_once("once in ").map(|(_, month)| month)?;
    if !rest.starts_with("..") || first.contains(' ') {
        return None;
    }
    let until = first_line(rest.trim_start_matches(['.', ' ']));
    let until = until.split([' ', ',']).next().unwrap_or_default();
    Slip::new(
        "`once in` takes one month",
        format!("write `once in {first}`, or `in {first} .. {until}` for every month of these"),
    )
}

/// `price = $6,000 from 2026-01 to 2026-06`, `until 2026-06`, `between 2026-01 and 2026-06`: months with an end.
pub(super) fn span_of_clause(around: &Around<'_>) -> Option<Slip> {
    let Around { before, rest, .. } = around;
    let month_after = |text: &str| habits::month(text.split([' ', ',', '\n']).next().unwrap_or_default());
    if let Some((first, last)) = rest.strip_prefix("between ").and_then(|rest| rest.split_once(" and ")) {
        let span = format!("{} .. {}", habits::month(first.trim())?, month_after(last.trim_start())?);
        return Slip::help(format!("write `in {span}`"));
    }
    let since =
        ["since ", "starting ", "beginning ", "after "].iter().find_map(|word| rest.strip_prefix(word));
    if let Some(first) = since.and_then(month_after) {
        return Slip::help(format!("write `from {first}`"));
    }
    let last = ["to ", "until ", "till ", "through ", "up to ", "..", "-", "–"]
        .iter()
        .find_map(|word| rest.strip_prefix(word))?
        .trim_start_matches(['.', ' ']);
    let last = month_after(last)?;
    let begun = before.rsplit_once(" from ").or_else(|| before.rsplit_once(" in "));
    match begun.and_then(|(_, first)| habits::month(first)) {
        Some(first) => Slip::new(
            "months from one to another are a span, with `..` between them",
            format!("write `in {first} .. {last}`"),
        ),
        None if rest.starts_with(['.', '-', '–']) || rest.starts_with("to ") => None,
        None => Slip::help(format!("say where it begins, too: `in MONTH .. {last}`")),
    }
}

/// `won = 12.5,5% of leads in 10 days`: a point and a comma, where one share is meant.
pub(super) fn decimal_comma(around: &Around<'_>) -> Option<Slip> {
    let (_, value) = around.piece.split_once('=').filter(|_| around.rule == Rule::row)?;
    let value = value.trim_start();
    let number = value.get(..value.find(',')?)?;
    let (whole, decimals) = number.split_once('.')?;
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|digit| digit.is_ascii_digit());
    let after = value.get(number.len() + 1..)?;
    let more = leading_number(after);
    if !is_number(whole) || !is_number(decimals) || !after.strip_prefix(more)?.starts_with('%') {
        return None;
    }
    Slip::new(
        format!("a share is one number, and `{number},{more}%` reads as two"),
        format!("the decimal sign is a point, and no comma comes after it: write `{number}%`"),
    )
}

/// `won = 10% leads in 10 days`, `x = 10% calls`: the word between a share and its row.
pub(super) fn share_of_stage(around: &Around<'_>) -> Option<Slip> {
    let Around { rule, rest, last, next, .. } = around;
    let is_name = |word: &str| word.starts_with(words::is_start) && !words::TAKEN.contains(&word);
    if *rule == Rule::row && around.before.contains(" of ") {
        let time = rest.strip_prefix("after ").or_else(|| rest.strip_prefix("within ")).unwrap_or(rest);
        return is_counted(time)
            .then(|| Slip::help(format!("say how long it takes with `in`: `in {}`", clause_of(time))))?;
    }
    if !is_name(next) || words::IN_PLACE.contains(next) || words::is_unit(next) {
        return None;
    }
    let row = words::leading_name(rest);
    let after = rest.get(row.len()..)?.trim_start();
    let is_stage = *rule == Rule::row && ["in ", "over "].iter().any(|word| after.starts_with(word));
    let is_share = last.ends_with('%') || is_stage && is_name(last) && !words::IN_PLACE.contains(last);
    let written = habits::trailing_operand(around.before.strip_suffix('%').unwrap_or(around.before));
    let share = if last.ends_with('%') { format!("{written}%") } else { last.to_string() };
    is_share.then(|| {
        Slip::new(
            format!("expected `of` between a share and its row: `{share}` and `{row}` stand side by side"),
            format!("write `{share} of {row}`"),
        )
    })?
}

/// A text up to its comma.
fn clause_of(text: &str) -> &str {
    first_line(text).split(',').next().unwrap_or_default().trim_end()
}

/// `show calls leads`, `show calls and leads`.
pub(super) fn list_of_names(around: &Around<'_>) -> Option<Slip> {
    if around.rule != Rule::show || !around.next.starts_with(words::is_start) {
        return None;
    }
    let names = around.piece.lines().next()?.strip_prefix("show")?;
    let names = names.split([' ', '\t', ',']).filter(|name| !matches!(*name, "" | "and"));
    if names.clone().any(|name| words::TAKEN.contains(&name) || words::leading_name(name) != name) {
        return None;
    }
    Slip::new(
        "commas stand between the rows that are shown",
        format!("write `show {}`", names.collect::<Vec<_>>().join(", ")),
    )
}
