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
        Rule::goal => first_number(around)
            .or_else(|| sign(around))
            .or_else(|| said(around))
            .or_else(|| of_months(around))
            .or_else(|| of_formula(around)),
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
    if let Some(hint) = word.and_then(|(word, _)| strict_zero(word, value)) {
        return Some(hint);
    }
    let edit = around.edit(around.at(), around.start_of(value), format!("{sign} "));
    Hint::fix(format!("write `{} {sign} {}`", around.before, first_line(value)), edit)
}

/// `goal reps > 0`, `goal reps above 0`: what is to be above nothing has a least amount, which only the writer knows.
pub(super) fn strict_zero(sign: &str, value: &str) -> Option<Hint> {
    let zero = SpokenAmount::at(value)?.size()?.is_zero();
    let (allowed, side) = match sign {
        ">" | "=" | "==" | "greater than" | "more than" | "above" | "over" | "is" | "of" | "to" => {
            (">=", "above")
        }
        "<" | "less than" | "fewer than" | "below" | "under" => ("<=", "below"),
        _ => return None,
    };
    let help = format!("write `{allowed}` and a number {side} zero, the least that is enough");
    zero.then(|| Hint::new("a goal is at least (`>=`) or at most (`<=`) something", help))?
}

/// What a goal is about, its sign with what follows, and where these begin and end in the piece; none of a goal with a
/// label.
fn subject<'p>(around: &Around<'p>) -> Option<(&'p str, &'p str, usize, usize)> {
    let line = around.line().split('#').next()?.trim_end();
    let said = line.strip_prefix("goal")?.trim_start();
    let sign = said.find(['<', '>', '=']).filter(|_| !said.starts_with('"'))?;
    let (row, target) = said.split_at_checked(sign)?;
    Some((row.trim_end(), target, line.len() - said.len(), line.len()))
}

/// `goal total(bookings) >= $4M`, `goal cum(bookings) >= $4M`, `goal bookings[2027-03] >= $4M`: which months a goal is
/// about is said with words of its own.
fn of_months(around: &Around<'_>) -> Option<Hint> {
    let (said, target, start, end) = subject(around)?;
    let name = names::leading_name(said);
    let inner = said.get(name.len()..)?.trim_start();
    let parted = |open: char, close: char| Some(inner.strip_prefix(open)?.strip_suffix(close)?.trim());
    let timed = target.contains(" in ") || target.contains(" by ") || target.contains(" each ");
    let within = |months: &str| (!timed).then(|| format!("{target} in {}", months.trim()));
    let written = if let Some(month) = parted('[', ']') {
        format!("{name} {}", within(month)?)
    } else {
        let row =
            parted('(', ')').filter(|_| matches!(name.to_lowercase().as_str(), "total" | "cum" | "sum"))?;
        match row.split_once(',') {
            Some((row, months)) => format!("total {} {}", row.trim(), within(months)?),
            None => format!("total {row} {target}"),
        }
    };
    let message = "a goal is about a row, and says in words of which months: `total`, `in`, `by`";
    Hint::mend(message, format!("write `goal {written}`"), around.edit(start, end, written))
}

/// `goal bookings / reps >= $5k`: what a formula comes to is a row of its own.
fn of_formula(around: &Around<'_>) -> Option<Hint> {
    let (said, target, _, end) = subject(around)?;
    let reads = super::super::parser::stops_at(Rule::formula, said).is_none();
    if !reads || said.is_empty() || names::leading_name(said) == said {
        return None;
    }
    let plain = |part: &str| names::leading_name(part) == part && !part.is_empty() && !part.contains('.');
    let name = match said.split_once('/').map(|(one, each)| (one.trim(), each.trim())) {
        Some((one, each)) if plain(one) && plain(each) => format!("{one}_per_{each}"),
        _ => "result".to_string(),
    };
    let name = if super::is_row(around.text, &name) { format!("{name}_of_goal") } else { name };
    let indent = " ".repeat(around.piece.len() - around.piece.trim_start().len());
    let written = format!("{name} = {said}\n{indent}goal {name} {target}");
    let help = format!("give it a line of its own, `{name} = {said}`, and write `goal {name} {target}`");
    Hint::mend("a goal is about a row, and no formula", help, around.edit(0, end, written))
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
