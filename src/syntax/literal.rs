//! One number literal: digits, suffix, unit, period, and every way to write one that is refused.

use std::borrow::Cow;

use super::spoken_amount;
use super::tree::{Literal, LiteralUnit};
use crate::diagnostic::{Code, Diagnostic, Edit, Fix};
use crate::limits;
use crate::source::Span;
use crate::value::{Currency, DurationWord, EffortWord, Number, Period};

/// Where a literal stands, which decides what a comma in it may mean.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Surroundings {
    /// Anywhere but in a list of values.
    Free,
    /// Between the parentheses of a call or in brackets, where a comma separates values.
    List,
}

/// Reads the text of a literal: sign, digits, unit, period. The error is the finding for one that can be read in
/// two ways, or not at all.
pub(super) fn read(text: &str, span: Span, place: Surroundings) -> Result<Literal, Diagnostic> {
    if text.len() <= 18 && is_plain(text) && (text.len() == 1 || !text.starts_with('0')) {
        // The common case, without the rest of this file.
        let number = text.parse().map_or(Number::ZERO, |whole: i64| Number::from(whole));
        return Ok(Literal { number, whole: true, unit: LiteralUnit::Plain, per: None });
    }
    if text.len() > limits::LITERAL_CHARACTERS && text.chars().count() > limits::LITERAL_CHARACTERS {
        let message = format!("this number is longer than {} characters", limits::LITERAL_CHARACTERS);
        return Err(Diagnostic::new(Code::TooLarge, message, span, "too long"));
    }
    let sign = text.chars().next().filter(|first| Currency::from_sign(*first).is_some());
    let after_sign = text.get(sign.map_or(0, char::len_utf8)..).unwrap_or_default();
    let (before_slash, period) = match after_sign.split_once('/') {
        Some((before, period)) => (before, Some(period)),
        None => (after_sign, None),
    };
    let digits_end = digits_end(before_slash);
    let (digits, tail) = before_slash.split_at_checked(digits_end).unwrap_or((before_slash, ""));
    let written = WrittenNumber { text, digits, span, sign };
    let plain_digits = written.check_digits(place)?;
    let (suffix, tail) = match tail.as_bytes() {
        [b'k' | b'M' | b'B', rest @ ..] if !rest.first().is_some_and(u8::is_ascii_alphanumeric) => {
            tail.split_at_checked(1).unwrap_or_default()
        }
        _ => ("", tail),
    };
    let word = tail.trim_matches([' ', '\t']);
    let unit = written.unit(word)?;
    let per = match period {
        None => None,
        Some(word) => Some(Period::from_word(word).ok_or_else(|| unknown_period(word, span))?),
    };
    let number = Number::parse(&plain_digits).and_then(|number| scaled(number, suffix)).ok_or_else(|| {
        let message = "this number has more digits than pace can keep: it holds 28, and at most 7.9e28";
        Diagnostic::new(Code::TooLarge, message, span, "too many digits")
    })?;
    let whole =
        suffix.is_empty() && unit == LiteralUnit::Plain && per.is_none() && !plain_digits.contains('.');
    Ok(Literal { number, whole, unit, per })
}

/// Whether there is nothing but digits.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Where the digits of a number end: digits, groups and one point.
fn digits_end(text: &str) -> usize {
    let bytes = text.as_bytes();
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let inside = match byte {
            b'0'..=b'9' => true,
            b',' | b'_' | b'.' => is_digit(at + 1),
            _ => false,
        };
        if !inside {
            break;
        }
        at += 1;
    }
    at
}

fn scaled(number: Number, suffix: &str) -> Option<Number> {
    // Exact or nothing: a number that would have to be rounded is not the one that was typed.
    let factor: i64 = match suffix {
        "k" => 1_000,
        "M" => 1_000_000,
        "B" => 1_000_000_000,
        _ => return Some(number),
    };
    number.times(Number::from(factor)).ok().filter(|(_, rounded)| !rounded).map(|(scaled, _)| scaled)
}

struct WrittenNumber<'t> {
    text: &'t str,
    digits: &'t str,
    span: Span,
    sign: Option<char>,
}

