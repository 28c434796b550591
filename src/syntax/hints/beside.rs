//! Two things that stand side by side with nothing between them: a comma, a sign or a word is missing.

use super::super::grammar::Rule;
use super::super::spoken_month::SpokenMonth;
use super::super::{informal, names, time};
use super::{Around, Hint, first_line, uncut_line};
use crate::diagnostic::{Advice, Prose, nearest};
use crate::value::{Currency, Weekday};

/// Whether the file defines a row of that name: `NAME = …`, `NAME: …`, or an action `2 NAME/day`.
///
/// Only what stands in the file itself counts; a row of an included file is not found.
pub(in super::super) fn is_row(text: &str, name: &str) -> bool {
    text.match_indices(name).any(|(at, _)| {
        let before = text.get(..at).unwrap_or_default();
        let after = text.get(at + name.len()..).unwrap_or_default();
        let whole = |next: char| names::is_part(next) || next == '.';
        if before.ends_with(whole) || after.starts_with(whole) {
            return false;
        }
        let line = before.rsplit(['\n', ';', '{']).next().unwrap_or_default().trim();
        let sign = after.trim_start_matches([' ', '\t']);
        let defined = sign.starts_with('=') && !sign.starts_with("==") || sign.starts_with(':');
        let head = matches!(line, "" | "new" | "replace" | "gains" | "loses" | "pipeline");
        let stock = line == "stock";
        let counted = line.ends_with(|last: char| last.is_ascii_digit() || last == ')');
        head && defined || stock || counted && sign.starts_with('/')
    })
}

/// Whether a text begins with a number, perhaps with the sign of a currency before it.
pub(super) fn is_amount(text: &str) -> bool {
    let digits = text.trim_start_matches(|sign| Currency::from_sign(sign).is_some());
    digits.starts_with(|first: char| first.is_ascii_digit())
        || digits.starts_with('.')
            && digits.get(1..).is_some_and(|rest| rest.starts_with(|next: char| next.is_ascii_digit()))
}

/// The number or name that a text begins with: `30%`, `$7,000`, `price`.
pub(super) fn leading_operand(text: &str) -> &str {
    let text = text.split([' ', '\t', '\n', '#', ')', ']', '(', '[']).next().unwrap_or_default();
    text.trim_end_matches([',', '.', ';'])
}

/// `{ opening 5, gains leads }`, `{ leads = 3/month, won = 20% of leads in 5 days }`: lines that a comma separates.
pub(super) fn comma_between_lines(around: &Around<'_>) -> Option<Hint> {
    if matches!(around.rule, Rule::months | Rule::workdays | Rule::text_line | Rule::show) {
        return None;
    }
    let mut depth = 0_usize;
    let mut comma = None;
    // The first comma outside brackets after which a line of a block begins.
    for (at, sign) in around.piece.char_indices() {
        match sign {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            ',' if depth == 0 && begins_line(around, around.piece.get(at + 1..)?) => {
                comma = Some(at);
                break;
            }
            _ => {}
        }
    }
    let comma = comma.filter(|comma| *comma <= around.at())?;
    // Every such comma at once: with one of them left the next line would be no better.
    let mut edits = vec![around.edit(comma, comma + 1, ";")];
    for (at, _) in around.piece.match_indices(',').filter(|(at, _)| *at > comma) {
        if begins_line(around, around.piece.get(at + 1..)?) {
            edits.push(around.edit(at, at + 1, ";"));
        }
    }
    let help = "write `;` in the place of the comma";
    let hint = Hint::new("a comma separates values; two lines in one are separated by `;`", help)?;
    Some(hint.offer(vec![crate::diagnostic::Fix { title: help.into(), edits }]))
}

/// Whether a line of the block begins here, with its word or with `NAME =`.
fn begins_line(around: &Around<'_>, text: &str) -> bool {
    if text.starts_with(|next: char| next.is_ascii_digit()) {
        return false;
    }
    let text = text.trim_start_matches([' ', '\t']);
    let word = names::leading_name(text);
    let rest = text.get(word.len()..).unwrap_or_default();
    let in_block = matches!(around.rule, Rule::row | Rule::value_line | Rule::flow_line | Rule::opening);
    let spaced = rest.starts_with([' ', '\t']);
    let line_word = matches!(word, "opening" | "gains" | "loses" | "worth" | "aligned") && spaced;
    let rest = rest.trim_start();
    let assigned = rest.starts_with('=') && !rest.starts_with("==") && !rest.starts_with("=>");
    in_block && !word.is_empty() && (line_word || assigned)
}

