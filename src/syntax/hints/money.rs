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

/// The currency of a plan, as its text has it: its line `currency`, the sign of a rate, or the first sign before a digit.
pub(super) fn of_plan(text: &str) -> Option<Currency> {
    let line = text.lines().find_map(|line| line.trim().strip_prefix("currency "));
    let code = line.and_then(|line| Currency::from_code(line.split_whitespace().next()?));
    let rates = || text.lines().filter(|line| names::is_exchange(line.trim()));
    let rate = || {
        rates().find_map(|line| line.split_once('=')?.1.trim().chars().next().and_then(Currency::from_sign))
    };
    let code = code.or_else(rate);
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

/// What a line says of the rate between two currencies, in whatever words: `fx EUR/USD: 1.08`, `1 EUR = $1.08`.
pub(super) struct SpokenRate {
    /// The currency that is priced.
    of: Currency,
    /// What it is priced in, where the line says it.
    priced_in: Option<Currency>,
    /// The digits of the price.
    digits: String,
}

impl SpokenRate {
    /// The rate that a line is about; none of a line without a currency and a price.
    pub(super) fn of_line(line: &str) -> Option<SpokenRate> {
        let mut currencies: Vec<Currency> = Vec::new();
        let mut digits = None;
        let mut priced_in = None;
        let apart = |next: char| {
            next.is_whitespace() || matches!(next, '/' | '=' | ':' | '(' | ')' | '-' | '>' | '"')
        };
        for word in line.split(apart).filter(|word| !word.is_empty()) {
            let sign = word.chars().next().and_then(Currency::from_sign);
            let number = word.trim_start_matches(|sign| Currency::from_sign(sign).is_some());
            if leading_number(number) == number && !number.is_empty() {
                // `1 EUR`, `€1`: what is priced, and no price.
                if number == "1" && digits.is_none() {
                    currencies.extend(sign);
                } else {
                    priced_in = sign.or(priced_in);
                    digits = Some(number.to_string());
                }
                continue;
            }
            match word.len() {
                3 => currencies.extend(Currency::from_code(word)),
                6 if word.is_ascii() => {
                    let (first, second) = word.split_at(3);
                    if let Some(both) = Currency::from_code(first).zip(Currency::from_code(second)) {
                        currencies.extend([both.0, both.1]);
                    }
                }
                _ => currencies.extend(sign.filter(|sign| sign.sign() == Some(word))),
            }
        }
        let of = *currencies.first()?;
        let other = currencies.iter().copied().find(|other| *other != of);
        Some(SpokenRate { of, priced_in: priced_in.or(other), digits: digits? })
    }

    /// Whether the line says in what the price is by a code.
    pub(super) fn is_pair(&self) -> bool {
        self.priced_in.is_some()
    }

    /// The line to write, in a plan with this text; none where it is not known in what the price is, or where the plan's own
    /// currency is priced.
    pub(super) fn written(&self, text: &str) -> Option<String> {
        let plan = of_plan(text).filter(|plan| *plan != self.of);
        let own = self.priced_in.or(plan).filter(|own| *own != self.of)?;
        let stated = text.lines().find_map(|line| line.trim().strip_prefix("currency "));
        let other_plan = stated.is_some_and(|code| code.split_whitespace().next() != Some(own.code()));
        (!other_plan).then(|| format!("exchange {} = {}", self.of, own.amount(&self.digits)))
    }
}

/// What is wrong with a line that says a rate in other words.
pub(super) const RATE: &str =
    "the rate of a currency is a line `exchange`, with what one of it costs in the plan's";
/// What to write for it, where the line does not say enough.
pub(super) const RATE_HELP: &str = "write it like `exchange EUR = $1.08`, at your rate";

/// `GOOGLEFINANCE("CURRENCY:EURUSD")`, `convert($5, "EUR")`: a rate that somebody else knows.
pub(super) fn looked_up(around: &Around<'_>) -> Option<Hint> {
    if !around.rest.starts_with(['"', '\'', '“']) {
        return None;
    }
    let (call, _) = around.before.rsplit_once('(')?;
    let name = call.rsplit(|part: char| !names::is_part(part)).next()?.to_lowercase();
    let known =
        ["googlefinance", "convert", "fx", "forex", "exchange", "exchange_rate", "currency", "euroconvert"];
    known.contains(&name.as_str()).then(|| Hint::new("no rate is looked up", LOOKED_UP))?
}

/// What to write in the place of a rate that somebody else knows.
const LOOKED_UP: &str = "say yours on a line such as `exchange EUR = $1.08`, and write amounts in that currency as they are, `€500`";

/// `exchange EUR/USD = 1.08`, `exchange rate EUR: $1.08`.
pub(super) fn rate(around: &Around<'_>) -> Option<Hint> {
    if around.rule != super::super::grammar::Rule::exchange {
        let outside = "write it on a line outside of the block";
        let of_plan = || Hint::new("what a currency costs is a line of the plan", outside);
        return names::is_exchange(around.piece).then(of_plan)?;
    }
    let line = around.piece.split('#').next()?.trim_end();
    let written = SpokenRate::of_line(line).and_then(|rate| rate.written(around.text));
    // What follows the sign is no matter of the rate's words.
    let head = line.split_once('=').map_or(line, |(head, _)| head);
    let said = names::is_exchange(line) && head.split_whitespace().count() == 2;
    if said {
        return None;
    }
    Some(match written {
        Some(written) => Hint::new(RATE, format!("write `{written}`")).map(|hint| {
            hint.offer(vec![Fix::new(format!("write `{written}`"), around.edit(0, line.len(), written))])
        })?,
        None => Hint::new(RATE, RATE_HELP)?,
    })
}

/// Whether a plan has a rate for a currency.
pub(super) fn is_exchanged(text: &str, currency: &str) -> bool {
    let rates = text.lines().map(str::trim).filter(|line| names::is_exchange(line));
    rates.filter_map(|line| line.split_whitespace().nth(1)).any(|code| code.trim_end_matches('=') == currency)
}

/// An amount with the code of its currency in the place of `start..end`.
fn coded(around: &Around<'_>, start: usize, end: usize, amount: &str, codes: &[&str]) -> Option<Hint> {
    let ways: Vec<String> = codes.iter().map(|code| format!("{amount} {code}")).collect();
    let shown: Vec<String> = ways.iter().map(|way| format!("`{way}`")).collect();
    let help = match of_plan(around.text) {
        Some(currency)
            if !codes.contains(&currency.code())
                && !codes.iter().any(|code| is_exchanged(around.text, code)) =>
        {
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