impl WrittenNumber<'_> {
    /// A finding about the digits, with what to write in their place.
    fn ambiguous_digits(&self, message: String, help: String, ways: &[String]) -> Diagnostic {
        let ways = ways.iter().map(|way| Fix::write(self.digits_span(), way));
        ways.fold(self.ambiguous(message, help), Diagnostic::offer)
    }

    /// Where the digits stand, without sign and unit.
    fn digits_span(&self) -> Span {
        let start = self.span.start + self.sign.map_or(0, char::len_utf8) as u32;
        Span { start, end: start + self.digits.len() as u32, ..self.span }
    }

    /// Where the word after the digits stands, with the spaces before it.
    fn word_span(&self) -> Span {
        let number = self.text.split('/').next().unwrap_or(self.text).trim_end();
        Span { start: self.digits_span().end, end: self.span.start + number.len() as u32, ..self.span }
    }

    fn ambiguous(&self, message: impl Into<String>, help: impl Into<crate::diagnostic::Prose>) -> Diagnostic {
        Diagnostic::new(Code::AmbiguousNumber, message, self.span, "can be read in two ways").help(help)
    }

    /// The digits without separators, or what is ambiguous about them.
    fn check_digits(&self, place: Surroundings) -> Result<Cow<'_, str>, Diagnostic> {
        let digits = self.digits;
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        // Most numbers have no separators, and begin with a digit that says something.
        let separated = whole.bytes().any(|byte| matches!(byte, b',' | b'_'));
        if !separated && (whole.len() <= 1 || !whole.starts_with('0')) && is_plain(fraction) {
            return Ok(Cow::Borrowed(digits));
        }
        let sign = self.sign.map(String::from).unwrap_or_default();
        let plain: String = digits.chars().filter(|character| !matches!(character, ',' | '_')).collect();
        // Every reading but one is refused: a wrong guess between 8,5 and 8.5 would be off by a factor of ten and
        // look right.
        if whole.contains(',') {
            let spaced = digits.replace(',', ", ");
            let joined = digits.replace(',', "_");
            let grouped = is_grouped(whole);
            if place == Surroundings::List && (self.sign.is_none() || !grouped) {
                let (help, ways) = if grouped {
                    let help = format!("write `{joined}` for one number, or `{spaced}` for several");
                    (help, vec![joined, spaced])
                } else if let Some(several) = several(digits) {
                    let several = several.replace(',', "_").replace("_ ", ", ");
                    (format!("write `{sign}{several}`"), vec![several])
                } else {
                    (format!("write `{sign}{spaced}`"), vec![spaced])
                };
                let message = format!("`{digits}`: one number or several?");
                return Err(self.ambiguous_digits(message, help, &ways));
            }
            if !grouped {
                if let Some(several) = several(digits) {
                    // Outside of brackets a second value needs to say when it holds, which nobody knows here.
                    return Err(self.ambiguous(
                        format!("`{digits}`: one number or several?"),
                        format!("put a space after the comma between two numbers: `{sign}{several}`"),
                    ));
                }
                let (help, way) = match whole.split_once(',') {
                    Some((first, decimals))
                        if !decimals.contains(',') && fraction.is_empty() && decimals.len() != 3 =>
                    {
                        let unit = self.text.rsplit_once(digits).map_or("", |(_, unit)| unit);
                        let number = format!("{first}.{decimals}");
                        (format!("the decimal sign is a point: write `{sign}{number}{unit}`"), number)
                    }
                    _ => {
                        let grouped = group(&plain);
                        (format!("groups have three digits: write `{sign}{grouped}`"), grouped)
                    }
                };
                let message = format!("the commas in `{digits}` do not group thousands");
                return Err(self.ambiguous_digits(message, help, &[way]));
            }
            if whole.contains('_') {
                return Err(self.ambiguous_digits(
                    format!("`{digits}` mixes two kinds of separator"),
                    format!("write `{sign}{}`", group(&plain)),
                    &[group(&plain)],
                ));
            }
        }
        if plain.matches('.').count() > 1 {
            let grouped = group(&plain.replace('.', ""));
            return Err(self.ambiguous_digits(
                format!("`{digits}` has more than one point"),
                format!("write `{sign}{grouped}` for a whole number"),
                &[grouped],
            ));
        }
        let leading: String = whole.chars().filter(char::is_ascii_digit).collect();
        // `007` may be a code or a slip of a digit; no plan needs it.
        if leading.len() > 1 && leading.starts_with('0') {
            let bare = leading.trim_start_matches('0');
            let bare = if bare.is_empty() { "0" } else { bare };
            let point = if fraction.is_empty() { String::new() } else { format!(".{fraction}") };
            return Err(self.ambiguous_digits(
                format!("`{digits}` starts with a zero that says nothing"),
                format!("write `{sign}{bare}{point}`"),
                &[format!("{bare}{point}")],
            ));
        }
        Ok(Cow::Owned(plain))
    }

    /// The unit that stands after the digits.
    fn unit(&self, word: &str) -> Result<LiteralUnit, Diagnostic> {
        let unit = match word {
            "" => LiteralUnit::Plain,
            "%" => LiteralUnit::Percent,
            "point" | "points" => LiteralUnit::Points,
            _ => {
                let found = DurationWord::from_word(word)
                    .map(LiteralUnit::Duration)
                    .or_else(|| EffortWord::from_word(word).map(LiteralUnit::Effort))
                    .or_else(|| Currency::from_code(word).map(LiteralUnit::Money));
                found.ok_or_else(|| self.unknown_suffix(word))?
            }
        };
        match (self.sign.and_then(Currency::from_sign), unit) {
            (None, unit) => Ok(unit),
            (Some(currency), LiteralUnit::Plain) => Ok(LiteralUnit::Money(currency)),
            (Some(_), _) => {
                let message = format!("`{}` has two units", self.text);
                Err(Diagnostic::new(Code::Syntax, message, self.span, "one unit too many")
                    .help("keep the currency sign or the word after the number, not both"))
            }
        }
    }

    fn unknown_suffix(&self, word: &str) -> Diagnostic {
        let sign = self.sign.map(String::from).unwrap_or_default();
        let number = format!("{sign}{}", self.digits);
        let unknown = |message: String| Diagnostic::new(Code::Syntax, message, self.span, "not a number");
        let exponent =
            word.strip_prefix(['e', 'E']).filter(|rest| rest.bytes().all(|byte| byte.is_ascii_digit()));
        let scaled = spoken_amount::scaled(self.digits, word);
        let has_period = self.text.contains('/');
        let way = |ending: &str| {
            Fix::new(format!("write `{number}{ending}`"), Edit::replace(self.word_span(), ending))
        };
        let written = |message: &str, ending: &str| {
            let help = format!("write `{number}{ending}`");
            unknown(message.into()).fix(help, self.word_span(), ending)
        };
        match word {
            // Neither reading is taken for granted: a month and a million differ by more than any check would
            // notice.
            "m" if self.sign.is_some() => {
                let found = self.ambiguous(
                    format!("`{}`: a small `m` could be a month or a million", self.text),
                    format!("write `{number}M` for {number} million, or `{number}/month` for a rate"),
                );
                let found = found.offer(way("M"));
                if has_period { found } else { found.offer(way("/month")) }
            }
            "m" => self
                .ambiguous(
                    format!("`{}`: month, or million `M`?", self.text),
                    format!("write `{number} months`, or `{number}M` for {number} million"),
                )
                .offer(way(" months"))
                .offer(way("M")),
            "K" => written("thousand is a small `k`", "k"),
            "b" | "bn" | "Bn" | "bln" => written("a billion is `B`", "B"),
            "mm" | "mn" | "mln" | "MM" => written("a million is `M`", "M"),
            _ if exponent.is_some() => {
                let found = unknown(format!("numbers have no exponents: `{}`", self.text));
                match scaled {
                    Some(scaled) => found.fix(
                        format!("write the digits out, or use `k`, `M` or `B`: `{sign}{scaled}`"),
                        Span { end: self.word_span().end, ..self.digits_span() },
                        scaled,
                    ),
                    None if word == "e" => found.help("write the digits out, such as `0.001`"),
                    None => found.help("write the digits out, or use `k`, `M` or `B`: `2.5M`"),
                }
            }
            _ if scaled.as_ref().is_some_and(|scaled| sign.is_empty() || !scaled.contains('%')) => {
                let scaled = scaled.unwrap_or_default();
                let place = Span { end: self.word_span().end, ..self.digits_span() };
                unknown(format!("`{word}` is not a unit of a plan")).fix(
                    format!("write `{sign}{scaled}`"),
                    place,
                    scaled,
                )
            }
            _ if self.sign.is_none() && word.starts_with(super::names::is_start) => {
                unknown(format!("`{word}` is not a unit, and there is no multiplication without `*`"))
            }
            _ => unknown(format!("`{word}` cannot follow the digits of a number"))
                .help("a number ends in `k`, `M`, `B`, `%` or a unit, such as `45 days`"),
        }
    }
}

