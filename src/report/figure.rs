//! Numbers as people write them: `$8,500`, `12.5%`, `2.5`, `45 days`.
//!
//! A [`FigureFormat`] is chosen once for all figures that stand together, so a column of them lines up. It
//! rounds for the eye only (halves away from zero, as a spreadsheet shows them) and never prints `-0`.

use crate::value::{Currency, Denomination, Number, NumberStyle, Unit, grouped};

/// The most decimals that a figure is ever shown with, where it is not to be told apart from another.
const MOST_DECIMALS: u32 = 10;
/// The most decimals with which two figures are told apart: comparisons hold to the eighteenth, so that two which
/// differ by less count as the same, and percentages have two fewer.
const MOST_APART: u32 = 18;

/// Letters for thousands and more, the largest first: the power of ten from which a step between ticks has one, the
/// power of ten that it stands for, and the letter. `5,000` and `10,000` are read at once, `10k` and `20k` quicker than
/// all their zeros.
pub(super) const SUFFIXES: [(u32, u32, &str); 4] = [(12, 12, "T"), (9, 9, "B"), (6, 6, "M"), (4, 3, "k")];

/// How the figures of one row are written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FigureFormat {
    /// What stands right before the digits: a currency sign.
    sign: &'static str,
    /// Whether figures are amounts of money.
    money: bool,
    /// Whether figures are shown in percent.
    percent: bool,
    /// The unit that the digits do not show: `/month`, ` days`.
    suffix: String,
    /// Digits after the point.
    decimals: u32,
}

/// A number rounded up or down to so many decimals; as it is where it differs from such a number by noise only.
pub(super) fn rounded_to(value: Number, decimals: u32, up: bool) -> Number {
    let near = value.round(decimals);
    if near.compare(value).is_eq() || (near > value) == up {
        return near;
    }
    let step = Number::from_parts(1, decimals);
    let next = if up { near.plus(step) } else { near.minus(step) };
    next.map_or(near, |(next, _)| next)
}

impl FigureFormat {
    /// The format for figures that stand together, such as a row's.
    pub fn of(denomination: Denomination, figures: impl IntoIterator<Item = Number>) -> FigureFormat {
        let Denomination { unit, currency, .. } = denomination;
        let percent = denomination.is_percent();
        let (sign, suffix) = sign_and_suffix(unit, currency);
        let money = unit.money == 1 && unit.effort == 0;
        let mut largest = Number::ZERO;
        let mut needed = 0;
        for figure in figures {
            let size = shown_size(percent, figure);
            largest = largest.max(size);
            needed = needed.max(said_decimals(size));
        }
        let decimals = decimals(money, percent, largest, needed);
        FigureFormat { sign, money, percent, suffix, decimals }
    }

    /// The same with enough decimals for two figures that differ to look different.
    #[must_use]
    pub fn telling_apart(mut self, one: Number, other: Number) -> FigureFormat {
        while !is_noise(one, other) && self.decimals < MOST_APART && self.bare(one) == self.bare(other) {
            // Cents come in twos.
            self.decimals = if self.sign.is_empty() { self.decimals + 1 } else { (self.decimals + 1).max(2) };
        }
        self
    }

    /// The same for what a row comes to, in which `figures` are written in this format: a mean of whole numbers has the
    /// digits that it has itself.
    #[must_use]
    pub fn mean_of(self, figures: impl IntoIterator<Item = Number>, mean: Number) -> FigureFormat {
        let whole = |figure: Number| said_decimals(shown_size(self.percent, figure)) == 0;
        if self.decimals > 0 || !figures.into_iter().all(whole) {
            return self;
        }
        let size = shown_size(self.percent, mean);
        FigureFormat { decimals: decimals(self.money, self.percent, size, said_decimals(size)), ..self }
    }

