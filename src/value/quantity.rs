//! A figure together with what it counts.

use std::fmt;

use serde::{Serialize, Serializer};

use super::{Currency, Number, NumberStyle, Period, Unit};

/// What figures of one kind are counted in: a unit, the currency of its money, and whether a pure number is read in
/// percent.
///
/// It serialises as the symbol that results use: `1`, `%`, `%/month`, `USD/month`, `days`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Denomination {
    /// The unit as a power of money, time and effort.
    pub unit: Unit,
    /// How a pure number is shown.
    pub shown: NumberStyle,
    /// The plan's currency, also where there is no money in the unit.
    pub currency: Currency,
}

impl Denomination {
    /// A plain number: a count, a number of times. Its currency says nothing, as there is no money in it.
    pub const COUNT: Denomination =
        Denomination { unit: Unit::ONE, shown: NumberStyle::Plain, currency: Currency::USD };
    /// A ratio that is read in percent, of no currency either.
    pub const PERCENT: Denomination = Denomination { shown: NumberStyle::Percent, ..Denomination::COUNT };

    /// A unit of a plan with this currency.
    pub fn new(unit: Unit, shown: NumberStyle, currency: Currency) -> Denomination {
        Denomination { unit, shown, currency }
    }

    /// The unit as results name it: `1`, `%`, `%/month`, `USD`, `USD/month`, `1/month`, `days`, `hours/month`.
    pub fn symbol(self) -> String {
        self.unit.symbol(self.shown, self.currency)
    }

    /// What a [symbol](Denomination::symbol) stands for; none where it is none. A symbol without money names no currency:
    /// then it is the default one.
    pub fn from_symbol(symbol: &str) -> Option<Denomination> {
        let mut found = Denomination::default();
        match symbol {
            "%" => found.shown = NumberStyle::Percent,
            "%/month" => (found.unit, found.shown) = (Unit::PER_MONTH, NumberStyle::Percent),
            "days" => found.unit = Unit::DAYS,
            _ => {
                let mut parts = symbol.split('/');
                let above = parts.next()?.split('*').filter(|part| *part != "1").map(|part| (part, 1));
                for (part, sign) in above.chain(parts.map(|part| (part, -1))) {
                    let (name, power) = part.split_once('^').unwrap_or((part, "1"));
                    let power = power.parse::<i8>().ok()?.checked_mul(sign)?;
                    match name {
                        "month" | "months" => found.unit.time = power,
                        "hour" | "hours" => found.unit.effort = power,
                        code => (found.currency, found.unit.money) = (Currency::from_code(code)?, power),
                    }
                }
            }
        }
        // `month*1` and its kin are no symbols.
        (found.symbol() == symbol).then_some(found)
    }

    /// The unit in words, for messages: `dollars`, `days`, `a count per month`.
    pub fn words(self) -> String {
        self.unit.words(self.shown, self.currency)
    }

    /// A figure counted in it.
    pub fn of(self, value: Option<Number>) -> Quantity {
        Quantity { value, unit: self }
    }

    /// Whether its figures are percentages, also per month.
    pub fn is_percent(self) -> bool {
        self.shown == NumberStyle::Percent && self.unit.is_countable()
    }

    /// The same currency and style with another unit: what a flow adds up to, for example.
    #[must_use]
    pub fn with_unit(self, unit: Unit) -> Denomination {
        Denomination { unit, ..self }
    }

    /// What a sum of months counts: of a flow, the unit without `/month`.
    #[must_use]
    pub fn over_months(self) -> Denomination {
        self.with_unit(self.unit.over_months().unwrap_or(self.unit))
    }
}

impl Serialize for Denomination {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.symbol())
    }
}

/// A figure that knows what it counts; serialises as `{ "value": "12.5", "unit": "USD/month" }`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Quantity {
    /// The figure; none is `n/a`.
    pub value: Option<Number>,
    /// What it counts.
    pub unit: Denomination,
}

/// What a figure of an answer counts: a unit of the plan, or one that only answers have, as rows keep rates per month
/// and work in hours.
///
/// It serialises as its symbol. docs/json.md lists the forms of all symbols; none has a space.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FigureUnit {
    /// A unit of the plan.
    Plan(Denomination),
    /// The same with a calendar day in the place of the month.
    PerDay(Denomination),
    /// The same with a working day in the place of the month: how an action is stated.
    PerWorkday(Denomination),
    /// A number of times in each of these periods; a day is a working day, a week a working week.
    Times(Period),
    /// Minutes of work.
    Minutes,
    /// Minutes of work in each working day.
    MinutesPerWorkday,
    /// Minutes of work in each working week.
    MinutesPerWorkweek,
    /// So much of a unit for each minute of work in a working day, or in a working week.
    PerMinute(Denomination),
}

impl FigureUnit {
    /// The unit of the plan that it is made of; a plain number where there is none.
    pub fn denomination(self) -> Denomination {
        match self {
            FigureUnit::Plan(of)
            | FigureUnit::PerDay(of)
            | FigureUnit::PerWorkday(of)
            | FigureUnit::PerMinute(of) => of,
            FigureUnit::Times(_)
            | FigureUnit::Minutes
            | FigureUnit::MinutesPerWorkday
            | FigureUnit::MinutesPerWorkweek => Denomination::COUNT,
        }
    }
}

impl From<Denomination> for FigureUnit {
    fn from(denomination: Denomination) -> FigureUnit {
        FigureUnit::Plan(denomination)
    }
}

/// The symbol: `USD/month`, `USD/day`, `1/workday`, `1/workweek`, `minutes`, `minutes/workday`, `USD/minute`.
impl fmt::Display for FigureUnit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FigureUnit::Plan(of) => f.write_str(&of.symbol()),
            FigureUnit::PerDay(of) => f.write_str(&of.symbol().replace("/month", "/day")),
            FigureUnit::PerWorkday(of) => f.write_str(&of.symbol().replace("/month", "/workday")),
            FigureUnit::Times(period) => f.write_str(match period {
                Period::Day | Period::Workday => "1/workday",
                Period::Week => "1/workweek",
                Period::Month => "1/month",
                Period::Quarter => "1/quarter",
                Period::Year => "1/year",
            }),
            FigureUnit::Minutes => f.write_str("minutes"),
            FigureUnit::MinutesPerWorkday => f.write_str("minutes/workday"),
            FigureUnit::MinutesPerWorkweek => f.write_str("minutes/workweek"),
            FigureUnit::PerMinute(of) => write!(f, "{}/minute", of.symbol()),
        }
    }
}

impl Serialize for FigureUnit {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_symbol_is_read_as_what_it_was_written_for() {
        for symbol in [
            "1",
            "%",
            "%/month",
            "days",
            "months",
            "1/month",
            "USD",
            "EUR/month",
            "USD^2*months",
            "hours/month",
            "1/USD/hour^2",
        ] {
            assert_eq!(Denomination::from_symbol(symbol).map(Denomination::symbol).as_deref(), Some(symbol));
        }
        for symbol in ["", "2", "usd", "month", "1*months", "USD/day", "USD^x", "1/", "/month"] {
            assert_eq!(Denomination::from_symbol(symbol), None, "{symbol}");
        }
    }
}