/// `[1 2 3]`, `[50%, 20% 30%]`.
pub(super) fn list_without_commas(around: &Around<'_>) -> Option<Hint> {
    let open = around.before.rfind('[')?;
    let inner = around.piece.get(open + 1..)?;
    let inner = inner.get(..inner.find([']', '\n'])?)?;
    let values: Vec<&str> = inner.split_whitespace().map(|value| value.trim_end_matches(',')).collect();
    let plain = |value: &&str| is_amount(value) && value.chars().all(|part| !"()+*/^".contains(part));
    if around.at() > open + 1 + inner.len() || !is_amount(around.rest) || !values.iter().all(plain) {
        return None;
    }
    let list = values.join(", ");
    Hint::rewrite(
        "commas stand between the values of a list",
        around.edit(open + 1, open + 1 + inner.len(), list),
    )
}

/// `except Jan 1`, `except 1 Jan`: a day without its year; `except Dec 2026`: a month in the place of a day.
pub(super) fn day_without_year(around: &Around<'_>) -> Option<Hint> {
    let month = |word: &str| informal::is_month(word) && !is_amount(word);
    let is_day = |word: &str| word.len() <= 2 && word.bytes().all(|digit| digit.is_ascii_digit());
    let Around { before, last, next, .. } = around;
    if !around.piece.starts_with("workdays ") {
        return None;
    }
    if month(last) && names::year(next).is_some() {
        let start = before.len() - last.len();
        let spoken = SpokenMonth::at(around.piece.get(start..)?)?;
        let days = time::days_of(&spoken.written, around.text)?;
        let edit = around.edit(start, start + spoken.length, days.as_str());
        return Hint::mend("a day off is a date", format!("all days of it are `{days}`"), edit);
    }
    (month(last) && is_day(next) || is_day(last) && month(next)).then(|| {
        Hint::new(
            format!("`{last} {next}` is no day: a day has its year, too"),
            "write it as a date, such as `2026-07-03`",
        )
    })?
}

/// `price: $6,000`: a value where a unit is expected.
pub(super) fn value_after_colon(around: &Around<'_>) -> Option<Hint> {
    let line = uncut_line(around.piece);
    let name = names::leading_name(line);
    let value = line.get(name.len()..)?.trim_start().strip_prefix(':')?.trim_start();
    if around.rule != Rule::definition
        || name.is_empty()
        || names::STATEMENTS.contains(&name)
        || value.contains('=')
        || !is_amount(value)
    {
        return None;
    }
    let sign = around.edit(name.len(), line.len() - value.len(), " = ");
    Hint::mend(
        "a colon is followed by a unit, and a value by `=`",
        format!("write `{name} = {}`", first_line(value)),
        sign,
    )
}

/// `workdays Mon-Fri`, `workdays monday to friday`: a run of weekdays as people write it.
pub(super) fn run_of_weekdays(around: &Around<'_>) -> Option<Hint> {
    let days = uncut_line(around.piece.strip_prefix("workdays ")?).split('#').next()?;
    let end = [" except", " and ", " plus ", " also ", " +"].iter().filter_map(|word| days.find(word)).min();
    let days = days.get(..end.unwrap_or(days.len()))?.trim();
    let lower = days.to_lowercase();
    let parted = ["..", "-", "–", "—", " to ", " through "].iter().find_map(|sign| lower.split_once(sign));
    let short = |day: &str| {
        let day = day.trim();
        let short = Weekday::from_word(day.get(..3)?)?;
        (day.len() == 3 || day.ends_with("day")).then(|| short.word())
    };
    let (first, last) = parted?;
    let written = format!("{}..{}", short(first)?, short(last)?);
    let start = around.piece.len() - around.piece.strip_prefix("workdays ")?.trim_start().len();
    (written != days).then(|| {
        Hint::fix(
            format!("write `workdays {written}`"),
            around.edit(start, start + days.len(), written.as_str()),
        )
    })?
}

/// `price 7000`, `rate 30%`: a row and the value that it is to have, with no sign between them.
pub(super) fn set_without_sign(around: &Around<'_>) -> Option<Hint> {
    let Around { rule, before, rest, last, .. } = around;
    let in_block = matches!(
        rule,
        Rule::value_line | Rule::flow_line | Rule::goal | Rule::show | Rule::months | Rule::workdays
    );
    let is_name = names::leading_name(before) == *before && !before.is_empty();
    if in_block
        || !is_name
        || !is_amount(rest)
        || names::TAKEN.contains(last)
        || names::STATEMENTS.contains(last)
        || matches!(*last, "worth" | "aligned" | "opening" | "capacity")
    {
        return None;
    }
    // A formula on its own defines nothing: whoever asks for one sets a row in another way.
    if *rule == Rule::formula {
        if let Some(row) = super::pasted::row(uncut_line(rest)) {
            let (help, _) = super::pasted::ways(before, &row, around.text);
            return Hint::help(help);
        }
        let statement = Advice::Statement(format!("{before} = {}", first_line(rest)));
        return Hint::help(Prose::from("to set it, write ").advise(statement));
    }
    let sign = around.edit(before.len(), around.at(), " = ");
    Hint::fix(format!("to set it, write `{before} = {}`", first_line(rest)), sign)
}

