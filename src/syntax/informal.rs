//! Habits from speech and spreadsheets, with the line as a plan writes it: `20 calls per day`, `Dec 2026`,
//! `8 000`, `reply rate`.

use super::names;
use super::spoken_amount;
use crate::value::{Currency, Period, month_number};

/// The period that a word means where it is written otherwise: `mo`, `yr`, `Month`, `annum`.
pub(super) fn period(word: &str) -> Option<Period> {
    let word = word.to_lowercase();
    let word = match word.as_str() {
        "daily" => "day".to_string(),
        "annually" => "year".to_string(),
        other => other.strip_suffix("ly").map_or(other.to_string(), str::to_string),
    };
    Period::from_word(&word).or_else(|| Period::from_habit(&word))
}

/// Whether a word is one with which a month begins: `2026-06`, `Q3`, `January`.
pub(super) fn is_month(word: &str) -> bool {
    let dated = word.len() >= 4
        && word.starts_with(|first: char| first.is_ascii_digit())
        && word.chars().all(|part| part.is_ascii_alphanumeric() || part == '-');
    dated || names::is_time_shaped(word) || month_number(word).is_some()
}

/// `Dec 2026` as a plan writes it.
pub(super) fn month_of_year(word: &str, year: &str) -> Option<String> {
    names::year(year)?;
    Some(format!("{year}-{:02}", month_number(word)?))
}

/// How many months later a word in brackets means, and earlier where it is negative: -1 of `previous`, `-1` and
/// `t-1`, 1 of `next` and `t+1`. None of a month.
pub(super) fn months_away(word: &str) -> Option<i64> {
    match word.to_lowercase().as_str() {
        "previous" | "prev" | "prior" | "before" | "last_month" | "last" => return Some(-1),
        "next" | "following" | "after" | "next_month" => return Some(1),
        _ => {}
    }
    let sign = word.find(['-', '+'])?;
    let (name, months) = (word.get(..sign)?.trim(), word.get(sign + 1..)?);
    let counts = name.is_empty() || name.chars().all(names::is_part) && !names::is_time_shaped(name);
    let digits = name.starts_with(|first: char| first.is_ascii_digit());
    let months: i64 = months.trim().parse().ok().filter(|months| *months > 0 && *months <= 9_999)?;
    let back = word.get(sign..)?.starts_with('-');
    (counts && !digits).then_some(if back { -months } else { months })
}

/// What is said of a month in brackets that is told by its distance.
pub(super) fn no_named_month(months: i64) -> String {
    let which = if months < 0 { "before" } else { "after" };
    format!("a month in brackets is named, such as `2026-06`; the month {which} has a function")
}

/// How such a month is written.
pub(super) fn month_away_help(written: &str, months: i64) -> String {
    let edge = if months < 0 { "before the first month" } else { "after the last month" };
    format!("write `{written}`: 0 is what stands {edge}")
}

/// `4-4-5` as a line of the plan: the days of the weeks in each month of a quarter. None of anything else.
pub(super) fn weeks_of_quarter(said: &str) -> Option<String> {
    let said = said.trim().trim_matches('"');
    let weeks: Vec<u32> = said
        .split(['-', '–', '/', ','])
        .map(|weeks| weeks.trim().parse().ok().filter(|weeks| matches!(weeks, 4 | 5)))
        .collect::<Option<_>>()?;
    (weeks.len() == 3 && weeks.iter().sum::<u32>() == 13).then(|| {
        let days: Vec<String> = weeks.iter().map(|weeks| (weeks * 7).to_string()).collect();
        format!("days [{}] every quarter", days.join(", "))
    })
}

