//! Amounts as people write them: `3–5`, `4 ± 10%`, `5 lakh`, `25 bps`, `1.5e6`.

use crate::value::{Currency, DurationWord, EffortWord, Number, Period};

/// A number at the start of a text, with its sign and its unit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct SpokenAmount<'t> {
    /// The sign of the currency before it, or nothing.
    pub(super) sign: &'t str,
    /// Its digits, with commas and a point.
    pub(super) digits: &'t str,
    /// `k`, `M`, `B` or nothing.
    suffix: &'t str,
    /// What follows: `%`, ` days`, `/month`, ` USD`; nothing where it is a plain number.
    pub(super) unit: &'t str,
    /// How many bytes of the text it takes.
    pub(super) length: usize,
}

impl<'t> SpokenAmount<'t> {
    /// The amount at the start of a text; none where it begins with something else.
    pub(super) fn at(text: &'t str) -> Option<SpokenAmount<'t>> {
        let sign_length = text.chars().next().filter(|sign| Currency::from_sign(*sign).is_some());
        let (sign, rest) = text.split_at_checked(sign_length.map_or(0, char::len_utf8))?;
        let end = rest.find(|next: char| !next.is_ascii_digit() && !matches!(next, '.' | ',' | '_'));
        let digits = rest.get(..end.unwrap_or(rest.len()))?.trim_end_matches(['.', ',', '_']);
        if !digits.starts_with(|first: char| first.is_ascii_digit() || first == '.')
            || !digits.ends_with(|last: char| last.is_ascii_digit())
        {
            return None;
        }
        // Two points in a row are no part of a number.
        let digits = digits.split("..").next()?;
        let tail = rest.get(digits.len()..)?;
        let is_suffix = |tail: &str| {
            tail.starts_with(['k', 'M', 'B'])
                && !tail.get(1..).is_some_and(|next| next.starts_with(super::names::is_part))
        };
        let (suffix, tail) = tail.split_at_checked(usize::from(is_suffix(tail)))?;
        let unit = tail.get(..unit_length(tail))?;
        let length = sign.len() + digits.len() + suffix.len() + unit.len();
        Some(SpokenAmount { sign, digits, suffix, unit, length })
    }

    /// Its size as it stands, without its unit: 5000 of `$5k`.
    pub(super) fn size(&self) -> Option<Number> {
        let plain: String = self.digits.chars().filter(|digit| !matches!(digit, ',' | '_')).collect();
        let factor: i64 = match self.suffix {
            "k" => 1_000,
            "M" => 1_000_000,
            "B" => 1_000_000_000,
            _ => 1,
        };
        Number::parse(&plain)?.times(Number::from(factor)).ok().map(|(size, _)| size)
    }

    /// It with other digits: `$1,200/month` of `$1.200/month`.
    pub(super) fn with_digits(&self, digits: &str) -> String {
        format!("{}{digits}{}{}", self.sign, self.suffix, self.unit)
    }

    /// Whether its points, if it has any, may be those of thousands: `1.200`, `12.000`, and not `0.125` or `1.2`.
    pub(super) fn may_be_thousands(&self) -> bool {
        let mut groups = self.digits.split('.');
        let first = groups.next().unwrap_or_default();
        let whole = (1..=3).contains(&first.len()) && !(first.starts_with('0') && self.digits.contains('.'));
        whole && self.suffix.is_empty() && groups.all(|group| group.len() == 3)
    }

    /// Whether it is a number alone, without sign or unit.
    pub(super) fn is_plain(&self) -> bool {
        self.sign.is_empty() && self.unit.is_empty()
    }
}

/// How long the unit is at the start of a text: `%`, ` days`, `/month`, ` USD/year`.
fn unit_length(tail: &str) -> usize {
    let word_end = |text: &str| text.find(|next: char| !next.is_ascii_alphabetic()).unwrap_or(text.len());
    let mut length = usize::from(tail.starts_with('%'));
    if length == 0 {
        let word = tail.trim_start_matches(' ');
        let spaces = tail.len() - word.len();
        let word = word.get(..word_end(word)).unwrap_or_default();
        let known = DurationWord::from_word(word).is_some()
            || EffortWord::from_word(word).is_some()
            || matches!(word, "point" | "points")
            || spaces > 0 && Currency::from_code(word).is_some();
        length = if known { spaces + word.len() } else { 0 };
    }
    if let Some(period) = tail.get(length..).and_then(|rest| rest.strip_prefix('/')) {
        let word = period.get(..word_end(period)).unwrap_or_default();
        length += Period::from_word(word).map_or(0, |_| 1 + word.len());
    }
    length
}

/// What two amounts with a hyphen between them may mean: a range, where the first is not above the second, and a
/// difference.
#[derive(Clone)]
pub(super) struct RangeOrDifference {
    /// `30 to 60 days`
    pub(super) range: Option<String>,
    /// `30 - 60 days`
    pub(super) difference: String,
    /// Whether the two have one unit, so that they can be subtracted.
    pub(super) subtracts: bool,
}

/// What `3-5`, `$5k-$20k` and `30-60 days` may mean; none where one of the two is no amount.
pub(super) fn range_or_difference(low: &str, high: &str) -> Option<RangeOrDifference> {
    let (low_sign, low_text) = low.strip_prefix('-').map_or(("", low), |text| ("-", text));
    let (a, b) = (SpokenAmount::at(low_text)?, SpokenAmount::at(high)?);
    if a.length != low_text.len() || b.length != high.len() {
        return None;
    }
    let (first, last) = (a.size()?, b.size()?);
    let ordered = !low_sign.is_empty() || first.compare(last).is_lt();
    // A unit on one bound holds for both, and a period said once: `$5k-$20k/month`.
    let period = b.unit.strip_prefix(a.unit).filter(|rest| rest.starts_with('/'));
    let units = a.is_plain() || b.is_plain() || a.unit == b.unit || a.unit.is_empty() || b.unit.is_empty();
    let signs = a.sign == b.sign || a.sign.is_empty() || b.sign.is_empty();
    // `5-20k` are thousands both, as people say them.
    let plain = |amount: &SpokenAmount<'_>| SpokenAmount { suffix: "", ..*amount }.size();
    let said_once = a.suffix.is_empty() && plain(&a)?.compare(plain(&b)?).is_lt();
    let scale = if said_once && low_sign.is_empty() { b.suffix } else { "" };
    let period = period.filter(|_| !a.unit.is_empty() || !a.sign.is_empty()).unwrap_or_default();
    let number = low.strip_suffix(a.unit)?;
    let range = format!("{number}{scale}{}{period} to {high}", a.unit);
    Some(RangeOrDifference {
        range: (ordered && (units || !period.is_empty()) && signs).then_some(range),
        difference: format!("{low} - {high}"),
        subtracts: a.unit == b.unit && a.sign == b.sign || a.is_plain() && a.digits == "1" && b.unit == "%",
    })
}

/// `4 ± 1` and `4 ± 10%` as a range: `3 to 5`, `3.6 to 4.4`; none where one of the two is no amount, or their units do
/// not fit.
pub(super) fn range_around(middle: &str, deviation: &str) -> Option<String> {
    let (a, b) = (SpokenAmount::at(middle)?, SpokenAmount::at(deviation)?);
    if a.length != middle.len() || b.length != deviation.len() {
        return None;
    }
    let size = a.size()?;
    let by = match (b.unit == "%", a.unit == "%") {
        (true, false) => size.times(Number::from_percent(b.size()?)).ok()?.0,
        _ if b.is_plain()
            || (b.unit == a.unit || b.unit.is_empty()) && (b.sign == a.sign || b.sign.is_empty()) =>
        {
            b.size()?
        }
        _ => return None,
    };
    let (low, high) = (size.minus(by).ok()?.0, size.plus(by).ok()?.0);
    let shown = |number: Number, unit: &str| {
        let minus = if number.is_negative() { "-" } else { "" };
        format!("{minus}{}{}{unit}", a.sign, number.abs())
    };
    let unit = if a.unit.starts_with(' ') { "" } else { a.unit };
    Some(format!("{} to {}", shown(low, unit), shown(high, a.unit)))
}

/// A number with a word behind it that counts by a power of ten, as a plan writes it: `5 lakh` is `500k`, `25 bps` is
/// `0.25%`, `1.5e6` is `1.5M`. None of any other word, and none of digits that are not plain.
pub(super) fn scaled(digits: &str, word: &str) -> Option<String> {
    let plain: String = digits.chars().filter(|digit| !matches!(digit, ',' | '_')).collect();
    if matches!(word, "dozen" | "dozens") {
        return Number::parse(&plain)?.times(Number::from(12_i64)).ok().map(|(dozens, _)| dozens.to_string());
    }
    let (power, unit): (i32, &str) = match word.to_lowercase().as_str() {
        "hundred" => (2, ""),
        "thousand" | "thousands" | "grand" => (3, ""),
        "lakh" | "lakhs" | "lac" | "lacs" => (5, ""),
        "crore" | "crores" | "cr" => (7, ""),
        "bp" | "bps" | "bip" | "bips" => (-2, "%"),
        "permille" | "promille" | "‰" => (-1, "%"),
        "percent" | "pct" | "pc" | "perc" => (0, "%"),
        "pp" | "pps" | "ppt" | "ppts" | "pt" | "pts" => (0, " points"),
        other => (other.strip_prefix('e')?.parse().ok().filter(|power| (0..=18).contains(power))?, ""),
    };
    let (suffix, by) = match power {
        9.. => ("B", power - 9),
        6.. => ("M", power - 6),
        3.. => ("k", power - 3),
        _ => ("", power),
    };
    let number = Number::parse(&plain).filter(|_| plain.len() <= 20)?;
    let ten = Number::from(10_i64.checked_pow(by.unsigned_abs())?);
    let scaled = if by < 0 { number.over(ten) } else { number.times(ten) };
    let (scaled, rounded) = scaled.ok()?;
    (!rounded).then(|| format!("{scaled}{suffix}{unit}"))
}

#[cfg(test)]
mod tests {
    use super::{range_around, range_or_difference, scaled};

