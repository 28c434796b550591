//! Goals and checks as people say them: `goal reach $100k bookings`, `goal: calls >= 40/month`, `target calls …`.

use super::super::grammar::Rule;
use super::super::names;
use super::super::spoken_amount::SpokenAmount;
use super::beside::{is_amount, leading_operand};
use super::{Around, Hint, first_line, uncut_line};

/// Words for `>=` and `<=`.
const SIGNS: [(&str, &str); 24] = [
    ("at least", ">="),
    ("at most", "<="),
    ("no more than", "<="),
    ("no less than", ">="),
    ("not more than", "<="),
    ("not less than", ">="),
    ("greater than", ">="),
    ("more than", ">="),
    ("less than", "<="),
    ("fewer than", "<="),
    ("minimum", ">="),
    ("maximum", "<="),
    ("min", ">="),
    ("max", "<="),
    ("above", ">="),
    ("over", ">="),
    ("below", "<="),
    ("under", "<="),
    ("reaches", ">="),
    ("reach", ">="),
    ("is", ">="),
    ("of", ">="),
    ("to", ">="),
    ("≥", ">="),
];

/// Words of a goal that say nothing which its sign does not say.
const VERBS: [&str; 24] = [
    "reach", "reaches", "hit", "hits", "get", "make", "makes", "achieve", "have", "has", "sell", "close",
    "win", "book", "earn", "grow", "exceed", "exceeds", "beat", "keep", "stay", "be", "should", "must",
];

/// `goal calls at least 400`, `goal: calls >= 40`, `goal reach $100k bookings`.
pub(super) fn words(around: &Around<'_>) -> Option<Hint> {
    match around.rule {
        Rule::definition => colon(around),
        // `check that calls >= 3/month`
        Rule::check if matches!(around.before, "check that" | "check if") => Hint::fix(
            "a check begins with its condition",
            around.edit("check".len(), around.before.len(), ""),
        ),
        Rule::goal => first_number(around).or_else(|| sign(around)).or_else(|| said(around)),
        _ => None,
    }
}

/// `goal: bookings >= $90k`: a colon behind the word of a statement.
fn colon(around: &Around<'_>) -> Option<Hint> {
    let line = uncut_line(around.piece);
    let word = names::leading_name(line);
    let rest = line.get(word.len()..)?.trim_start().strip_prefix(':')?.trim_start();
    let known = names::STATEMENTS.contains(&word).then_some(word);
    let statement = super::super::informal::statement(word).or(known)?;
    let judged = known.is_some() || rest.contains(['>', '<', '≥', '≤']) || rest.contains(" at ");
    if !judged {
        return None;
    }
    let end = line.len() - rest.len();
    let help = format!("write `{statement} {}`", first_line(rest));
    Hint::mend(
        format!("`{word}` stands without a colon before what it is about"),
        help,
        around.edit(0, end, format!("{statement} ")),
    )
}

/// `goal calls at least 400`.
fn sign(around: &Around<'_>) -> Option<Hint> {
    let row = around.before.strip_prefix("goal")?.rsplit(':').next()?.trim();
    if row.is_empty() || names::leading_name(row) != row || VERBS.contains(&row) {
        return None;
    }
    // `goal bookings should reach at least $90k`
    let rest = behind_verbs(around.rest);
    let word = SIGNS
        .iter()
        .find(|(word, _)| rest.strip_prefix(word).is_some_and(|rest| rest.starts_with([' ', '\t'])));
    let (sign, value) = match word {
        Some((word, sign)) => (*sign, rest.get(word.len()..)?.trim_start()),
        None if rest.len() < around.rest.len() => (">=", rest),
        None => return None,
    };
    let edit = around.edit(around.at(), around.start_of(value), format!("{sign} "));
    Hint::fix(format!("write `{} {sign} {}`", around.before, first_line(value)), edit)
}