/// An action as a plan writes it: `calls = 20 per day`, `20 cold calls/day`, `3-5 calls/day`. `None` where nothing
/// better is known.
pub(super) fn action(line: &str) -> Option<String> {
    let (name, line) = match names::is_assigned(line) {
        true => {
            let name = names::leading_name(line);
            (Some(name), line.get(name.len()..)?.trim_start_matches([' ', '\t', '=', ':']))
        }
        false => (None, line),
    };
    let in_digits = with_digits(line);
    let line = in_digits.as_deref().unwrap_or(line);
    let (head, rest) = split_period(line)?;
    let word = names::leading_name(rest);
    let period = period(word)?.word();
    let rest = rest.get(word.len()..)?;
    let number_end = head.find(names::is_start).unwrap_or(head.len());
    let (number, noun) = head.split_at_checked(number_end)?;
    let mut number = number.trim().to_string();
    let mut nouns: Vec<&str> = noun.split_whitespace().collect();
    // `5 of 10 talks` has two numbers, and an action one; `3 to 5 calls` is a range.
    if matches!(nouns.first(), Some(&("to" | "of"))) && nouns.get(1).is_some_and(|next| is_number(next)) {
        if nouns.first() == Some(&"to") {
            number = format!("{number} to {}", nouns.get(1)?);
        }
        nouns.drain(..2);
    }
    if let Some((low, high)) = number.split_once(['-', '–', '—']).filter(|(low, _)| !low.trim().is_empty())
    {
        number = spoken_amount::range_or_difference(low.trim(), high.trim())?.range?;
    }
    if number.is_empty() || !nouns.iter().all(|noun| noun.chars().all(names::is_part)) {
        return None;
    }
    let noun = match (nouns.as_slice(), name) {
        ([], Some(name)) => name.to_string(),
        ([], None) => return None,
        (nouns, _) => nouns.join("_"),
    };
    Some(format!("{number} {noun}/{period}{}", before_taking(rest)))
}

/// `taking 1 hour from M2` with the clause where it belongs: ` from M2 taking 1 hour`.
fn before_taking(rest: &str) -> String {
    let moved = rest.split_once("taking ").and_then(|(before, after)| {
        let clause = [" from ", " in ", " once ", " when ", " growing ", " rising "]
            .iter()
            .filter_map(|word| after.find(word))
            .min()?;
        let (effort, clause) = after.split_at_checked(clause)?;
        let before = before.trim_end().trim_end_matches(',');
        Some(format!("{before}{} taking {effort}", clause.trim_end()))
    });
    moved.unwrap_or_else(|| rest.to_string())
}

fn is_number(word: &str) -> bool {
    word.starts_with(|first: char| first.is_ascii_digit())
}

/// `twenty calls/day` with its number in digits; `None` where it has none in words.
pub(super) fn with_digits(line: &str) -> Option<String> {
    const ONES: [&str; 19] = [
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ];
    const TENS: [&str; 8] = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
    let (word, rest) = line.trim_start().split_once(' ')?;
    let word = word.to_lowercase();
    let place = |words: &[&str], word: &str| words.iter().position(|known| *known == word);
    let (tens, ones) = word.split_once('-').unwrap_or((&word, ""));
    let number = match (place(&TENS, tens), place(&ONES, ones), place(&ONES, &word)) {
        (_, _, Some(ones)) => ones + 1,
        (Some(tens), None, _) if ones.is_empty() => 10 * (tens + 2),
        (Some(tens), Some(ones), _) if ones < 9 => 10 * (tens + 2) + ones + 1,
        _ => return None,
    };
    Some(format!("{number} {}", rest.trim_start()))
}

/// What stands before and after `per`, a slash with or without spaces around it, or `a` before a period.
pub(super) fn split_period(piece: &str) -> Option<(&str, &str)> {
    let spoken = || {
        let split = [" a ", " an ", " each ", " every "].iter().find_map(|word| piece.split_once(word));
        split.filter(|(_, rest)| period(names::leading_name(rest.trim_start())).is_some())
    };
    let adverb = || {
        const ADVERBS: [&str; 6] = [" daily", " weekly", " monthly", " quarterly", " yearly", " annually"];
        let at = ADVERBS.iter().find_map(|word| piece.find(word))?;
        piece.split_at_checked(at)
    };
    let (head, rest) =
        piece.split_once(" per ").or_else(|| piece.split_once('/')).or_else(spoken).or_else(adverb)?;
    Some((head.trim_end(), rest.trim_start()))
}

