//! A figure together with what it counts.

use serde::{Serialize, Serializer};

use super::{Currency, Number, Shown, Unit};

/// What figures of one kind are counted in: a unit, the currency of its money, and whether a pure number is read in
/// percent.
///
/// It serialises as the symbol that results use: `1`, `%`, `USD/month`, `days`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Denomination {
    /// The unit.
    pub unit: Unit,
    /// How a pure number is shown.
    pub shown: Shown,
    /// The plan's currency, also where there is no money in the unit.
    pub currency: Currency,
}

impl Denomination {
    /// A plain number: a count, a number of times. Its currency says nothing, as there is no money in it.
    pub const COUNT: Denomination =
        Denomination { unit: Unit::ONE, shown: Shown::Plain, currency: Currency::USD };
    /// A ratio that is read in percent, of no currency either.
    pub const PERCENT: Denomination = Denomination { shown: Shown::Percent, ..Denomination::COUNT };

    /// A unit of a plan with this currency.
    pub fn new(unit: Unit, shown: Shown, currency: Currency) -> Denomination {
        Denomination { unit, shown, currency }
    }

    /// The unit as results name it: `1`, `%`, `USD`, `USD/month`, `1/month`, `days`, `hours/month`.
    pub fn symbol(self) -> String {
        self.unit.symbol(self.shown, self.currency)
    }

    /// The unit in words, for messages: `dollars`, `days`, `a count per month`.
    pub fn words(self) -> String {
        self.unit.words(self.shown, self.currency)
    }

    /// A figure counted in it.
    pub fn of(self, value: Option<Number>) -> Quantity {
        Quantity { value, unit: self }
    }

    /// The same currency and style with another unit: what a flow adds up to, for example.
    #[must_use]
    pub fn with_unit(self, unit: Unit) -> Denomination {
        Denomination { unit, ..self }
    }
}

impl Serialize for Denomination {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.symbol())
    }
}

/// A figure that knows what it counts; serialises as `{ "value": "12.5", "unit": "USD/month" }`.
#[derive(Clone, Copy, PartialEq, Debug, Default, Serialize)]
pub struct Quantity {
    /// The figure; none is `n/a`.
    pub value: Option<Number>,
    /// What it counts.
    pub unit: Denomination,
}