/// `taking 5 min`, `in 2 wks`: a unit that is written in short.
pub(super) fn short_unit(around: &Around<'_>, operand: &str) -> Option<Hint> {
    let number = operand.bytes().all(|digit| digit.is_ascii_digit() || digit == b'.') && !operand.is_empty();
    if !number || around.rest.get(around.next.len()..).is_some_and(|rest| rest.starts_with('(')) {
        return None;
    }
    let one = operand == "1";
    let unit = match around.next.to_lowercase().as_str() {
        "min" | "mins" | "minutes" | "minute" => "minute",
        "h" | "hr" | "hrs" | "hour" | "hours" => "hour",
        "d" | "day" | "days" => "day",
        "w" | "wk" | "wks" | "week" | "weeks" => "week",
        "mo" | "mos" | "month" | "months" => "month",
        "yr" | "yrs" | "y" | "year" | "years" => "year",
        _ => return None,
    };
    let unit = if one { unit.to_string() } else { format!("{unit}s") };
    // A unit as the language writes it is not what is wrong here.
    if unit == around.next || names::is_unit(around.next) {
        return None;
    }
    let edit = around.edit(around.at(), around.at() + around.next.len(), unit.as_str());
    Hint::fix(format!("write `{operand} {unit}`"), edit)
}

/// `2 reps`, `3(a + b)`, `min (a, b)`: there is no multiplication without a sign.
///
/// A product is offered only of what can be multiplied: numbers, rows of this file, formulas in parentheses.
fn product(around: &Around<'_>) -> Option<Hint> {
    let Around { last, rest, next, before, .. } = around;
    let ends_value = last.ends_with(|end: char| names::is_part(end) || matches!(end, ')' | ']' | '%'));
    if !ends_value || names::TAKEN.contains(last) || names::is_unit(last) {
        return None;
    }
    if rest.starts_with('(') && last.starts_with(names::is_start) {
        return Hint::help(format!(
            "a function is written without a space, `{last}(…)`, and a product with a sign, `{last} * (…)`"
        ));
    }
    let left = informal::trailing_operand(before.strip_suffix('%').unwrap_or(before));
    let left = if before.ends_with('%') { format!("{left}%") } else { left.to_string() };
    let closes = last.ends_with([')', ']']);
    let right = match rest.starts_with('(') {
        true => formula_in_brackets(rest)?,
        false => leading_operand(rest),
    };
    let has_value = |text: &str| is_amount(text) || is_row(around.text, text);
    let fits = (closes || has_value(&left)) && (right.starts_with('(') || has_value(right));
    // `5 calls per day`: a rate, and what is counted.
    let after = rest.get(right.len()..).unwrap_or_default().trim_start();
    if after.starts_with("per ")
        || informal::split_period(&format!(" {after}")).is_some_and(|(head, _)| head.is_empty())
    {
        return None;
    }
    // What a check compares has a sign between its sides.
    if around.rule == Rule::check {
        return None;
    }
    // Two numbers side by side are more often two values, or one that is written with a space.
    let numbers = is_amount(&left) && is_amount(right);
    if !fits || numbers || uncut_line(rest).is_empty() || next.is_empty() {
        return None;
    }
    let shown = match closes {
        true => {
            let open = opening_bracket(before)?;
            let called = informal::trailing_operand(before.get(..open)?);
            let touches = before.get(..open)?.ends_with(called);
            before.get(if touches { open - called.len() } else { open }..)?.to_string()
        }
        false => left,
    };
    Hint::fix(
        format!("to multiply, write `{shown} * {right}`"),
        around.edit(before.len(), around.at(), " * "),
    )
}

/// The formula in parentheses that a text begins with; none of a number alone, which a sheet shows so as a loss, and
/// none that goes on in another line.
fn formula_in_brackets(text: &str) -> Option<&str> {
    let close = closing_bracket(first_line(text))?;
    let whole = text.get(..=close)?;
    let inner = whole.get(1..close)?.trim();
    let alone = super::super::spoken_amount::SpokenAmount::at(inner)
        .is_some_and(|amount| amount.length == inner.len());
    (!inner.is_empty() && !alone).then_some(whole)
}

