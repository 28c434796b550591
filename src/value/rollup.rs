//! How a row's months become one figure for a quarter, a year or the whole plan.

use serde::Serialize;

/// The roll-up of a row. Months without a value are left out of every kind.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Rollup {
    /// The months are added: flows, such as calls or bookings.
    Sum,
    /// The last month stands for the stretch: balances, such as contacts or open deals.
    Last,
    /// The mean of the months: ratios and other levels; a quotient of two flows is the quotient of
    /// their sums.
    Level,
}

impl Rollup {
    /// The word for it in results: `sum`, `last` or `level`.
    pub fn word(self) -> &'static str {
        match self {
            Rollup::Sum => "sum",
            Rollup::Last => "last",
            Rollup::Level => "level",
        }
    }
}
