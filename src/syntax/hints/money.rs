//! Amounts of currencies that have no sign in a plan: `₹500`, `R$500`, `USD 500`, `500 kr`, `Rs 500`.

use super::super::{informal, names, spoken_amount};
use super::{Around, Hint, leading_number};
use crate::diagnostic::Fix;
use crate::value::Currency;

/// Signs that a plan does not have, with the codes they stand for.
const SIGNS: [(char, &str); 16] = [
    ('₹', "INR"),
    ('₩', "KRW"),
    ('₽', "RUB"),
    ('₺', "TRY"),
    ('₫', "VND"),
    ('₴', "UAH"),
    ('₦', "NGN"),
    ('₱', "PHP"),
    ('฿', "THB"),
    ('₪', "ILS"),
    ('₡', "CRC"),
    ('₲', "PYG"),
    ('₵', "GHS"),
    ('₸', "KZT"),
    ('₾', "GEL"),
    ('₼', "AZN"),
];

/// Letters before a dollar or yen sign: `R$`, `A$`, `US$`, `CN¥`.
const BEFORE_SIGN: [(&str, &str); 19] = [
    ("US", "USD"),
    ("A", "AUD"),
    ("AU", "AUD"),
    ("AUD", "AUD"),
    ("C", "CAD"),
    ("CA", "CAD"),
    ("CAN", "CAD"),
    ("CAD", "CAD"),
    ("NZ", "NZD"),
    ("HK", "HKD"),
    ("S", "SGD"),
    ("SG", "SGD"),
    ("R", "BRL"),
    ("BR", "BRL"),
    ("MX", "MXN"),
    ("Mex", "MXN"),
    ("NT", "TWD"),
    ("CN", "CNY"),
    ("JP", "JPY"),
];

/// Words of currencies, with the codes that they may stand for.
const WORDS: [(&str, &[&str]); 21] = [
    ("kr", &["SEK", "NOK", "DKK"]),
    ("krona", &["SEK"]),
    ("kronor", &["SEK"]),
    ("kroner", &["NOK", "DKK"]),
    ("rs", &["INR"]),
    ("rupee", &["INR"]),
    ("rupees", &["INR"]),
    ("fr", &["CHF"]),
    ("sfr", &["CHF"]),
    ("franc", &["CHF"]),
    ("francs", &["CHF"]),
    ("zł", &["PLN"]),
    ("zl", &["PLN"]),
    ("zloty", &["PLN"]),
    ("kč", &["CZK"]),
    ("ft", &["HUF"]),
    ("yuan", &["CNY"]),
    ("rmb", &["CNY"]),
    ("rand", &["ZAR"]),
    ("reais", &["BRL"]),
    ("won", &["KRW"]),
];

/// The currency of a plan, as its text has it: its line `currency`, or the first sign before a digit.
pub(super) fn of_plan(text: &str) -> Option<Currency> {
    let line = text.lines().find_map(|line| line.trim().strip_prefix("currency "));
    let code = line.and_then(|line| Currency::from_code(line.split_whitespace().next()?));
    let sign = || {
        let mut signs = text.char_indices().filter_map(|(at, sign)| Some((at, Currency::from_sign(sign)?)));
        signs.find_map(|(at, currency)| {
            // A sign behind a letter is the mistake itself: `A$500`.
            let letter = text.get(..at)?.ends_with(char::is_alphabetic);
            (!letter).then_some(currency)
        })
    };
    code.or_else(sign)
}

/// An amount with the code of its currency in the place of `start..end`.
fn coded(around: &Around<'_>, start: usize, end: usize, amount: &str, codes: &[&str]) -> Option<Hint> {
    let ways: Vec<String> = codes.iter().map(|code| format!("{amount} {code}")).collect();
    let shown: Vec<String> = ways.iter().map(|way| format!("`{way}`")).collect();
    let help = match of_plan(around.text) {
        Some(currency) if !codes.contains(&currency.code()) => {
            let code = currency.code();
            return Hint::new(
                "a currency without a sign of its own is written with its code",
                format!("write {}; a plan has one currency, and this one's is {code}", shown.join(" or ")),
            );
        }
        _ => format!("write {}", shown.join(" or ")),
    };
    let ways = ways.into_iter().map(|way| Fix::new(format!("write `{way}`"), around.edit(start, end, way)));
    Hint::new("a currency without a sign of its own is written with its code", help)
        .map(|hint| hint.offer(ways.collect()))
}

