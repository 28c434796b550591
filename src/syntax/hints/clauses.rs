//! Slips in clauses, stages and lists: months as they are spoken of, a share without its `of`, names without commas.

use super::super::grammar::Rule;
use super::super::spoken_amount::SpokenAmount;
use super::super::spoken_day;
use super::super::{informal, names};
use super::beside::is_row;
use super::{Around, Hint, first_line, is_counted, leading_number, uncut_line};
use crate::diagnostic::Fix;

/// `months Jan 2026 to Dec 2026`, `from July 2026`, `once in 2026-03 .. 2026-05`.
pub(super) fn calendar(around: &Around<'_>) -> Option<Hint> {
    let Around { rule, before, rest, last, next, .. } = around;
    if *rule == Rule::months {
        return None;
    }
    if let Some(month) = informal::month_of_year(last, next) {
        let edit = around.edit(around.start_of_last(), around.at() + next.len(), month.as_str());
        let help = format!("write `{month}` for `{last} {next}`");
        return Hint::mend("a month of a year is written with its number", help, edit);
    }
    let first = before.rsplit_once("once in ").map(|(_, month)| month)?;
    if !rest.starts_with("..") || first.contains(' ') {
        return None;
    }
    let tail = rest.trim_start_matches(['.', ' ']);
    let until = first_line(tail).split([' ', ',']).next().unwrap_or_default();
    let end = around.start_of(tail) + until.len();
    let once = before.len() - first.len() - "once in ".len();
    let ways = vec![
        Fix::new(format!("write `once in {first}`"), around.edit(before.len(), end, "")),
        Fix::new(format!("write `in {first} .. {until}`"), around.edit(once, once + "once ".len(), "")),
    ];
    Hint::new(
        "`once in` takes one month",
        format!("write `once in {first}`, or `in {first} .. {until}` for every month of these"),
    )
    .map(|hint| hint.offer(ways))
}

/// `x = 5 between 2026-01 and 2026-06`: months with an end.
pub(super) fn span_of_clause(around: &Around<'_>) -> Option<Hint> {
    let said = around.rest.strip_prefix("between ")?;
    let first = spoken_day::edge_at(said, around.text)?;
    let last = said.get(first.length..)?.trim_start().strip_prefix("and ")?.trim_start();
    let end = spoken_day::edge_at(last, around.text)?;
    let span = format!("in {} .. {}", first.written, end.written);
    Hint::write(around.edit(around.at(), around.start_of(last) + end.length, span))
}

/// `sqls = 40% of calls in 2 weeks`: the stage of a pipeline, outside of one.
pub(super) fn stage_outside(around: &Around<'_>) -> Option<Hint> {
    let line = first_line(around.piece);
    let name = names::leading_name(line);
    let value = line.get(name.len()..)?.trim_start().strip_prefix('=')?.trim_start();
    let (rate, rest) = value.rsplit_once(" of ")?;
    let previous = names::leading_name(rest);
    let after = rest.get(previous.len()..)?.trim_start();
    let time = ["in ", "over ", "within ", "after "].iter().find_map(|word| after.strip_prefix(word))?;
    let lasts =
        SpokenAmount::at(time).is_some_and(|amount| amount.unit.starts_with(' ')) || time.starts_with('[');
    if around.rule != Rule::definition || previous.is_empty() || !lasts || rate.is_empty() {
        return None;
    }
    let message = "this is the stage of a pipeline, and stands inside `pipeline { }`";
    if around.text.contains("pipeline") {
        return Hint::new(message, format!("put it into the block: `pipeline {{ … {line} }}`"));
    }
    // The entry of the new pipeline is the row that the stage is a share of.
    let entry = ["leads", "entries", "incoming"].into_iter().find(|entry| !around.text.contains(entry))?;
    let stage = line.replacen(&format!(" of {previous}"), &format!(" of {entry}"), 1);
    let written = format!("pipeline {{ {entry} = {previous}; {stage} }}");
    let help = format!("write `{written}`");
    Hint::mend(message, help, around.whole_line(written))
}

/// `won = 12.5,5% of leads in 10 days`: a point and a comma, where one share is meant.
pub(super) fn decimal_comma(around: &Around<'_>) -> Option<Hint> {
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
    let start = around.start_of(value) + number.len();
    Hint::mend(
        format!("a share is one number, and `{number},{more}%` reads as two"),
        format!("the decimal sign is a point, and no comma comes after it: write `{number}%`"),
        around.edit(start, start + 1 + more.len(), ""),
    )
}