/// The digits of a number and the word right behind them, where it is neither a suffix nor a unit: `10reps`.
pub(super) fn number_and_word(text: &str) -> Option<(&str, &str)> {
    let (digits, word) = text.split_at_checked(digits_end(text))?;
    let unknown = word.starts_with(super::names::is_start) && word.chars().all(super::names::is_part);
    (unknown && !digits.is_empty()).then_some((digits, word))
}

/// Whether commas stand before every third digit from the right, the first group not starting with 0.
fn is_grouped(whole: &str) -> bool {
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    (1..=3).contains(&first.len()) && !first.starts_with('0') && groups.all(|group| group.len() == 3)
}

/// Numbers run together, taken apart: `8,000,9,000` is `8,000, 9,000`. `None` for what may be one number.
fn several(digits: &str) -> Option<String> {
    let mut numbers: Vec<String> = Vec::new();
    for group in digits.split(',') {
        match numbers.last_mut() {
            Some(number) if group.split('.').next().is_some_and(|whole| whole.len() == 3) => {
                number.push(',');
                number.push_str(group);
            }
            _ => numbers.push(group.to_string()),
        }
    }
    let whole =
        |number: &str| number.split('.').next().is_some_and(|whole| whole.contains(',') && is_grouped(whole));
    (numbers.len() > 1 && numbers.iter().all(|number| whole(number))).then(|| numbers.join(", "))
}