    /// The same for a figure that stands alone and that others are put together from: about seven digits.
    #[must_use]
    pub fn precise(mut self, value: Number) -> FigureFormat {
        let size = shown_size(self.percent, value);
        let mut whole = 0;
        let mut power = Number::ONE;
        while whole < 7 && size >= power {
            whole += 1;
            power = Number::from(10u32).whole_power(i64::from(whole)).map_or(power, |(power, _)| power);
        }
        let needed = size.decimals();
        // Below one, leading zeros are no digits that say anything.
        let enough = if whole == 0 { small_decimals(size) + 5 } else { 7 - whole };
        // An amount ends with its cents; a price below one has what it needs.
        let enough = if self.sign.is_empty() || whole == 0 { enough } else { enough.min(2) };
        let said = size.round(needed.min(enough)).decimals();
        self.decimals = match (self.sign.is_empty(), said) {
            (false, 1) => 2,
            (_, decimals) => decimals,
        };
        self
    }

    /// The same for a number that an author has written, such as a goal's target: with all of its decimals. One that was
    /// worked out has more than four, and is as [`FigureFormat::precise`] has it.
    #[must_use]
    pub fn stated(self, value: Number) -> FigureFormat {
        match said_decimals(shown_size(self.percent, value)) {
            0..=4 => self.exactly(&[value], true),
            _ => self.precise(value),
        }
    }

    /// The same with the decimals that these figures have, however large they are: for the ticks of an axis, whose
    /// steps decide what must be told apart. `cents` says whether an amount of money has two decimals rather than
    /// one.
    #[must_use]
    pub(super) fn exactly(mut self, figures: &[Number], cents: bool) -> FigureFormat {
        let decimals = |figure: &Number| shown_size(self.percent, *figure).decimals();
        self.decimals = figures.iter().map(decimals).max().unwrap_or(0);
        if cents && !self.sign.is_empty() && self.decimals == 1 {
            self.decimals = 2;
        }
        self
    }

    /// The number with what belongs right to its digits, but without its unit: `$8,500`, `12.5%`, `40`.
    pub fn bare(&self, value: Number) -> String {
        let digits = self.digits(value);
        let (minus, digits) = digits.strip_prefix('-').map_or(("", digits.as_str()), |rest| ("-", rest));
        let percent = if self.percent { "%" } else { "" };
        format!("{minus}{}{}{percent}", self.sign, grouped(digits))
    }

    /// The number with the digits of this format, rounded up or down: a least value that is rounded down is not enough.
    pub fn rounded(&self, value: Number, up: bool) -> Number {
        // A percentage is shown a hundred times as large.
        rounded_to(value, self.decimals + if self.percent { 2 } else { 0 }, up)
    }

    /// The number in about three digits with a letter for its thousands, where there is little room: `$3.22B`, `12.3k`.
    /// From 10,000 on; a smaller one, and a percentage, is as [`FigureFormat::bare`] has it.
    pub fn short(&self, value: Number) -> String {
        let size = value.abs();
        if self.percent || size < Number::from(10_000u32) {
            return self.bare(value);
        }
        // By the rounded number: 999,999 is 1M, not 1,000k.
        let rounded = significant(size);
        let Some((power, letter)) = SUFFIXES.iter().find_map(|(_, power, letter)| {
            let power = Number::from(10u32).whole_power(i64::from(*power)).ok()?.0;
            (rounded >= power).then_some((power, *letter))
        }) else {
            return self.bare(value);
        };
        let scaled = rounded.ratio(power).unwrap_or(rounded);
        let minus = if value.is_negative() { "-" } else { "" };
        format!("{minus}{}{}{letter}", self.sign, grouped(&scaled.to_string()))
    }

    /// The number with its unit, as in a sentence: `$4,000/month`, `45 days`.
    pub fn full(&self, value: Number) -> String {
        let bare = self.bare(value);
        let suffix = counted(&bare, &self.suffix);
        format!("{bare}{suffix}")
    }

    /// A distance between two figures: as [`FigureFormat::full`], but percentages differ by points.
    pub fn distance(&self, value: Number) -> String {
        if !self.percent {
            return self.full(value);
        }
        let digits = grouped(&self.digits(value));
        let noun = if digits == "1" { "point" } else { "points" };
        format!("{digits} {noun}{}", self.suffix)
    }

