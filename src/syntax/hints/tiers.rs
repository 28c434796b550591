//! Tiers as people say them: `10% up to $100k`, `15% above $150k`, `$100k at 10%`, `per quarter`.

use super::{Around, Hint, is_row};
use crate::syntax::grammar::Rule;
use crate::value::Stretch;

/// The function that takes tiers.
const TIERS: &str = "tiers";

/// What an argument of `tiers` means.
#[derive(PartialEq)]
enum Said<'t> {
    /// A rate up to a bound.
    UpTo(&'t str, String),
    /// A rate from a bound on.
    Above(&'t str, String),
    /// A rate between two bounds.
    Between(&'t str, String, String),
    /// The rate of the rest.
    Rest(&'t str),
    /// A stretch, `each quarter`.
    Each(Stretch),
    /// The word `whole` without its comma, and what follows.
    Whole(Box<Said<'t>>),
    /// As it is.
    Other(&'t str),
}

const UP_TO: [&str; 24] = [
    "up to and including",
    "of the first",
    "for the first",
    "on the first",
    "less than",
    "of first",
    "for first",
    "on first",
    "at most",
    "up to",
    "through",
    "under",
    "below",
    "until",
    "upto",
    "till",
    "max",
    "to",
    "->",
    "=>",
    "<=",
    "<",
    ":",
    "on",
];

const ABOVE: [&str; 12] = [
    "greater than",
    "starting at",
    "more than",
    "beyond",
    "above",
    "after",
    "over",
    "from",
    "past",
    ">=",
    ">",
    "if above",
];

const REST: [&str; 14] = [
    "on everything else",
    "on everything above",
    "of the rest",
    "on the rest",
    "for the rest",
    "after that",
    "thereafter",
    "otherwise",
    "and above",
    "and up",
    "beyond",
    "above",
    "rest",
    "+",
];

const EACH: [&str; 6] = ["per", "every", "each", "a", "by", "within each"];

/// A call of `tiers` in other words.
pub(super) fn tiers(around: &Around<'_>) -> Option<Hint> {
    let piece = around.piece;
    let Some(call) = piece.get(..around.at())?.rfind("tiers(") else { return without_a_call(around) };
    let start = call + TIERS.len() + 1;
    let inner = inside(piece.get(start..)?)?;
    let after = start + inner.len() + 1;
    if around.at() >= after {
        return stretch_outside(around, inner, (start, after));
    }
    let mut arguments = split(inner).into_iter();
    let x = arguments.next()?.trim();
    // `10% if bookings < $100k/month`
    let asked = |argument: &str| {
        [" if ", " when ", " while "]
            .iter()
            .fold(argument.trim().to_string(), |said, word| said.replace(&format!("{word}{x} "), " "))
    };
    let arguments: Vec<String> = arguments.map(asked).collect();
    let message = "a tier is a rate `to` its bound, and the last rate is that of the rest";
    let Some(written) = rewritten(arguments.iter().map(String::as_str).collect()) else {
        return Hint::new(
            message,
            "write each rate with the bound at which it ends: `tiers(x, 10% to $100k/month, 15%)`",
        );
    };
    let written = format!("{x}, {written}");
    if written == inner {
        return None;
    }
    Hint::mend(
        message,
        format!("write `tiers({written})`"),
        around.edit(start, start + inner.len(), written.as_str()),
    )
}

/// `tiers(…) each quarter`: the stretch after the bracket.
fn stretch_outside(around: &Around<'_>, inner: &str, (start, after): (usize, usize)) -> Option<Hint> {
    let rest = around.piece.get(after..)?;
    let said = rest.get(..rest.find([')', ',', '\n', '#']).unwrap_or(rest.len()))?.trim_end();
    let stretch = stretch(said)?;
    let written = format!("{inner}, each {})", stretch.word());
    Hint::mend(
        "the stretch of a running total stands within the brackets, at the end",
        format!("write `tiers({written}`"),
        around.edit(start, after + said.len(), written.as_str()),
    )
}

/// `each week`, `each 6 months`: a stretch within which nothing is added up.
fn is_other_stretch(said: &str) -> bool {
    let Some((each, of)) = said.trim().split_once(' ') else { return false };
    let unit = of.split_whitespace().last().unwrap_or_default().trim_end_matches('s');
    let units = ["week", "half", "half-year", "semester", "month", "decade", "season"];
    EACH.contains(&each) && units.contains(&unit) && stretch(said).is_none()
}

/// `10% of bookings up to $100k/month, 15% above`, `whole 10% to $100k/month, 15%`: tiers without the function.
fn without_a_call(around: &Around<'_>) -> Option<Hint> {
    if around.rule != Rule::definition {
        return None;
    }
    let line = around.line();
    let line = line.split('#').next().unwrap_or(line).trim_end();
    let value = line.split_once('=')?.1.trim_start();
    let (whole, tiers) = match value.strip_prefix("whole ") {
        Some(tiers) => ("whole, ", tiers.trim_start_matches([',', ' '])),
        None => ("", value),
    };
    let parts = split(tiers);
    let (first, rest) = parts.split_first()?;
    let (rate, said) = first.trim().split_once(' ')?;
    let message = "tiers stand in a function, which says what they are of";
    let row = said
        .strip_prefix("of ")
        .and_then(|said| said.split_once(' '))
        .filter(|(row, _)| is_row(around.text, row));
    let Some((row, bound)) = row else {
        let help = "write `tiers(x, 10% to $100k/month, 15%)`, where x is what they are of";
        let is_tier = is_rate(rate) && matches!(one(first.trim()), Said::UpTo(..));
        return Hint::new(message, help).filter(|_| is_tier && (!whole.is_empty() || !rest.is_empty()));
    };
    let first = format!("{rate} {bound}");
    if !is_rate(rate) || !matches!(one(&first), Said::UpTo(..)) || rest.is_empty() {
        return None;
    }
    let mut said = vec![first.as_str()];
    said.extend(rest.iter().map(|part| part.trim()));
    let written = format!("tiers({row}, {whole}{})", rewritten(said)?);
    let edit = around.edit(line.len() - value.len(), line.len(), written.as_str());
    Hint::mend(message, format!("write `{written}`"), edit)
}

/// One argument of `tiers` in other words, as it is written; empty where it says nothing that has to be said. None of
/// what is not understood.
pub(in crate::syntax) fn tier(function: &str, said: &str) -> Option<String> {
    let words: Vec<&str> = said.split_whitespace().collect();
    if function == TIERS
        && (matches!(words[..], ["each" | "every" | "per" | "a" | "by", "month"]) || is_other_stretch(said))
    {
        return Some(String::new());
    }
    (function == TIERS).then(|| rewritten(vec![said.trim()]))?.filter(|written| written != said.trim())
}

/// Arguments of `tiers` after the first, said in other words, as they are written; none of what is not understood.
pub(in crate::syntax) fn tiers_said(arguments: &[&str]) -> Option<String> {
    rewritten(arguments.to_vec())
}

/// What stands before the bracket that closes.
fn inside(text: &str) -> Option<&str> {
    let mut depth = 0u32;
    for (at, character) in text.char_indices() {
        match character {
            '(' | '[' => depth += 1,
            ')' if depth == 0 => return text.get(..at),
            ')' | ']' => depth = depth.saturating_sub(1),
            '\n' | '#' | '{' | '}' => return None,
            _ => {}
        }
    }
    None
}

/// The parts between commas; those within brackets and within a number separate nothing.
fn split(text: &str) -> Vec<&str> {
    let (mut parts, mut start, mut depth) = (Vec::new(), 0, 0u32);
    let bytes = text.as_bytes();
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'(' | b'[' => depth += 1,
            b')' | b']' => depth = depth.saturating_sub(1),
            b',' if depth == 0 && !bytes.get(at + 1).is_some_and(u8::is_ascii_digit) => {
                parts.extend(text.get(start..at));
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.extend(text.get(start..));
    parts
}

/// The arguments after the first in the words of the language; none where they are not understood.
fn rewritten(arguments: Vec<&str>) -> Option<String> {
    let said: Vec<Said<'_>> = arguments.iter().flat_map(|argument| read(argument)).collect();
    let bound = |one: Option<&Said<'_>>| match one {
        Some(Said::Above(_, bound) | Said::Between(_, bound, _)) => Some(bound.clone()),
        _ => None,
    };
    let mut before: Option<String> = None;
    let mut written = Vec::new();
    for (at, one) in said.iter().enumerate() {
        written.push(match one {
            Said::UpTo(rate, bound) => {
                before = Some(bound.clone());
                format!("{rate} to {bound}")
            }
            // The first begins with nothing, every other one where the one before ended.
            Said::Above(_, from) | Said::Between(_, from, _) if at > 0 && before.as_ref() != Some(from) => {
                return None;
            }
            Said::Between(rate, from, to) => {
                let below = below(at, from);
                before = Some(to.clone());
                format!("{below}{rate} to {to}")
            }
            Said::Above(rate, from) => {
                let below = below(at, from);
                match bound(said.get(at + 1)) {
                    Some(next) => {
                        before = Some(next.clone());
                        format!("{below}{rate} to {next}")
                    }
                    None => {
                        before = None;
                        format!("{below}{rate}")
                    }
                }
            }
            Said::Rest(rate) => (*rate).to_string(),
            Said::Each(stretch) => format!("each {}", stretch.word()),
            Said::Whole(inner) => match &**inner {
                Said::UpTo(rate, bound) => {
                    before = Some(bound.clone());
                    format!("whole, {rate} to {bound}")
                }
                _ => return None,
            },
            Said::Other(text) => (*text).to_string(),
        });
    }
    Some(written.join(", "))
}

/// What earns nothing below the first bound that is said.
fn below(at: usize, from: &str) -> String {
    if at > 0 || is_nothing(from) { String::new() } else { format!("0% to {from}, ") }
}

/// Whether an amount is nothing: `0`, `$0/month`.
fn is_nothing(amount: &str) -> bool {
    let mut digits = amount.bytes().filter(u8::is_ascii_digit).peekable();
    digits.peek().is_some() && digits.all(|digit| digit == b'0')
}

/// What an argument means; `15% each quarter` is two.
fn read(text: &str) -> Vec<Said<'_>> {
    if let Some(stretch) = stretch(text) {
        return vec![Said::Each(stretch)];
    }
    for each in ["each", "per", "every"] {
        if let Some((rate, word)) = text.split_once(each)
            && rate.ends_with(' ')
            && let Some(stretch) = stretch(&format!("{each}{word}"))
        {
            return vec![one(rate.trim()), Said::Each(stretch)];
        }
    }
    vec![one(text)]
}

fn one(text: &str) -> Said<'_> {
    if let Some(rest) = ["whole ", "whole:"].iter().find_map(|word| text.strip_prefix(word)) {
        return Said::Whole(Box::new(one(rest.trim())));
    }
    // `$100k/month at 10%`
    for at in [" at ", " @ ", ": ", " -> ", " => "] {
        if let Some((bound, rate)) = text.split_once(at)
            && is_rate(rate.trim())
            && !is_rate(bound.trim())
        {
            let bound = ["up to ", "first ", "the first ", "to ", "below ", "under "]
                .iter()
                .find_map(|word| bound.strip_prefix(word))
                .unwrap_or(bound);
            if let Some((from, to)) = between(bound) {
                return Said::Between(rate.trim(), from, to);
            }
            let rest =
                ["rest", "the rest", "above", "beyond", "everything else", "everything above", "after"];
            return match rest.contains(&bound.trim()) {
                true => Said::Rest(rate.trim()),
                false => Said::UpTo(rate.trim(), bound.trim().to_string()),
            };
        }
    }
    let Some(end) = text.find([' ', ':', '<', '>']) else { return Said::Other(text) };
    let (rate, words) = (text.get(..end).unwrap_or_default(), text.get(end..).unwrap_or_default().trim());
    if !is_rate(rate) {
        return Said::Other(text);
    }
    if REST.contains(&words) {
        return Said::Rest(rate);
    }
    let after = |words: &'_ str, signs: &[&str]| {
        let word = |sign: &&&str| {
            words.strip_prefix(**sign).is_some_and(|rest| {
                rest.starts_with(' ') || !sign.ends_with(|last: char| last.is_ascii_alphabetic())
            })
        };
        let sign = signs.iter().find(word)?;
        let bound = words.strip_prefix(sign)?.trim();
        is_amount(bound).then(|| bound.to_string())
    };
    let both = ["between ", "from ", "for ", "on "].iter().find_map(|word| words.strip_prefix(word));
    if let Some((from, to)) = both.and_then(between) {
        return Said::Between(rate, from, to);
    }
    if let Some(bound) = after(words, &UP_TO) {
        return Said::UpTo(rate, bound);
    }
    match after(words, &ABOVE) {
        Some(bound) => Said::Above(rate, bound),
        None => Said::Other(text),
    }
}

/// `$100k/month to $150k/month`: two bounds.
fn between(text: &str) -> Option<(String, String)> {
    let (from, to) = [" to ", " and ", " - ", " – ", ".."].iter().find_map(|sign| text.split_once(sign))?;
    let (from, to) = (from.trim(), to.trim());
    let amount = |text: &str| is_amount(text) && text.contains(|sign: char| sign.is_ascii_digit());
    (amount(from) && amount(to)).then(|| (from.to_string(), to.to_string()))
}

fn stretch(text: &str) -> Option<Stretch> {
    let text = text.to_lowercase();
    let words: Vec<&str> = text.split_whitespace().filter(|word| *word != "fiscal").collect();
    let (before, last) = words.split_at_checked(1)?;
    let each = EACH.contains(before.first()?);
    match last {
        ["quarter" | "quarters"] if each => Some(Stretch::Quarter),
        ["year" | "years"] if each => Some(Stretch::Year),
        ["3" | "three", "months"] if each => Some(Stretch::Quarter),
        ["12" | "twelve", "months"] if each => Some(Stretch::Year),
        _ => None,
    }
}

/// Whether a text is a percentage.
fn is_rate(text: &str) -> bool {
    let digits = text.trim_end_matches('%');
    digits.len() + 1 == text.len()
        && !digits.is_empty()
        && digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
}

/// Whether a text is an amount or the name of a row, and one word.
fn is_amount(text: &str) -> bool {
    !text.is_empty() && !text.contains([' ', '%', '(', '[']) && !text.starts_with(['<', '>', '='])
}
