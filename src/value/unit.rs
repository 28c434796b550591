//! Units: money^a · time^b · effort^c, and the rules by which they combine.
//!
//! A plain number, a count and a percentage have no unit. Rates are kept per month; a duration alone is
//! kept in days or in months, two families that never mix; everything else with time in it counts
//! in months.

use std::fmt;

/// The unit of a value, as powers: money per month is `money: 1, time: -1`. Exponents stay within -9 to 9.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Unit {
    /// The power of money: 1 of dollars, 0 of a count.
    pub money: i8,
    /// The power of time: 1 of a duration, -1 of a rate per month.
    pub time: i8,
    /// The power of effort (hours of work, apart from calendar time).
    pub effort: i8,
    /// A duration kept in days: true only where `time` is 1 and nothing else is there.
    pub in_days: bool,
}

/// How a pure number, also one per month, is shown. A property beside the unit: values stay ratios.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum NumberStyle {
    /// As a number.
    #[default]
    Plain,
    /// In percent.
    Percent,
}

/// Two units that do not go together.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum UnitError {
    /// An exponent beyond what a unit holds.
    TooHigh,
    /// A root of a unit whose exponents are odd.
    OddRoot,
}

impl Unit {
    /// A pure number.
    pub const ONE: Unit = Unit { money: 0, time: 0, effort: 0, in_days: false };
    /// Money.
    pub const MONEY: Unit = Unit { money: 1, ..Unit::ONE };
    /// A count per month.
    pub const PER_MONTH: Unit = Unit { time: -1, ..Unit::ONE };
    /// Money per month.
    pub const MONEY_PER_MONTH: Unit = Unit { money: 1, time: -1, ..Unit::ONE };
    /// A duration in days.
    pub const DAYS: Unit = Unit { time: 1, in_days: true, ..Unit::ONE };
    /// A duration in months.
    pub const MONTHS: Unit = Unit { time: 1, ..Unit::ONE };
    /// Effort in hours.
    pub const HOURS: Unit = Unit { effort: 1, ..Unit::ONE };
    /// Effort in hours per month.
    pub const HOURS_PER_MONTH: Unit = Unit { effort: 1, time: -1, ..Unit::ONE };

    /// Whether it is a pure number.
    pub fn is_one(self) -> bool {
        self == Unit::ONE
    }

    /// Whether it is a duration, in days or months, and nothing else.
    pub fn is_duration(self) -> bool {
        self.time == 1 && self.money == 0 && self.effort == 0
    }

    /// Whether it may be a percentage or a number of things: a pure number, also one per month.
    pub fn is_countable(self) -> bool {
        self.money == 0 && self.effort == 0 && matches!(self.time, 0 | -1)
    }

    /// Whether it is a flow: something per month.
    pub fn is_flow(self) -> bool {
        self.time == -1
    }

    /// The exponents of the product; `in_days` is left false.
    pub fn times(self, other: Unit) -> Result<Unit, UnitError> {
        let add = |a: i8, b: i8| a.checked_add(b).filter(|sum| sum.abs() <= 9).ok_or(UnitError::TooHigh);
        Ok(Unit {
            money: add(self.money, other.money)?,
            time: add(self.time, other.time)?,
            effort: add(self.effort, other.effort)?,
            in_days: false,
        })
    }

    /// The exponents of one over it; `in_days` is left false.
    #[must_use]
    pub fn inverse(self) -> Unit {
        Unit { money: -self.money, time: -self.time, effort: -self.effort, in_days: false }
    }

    /// The exponents of its square root; `in_days` is left false.
    pub fn root(self) -> Result<Unit, UnitError> {
        let even = |power: i8| power % 2 == 0;
        if even(self.money) && even(self.time) && even(self.effort) {
            let half = |power: i8| power / 2;
            Ok(Unit {
                money: half(self.money),
                time: half(self.time),
                effort: half(self.effort),
                in_days: false,
            })
        } else {
            Err(UnitError::OddRoot)
        }
    }

    /// The unit per month, such as dollars per month for dollars.
    pub fn per_month(self) -> Result<Unit, UnitError> {
        self.times(Unit::PER_MONTH)
    }

    /// The unit times a month, such as dollars for dollars per month.
    pub fn over_months(self) -> Result<Unit, UnitError> {
        self.times(Unit::MONTHS)
    }