    /// The same where the distance may be smaller than what the format shows: `less than 0.1`, never `0.0`.
    pub fn distance_or_less(&self, value: Number) -> String {
        let is_nothing = |digits: String| !digits.contains(|digit: char| matches!(digit, '1'..='9'));
        if value.is_zero() || !is_nothing(self.digits(value)) {
            return self.distance(value);
        }
        let shown = if self.percent { self.decimals + 2 } else { self.decimals };
        format!("less than {}", self.distance(Number::from_parts(1, shown)))
    }

    /// A distance between two percentages in a column of its own: `5 pts`.
    pub fn points(&self, value: Number) -> String {
        format!("{} pts", grouped(&self.digits(value)))
    }

    /// The unit for a column of its own beside the figures: `/month`, `days`; often empty.
    pub fn unit(&self) -> &str {
        self.suffix.trim_start()
    }

    /// Whether figures are shown in percent.
    pub fn is_percent(&self) -> bool {
        self.percent
    }

    /// The number with the decimals of the format, without sign of currency, percent sign or commas.
    fn digits(&self, value: Number) -> String {
        let scaled = if self.percent { value.percent() } else { Some(value) };
        match scaled {
            Some(scaled) => format!("{scaled:.*}", self.decimals as usize),
            // A ratio above 7.9e26: its percentage is no number, but there are digits for it.
            None => value.percent_text().trim_end_matches('%').to_string(),
        }
    }
}

/// A number of 1 or more, rounded to three digits: 3,220,000 for 3,216,696.
fn significant(size: Number) -> Number {
    let ten = Number::from(10u32);
    let mut unit = Number::ONE;
    while let Ok((next, _)) = unit.times(ten)
        && next.times(Number::HUNDRED).is_ok_and(|(least, _)| least <= size)
    {
        unit = next;
    }
    let rounded = size.ratio(unit).and_then(|count| Some(count.round(0).times(unit).ok()?.0));
    rounded.unwrap_or(size)
}

/// How large the digits of a figure are, by which decimals are chosen. A percentage that is too large for a number is
/// taken as the ratio: neither has room for decimals.
fn shown_size(percent: bool, figure: Number) -> Number {
    let scaled = if percent { figure.percent() } else { None };
    scaled.unwrap_or(figure).abs()
}

/// The decimals that a figure has, less those that rounding to 28 digits on the way has left.
fn said_decimals(size: Number) -> u32 {
    let all = size.decimals();
    if all <= MOST_DECIMALS {
        return all;
    }
    (0..=MOST_DECIMALS).find(|decimals| is_noise(size, size.round(*decimals))).unwrap_or(all)
}

/// Whether two figures differ by no more than what rounding leaves: 1e-18 of the larger, or of 1.
fn is_noise(one: Number, other: Number) -> bool {
    let size = Number::ONE.max(one.abs()).max(other.abs());
    let least = size.ratio(Number::BILLION_BILLIONS);
    one.difference(other).zip(least).is_some_and(|(difference, least)| difference.abs() <= least)
}

/// Decimals of figures whose largest is this, as it is shown, where `needed` is what the figures have.
fn decimals(money: bool, percent: bool, largest: Number, needed: u32) -> u32 {
    match (money, percent) {
        (true, _) => money_decimals(largest, needed),
        (_, true) => percent_decimals(largest).min(needed),
        _ => count_decimals(largest).min(needed),
    }
}

/// Decimals of money whose largest figure is this, where `needed` is what the figures have: none once they are in the
/// thousands; below that cents, where there are any.
fn money_decimals(largest: Number, needed: u32) -> u32 {
    match needed {
        0 => 0,
        _ if largest >= Number::from(1000u32) => 0,
        _ if largest >= Number::ONE => 2,
        // A hundredth of a cent is a price per click; below that it is noise.
        _ => needed.clamp(2, 4),
    }
}