/// `gains 10% growth` in a stock: a share, and a word for what it is. It is a share of the stock.
fn share_of_stock(around: &Around<'_>, share: &str, word: &str) -> Option<Hint> {
    let flow = ["gains ", "loses "].iter().any(|flow| around.piece.trim_start().starts_with(flow));
    if !flow || !share.ends_with('%') || is_row(around.text, word) {
        return None;
    }
    let above = around.text.get(..around.whole.start as usize)?;
    let (_, head) = above.rsplit_once("stock ")?;
    let stock = names::leading_name(head);
    let written = format!("{share}/month of {stock}");
    let start = around.before.len() - share.len();
    // All the words up to the end of the line's statement: `organic growth`.
    let said = uncut_line(around.rest).split(['#', ';', '}', ',']).next()?.trim_end();
    let words = said.chars().all(|part| names::is_part(part) || matches!(part, ' ' | '-'));
    let said = if words && !said.contains(" in ") { said } else { word };
    (!stock.is_empty()).then(|| {
        Hint::mend(
            format!("`{word}` is no row, and what a stock gains or loses is a number of things"),
            format!("for a share of the stock write `{written}`"),
            around.edit(start, around.at() + said.len(), written.as_str()),
        )
    })?
}

/// `won = 10% leads in 10 days`, `x = 10% calls`: the word between a share and its row.
pub(super) fn share_of_stage(around: &Around<'_>) -> Option<Hint> {
    let Around { rule, rest, last, next, .. } = around;
    let is_name = |word: &str| word.starts_with(names::is_start) && !names::TAKEN.contains(&word);
    if *rule == Rule::row && around.before.contains(" of ") {
        let time = rest.strip_prefix("after ").or_else(|| rest.strip_prefix("within ")).unwrap_or(rest);
        return is_counted(time).then(|| {
            // `over` and `within` stand where `in` belongs.
            let replaced = matches!(*last, "over" | "within" | "after" | "for" | "during" | "every");
            let start = if replaced { around.start_of_last() } else { around.at() };
            let edit = around.edit(start, around.start_of(time), "in ");
            Hint::fix(format!("say how long it takes with `in`: `in {}`", clause_of(time)), edit)
        })?;
    }
    if !is_name(next) || names::IN_PLACE.contains(next) || names::is_unit(next) {
        return None;
    }
    let row = names::leading_name(rest);
    let after = rest.get(row.len()..)?.trim_start();
    let written = informal::trailing_operand(around.before.strip_suffix('%').unwrap_or(around.before));
    let share = if last.ends_with('%') { format!("{written}%") } else { last.to_string() };
    // First, since the word is mostly no row: `gains 10% growth`.
    if let Some(hint) = share_of_stock(around, &share, row) {
        return Some(hint);
    }
    let is_stage = *rule == Rule::row && ["in ", "over "].iter().any(|word| after.starts_with(word));
    // Of what is no row nothing is a share: `8.25% sales tax`.
    if !is_stage && !row.contains('.') && !super::beside::is_row(around.text, row) {
        return None;
    }
    let is_share = last.ends_with('%') || is_stage && is_name(last) && !names::IN_PLACE.contains(last);
    is_share.then(|| {
        Hint::mend(
            format!("expected `of` between a share and its row: `{share}` and `{row}` stand side by side"),
            format!("write `{share} of {row}`"),
            around.edit(around.before.len(), around.at(), " of "),
        )
    })?
}

/// A text up to its comma.
fn clause_of(text: &str) -> &str {
    first_line(text).split(',').next().unwrap_or_default().trim_end()
}

/// `show calls leads`, `show calls and leads`.
pub(super) fn list_of_names(around: &Around<'_>) -> Option<Hint> {
    if around.rule != Rule::show || !around.next.starts_with(names::is_start) {
        return None;
    }
    let names = around.piece.lines().next()?.strip_prefix("show")?;
    let names = names.split([' ', '\t', ',']).filter(|name| !matches!(*name, "" | "and"));
    if names.clone().any(|name| names::TAKEN.contains(&name) || names::leading_name(name) != name) {
        return None;
    }
    let line = format!("show {}", names.collect::<Vec<_>>().join(", "));
    let edit = around.whole_line(line.as_str());
    Hint::mend("commas stand between the rows that are shown", format!("write `{line}`"), edit)
}