/// Where the parenthesis closes that a text begins with.
pub(super) fn closing_bracket(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    text.char_indices().find_map(|(at, sign)| {
        match sign {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        (depth == 0).then_some(at)
    })
}

/// Where the bracket opens that the end of a text closes.
fn opening_bracket(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    text.char_indices().rev().find_map(|(at, sign)| {
        match sign {
            ')' | ']' => depth += 1,
            '(' | '[' => depth -= 1,
            _ => {}
        }
        (depth == 0).then_some(at)
    })
}

/// `8.25% sales tax`, `10 dayz`: words behind a number, which are a unit, or a remark.
pub(super) fn last_resort(around: &Around<'_>) -> Option<Hint> {
    misspelled_unit(around)
        .or_else(|| noun_of_opening(around))
        .or_else(|| product(around))
        .or_else(|| words_behind(around))
}

/// `opening 6 reps` in a stock, which is what it counts by itself.
fn noun_of_opening(around: &Around<'_>) -> Option<Hint> {
    let number = around.before.strip_prefix("opening ").filter(|_| around.rule == Rule::value_line)?.trim();
    let noun = names::leading_name(around.rest);
    let ends = around.rest.get(noun.len()..)?.trim_start();
    let alone = ends.is_empty() || ends.starts_with(['#', '\n']);
    if !is_amount(number) || noun.is_empty() || names::is_unit(noun) || !alone {
        return None;
    }
    let edit = around.edit(around.before.len(), around.at() + noun.len(), "");
    Hint::mend("a stock counts what its name says", format!("write `opening {number}`"), edit)
}

/// `10 dayz`, `2 monthes`: a unit with a slip of a letter.
fn misspelled_unit(around: &Around<'_>) -> Option<Hint> {
    let number = informal::trailing_operand(around.before);
    let plain = number.bytes().all(|digit| digit.is_ascii_digit() || matches!(digit, b'.' | b',' | b'_'));
    if !plain || number.is_empty() || is_row(around.text, around.next) {
        return None;
    }
    let unit = misspelled(around.next, number == "1")?;
    let edit = around.edit(around.at(), around.at() + around.next.len(), unit.as_str());
    Hint::fix(format!("write `{number} {unit}`"), edit)
}

/// The unit that a word is close to.
pub(in super::super) fn misspelled(word: &str, one: bool) -> Option<String> {
    const UNITS: [&str; 8] = ["days", "weeks", "months", "quarters", "years", "workdays", "hours", "minutes"];
    let singular: Vec<&str> = UNITS.iter().filter_map(|unit| unit.strip_suffix('s')).collect();
    let near = nearest(word, UNITS.into_iter().chain(singular))?;
    let near = near.strip_suffix('s').unwrap_or(near);
    Some(if one { near.to_string() } else { format!("{near}s") })
}

/// Whether words are what is counted and a period, `calls per day`, of whatever name.
fn counted_rate(note: &str) -> bool {
    informal::split_period(note).is_some_and(|(noun, period)| {
        let plain = |text: &str| names::leading_name(text) == text && !text.is_empty();
        plain(noun) && plain(period)
    })
}

/// `8.25% sales tax`: words behind a whole value, which can only be a remark.
fn words_behind(around: &Around<'_>) -> Option<Hint> {
    let note = uncut_line(around.rest);
    let words = || note.split_whitespace();
    let is_word = |word: &str| {
        word.starts_with(char::is_alphabetic)
            && word.chars().all(|part| part.is_alphabetic() || matches!(part, '-' | '\'' | '_' | '/'))
            && names::keyword(word).is_none()
            && !is_row(around.text, word)
    };
    let open = around.before.matches(['(', '[']).count() != around.before.matches([')', ']']).count();
    let amount = informal::trailing_operand(around.before.trim_end_matches('%'));
    if open
        || words().next().is_none()
        || !(words().all(is_word) || counted_rate(note))
        || !is_amount(amount)
        || around.rule == Rule::action
    {
        return None;
    }
    // `5 calls per month`: what is counted has its name before the `=`, and the period goes with the number.
    if let Some((noun, period)) = informal::split_period(note) {
        let period = informal::period(period).filter(|_| words().count() <= 3)?.word();
        if noun.contains(' ') {
            return None;
        }
        let edit = around.edit(around.before.len(), around.start_of(note) + note.len(), format!("/{period}"));
        return Hint::mend(
            format!("expected the end of the line after the value, and found `{}`", around.next),
            format!("what is counted stands in the row's name: write `{amount}/{period}`"),
            edit,
        );
    }
    let hash = around.edit(around.at(), around.at(), "# ");
    Hint::mend(
        format!("expected the end of the line after the value, and found `{}`", around.next),
        format!("for a remark put `#` before it: `# {}`", first_line(note)),
        hash,
    )
}