/// Decimals of percentages whose largest is this (5 for 5%): about three digits in all.
fn percent_decimals(largest: Number) -> u32 {
    match () {
        () if largest >= Number::from(1000u32) => 0,
        () if largest >= Number::from(10u32) => 1,
        () if largest >= Number::ONE => 2,
        () => small_decimals(largest),
    }
}

/// Decimals of a number of things whose largest figure is this: about three digits in all.
fn count_decimals(largest: Number) -> u32 {
    match () {
        () if largest >= Number::from(1000u32) => 0,
        () if largest >= Number::from(10u32) => 1,
        () if largest >= Number::ONE => 2,
        () => small_decimals(largest),
    }
}

/// Decimals of figures that are all below one, so that the largest has two digits that are not leading zeros: 3 for
/// 0.012.
fn small_decimals(largest: Number) -> u32 {
    let mut decimals = 2;
    let mut unit = Number::scaled(1, 1);
    while largest < unit && decimals < MOST_DECIMALS {
        decimals += 1;
        unit = Number::scaled(1, decimals - 1);
    }
    decimals
}

/// What stands before the digits, and what after: `$` and `/month`, nothing and ` days`. A currency without a sign
/// stands in the suffix.
fn sign_and_suffix(unit: Unit, currency: Currency) -> (&'static str, String) {
    if unit.is_one() {
        return ("", String::new());
    }
    if unit.money == 1
        && let Some(sign) = currency.sign()
    {
        let rest = Unit { money: 0, ..unit };
        let symbol = rest.symbol(NumberStyle::Plain, currency);
        if rest.is_one() {
            return (sign, String::new());
        }
        // `$4,000/month` reads well; `$4,000 months` would not, and keeps its whole unit instead.
        if let Some(below) = symbol.strip_prefix('1') {
            return (sign, in_each_month(below));
        }
    }
    let symbol = unit.symbol(NumberStyle::Plain, currency);
    match symbol.strip_prefix("1/") {
        Some(below) => ("", in_each_month(&format!("/{below}"))),
        None => ("", format!(" {symbol}")),
    }
}

/// `/month a month` for `/month^2`: what is so much a month more in every month.
fn in_each_month(suffix: &str) -> String {
    match suffix {
        "/month^2" => "/month a month".to_string(),
        other => other.to_string(),
    }
}

