//! Lines of everyday speech that set an input: `churn 6%`, `what if churn is 6%?`.

use crate::model::Row;

/// What people put before the name.
const OPENERS: [&str; 9] = ["what if", "suppose", "assume", "say", "set", "let", "make", "change", "if"];
/// What people put between the name and the value.
const LINKS: [&str; 14] = [
    "is set to",
    "goes to",
    "changes to",
    "becomes",
    "equals",
    "was",
    "were",
    "is",
    "are",
    "to",
    "at",
    "of",
    "==",
    "=",
];

/// The statement that a line means which names an input and a value as people say it; none for any other line. `row_of`
/// finds the row of a name.
pub fn setting<'a>(text: &str, row_of: impl Fn(&str) -> Option<&'a Row>) -> Option<String> {
    let said = text.trim().trim_end_matches('?').trim_end();
    let opened = OPENERS.iter().find_map(|opener| after_word(said, opener));
    let rest = opened.unwrap_or(said);
    let end = rest.find(char::is_whitespace)?;
    let (name, value) = (&rest[..end], rest[end..].trim_start());
    let row = row_of(name)?;
    let linked = LINKS.iter().find_map(|link| after_word(value, link));
    // `churn = 6%` is a statement.
    if opened.is_none() && (value.starts_with('=') || rest.len() != said.len()) {
        return None;
    }
    let value = linked.unwrap_or(value);
    if !is_amount(value) || row.is_action() || !row.input {
        return None;
    }
    Some(format!("{} = {}", row.name, with_period(value, row)))
}

/// The text after a word or two and the space behind them, in any case; none where it begins otherwise.
fn after_word<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let rest = text.get(word.len()..)?;
    let begins = text.get(..word.len())?.eq_ignore_ascii_case(word);
    (begins && rest.starts_with(char::is_whitespace)).then(|| rest.trim_start())
}

/// Whether a text is one amount: digits with a sign of currency, `%`, a suffix or a period, and no word more than a unit.
fn is_amount(text: &str) -> bool {
    let digits = text.trim_start_matches(['$', '€', '£', '¥', '-']);
    let plain = |letter: char| letter.is_ascii_alphanumeric() || ".,_%/".contains(letter);
    let mut words = text.split_whitespace();
    let unit = |word: &str| word.chars().all(char::is_alphabetic);
    digits.starts_with(|digit: char| digit.is_ascii_digit() || digit == '.')
        && words
            .next()
            .is_some_and(|word| word.trim_start_matches(['$', '€', '£', '¥', '-']).chars().all(plain))
        && words.next().is_none_or(unit)
        && words.next().is_none()
}

/// The amount with `/month`, where the row is so much a month and the amount names no period.
fn with_period(amount: &str, row: &Row) -> String {
    let per_month = row.unit.time == -1;
    if per_month && !amount.contains(['/', ' ']) { format!("{amount}/month") } else { amount.to_string() }
}
