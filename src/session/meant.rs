//! Lines of everyday speech that set an input: `churn 6%`, `what if churn is 6%?`.

use crate::model::Row;
use crate::value::{Currency, NumberStyle};

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
pub fn setting<'a>(
    text: &str,
    currency: Currency,
    row_of: impl Fn(&str) -> Option<&'a Row>,
) -> Option<String> {
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
    if !is_amount(value) || !row.input {
        return None;
    }
    // How often something is done is said as in the plan.
    if row.is_action() {
        let bare = value.chars().all(|part| part.is_ascii_digit() || part == '.');
        return row.per.filter(|_| bare).map(|per| format!("{value} {}/{}", row.name, per.word()));
    }
    Some(format!("{} = {}", row.name, with_unit(value, row, currency)))
}

/// What to write for a question or a wish in everyday speech that names no input and value: `what is bookings?`, `what
/// if we do 5 calls a day?`. None for any other line.
pub fn asked<'a>(text: &str, row_of: impl Fn(&str) -> Option<&'a Row>) -> Option<String> {
    let said = text.trim().trim_end_matches('?').trim_end();
    let asks = ["what is", "what are", "what was", "what's", "show me", "print", "how much is", "how many"];
    let asked = asks.iter().find_map(|words| after_word(said, words));
    let questioned = (text.trim().len() > said.len()).then_some(said);
    if let Some(name) = asked.or(questioned).and_then(&row_of) {
        return Some(format!("write `{}` alone: a name is answered with its values", name.name));
    }
    // A row may be called like one of these words.
    if row_of(said.split_whitespace().next()?).is_some() {
        return None;
    }
    let wishes = ["what if", "what happens if", "suppose", "assume", "imagine"];
    let wished = wishes.iter().any(|words| after_word(said, words).is_some());
    (wished || asked.is_some()).then(|| {
        "write what changes as a line of a plan, such as `churn = 6%/month`, `price = base * 110%` or `4 calls/day`; a \
         name or a formula alone is worked out"
            .to_string()
    })
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

/// The amount in the row's unit, as far as it names none: with `/month`, where the row is so much a month, with the
/// currency of money, with `%` of a percentage.
fn with_unit(amount: &str, row: &Row, currency: Currency) -> String {
    let bare = amount.chars().all(|part| part.is_ascii_digit() || ".,_kMB".contains(part));
    let percent = row.shown == NumberStyle::Percent;
    let money = row.unit.money == 1 && row.unit.effort == 0 && matches!(row.unit.time, 0 | -1);
    let amount = match bare {
        true if percent => &format!("{amount}%"),
        true if money => &currency.amount(amount),
        _ => amount,
    };
    let per_month = row.unit.time == -1;
    if per_month && !amount.contains('/') && (bare || !amount.contains(' ')) {
        format!("{amount}/month")
    } else {
        amount.to_string()
    }
}