    /// The unit as results name it: `1`, `%`, `%/month`, `USD`, `USD/month`, `1/month`, `days`, `hours/month`.
    pub fn symbol(self, shown: NumberStyle, currency: Currency) -> String {
        if self.is_one() {
            return if shown == NumberStyle::Percent { "%".into() } else { "1".into() };
        }
        if self == Unit::PER_MONTH && shown == NumberStyle::Percent {
            return "%/month".into();
        }
        if self.in_days {
            return "days".into();
        }
        let mut above = Vec::new();
        let mut below = Vec::new();
        let time = if self.time > 0 { "months" } else { "month" };
        let hours = if self.effort > 0 { "hours" } else { "hour" };
        for (power, name) in [(self.money, currency.code()), (self.effort, hours), (self.time, time)] {
            let list = if power > 0 { &mut above } else { &mut below };
            match power.unsigned_abs() {
                0 => {}
                1 => list.push(name.to_string()),
                n => list.push(format!("{name}^{n}")),
            }
        }
        let head = if above.is_empty() { "1".to_string() } else { above.join("*") };
        if below.is_empty() { head } else { format!("{head}/{}", below.join("/")) }
    }

    /// The unit in words, for messages: `dollars`, `days`, `a count per month`.
    pub fn words(self, shown: NumberStyle, currency: Currency) -> String {
        match (self.money, self.effort, self.time) {
            (0, 0, 0) if shown == NumberStyle::Percent => "a percentage".into(),
            (0, 0, 0) => "a plain number".into(),
            (0, 0, 1) if self.in_days => "days".into(),
            (0, 0, 1) => "months".into(),
            (0, 0, -1) if shown == NumberStyle::Percent => "a percentage per month".into(),
            (0, 0, -1) => "a count per month".into(),
            (0, 0, -2) => "a count per month, per month again".into(),
            (0, 1, 0) => "hours of work".into(),
            (0, 1, -1) => "hours of work per month".into(),
            (1, 0, 0) => currency.plural().into(),
            (1, 0, -1) => format!("{} per month", currency.plural()),
            (1, 0, -2) => format!("{} per month, per month again", currency.plural()),
            (1, 0, 1) => format!("{} times months", currency.plural()),
            (1, -1, 0) => format!("{} per hour of work", currency.plural()),
            _ => self.symbol(shown, currency),
        }
    }
}

/// A currency by its ISO 4217 code.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Currency([u8; 3]);

impl Currency {
    /// What stands for it in a unit such as `$/month`: its sign, or its code where it has none.
    pub fn symbol(&self) -> &str {
        self.sign().unwrap_or(self.code())
    }

    /// So much of it as a plan writes it: `$8,000`, `8,000 CHF`.
    pub fn amount(self, digits: &str) -> String {
        match self.sign() {
            Some(sign) => format!("{sign}{digits}"),
            None => format!("{digits} {}", self.code()),
        }
    }

    /// US dollars, what `$` means where the plan names no currency.
    pub const USD: Currency = Currency(*b"USD");
    /// Euros, `€`.
    pub const EUR: Currency = Currency(*b"EUR");
    /// Pounds sterling, `£`.
    pub const GBP: Currency = Currency(*b"GBP");
    /// Yen, `¥`.
    pub const JPY: Currency = Currency(*b"JPY");

    /// The currency of a three-letter code in capitals; `None` for anything else. Any such code is
    /// taken: pace converts nothing, so it needs no list.
    pub fn from_code(code: &str) -> Option<Currency> {
        let bytes: [u8; 3] = code.as_bytes().try_into().ok()?;
        bytes.iter().all(u8::is_ascii_uppercase).then_some(Currency(bytes))
    }

    /// What a sign means where the plan names no currency.
    pub fn from_sign(sign: char) -> Option<Currency> {
        match sign {
            '$' => Some(Currency::USD),
            '€' => Some(Currency::EUR),
            '£' => Some(Currency::GBP),
            '¥' => Some(Currency::JPY),
            _ => None,
        }
    }

    /// The ISO code.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("USD")
    }

    /// The sign to print before an amount, where the currency has one that people know it by.
    pub fn sign(self) -> Option<&'static str> {
        Some(match self.code() {
            "USD" | "CAD" | "AUD" | "NZD" | "SGD" | "HKD" | "MXN" => "$",
            "EUR" => "€",
            "GBP" => "£",
            "JPY" | "CNY" => "¥",
            _ => return None,
        })
    }

    /// The currency in words, plural: `dollars`.
    pub fn plural(&self) -> &str {
        match self.code() {
            "USD" | "CAD" | "AUD" | "NZD" | "SGD" | "HKD" => "dollars",
            "EUR" => "euros",
            "GBP" => "pounds",
            "JPY" => "yen",
            code => code,
        }
    }
}

impl Default for Currency {
    fn default() -> Self {
        Currency::USD
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}