/// What to write for a rate.
pub(crate) struct RateFix {
    /// What to write, in a sentence.
    pub(crate) help: String,
    /// The number or name that is divided, and what stands in its place and that of the slash and the word after
    /// it; none where the line has to be written otherwise.
    pub(crate) written: Option<(String, String)>,
}

/// A rate as a plan writes it: `$500 / mo` is `$500/month`, `a / month` is `a / 1 month`, and an hour is no period.
pub(super) fn rate(before: &str, word: &str) -> Option<RateFix> {
    let amount = trailing_operand(before);
    let is_number = amount
        .trim_start_matches(|sign| Currency::from_sign(sign).is_some())
        .starts_with(|first: char| first.is_ascii_digit() || first == '.');
    let effort = match word.to_lowercase().trim_end_matches('s') {
        "hour" | "hr" | "h" => Some("hour"),
        "minute" | "min" => Some("minute"),
        _ => None,
    };
    if let (Some(known), Some(period)) = (before.trim_end_matches([' ', '/']).strip_suffix('?'), period(word))
    {
        let name = known.trim_end().strip_suffix('=').map(|name| name.trim_end().lines().last());
        let name = name.flatten().and_then(|line| line.split(':').next()).map_or("x", str::trim);
        let unit = if period == Period::Month { "" } else { " and convert it where it is used" };
        return Some(RateFix {
            help: format!("`?` takes no unit: write `{name}: /month = ?`{unit}"),
            written: None,
        });
    }
    let operand = amount.to_string();
    let amount = if amount.is_empty() { "a" } else { amount };
    // `($500)/month`: a sheet shows a loss so.
    if let (Some(inner), Some(period)) = (bracketed_amount(before), period(word)) {
        let (loss, gain) = (format!("-{inner}/{}", period.word()), format!("{inner}/{}", period.word()));
        return Some(RateFix {
            help: format!(
                "in brackets a sheet shows a loss: write `{loss}` for what is negative, or `{gain}`"
            ),
            written: None,
        });
    }
    let fix = |help: &str, text: String| RateFix {
        help: format!("{help} `{text}`"),
        written: (!operand.is_empty()).then(|| (operand.clone(), text)),
    };
    if let Some(effort) = effort {
        return Some(fix("an hour is no period: divide by one,", format!("{amount} / 1 {effort}")));
    }
    let period = period(word)?.word();
    Some(match is_number {
        true => fix("a rate is written without spaces, and in full:", format!("{amount}/{period}")),
        false => fix("to divide a row by a time, write", format!("{amount} / 1 {period}")),
    })
}

/// The amount in the brackets that end a text: 500 of `($500)`.
fn bracketed_amount(text: &str) -> Option<&str> {
    let inner = text.trim_end().strip_suffix(')')?;
    let inner = inner.get(inner.rfind('(')? + 1..)?.trim();
    let amount = spoken_amount::SpokenAmount::at(inner)?;
    (amount.length == inner.len()).then_some(inner)
}

/// The number or name at the end of a text: `$8,000`, `core.won`, `20%`.
pub(super) fn trailing_operand(text: &str) -> &str {
    let text = text.trim_end();
    let inside = |next: char| {
        names::is_part(next) || matches!(next, '.' | ',' | '%') || Currency::from_sign(next).is_some()
    };
    let start = text.trim_end_matches(inside).len();
    text.get(start..).unwrap_or_default().trim_start_matches([',', '.', '%'])
}