/// What to say of `8.000,00` and `1.5,2`: a comma with a digit after it behind a number with a point. `rest` starts
/// with the comma.
pub(super) fn comma_after_point(number: &str, rest: &str, span: Span) -> Option<Diagnostic> {
    let after = rest.strip_prefix(',')?;
    let digits = after.find(|next: char| !next.is_ascii_digit()).unwrap_or(after.len());
    if digits == 0 {
        return None;
    }
    let (decimals, tail) = after.split_at_checked(digits)?;
    let more = tail.find(|next: char| !(super::names::is_part(next) || "%/,.".contains(next)));
    let (unit, later) = tail.split_at_checked(more.unwrap_or(tail.len()))?;
    let unit = unit.trim_end_matches(['.', ',', '/']);
    let written = format!("{number},{decimals}{unit}");
    let span = Span { end: span.start + written.len() as u32, ..span };
    let spaced = format!("{number}, {decimals}{unit}");
    let sign = number.chars().next().filter(|first| Currency::from_sign(*first).is_some());
    let whole = number.get(sign.map_or(0, char::len_utf8)..)?;
    let sign = sign.map(String::from).unwrap_or_default();
    let clause = super::names::leading_name(later.trim_start());
    let is_clause = matches!(clause, "from" | "in" | "once" | "by" | "when" | "growing" | "rising" | "every");
    let one = is_grouped(&whole.replace('.', ",")) && !unit.contains([',', '.']);
    let found = Diagnostic::new(
        Code::AmbiguousNumber,
        format!("`{written}`: one number or two? The decimal sign is a point, and no comma comes after it"),
        span,
        "can be read in two ways",
    );
    let exact = format!("{sign}{}.{decimals}{unit}", whole.replace('.', "_"));
    let (help, ways) = if one && is_clause {
        let help = format!("write `{exact}` for one number, or `{spaced} {clause} …` for two values");
        (help, vec![exact, spaced])
    } else if one && decimals.bytes().all(|digit| digit == b'0') {
        let short = format!("{sign}{}{unit}", whole.replace('.', ","));
        (format!("write `{short}` or `{exact}`"), vec![exact])
    } else if one {
        (format!("write `{exact}`"), vec![exact])
    } else if is_clause {
        let line = later.lines().next().unwrap_or_default().split([';', '#', '}']).next().unwrap_or_default();
        let line: String = line.trim().chars().take(40).collect();
        (format!("put a space after the comma: `{spaced} {line}`"), vec![spaced])
    } else {
        let help = format!(
            "for two values put a space after the comma and say when the second holds: `{spaced} from MONTH`"
        );
        (help, Vec::new())
    };
    let ways = ways.into_iter().map(|way| Fix::write(span, way));
    Some(ways.fold(found.help(help), Diagnostic::offer))
}

/// Digits with commas before every third: `1234567.5` is `1,234,567.5`.
fn group(plain: &str) -> String {
    let (whole, fraction) = plain.split_once('.').unwrap_or((plain, ""));
    let whole = whole.trim_start_matches('0');
    let mut grouped = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if grouped.is_empty() {
        grouped.push('0');
    }
    if !fraction.is_empty() {
        grouped.push('.');
        grouped.push_str(fraction);
    }
    grouped
}

/// A word after a slash that is no period.
pub(super) fn unknown_period(word: &str, span: Span) -> Diagnostic {
    let near = crate::diagnostic::nearest(word, Period::WORDS.map(|(known, _)| known));
    let found = Diagnostic::new(
        Code::Syntax,
        format!("`{word}` is not a period"),
        span,
        "expected `day`, `workday`, `week`, `month`, `quarter` or `year`",
    );
    let habit = super::informal::period(word).map(crate::value::Period::word);
    match habit.or(near) {
        // The period is the end of what the finding is about.
        Some(near) => {
            let word = Span { start: span.end - word.len() as u32, ..span };
            found.fix(format!("did you mean `/{near}`?"), word, near)
        }
        None => found,
    }
}