/// What follows the verbs at the start of a text.
fn behind_verbs(text: &str) -> &str {
    let mut rest = text;
    let behind = |rest: &'_ str, verb: &str| {
        rest.strip_prefix(verb).filter(|after| after.starts_with([' ', '\t'])).map(str::len)
    };
    while let Some(length) = VERBS.iter().find_map(|verb| behind(rest, verb)) {
        rest = rest.get(rest.len() - length..).unwrap_or_default().trim_start();
    }
    rest
}

/// `goal reach $100k bookings by …`, `goal reach bookings of $100k`.
fn said(around: &Around<'_>) -> Option<Hint> {
    let line = uncut_line(around.piece);
    let said = line.strip_prefix("goal")?.trim_start();
    let rest = behind_verbs(said);
    if rest.len() == said.len() {
        return None;
    }
    for (word, sign) in SIGNS.iter().take(18) {
        if let Some(after) = rest.strip_prefix(word).filter(|after| after.starts_with(' ')) {
            return amount_first(around, said, after.trim_start(), sign);
        }
    }
    if let Some(hint) = amount_first(around, said, rest, ">=") {
        return Some(hint);
    }
    // The row first, then the amount: `goal reach bookings of $100k`.
    let row = names::leading_name(rest);
    let mut value = rest.get(row.len()..)?.trim_start();
    if let Some((word, _)) =
        SIGNS.iter().find(|(word, _)| value.strip_prefix(word).is_some_and(|rest| rest.starts_with(' ')))
    {
        value = value.get(word.len()..)?.trim_start();
    }
    SpokenAmount::at(value)?;
    written(around, said, &format!("{row} >= {value}"))
}

fn amount_first(around: &Around<'_>, said: &str, text: &str, sign: &str) -> Option<Hint> {
    let amount = SpokenAmount::at(text)?;
    let after = text.get(amount.length..)?.trim_start();
    let after = ["of ", "in "].iter().find_map(|word| after.strip_prefix(word)).unwrap_or(after).trim_start();
    let row = names::leading_name(after);
    if row.is_empty() || names::TAKEN.contains(&row) || names::is_unit(row) {
        return None;
    }
    let tail = after.get(row.len()..)?;
    let amount = text.get(..amount.length)?;
    // `100 calls/month`: the period goes with the number.
    let (period, tail) = match tail.strip_prefix('/') {
        Some(rest) => {
            let word = names::leading_name(rest);
            (format!("/{word}"), rest.get(word.len()..)?)
        }
        None => (String::new(), tail),
    };
    written(around, said, &format!("{row} {sign} {amount}{period}{tail}"))
}

fn written(around: &Around<'_>, said: &str, goal: &str) -> Option<Hint> {
    let start = around.piece.len() - around.piece.trim_start().strip_prefix("goal")?.trim_start().len();
    let edit = around.edit(start, start + said.len(), goal);
    Hint::mend(
        "a goal names its row first, then its sign and its value",
        format!("write `goal {goal}`"),
        edit,
    )
}

/// `goal 100000 bookings by 2026-12`: the number before the row.
fn first_number(around: &Around<'_>) -> Option<Hint> {
    if around.rule != Rule::goal || around.before != "goal" || !is_amount(around.rest) {
        return None;
    }
    let amount = leading_operand(around.rest);
    let after = around.rest.get(amount.len()..)?.trim_start_matches([' ', '\t']);
    let row = names::leading_name(after);
    let tail = after.get(row.len()..)?;
    let ends = tail.trim_start();
    let reads = ends.is_empty()
        || ends.starts_with(['\n', '#', '/'])
        || ["by ", "in ", "each "].iter().any(|word| ends.starts_with(word));
    if row.is_empty() || names::TAKEN.contains(&row) || names::is_unit(row) || !reads {
        return Hint::help("a goal begins with its row: `goal ROW >= VALUE by MONTH`");
    }
    // `100 calls/month`: the period goes with the number.
    let period = tail.strip_prefix('/').map(names::leading_name).unwrap_or_default();
    let slash = if period.is_empty() { String::new() } else { format!("/{period}") };
    let end = around.start_of(tail) + slash.len();
    let written = format!("{row} >= {amount}{slash}");
    Hint::fix(format!("write `goal {written}`"), around.edit(around.at(), end, written.as_str()))
}