/// The digits at the start of a text with their `k`, `M` or `B`.
fn leading_amount(text: &str) -> &str {
    let digits = leading_number(text);
    let suffix = text.get(digits.len()..).unwrap_or_default();
    let suffixed = !digits.is_empty()
        && suffix.starts_with(['k', 'M', 'B'])
        && !suffix.get(1..).is_some_and(|next| next.starts_with(names::is_part));
    text.get(..digits.len() + usize::from(suffixed)).unwrap_or_default()
}

/// The number that stands before the place, where one does: `500` of `x = 500 zł`.
fn trailing_amount<'p>(around: &Around<'p>) -> Option<&'p str> {
    let operand = informal::trailing_operand(around.before);
    (!operand.is_empty() && leading_amount(operand) == operand).then_some(operand)
}

/// `₹500`, `500₹`, `R$500`, `US$ 500`.
pub(super) fn sign(around: &Around<'_>) -> Option<Hint> {
    let sign = around.rest.chars().next()?;
    let after = around.rest.get(sign.len_utf8()..)?;
    let number = leading_amount(after.trim_start());
    let mut end = around.start_of(after.trim_start()) + number.len();
    let mut amount = number.to_string();
    // `₹5 lakh`
    let more = after.trim_start().get(number.len()..)?.trim_start();
    let word = names::leading_name(more);
    if let Some(scaled) =
        spoken_amount::scaled(number, word).filter(|scaled| !word.is_empty() && !scaled.contains('%'))
    {
        amount = scaled;
        end = around.start_of(more) + word.len();
    }
    if let Some((_, code)) = SIGNS.iter().find(|(known, _)| *known == sign) {
        return match trailing_amount(around) {
            Some(amount) => {
                let start = around.before.len() - amount.len();
                coded(around, start, around.at() + sign.len_utf8(), amount, &[code])
            }
            None if number.is_empty() => None,
            None => coded(around, around.at(), end, &amount, &[code]),
        };
    }
    if Currency::from_sign(sign).is_none() || number.is_empty() || around.before.len() != around.at() {
        return None;
    }
    let (_, code) = BEFORE_SIGN.iter().find(|(letters, _)| *letters == around.last)?;
    let plan = of_plan(around.text);
    let own = plan.is_none_or(|plan| plan.code() == *code) && (*code == "USD" || plan.is_some());
    if own {
        let written = format!("{sign}{number}");
        return Hint::write(around.edit(around.start_of_last(), end, written));
    }
    coded(around, around.start_of_last(), end, number, &[code])
}

/// `USD 500`, `500 usd`, `kr 500`, `500 kr`, `Rs. 500`.
pub(super) fn word(around: &Around<'_>) -> Option<Hint> {
    let codes = |word: &str| -> Option<Vec<String>> {
        let lower = word.to_lowercase();
        let known = WORDS.iter().find(|(known, _)| *known == lower);
        let known = known.map(|(_, codes)| codes.iter().map(|code| (*code).to_string()).collect());
        // Three letters before or after a number are a code, unless the plan has a row of that name.
        let upper = word.to_uppercase();
        let common = Currency::from_code(word).is_some() || COMMON.contains(&upper.as_str());
        known.or_else(|| (word.len() == 3 && common).then(|| vec![upper]))
    };
    // `Rs. 500`
    let rest = around.rest.strip_prefix(". ").unwrap_or(around.rest).trim_start();
    let number = leading_amount(rest);
    let (start, end, amount, word) = if !number.is_empty() {
        (around.start_of_last(), around.start_of(rest) + number.len(), number, around.last)
    } else {
        let amount = trailing_amount(around)?;
        let end = around.at() + around.next.len();
        (around.before.len() - amount.len(), end, amount, around.next)
    };
    // `5 won` in a plan that has a stage of that name is no amount of money.
    const NO_CODES: [&str; 7] = ["EOY", "EOM", "EOQ", "YTD", "MRR", "ARR", "ACV"];
    if word.is_empty() || NO_CODES.contains(&word) || super::beside::is_row(around.text, word) {
        return None;
    }
    // Deals are won, too: only a sum of money is told its currency.
    let is_sum = amount.contains([',', '_', 'k', 'M', 'B']) || amount.len() > 4;
    if word.eq_ignore_ascii_case("won") && (!is_sum || !number.is_empty()) {
        return None;
    }
    let codes = codes(word)?;
    let codes: Vec<&str> = codes.iter().map(String::as_str).collect();
    coded(around, start, end, amount, &codes)
}

/// Codes that people type in small letters, too.
const COMMON: [&str; 12] =
    ["USD", "EUR", "GBP", "JPY", "INR", "CHF", "CAD", "AUD", "SEK", "NOK", "DKK", "BRL"];