/// The unit that stands beside a figure as it is written: one day, not 1 days.
pub(super) fn counted<'a>(figure: &str, unit: &'a str) -> &'a str {
    match unit.trim_start() {
        "days" | "months" if figure == "1" => unit.trim_end_matches('s'),
        _ => unit,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Number {
        match text.strip_prefix('-') {
            Some(size) => Number::parse(size).unwrap_or_default().negated(),
            None => Number::parse(text).unwrap_or_default(),
        }
    }

    fn shown(unit: Unit, shown: NumberStyle, figures: &[&str]) -> Vec<String> {
        let figures: Vec<_> = figures.iter().map(|text| number(text)).collect();
        let format = FigureFormat::of(Denomination::new(unit, shown, Currency::USD), figures.iter().copied());
        figures.into_iter().map(|figure| format.bare(figure)).collect()
    }

    #[test]
    fn figures_of_a_row_share_their_decimals() {
        assert_eq!(shown(Unit::MONEY, NumberStyle::Plain, &["8500", "1200000"]), ["$8,500", "$1,200,000"]);
        assert_eq!(shown(Unit::MONEY, NumberStyle::Plain, &["12.5", "3"]), ["$12.50", "$3.00"]);
        assert_eq!(shown(Unit::MONEY, NumberStyle::Plain, &["1234.56", "-0.4"]), ["$1,235", "$0"]);
        assert_eq!(shown(Unit::ONE, NumberStyle::Percent, &["0.125", "0.5"]), ["12.5%", "50.0%"]);
        assert_eq!(shown(Unit::ONE, NumberStyle::Percent, &["0.1", "0.5"]), ["10%", "50%"]);
        assert_eq!(shown(Unit::PER_MONTH, NumberStyle::Plain, &["2.5", "40"]), ["2.5", "40.0"]);
        assert_eq!(shown(Unit::ONE, NumberStyle::Plain, &["0.00123456", "0"]), ["0.0012", "0.0000"]);
        assert_eq!(shown(Unit::MONEY, NumberStyle::Plain, &["-1234567"]), ["-$1,234,567"]);
        assert_eq!(shown(Unit::ONE, NumberStyle::Plain, &[]), Vec::<String>::new());
    }

    #[test]
    fn what_rounding_leaves_is_not_shown() {
        let nearly = ["8.0000000000000000000000001", "1.9999999999999999999999999", "5"];
        assert_eq!(shown(Unit::PER_MONTH, NumberStyle::Plain, &nearly), ["8", "2", "5"]);
        assert_eq!(shown(Unit::MONEY, NumberStyle::Plain, &nearly), ["$8", "$2", "$5"]);
        let third = ["0.3333333333333333333333333333", "0.5"];
        assert_eq!(shown(Unit::ONE, NumberStyle::Percent, &third), ["33.3%", "50.0%"]);
        assert_eq!(
            shown(Unit::ONE, NumberStyle::Percent, &["0.2499999999999999999999999999", "0.5"]),
            ["25%", "50%"]
        );
        // A billionth is no rounding.
        assert_eq!(shown(Unit::PER_MONTH, NumberStyle::Plain, &["8.000000001", "2"]), ["8.00", "2.00"]);
    }

    #[test]
    fn minus_zero_is_never_shown() {
        assert_eq!(shown(Unit::ONE, NumberStyle::Percent, &["-0.000000000000001", "0.5"]), ["0.0%", "50.0%"]);
        assert_eq!(shown(Unit::MONEY, NumberStyle::Plain, &["-0.3", "5000"]), ["$0", "$5,000"]);
    }

    #[test]
    fn a_unit_follows_the_figure_in_a_sentence() {
        let full = |unit, currency, text: &str| {
            FigureFormat::of(Denomination::new(unit, NumberStyle::Plain, currency), [number(text)])
                .full(number(text))
        };
        let krona = Currency::from_code("SEK").unwrap_or_default();
        assert_eq!(full(Unit::MONEY_PER_MONTH, Currency::USD, "4000"), "$4,000/month");
        assert_eq!(full(Unit::MONEY_PER_MONTH, krona, "4000"), "4,000 SEK/month");
        assert_eq!(full(Unit::DAYS, Currency::USD, "45"), "45 days");
        assert_eq!(full(Unit::HOURS_PER_MONTH, Currency::EUR, "12.5"), "12.5 hours/month");
        assert_eq!(full(Unit::PER_MONTH, Currency::USD, "40"), "40/month");
    }

    #[test]
    fn what_differs_looks_different() {
        let (value, target) = (number("3999.9996"), number("4000"));
        let format = FigureFormat::of(
            Denomination::new(Unit::MONEY, NumberStyle::Plain, Currency::USD),
            [value, target],
        );
        assert_eq!(format.telling_apart(value, target).bare(value), "$3,999.9996");
    }

    #[test]
    fn a_short_figure_has_a_letter_for_its_thousands() {
        let format = FigureFormat::of(Denomination::new(Unit::MONEY, NumberStyle::Plain, Currency::USD), []);
        for (text, expected) in [
            ("9999", "$9,999"),
            ("12345", "$12.3k"),
            ("999999", "$1M"),
            ("-3216696800", "-$3.22B"),
            ("1000000", "$1M"),
            ("4500000000000000", "$4,500T"),
        ] {
            assert_eq!(format.short(number(text)), expected);
        }
    }

    #[test]
    fn percentages_differ_by_points() {
        let format = FigureFormat::of(Denomination::PERCENT, [number("0.25")]);
        assert_eq!(format.distance(number("0.05")), "5 points");
        assert_eq!(format.distance(number("0.01")), "1 point");
    }
}