    #[test]
    fn amounts_as_people_write_them() {
        for (low, high, range) in [
            ("3", "5", Some("3 to 5")),
            ("30", "60 days", Some("30 to 60 days")),
            ("$5k", "$20k", Some("$5k to $20k")),
            ("5%", "10%", Some("5% to 10%")),
            ("5%", "10%/month", Some("5%/month to 10%/month")),
            ("$5k", "$20k/month", Some("$5k/month to $20k/month")),
            ("40", "60/month", Some("40 to 60/month")),
            ("$5", "20k", Some("$5k to 20k")),
            ("5", "20k", Some("5k to 20k")),
            ("500", "2k", Some("500 to 2k")),
            ("12", "7", None),
            ("30 days", "2 months", None),
        ] {
            let found = range_or_difference(low, high).expect("two amounts");
            assert_eq!(found.range.as_deref(), range, "{low}-{high}");
            assert_eq!(found.difference, format!("{low} - {high}"));
        }
        assert!(range_or_difference("price", "5").is_none());
        for (middle, deviation, range) in [
            ("4", "1", Some("3 to 5")),
            ("4", "10%", Some("3.6 to 4.4")),
            ("20%", "5%", Some("15% to 25%")),
            ("$100", "20", Some("$80 to $120")),
            ("30 days", "5 days", Some("25 to 35 days")),
            ("1", "3", Some("-2 to 4")),
            ("30 days", "$5", None),
        ] {
            assert_eq!(range_around(middle, deviation).as_deref(), range, "{middle} ± {deviation}");
        }
        for (digits, word, written) in [
            ("5", "lakh", Some("500k")),
            ("2", "crore", Some("20M")),
            ("1.5", "e6", Some("1.5M")),
            ("12", "e3", Some("12k")),
            ("10", "bp", Some("0.1%")),
            ("25", "bps", Some("0.25%")),
            ("10", "pct", Some("10%")),
            ("5", "pp", Some("5 points")),
            ("3", "dozen", Some("36")),
            ("5", "reps", None),
        ] {
            assert_eq!(scaled(digits, word).as_deref(), written, "{digits} {word}");
        }
    }
}