/// A number followed by a word or digits, as a plan writes it: `8 000`, `8000 dollars`, `$1.5 million`.
pub(super) fn number(amount: &str, next: &str) -> Option<String> {
    let digits = amount.trim_start_matches(|sign| Currency::from_sign(sign).is_some());
    if !digits.starts_with(|first: char| first.is_ascii_digit() || first == '.') {
        return None;
    }
    let plain = digits.bytes().all(|byte| byte.is_ascii_digit());
    let grouped = next.len() == 3 && next.bytes().all(|byte| byte.is_ascii_digit());
    if plain && grouped && digits.len() <= 3 && !digits.starts_with('0') {
        return Some(format!("{amount},{next}"));
    }
    let ends_in_digit = digits.ends_with(|last: char| last.is_ascii_digit());
    let has_sign = digits.len() != amount.len();
    let word = next.to_lowercase();
    if !ends_in_digit {
        return None;
    }
    if let Some(scaled) =
        spoken_amount::scaled(digits, &word).filter(|scaled| !has_sign || !scaled.contains('%'))
    {
        let sign = amount.strip_suffix(digits).unwrap_or_default();
        return Some(format!("{sign}{scaled}"));
    }
    Some(match word.as_str() {
        "thousand" | "k" => format!("{amount}k"),
        "million" | "millions" | "mio" | "mn" | "m" if word != "m" || next == "M" => format!("{amount}M"),
        "billion" | "billions" | "bn" | "b" => format!("{amount}B"),
        "dollar" | "dollars" | "bucks" if !has_sign => format!("${amount}"),
        "euro" | "euros" if !has_sign => format!("€{amount}"),
        "pound" | "pounds" if !has_sign => format!("£{amount}"),
        "yen" if !has_sign => format!("¥{amount}"),
        _ => return None,
    })
}

/// The stretch before the `=` or `:` of a line whose name has spaces: `reply rate` of `reply rate = 3%`.
pub(super) fn spaced_name(text: &str) -> Option<&str> {
    let end = text.find(['=', ':', '\n', '"', '(', ',', '#'])?;
    if !text.get(end..)?.starts_with(['=', ':']) {
        return None;
    }
    let name = text.get(..end)?.trim_end();
    let mut parts = name.split([' ', '\t']).filter(|part| !part.is_empty());
    let several = name.contains([' ', '\t']) && name.starts_with(names::is_start);
    (several && parts.all(|part| part.chars().all(names::is_part))).then_some(name)
}

/// A name without its spaces: `reply_rate`.
pub(super) fn joined(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join("_")
}

/// The statement that a word at the start of a line means: `target` is `goal`, `assert` is `check`.
pub(super) fn statement(word: &str) -> Option<&'static str> {
    Some(match word.to_lowercase().as_str() {
        "goal" | "goals" | "target" | "targets" | "objective" | "aim" | "okr" | "kpi" => "goal",
        "check" | "checks" | "assert" | "ensure" | "require" | "verify" | "expect" | "must"
        | "constraint" | "invariant" => "check",
        _ => return None,
    })
}

/// The block that a word before a brace means: `funnel` is `pipeline`, `account` is `stock`.
pub(super) fn block(word: &str) -> Option<&'static str> {
    Some(match word.to_lowercase().as_str() {
        "funnel" | "funnels" | "pipelines" | "pipe" | "sales_funnel" | "sales_pipeline" => "pipeline",
        "actions" | "activities" | "activity" | "todo" | "tasks" | "plans" | "outreach" => "plan",
        "balance" | "account" | "bucket" | "pool" | "level" | "inventory" | "stocks" => "stock",
        "what_if" | "whatif" | "case" | "variant" | "alternative" | "scenarios" | "option" => "scenario",
        _ => return None,
    })
}

/// Whether a word is one with which other languages begin a definition: `let`, `const`, `var`.
pub(super) fn declares(word: &str) -> bool {
    const WORDS: [&str; 19] = [
        "let", "const", "var", "def", "set", "dim", "local", "val", "define", "declare", "assign", "int",
        "float", "double", "decimal", "mut", "final", "static", "auto",
    ];
    WORDS.contains(&word.to_lowercase().as_str())
}
